"""Moving money from an options account to its owner's wallet (deriv-api.md section 4.5)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nexus.accounts.withdrawing import Withdrawal
from nexus.kernel.errors import Refused, Rejected, Throttled, Unavailable
from nexus.kernel.money import money_text

if TYPE_CHECKING:
    import httpx

    from nexus.adapters.broker.rest import BrokerRest

ATTEMPTS = 3
_DUPLICATE = "DuplicateRequestID"
_CODES = {"InsufficientBalance": "INSUFFICIENT_BALANCE", "AccountNotFound": "NOT_YOUR_ACCOUNT"}


@dataclass(frozen=True)
class DerivWallets:
    """Transfers with the token of a payment consent, as `nexus.accounts.withdrawing.Wallets`."""

    app_id: str
    api_url: str
    make_http: Callable[[], "httpx.Client"]

    def to_wallet(self, token: str, withdrawal: Withdrawal) -> None:
        """Move the amount; a lost answer is asked for again under the same request id."""
        from nexus.adapters.broker.rest import BrokerRest

        with self.make_http() as http:
            rest = BrokerRest(http, self.api_url, self.app_id)
            _send(rest, token, _body(withdrawal, _wallet(rest, token)))


def _wallet(rest: "BrokerRest", token: str) -> str:
    try:
        return rest.main_wallet(token)
    except Unavailable as e:
        # Nothing was asked to move yet.
        raise Rejected(e.detail, "BROKER_UNAVAILABLE") from e


def _send(rest: "BrokerRest", token: str, body: dict[str, str]) -> None:
    lost: Unavailable | None = None
    for _ in range(ATTEMPTS):
        try:
            rest.transfer(token, body)
        except Unavailable as e:
            lost = e
            continue
        except Throttled:
            if lost is None:
                raise
            break
        except Refused as e:
            if e.code == _DUPLICATE:
                return
            if lost is not None:
                break
            raise Rejected(e.detail, _CODES.get(e.code)) from e
        return
    # Whether an earlier attempt moved the money is not known.
    raise lost or Unavailable("The broker did not confirm the transfer")


def _body(withdrawal: Withdrawal, wallet_id: str) -> dict[str, str]:
    return {
        "wallet_id": wallet_id,
        "amount": money_text(withdrawal.amount),
        "currency": withdrawal.currency,
        "direction": "to_wallet",
        "platform_name": "options",
        "platform_account_id": withdrawal.broker_account_id,
        "request_id": withdrawal.request_id,
    }
