"""The broker's REST interface: whose accounts a token opens, and the way to an account's socket."""

from collections.abc import Mapping
from decimal import Decimal

import httpx
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from nexus.kernel.errors import NexusError, Refused, Throttled, Unauthenticated, Unavailable

_ACCOUNTS = "/trading/v1/options/accounts"
_WALLETS = "/wallet/v1/wallets"
_TRANSFERS = "/wallet/v1/transfers/platforms"


class OptionsAccount(BaseModel):
    """An account at the broker; tell demo from real by `account_type`, never by the id."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    account_id: str
    balance: Decimal
    currency: str
    status: str
    account_type: str

    @property
    def is_real(self) -> bool:
        """The account holds real money."""
        return self.account_type == "real"


_LIST = TypeAdapter(list[OptionsAccount])


class BrokerRest:
    """Call the broker's REST interface with a trader's own token (blocking)."""

    def __init__(self, http: httpx.Client, api_url: str, app_id: str) -> None:
        self._http, self._url, self._app_id = http, api_url.rstrip("/"), app_id

    def accounts(self, token: str) -> list[OptionsAccount]:
        """List every options account the token opens."""
        try:
            return _LIST.validate_python(self._data("GET", _ACCOUNTS, token))
        except ValidationError as e:
            raise Unavailable(f"The broker sent no account list: {e.errors()[0]['msg']}") from e

    def socket_url(self, token: str, account_id: str) -> str:
        """Get a one-time socket address; it must be opened unchanged within 120 s."""
        data = self._data("POST", f"{_ACCOUNTS}/{account_id}/otp", token)
        url = data.get("url") if isinstance(data, dict) else None
        if not isinstance(url, str):
            raise Unavailable("The broker sent no socket address")
        return url

    def reset_demo_balance(self, token: str, account_id: str) -> None:
        """Give a broker demo account its starting balance back."""
        self._data("POST", f"{_ACCOUNTS}/{account_id}/reset-demo-balance", token)

    def main_wallet(self, token: str) -> str:
        """Find the wallet that takes what is withdrawn (scope payment)."""
        rows = self._data("GET", _WALLETS, token)
        found = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
        wallet = next((row for row in found if row.get("type") == "main"), None)
        if wallet is None or not isinstance(wallet.get("wallet_id"), str):
            raise Refused("There is no main wallet", "NO_WALLET")
        return str(wallet["wallet_id"])

    def transfer(self, token: str, body: Mapping[str, str]) -> None:
        """Move money between a wallet and a platform, once per `request_id` (scope payment)."""
        self._data("POST", _TRANSFERS, token, body)

    def _data(
        self, method: str, path: str, token: str, body: Mapping[str, str] | None = None
    ) -> object:
        headers = {"Authorization": f"Bearer {token}", "Deriv-App-ID": self._app_id}
        try:
            answer = self._http.request(method, self._url + path, headers=headers, json=body)
        except httpx.HTTPError as e:
            raise Unavailable(f"The broker did not answer {path}: {type(e).__name__}") from e
        if answer.is_error:
            raise _translate(answer, path)
        return _json(answer).get("data")


def _json(answer: httpx.Response) -> Mapping[str, object]:
    try:
        body = answer.json(parse_float=Decimal)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _translate(answer: httpx.Response, path: str) -> NexusError:
    status, said = answer.status_code, f"{path} answered {answer.status_code} {_reason(answer)}"
    if status == 401:
        return Unauthenticated(said)
    if status == 429:
        wait = answer.headers.get("Retry-After", "")
        return Throttled(said, retry_after=int(wait) if wait.isdigit() else 10)
    if status >= 500:
        return Unavailable(said)
    return Refused(said, _reason(answer) or None)


def _reason(answer: httpx.Response) -> str:
    errors = _json(answer).get("errors")
    first = errors[0] if isinstance(errors, list) and errors else None
    return str(first.get("code", "")) if isinstance(first, dict) else ""
