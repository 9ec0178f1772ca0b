class BrokerError(Exception):
    """Refuse a socket call with the code and text that go on the wire."""

    def __init__(self, code: str, message: str, details: dict[str, str] | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.details = details

    def frame(self) -> dict[str, object]:
        """Give the error member of the answer."""
        body: dict[str, object] = {"code": self.code, "message": self.message}
        return {**body, "details": self.details} if self.details else body

    def wrapped(self, code: str) -> dict[str, object]:
        """Give the same error under a wrapper's code, its own being the subcode."""
        return {**self.frame(), "code": code, "subcode": self.code}


class RestError(Exception):
    """Refuse a REST call with its status, code and text."""

    def __init__(self, status: int, code: str, message: str, field: str | None = None) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.field = field
        self.retry_after: int | None = None
