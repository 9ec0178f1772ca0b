import json

import pytest

from nexus.adapters.broker import calls
from nexus.adapters.broker.session import (
    Answered,
    BrokerSession,
    Ended,
    Failed,
    Outgoing,
    Output,
    Updated,
)
from nexus.kernel.errors import BrokerStateUnknown, Rejected, Throttled, Unavailable
from tests.unit.adapters.broker.factories import answer, refusal, tick


def req_id_of(out: Outgoing | None) -> int:
    assert out is not None
    number = json.loads(out.text)["req_id"]
    assert isinstance(number, int)
    return number


def subscribed(stream: str = "s1") -> tuple[BrokerSession, int]:
    session = BrokerSession()
    req_id = req_id_of(session.subscribe("ticks:R_50", calls.ticks("R_50"), 0.0))
    session.receive(tick(req_id, stream, 100), 0.0)
    return session, req_id


def keys(output: Output) -> list[str]:
    return [event.key for event in output.events if isinstance(event, Updated)]


def test_answer_is_matched_by_request_id_in_any_order() -> None:
    session = BrokerSession()
    first, _ = session.call(calls.TIME, 0.0)
    second, _ = session.call(calls.PORTFOLIO, 0.0)

    late = session.receive(answer(second, "portfolio", {"contracts": []}), 1.0)
    early = session.receive(answer(first, "time", 5), 1.0)

    assert [event.req_id for event in late.events if isinstance(event, Answered)] == [second]
    assert [event.req_id for event in early.events if isinstance(event, Answered)] == [first]


def test_duplicate_answer_is_ignored() -> None:
    session = BrokerSession()
    req_id, _ = session.call(calls.TIME, 0.0)

    session.receive(answer(req_id, "time", 5), 1.0)

    assert session.receive(answer(req_id, "time", 5), 1.0) == Output()


def test_refusal_carries_our_error_and_the_brokers_words() -> None:
    session = BrokerSession()
    req_id, _ = session.call(calls.TIME, 0.0)

    output = session.receive(refusal(req_id, "time", "MarketIsClosed", "Closed."), 1.0)

    [event] = output.events
    assert isinstance(event, Failed)
    assert isinstance(event.error, Rejected)
    assert (event.error.code, event.error.detail) == ("MARKET_CLOSED", "MarketIsClosed: Closed.")


def test_streamed_frames_repeat_the_request_id_and_reach_their_key() -> None:
    session, req_id = subscribed()

    assert keys(session.receive(tick(req_id, "s1", 102), 2.0)) == ["ticks:R_50"]


def test_frame_of_an_unknown_stream_is_ignored() -> None:
    session, _ = subscribed()

    assert session.receive(tick(999, "other", 102), 2.0) == Output()


def test_same_key_is_asked_for_once() -> None:
    session, _ = subscribed()

    assert session.subscribe("ticks:R_50", calls.ticks("R_50"), 1.0) is None


def test_unsubscribing_forgets_the_stream_at_the_broker() -> None:
    session, req_id = subscribed()

    out = session.unsubscribe("ticks:R_50", 1.0)

    assert out is not None
    assert json.loads(out.text)["forget"] == "s1"
    assert session.receive(tick(req_id, "s1", 104), 2.0) == Output((), ())


def test_stream_that_starts_after_it_was_dropped_is_forgotten() -> None:
    session = BrokerSession()
    req_id = req_id_of(session.subscribe("ticks:R_50", calls.ticks("R_50"), 0.0))

    assert session.unsubscribe("ticks:R_50", 0.5) is None
    output = session.receive(tick(req_id, "s1", 100), 1.0)

    assert [json.loads(out.text)["forget"] for out in output.frames] == ["s1"]
    assert keys(output) == []


def test_restart_asks_for_every_stream_again_under_new_request_ids() -> None:
    session, first = subscribed()

    session.disconnect()
    output = session.restart(10.0)

    second = req_id_of(output.frames[0])
    assert second > first
    assert session.receive(tick(first, "s1", 102), 11.0) == Output()
    assert keys(session.receive(tick(second, "s2", 104), 11.0)) == ["ticks:R_50"]


def test_disconnect_fails_open_calls_and_leaves_a_purchase_unknown() -> None:
    session = BrokerSession()
    reading, _ = session.call(calls.PORTFOLIO, 0.0)
    buying, _ = session.call({"buy": "x" * 32, "price": 10}, 0.0)

    events = session.disconnect().events

    errors = {event.req_id: event.error for event in events if isinstance(event, Failed)}
    assert isinstance(errors[reading], Unavailable)
    assert isinstance(errors[buying], BrokerStateUnknown)


def test_answer_that_is_overdue_is_lost_and_its_late_arrival_changes_nothing() -> None:
    session = BrokerSession(answer_within=5.0)
    req_id, _ = session.call(calls.TIME, 0.0)

    assert session.expire(4.9).events == ()
    [event] = session.expire(5.0).events

    assert isinstance(event, Failed)
    assert event.error.code == "ANSWER_LOST"
    assert session.receive(answer(req_id, "time", 5), 6.0) == Output()


def test_throttled_stream_is_asked_for_again_after_the_wait() -> None:
    session = BrokerSession()
    req_id = req_id_of(session.subscribe("ticks:R_50", calls.ticks("R_50"), 0.0))

    [event] = session.receive(refusal(req_id, "tick", "RateLimit"), 1.0).events

    assert isinstance(event, Failed)
    assert isinstance(event.error, Throttled)
    assert session.expire(1.0 + event.error.retry_after - 0.1).frames == ()
    assert len(session.expire(1.0 + event.error.retry_after).frames) == 1


def test_stream_refused_for_good_is_ended_and_not_asked_for_again() -> None:
    session = BrokerSession()
    req_id = req_id_of(session.subscribe("ticks:XX", calls.ticks("XX"), 0.0))

    output = session.receive(refusal(req_id, "tick", "InvalidSymbol"), 1.0)

    assert [event.key for event in output.events if isinstance(event, Ended)] == ["ticks:XX"]
    assert session.restart(2.0).frames == ()


def test_stream_whose_first_answer_was_lost_is_adopted_from_a_later_frame() -> None:
    session = BrokerSession(answer_within=5.0)
    first = req_id_of(session.subscribe("ticks:R_50", calls.ticks("R_50"), 0.0))

    again = req_id_of(session.expire(5.0).frames[0])
    session.receive(refusal(again, "tick", "AlreadySubscribed"), 5.1)

    assert keys(session.receive(tick(first, "s1", 106), 6.0)) == ["ticks:R_50"]
    assert session.expire(60.0).frames == ()


def test_second_stream_under_one_key_is_ended() -> None:
    session = BrokerSession(answer_within=5.0)
    first = req_id_of(session.subscribe("ticks:R_50", calls.ticks("R_50"), 0.0))
    again = req_id_of(session.expire(5.0).frames[0])

    session.receive(tick(again, "s2", 106), 5.5)
    output = session.receive(tick(first, "s1", 106), 5.6)

    assert [json.loads(out.text)["forget"] for out in output.frames] == ["s1"]


def test_text_that_is_not_json_is_refused() -> None:
    with pytest.raises(ValueError, match="Expecting"):
        BrokerSession().receive("nonsense", 0.0)
