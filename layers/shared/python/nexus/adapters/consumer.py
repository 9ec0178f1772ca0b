"""Work through a batch of queue messages; what fails is left in the queue, the rest is done."""

from collections.abc import Callable, Mapping
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from nexus.adapters.eventbridge import read_event
from nexus.kernel.events import Event

Reaction = Callable[[Event], object]


class Consumer:
    """Hand each event of a batch to a reaction that is safe to repeat."""

    def __init__(self, log: Logger, metrics: Metrics) -> None:
        self._log = log
        self._metrics = metrics

    def consume(self, batch: Mapping[str, Any], react: Reaction) -> dict[str, Any]:
        """React to every event; returns the messages to deliver again."""
        processor = _Processor(self._log)
        with processor(list(batch["Records"]), _handling(react)):
            done = processor.process()
        answer: dict[str, Any] = dict(processor.response())
        failed = len(answer["batchItemFailures"])
        self._log.info("batch", extra={"received": len(done), "failed": failed})
        if failed:
            self._metrics.add_metric("BatchFailures", MetricUnit.Count, failed)
            self._metrics.flush_metrics()
        return answer


class _Processor(BatchProcessor):
    def __init__(self, log: Logger) -> None:
        super().__init__(EventType.SQS, raise_on_entire_batch_failure=False)
        self._log = log

    def failure_handler(self, record: Any, exception: Any) -> Any:
        message_id = getattr(record, "message_id", None)
        self._log.error("message failed", exc_info=exception, extra={"message_id": message_id})
        return super().failure_handler(record, exception)


def _handling(react: Reaction) -> Callable[[SQSRecord], object]:
    def handle(record: SQSRecord) -> object:
        return react(read_event(record.body))

    return handle
