import json
import logging
import sys

logger = logging.getLogger("sandbox_broker")


class JsonFormatter(logging.Formatter):
    """Write a record and its facts as one JSON line."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line; facts come from the record's `facts` attribute."""
        line: dict[str, object] = {
            "time": round(record.created, 3),
            "level": record.levelname,
            "message": record.getMessage(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


def log(message: str, **facts: object) -> None:
    """Write one line; callers pass no token, password, code or query string."""
    logger.info(message, extra={"facts": facts})


def set_up(level: int = logging.INFO) -> None:
    """Send all records of the process to standard error as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in ("uvicorn.access", "uvicorn.error", "websockets", "asyncio"):
        logging.getLogger(name).setLevel(logging.WARNING)
