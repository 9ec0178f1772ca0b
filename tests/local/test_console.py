"""What a person sees of events and processes."""

import json

from infra.local.console import event_line, process_line


def test_an_event_is_told_in_words_with_its_figures() -> None:
    detail = {
        "event": "TradeSettled",
        "subject": "account-1",
        "data": {"symbol": "R_100", "status": "won", "profit": "9.50", "ticks": ["1", "2"]},
    }

    line = event_line(detail)

    assert line == "Trade settled (account-1), symbol R_100, status won, profit 9.50"


def test_personal_data_in_an_event_is_not_shown() -> None:
    detail = {"event": "UserSignedUp", "subject": "u1", "data": {"email": "a@example.com"}}

    assert "example.com" not in event_line(detail)


def test_routine_lines_of_a_process_are_left_to_its_log() -> None:
    assert process_line(json.dumps({"level": "INFO", "message": "tick"})) is None
    assert process_line("listening on 8100") is None


def test_warnings_and_tracebacks_are_shown() -> None:
    entry = {"level": "ERROR", "message": "settlement failed", "exception_name": "KeyError"}

    assert process_line(json.dumps(entry)) == "settlement failed KeyError"
    assert process_line("Traceback (most recent call last):") is not None
