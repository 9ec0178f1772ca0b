"""One conversation with the broker without any I/O: frames in, frames and events out."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from nexus.adapters.broker import calls
from nexus.adapters.broker.errors import lost, translate
from nexus.adapters.broker.wire import Frame, Request, decode, encode
from nexus.kernel.errors import NexusError, Retryable, Throttled


@dataclass(frozen=True, slots=True)
class Answered:
    """The broker answered one call."""

    req_id: int
    frame: Frame


@dataclass(frozen=True, slots=True)
class Failed:
    """A call was refused, or its answer did not come in time."""

    req_id: int
    call: str
    error: NexusError


@dataclass(frozen=True, slots=True)
class Updated:
    """A subscription delivered a frame."""

    key: str
    frame: Frame


@dataclass(frozen=True, slots=True)
class Ended:
    """The broker refused or ended a subscription for good."""

    key: str
    error: NexusError


_RETRY_SECONDS = 2.0

Event: TypeAlias = Answered | Failed | Updated | Ended


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A frame to send and the call it makes (its budget is charged by call)."""

    call: str
    text: str


@dataclass(frozen=True, slots=True)
class Output:
    """What one input led to."""

    frames: tuple[Outgoing, ...] = ()
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class _Pending:
    call: str
    deadline: float
    key: str | None = None


@dataclass(frozen=True, slots=True)
class _Subscription:
    key: str
    request: Request
    req_id: int | None = None
    subscription_id: str | None = None
    retry_at: float | None = None


@dataclass
class BrokerSession:
    """Keep what was asked, what is subscribed, and what each incoming frame therefore means.

    Request ids are never used twice, so an answer that is late, repeated or out of order is
    recognised and ignored. Subscriptions outlive the socket: `restart` asks for them again.
    Times are seconds of any monotonic clock.
    """

    answer_within: float = 10.0
    _next_id: int = 1
    _pending: dict[int, _Pending] = field(default_factory=dict)
    _subscriptions: dict[str, _Subscription] = field(default_factory=dict)
    _key_by_stream: dict[str, str] = field(default_factory=dict)
    _key_by_ask: dict[int, str] = field(default_factory=dict)
    _forgotten: set[str] = field(default_factory=set)

    @property
    def keys(self) -> frozenset[str]:
        """What is subscribed, or will be once a socket is open."""
        return frozenset(self._subscriptions)

    def call(
        self, request: Request, now: float, within: float | None = None
    ) -> tuple[int, Outgoing]:
        """Number a request; its answer is lost when it takes longer than `within` seconds."""
        return self._number(request, now + (within or self.answer_within), None)

    def subscribe(self, key: str, request: Request, now: float) -> Outgoing | None:
        """Ask for a stream under a name of the caller's; None when it is there already."""
        if key in self._subscriptions:
            return None
        self._subscriptions[key] = _Subscription(key, request)
        return self._ask(key, now)

    def remember(self, key: str, request: Request) -> None:
        """Note a stream to ask for at the next `restart`."""
        self._subscriptions.setdefault(key, _Subscription(key, request))

    def unsubscribe(self, key: str, now: float) -> Outgoing | None:
        """Drop a stream; None when the broker does not know it (yet)."""
        gone = self._subscriptions.pop(key, None)
        if gone is None or gone.subscription_id is None:
            return None
        return self._forget(gone.subscription_id, now)

    def receive(self, text: str | bytes, now: float) -> Output:
        """Take one frame; raise ValueError when it is not JSON."""
        frame = decode(text)
        pending = self._pending.pop(frame.req_id, None) if frame.req_id is not None else None
        if pending is None:
            return self._stream(frame, now)
        if frame.error is not None:
            return self._refused(frame, pending, now)
        answered = Answered(frame.req_id or 0, frame)
        if pending.key is None:
            return Output(events=(answered,))
        return self._started(frame, pending.key, answered, now)

    def expire(self, now: float) -> Output:
        """Give up on answers that are overdue and ask again for streams that are due."""
        late = [i for i, pending in self._pending.items() if pending.deadline <= now]
        events = tuple(self._lose(late))
        frames = tuple(self._ask(key, now) for key in self._due(now))
        return Output(frames, events)

    def disconnect(self) -> Output:
        """Fail every open call: its answer cannot come any more."""
        for key, subscription in self._subscriptions.items():
            self._subscriptions[key] = replace(
                subscription, req_id=None, subscription_id=None, retry_at=None
            )
        self._key_by_stream.clear()
        self._key_by_ask.clear()
        self._forgotten.clear()
        return Output(events=tuple(self._lose(list(self._pending))))

    def restart(self, now: float) -> Output:
        """Ask for every stream again on a new socket."""
        return Output(tuple(self._ask(key, now) for key in list(self._subscriptions)))

    def _due(self, now: float) -> list[str]:
        waiting = self._subscriptions.values()
        return [s.key for s in waiting if s.retry_at is not None and s.retry_at <= now]

    def _number(self, request: Request, deadline: float, key: str | None) -> tuple[int, Outgoing]:
        req_id, self._next_id = self._next_id, self._next_id + 1
        call = calls.name_of(request)
        self._pending[req_id] = _Pending(call, deadline, key)
        return req_id, Outgoing(call, encode({**request, "req_id": req_id}))

    def _ask(self, key: str, now: float) -> Outgoing:
        subscription = self._subscriptions[key]
        req_id, out = self._number(subscription.request, now + self.answer_within, key)
        self._subscriptions[key] = replace(subscription, req_id=req_id, retry_at=None)
        self._key_by_ask[req_id] = key
        return out

    def _forget(self, subscription_id: str, now: float) -> Outgoing:
        self._key_by_stream.pop(subscription_id, None)
        self._forgotten.add(subscription_id)
        return self._number(calls.forget(subscription_id), now + self.answer_within, None)[1]

    def _started(self, frame: Frame, key: str, answered: Answered, now: float) -> Output:
        adopted = self._adopt(frame, key, now)
        return replace(adopted, events=(answered, *adopted.events))

    def _stream(self, frame: Frame, now: float) -> Output:
        if frame.subscription_id in self._forgotten:
            return Output()
        key = self._key_by_stream.get(frame.subscription_id or "")
        if key is None:
            asked = self._key_by_ask.get(frame.req_id or 0)
            return Output() if asked is None else self._adopt(frame, asked, now)
        if frame.error is not None:
            self._subscriptions.pop(key, None)
            return Output(events=(Ended(key, translate(frame.error, frame.msg_type)),))
        return Output(events=(Updated(key, frame),))

    def _adopt(self, frame: Frame, key: str, now: float) -> Output:
        """Tie a stream's id to its key; one that nobody wants any more, or a second, is ended."""
        stream, subscription = frame.subscription_id, self._subscriptions.get(key)
        if subscription is None or (stream and subscription.subscription_id not in {None, stream}):
            return Output((self._forget(stream, now),) if stream else ())
        if stream is not None:
            self._key_by_stream[stream] = key
            self._subscriptions[key] = replace(subscription, subscription_id=stream, retry_at=None)
        return Output(events=(Updated(key, frame),))

    def _refused(self, frame: Frame, pending: _Pending, now: float) -> Output:
        error = lost(pending.call) if frame.error is None else translate(frame.error, pending.call)
        failed = Failed(frame.req_id or 0, pending.call, error)
        subscription = self._subscriptions.get(pending.key or "")
        if subscription is None or subscription.req_id != frame.req_id:
            return Output(events=(failed,))
        if isinstance(error, Retryable) or error.code == "ALREADY_SUBSCRIBED":
            self._retry(subscription, now, error)
            return Output(events=(failed,))
        del self._subscriptions[subscription.key]
        return Output(events=(failed, Ended(subscription.key, error)))

    def _retry(self, subscription: _Subscription, now: float, error: NexusError) -> None:
        wait = float(error.retry_after) if isinstance(error, Throttled) else _RETRY_SECONDS
        self._subscriptions[subscription.key] = replace(
            subscription, req_id=None, retry_at=now + wait
        )

    def _lose(self, req_ids: Iterable[int]) -> Iterable[Event]:
        for req_id in req_ids:
            pending = self._pending.pop(req_id)
            subscription = self._subscriptions.get(pending.key or "")
            if subscription is not None and subscription.req_id == req_id:
                self._subscriptions[subscription.key] = replace(
                    subscription, req_id=None, retry_at=0.0
                )
            yield Failed(req_id, pending.call, lost(pending.call))
