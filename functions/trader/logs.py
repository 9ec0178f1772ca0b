"""One JSON object per line and event; tokens never get here."""

import json
import logging
import sys
from datetime import UTC, datetime

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_QUIET = ("httpx", "httpcore", "websockets", "botocore", "boto3", "urllib3")


class JsonLines(logging.Formatter):
    """Write a record and everything passed as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, object] = {
            "level": record.levelname,
            "timestamp": at,
            "service": "trader",
            "message": record.getMessage(),
        }
        line |= {name: value for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


class Metrics(logging.Formatter):
    """Write a record that already is an embedded metric, and nothing else."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one line."""
        return record.getMessage()


def start_logging(level: str) -> None:
    """Send every log of the process to standard output."""
    lines, metrics = logging.StreamHandler(sys.stdout), logging.StreamHandler(sys.stdout)
    lines.setFormatter(JsonLines())
    metrics.setFormatter(Metrics())
    logging.basicConfig(level=level, handlers=[lines], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    measured = logging.getLogger("nexus.metrics")
    measured.handlers, measured.propagate = [metrics], False


def metric(name: str, value: float, unit: str, at: datetime) -> str:
    """Write one value in CloudWatch's embedded metric format."""
    shape = {
        "Namespace": "Nexus",
        "Dimensions": [["service"]],
        "Metrics": [{"Name": name, "Unit": unit}],
    }
    stamp = {"Timestamp": int(at.timestamp() * 1000), "CloudWatchMetrics": [shape]}
    return json.dumps({"_aws": stamp, "service": "trader", name: value})
