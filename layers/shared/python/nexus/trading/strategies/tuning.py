"""Read a strategy's parameters from data, naming each wrong one and why."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal

from nexus.kernel.errors import FieldError
from nexus.trading.strategies import STRATEGIES


@dataclass(frozen=True)
class ParameterInfo:
    """What a page or a sweep needs to know of one parameter."""

    name: str
    default: float
    low: float
    high: float
    is_whole: bool
    meaning: str


def parameters_of(strategy: str) -> tuple[ParameterInfo, ...]:
    """Describe the parameters of a strategy of the registry."""
    return tuple(
        ParameterInfo(
            item.name,
            float(str(item.default)),
            float(item.metadata["low"]),
            float(item.metadata["high"]),
            isinstance(item.default, int),
            str(item.metadata["meaning"]),
        )
        for item in fields(STRATEGIES[strategy].parameters)
    )


def tuning_errors(
    strategy: str, values: Mapping[str, float | Decimal], path: str
) -> list[FieldError]:
    """Name what is wrong with the values given for a strategy; fields are under `path`."""
    if strategy not in STRATEGIES:
        known = ", ".join(STRATEGIES)
        return [FieldError(path, f"Expected one of {known}, was {strategy}")]
    errors = [error for name in values if (error := _error(strategy, name, values[name], path))]
    return errors or _clash(strategy, values, path)


def as_numbers(strategy: str, values: Mapping[str, float | Decimal]) -> dict[str, float]:
    """Turn checked values into what the strategy's parameters hold: whole numbers or reals."""
    whole = {info.name for info in parameters_of(strategy) if info.is_whole}
    return {name: int(v) if name in whole else float(v) for name, v in values.items()}


def _error(strategy: str, name: str, value: float | Decimal, path: str) -> FieldError | None:
    info = next((each for each in parameters_of(strategy) if each.name == name), None)
    field = f"{path}.{name}"
    if info is None:
        return FieldError(field, f"Expected a parameter of {strategy}, was {name}")
    if isinstance(value, bool) or not info.low <= value <= info.high:
        return FieldError(field, f"Expected from {info.low:g} to {info.high:g}, was {value}")
    if info.is_whole and value != int(value):
        return FieldError(field, f"Expected a whole number, was {value}")
    return None


def _clash(strategy: str, values: Mapping[str, float | Decimal], path: str) -> list[FieldError]:
    try:
        STRATEGIES[strategy].new(as_numbers(strategy, values))
    except ValueError as e:
        return [FieldError(path, str(e))]
    return []
