from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def cents(value: Decimal) -> Decimal:
    """Round to whole cents; the only place where money is rounded."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def number(value: Decimal) -> int | float:
    """Give the JSON number of an amount: whole when it is whole, as on the wire."""
    return int(value) if value == value.to_integral_value() else float(value)


def text(value: Decimal) -> str:
    """Give an amount as text with two decimals."""
    return f"{cents(value):.2f}"
