from dataclasses import dataclass

from functions.sandbox_broker.books.models import Contract
from functions.sandbox_broker.contracts.progress import Progress
from functions.sandbox_broker.errors import BrokerError
from functions.sandbox_broker.market.instruments import Instrument


@dataclass(frozen=True)
class Refusal:
    """Say why a contract cannot be sold now."""

    code: str
    message: str


ENTRY_MISSING = Refusal("EntryTickMissing", "Waiting for entry tick.")
NOT_OFFERED = Refusal("ResaleNotOffered", "Resale of this contract is not offered.")
ENTRY_TICK = Refusal(
    "SellAtEntryTick", "Contract cannot be sold at entry tick. Please wait for the next tick."
)
WAITING = Refusal(
    "WaitForContractSettlement",
    "Please wait for contract settlement. The final settlement price may differ from the"
    " indicative price.",
)
ALREADY_SOLD = Refusal("ContractAlreadySold", "This contract has been sold.")


def resale_refusal(
    contract: Contract, progress: Progress, instrument: Instrument, *, at_entry: bool
) -> Refusal | None:
    """Say why an open contract cannot be sold back now, or nothing when it can.

    `at_entry` allows the sale while the entry tick is still the last one.
    """
    if progress.entry is None:
        return ENTRY_MISSING
    if progress.is_expired:
        return WAITING
    left = contract.expiry - progress.now
    if contract.ticks is not None or left < instrument.durations.min_seconds:
        return NOT_OFFERED
    is_at_entry = progress.current is None or progress.current.epoch <= progress.entry.epoch
    if is_at_entry and not at_entry:
        return ENTRY_TICK
    return None


def check_resale(
    contract: Contract, progress: Progress, instrument: Instrument, *, at_entry: bool
) -> None:
    """Refuse the sale of a contract that cannot be sold now."""
    refusal = resale_refusal(contract, progress, instrument, at_entry=at_entry)
    if refusal:
        raise BrokerError(refusal.code, refusal.message)
