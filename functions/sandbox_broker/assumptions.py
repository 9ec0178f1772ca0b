from dataclasses import dataclass
from decimal import Decimal
from typing import Literal


@dataclass(frozen=True)
class Assumptions:
    """Hold, each in one place, what the broker's public material leaves open.

    The control API replaces single values; nothing else in the twin guesses.
    """

    code_seconds: int = 600
    login_seconds: int = 600
    token_seconds: int = 3600
    refresh_tokens: bool = False
    refresh_seconds: int = 30 * 86_400
    otp_seconds: int = 120
    idle_seconds: int = 120
    idle_close_code: int = 1001
    history_cap: int = 1000
    subscriptions_per_connection: int = 100
    account_margin: Decimal = Decimal("0.031")
    public_margin: Decimal = Decimal("0.012")
    tie_probability: Decimal = Decimal("0.004")
    minimum_stake: Decimal = Decimal("0.35")
    demo_payout_limit: Decimal = Decimal("10000.00")
    real_payout_limit: Decimal = Decimal("10000.00")
    public_payout_limit: Decimal = Decimal("1000.00")
    highest_markup: Decimal = Decimal("3")
    payout_slippage: Decimal = Decimal("0.005")
    missing_tick_seconds: int = 300
    resale_margin: Decimal = Decimal("0.031")
    demo_start: Decimal = Decimal("10000.00")
    real_start: Decimal = Decimal("1000.00")
    proposal_seconds: int = 300
    # OAuth, REST, tokens and budgets
    plain_http_redirects: bool = True
    read_scope: bool = False
    revocation_endpoint: bool = True
    sockets_need_a_valid_token: bool = False
    budget_scope: Literal["account", "user", "connection", "address"] = "account"
    retry_after: bool = False
    maintenance_code: str = "ServiceUnavailable"
    maintenance_text: str = "The platform is being updated. Please try again later."
    buy_may_set_markup: bool = True
    statistics_lag_seconds: int = 3600
    statistics_days: int = 183
    # Frames of the sockets
    stable_proposal_ids: bool = True
    ohlc_as_text: bool = True
    wrapped_refusals: bool = False
    login_code: str = "AuthorizationRequired"
    unknown_proposal_code: str = "InvalidContractProposal"
    contract_stream_echoes_buy: bool = True
    legacy_trading_times: bool = True
    history_keeps: Literal["newest", "oldest"] = "newest"
    one_stream_of_all_contracts: bool = True
    contract_fallback_seconds: int = 0
    # Contracts
    tick_shortcodes: Literal["count", "expiry"] = "count"
    sale_at_entry_tick: bool = False
    tick_at_expiry_counts: bool = True
    no_position_code: str = "NoOpenPosition"
    forex_quiet_hours: bool = True
    refund_code: str = "RefundBuyForMissingData"
    refund_text: str = "The buy price was refunded due to missing market data."
