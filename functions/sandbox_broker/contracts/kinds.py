from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """Describe one contract type: how it wins, what a tie does, whether it takes a barrier."""

    code: str
    category: str
    sign: int
    wins_ties: bool
    takes_barrier: bool
    comparison: str

    @property
    def sentiment(self) -> str:
        """Give the direction's name in contracts_for."""
        return "up" if self.sign > 0 else "down"

    def wins(self, exit_pips: int, barrier_pips: int) -> bool:
        """Decide the contract from the exit spot and the barrier."""
        difference = (exit_pips - barrier_pips) * self.sign
        return difference > 0 or (self.wins_ties and difference == 0)


KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("CALL", "callput", 1, False, False, "strictly higher than"),
        Kind("PUT", "callput", -1, False, False, "strictly lower than"),
        Kind("CALLE", "callputequal", 1, True, False, "higher than or equal to"),
        Kind("PUTE", "callputequal", -1, True, False, "lower than or equal to"),
        Kind("HIGHER", "higherlower", 1, False, True, "strictly higher than"),
        Kind("LOWER", "higherlower", -1, False, True, "strictly lower than"),
    )
}

CATEGORY_NAMES = {
    "callput": "Up/Down",
    "callputequal": "Rise/Fall Equal",
    "higherlower": "Higher/Lower",
}
