"""What can go wrong, grouped by what the caller does about it.

NexusError
├── Retryable            try again: nothing happened, or it is safe to repeat
│   ├── Conflict         somebody else changed it first
│   ├── Throttled        too fast; `retry_after` says how long to wait
│   └── Unavailable      a dependency did not answer
├── Refused              this request will never work as it stands
│   ├── Malformed        a field is wrong; `fields` says which and why
│   ├── NotFound         not there, or not yours
│   ├── Unauthenticated  sign in first
│   ├── Forbidden        signed in, and still not allowed
│   ├── Denied           our rules said no; `facts` say why
│   └── Rejected         the broker said no
└── StopTrading          carrying on could cost money
    ├── BrokerStateUnknown
    └── LedgerMismatch
"""

from collections.abc import Mapping
from dataclasses import dataclass


class NexusError(Exception):
    """Carry a stable `code` and a sentence that states the fact with values."""

    code = "INTERNAL"

    def __init__(self, detail: str, code: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code or type(self).code


class Retryable(NexusError):
    """Nothing happened; the same call may work later."""

    code = "TRY_AGAIN"


class Conflict(Retryable):
    """Somebody else changed the same thing first."""

    code = "CONFLICT"


class Throttled(Retryable):
    """The caller is too fast; `retry_after` is in whole seconds."""

    code = "TOO_MANY_REQUESTS"

    def __init__(self, detail: str, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class Unavailable(Retryable):
    """A dependency did not answer in time."""

    code = "UNAVAILABLE"


class Refused(NexusError):
    """This request will not work as it stands."""

    code = "REFUSED"


@dataclass(frozen=True)
class FieldError:
    """One wrong field and the reason, in words for the person who sent it."""

    field: str
    message: str


class Malformed(Refused):
    """One or more fields are wrong."""

    code = "VALIDATION_FAILED"

    def __init__(self, *fields: FieldError, code: str | None = None) -> None:
        super().__init__("; ".join(f"{f.field}: {f.message}" for f in fields), code)
        self.fields = fields


class NotFound(Refused):
    """It is not there, or it is not the caller's."""

    code = "NOT_FOUND"


class Unauthenticated(Refused):
    """The caller is not signed in, or no longer."""

    code = "NOT_SIGNED_IN"


class Forbidden(Refused):
    """The caller is known and still not allowed."""

    code = "FORBIDDEN"


class Denied(Refused):
    """Our own rules said no; `facts` hold the numbers that decided it."""

    code = "DENIED"

    def __init__(self, code: str, detail: str, facts: Mapping[str, str] | None = None) -> None:
        super().__init__(detail, code)
        self.facts = dict(facts or {})


class Rejected(Refused):
    """The broker said no; nothing was bought."""

    code = "BROKER_REJECTED"


class StopTrading(NexusError):
    """Carrying on could cost money; the account is left alone until somebody looked."""

    code = "TRADING_STOPPED"


class BrokerStateUnknown(StopTrading):
    """A purchase was sent and its answer was lost."""

    code = "BROKER_STATE_UNKNOWN"


class LedgerMismatch(StopTrading):
    """Two books that must agree do not."""

    code = "LEDGER_MISMATCH"
