from datetime import UTC, date, datetime, timedelta, timezone

from nexus.kernel.clock import from_epoch, from_text, to_epoch, to_text, utc_day


def test_times_are_written_in_utc_with_milliseconds() -> None:
    lagos = timezone(timedelta(hours=1))

    assert to_text(datetime(2026, 11, 24, 13, 0, tzinfo=lagos)) == "2026-11-24T12:00:00.000Z"


def test_a_written_time_reads_back() -> None:
    moment = datetime(2026, 11, 24, 12, 0, 0, 250_000, tzinfo=UTC)

    assert from_text(to_text(moment)) == moment


def test_a_day_is_a_utc_day() -> None:
    auckland = timezone(timedelta(hours=13))

    assert utc_day(datetime(2026, 11, 25, 9, 0, tzinfo=auckland)) == date(2026, 11, 24)


def test_epochs_are_whole_seconds_rounded_down() -> None:
    assert to_epoch(from_epoch(1_789_347_036) + timedelta(milliseconds=999)) == 1_789_347_036
