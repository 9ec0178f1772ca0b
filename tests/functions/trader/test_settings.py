"""What the trader's environment may say."""

import pytest
from pydantic import ValidationError

from functions.trader.settings import Settings, read_settings
from functions.trader.turns import WINDOWS

REQUIRED = {
    name.upper(): "1" for name, field in Settings.model_fields.items() if field.is_required()
}


def test_rest_windows_are_the_published_budgets_unless_said() -> None:
    assert read_settings(REQUIRED).rest_windows == WINDOWS


def test_rest_windows_are_seconds_and_calls() -> None:
    read = read_settings({**REQUIRED, "REST_WINDOWS": "1:30,600:9000"})

    assert read.rest_windows == ((1.0, 30), (600.0, 9000))


@pytest.mark.parametrize("said", ["60", "60:270:5", "60:0", "0:270", "a minute:270", ","])
def test_windows_that_are_none_stop_the_start(said: str) -> None:
    with pytest.raises(ValidationError, match="rest_windows"):
        read_settings({**REQUIRED, "REST_WINDOWS": said})
