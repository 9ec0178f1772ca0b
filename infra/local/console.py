"""What a person sees while it runs: one line per event, in words."""

import json
import re
import threading
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from infra.local.aws import LocalAws
from infra.local.processes import Sink
from infra.local.settings import ACCOUNT, REGION

QUEUE = "nexus-local-console"
RULE = "nexus-local-console"
WORTH_SAYING = (
    "username",
    "symbol",
    "trade_type",
    "kind",
    "status",
    "stake",
    "payout",
    "profit",
    "amount",
    "currency",
    "reason",
    "code",
    "limit",
)
LEVELS_SHOWN = frozenset({"WARNING", "ERROR", "CRITICAL"})


def event_line(detail: dict[str, Any]) -> str:
    """Say one bus event in words: what happened, to whom, with the figures that matter."""
    data = detail.get("data") or {}
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", str(detail.get("event", "event"))).capitalize()
    facts = [
        f"{name.replace('_', ' ')} {_plain(data[name])}"
        for name in WORTH_SAYING
        if _has(data, name)
    ]
    return ", ".join([f"{words} ({detail.get('subject', '?')})", *facts])


def process_line(line: str) -> str | None:
    """Return what is worth showing of a line a process printed; None for routine lines."""
    try:
        entry = json.loads(line)
    except ValueError:
        return line if re.search(r"error|exception|traceback", line, re.IGNORECASE) else None
    if not isinstance(entry, dict) or str(entry.get("level", "")).upper() not in LEVELS_SHOWN:
        return None
    message = str(entry.get("message", ""))
    cause = str(entry.get("exception_name") or entry.get("error") or "")
    return f"{message} {cause}".strip()


class BusEvents:
    """Shows every event of the bus, through a queue of its own."""

    def __init__(self, aws: LocalAws, bus: str, show: Sink) -> None:
        self._sqs = aws.client("sqs")
        self._show = show
        self._stopping = threading.Event()
        self._queue = self._subscribe(aws, bus)
        self._thread = threading.Thread(target=self._run, name="bus-events", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop showing events."""
        self._stopping.set()
        self._thread.join(3)

    def _subscribe(self, aws: LocalAws, bus: str) -> str:
        arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{QUEUE}"
        policy = {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "events.amazonaws.com"},
                    "Action": "sqs:SendMessage",
                    "Resource": arn,
                }
            ],
        }
        attributes = {"Policy": json.dumps(policy), "MessageRetentionPeriod": "300"}
        url = self._sqs.create_queue(QueueName=QUEUE, Attributes=attributes)["QueueUrl"]
        events = aws.client("events")
        pattern = json.dumps({"source": ["nexus"]})
        events.put_rule(Name=RULE, EventBusName=bus, EventPattern=pattern)
        events.put_targets(Rule=RULE, EventBusName=bus, Targets=[{"Id": "console", "Arn": arn}])
        return str(url)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._show_waiting()
            except (BotoCoreError, ClientError):
                self._stopping.wait(2)

    def _show_waiting(self) -> None:
        answer = self._sqs.receive_message(
            QueueUrl=self._queue, MaxNumberOfMessages=10, WaitTimeSeconds=1
        )
        for message in answer.get("Messages", []):
            self._show("event", event_line(json.loads(message["Body"])["detail"]))
            self._sqs.delete_message(QueueUrl=self._queue, ReceiptHandle=message["ReceiptHandle"])


def _has(data: dict[str, Any], name: str) -> bool:
    return data.get(name) not in (None, "", [], {})


def _plain(value: object) -> str:
    return str(value) if not isinstance(value, dict) else json.dumps(value)
