"""Tell an account's browsers what its session sees and does, as `signal` frames."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from functions.trader.browsers import Audience, Post
from functions.trader.session_market import SessionMarket
from functions.trader.tasks import Tasks
from functions.trader.threads import Threads
from nexus.adapters.dynamodb.engine_sessions import DynamoSessions
from nexus.kernel.clock import Clock, to_text
from nexus.kernel.errors import NexusError
from nexus.trading.session import Session
from nexus.trading.session_view import Json, session_view

LOOK_SECONDS = 60.0
VOTES_SECONDS = 1.0


@dataclass
class SessionFrames:
    """Push at once to whoever listened a moment ago; what was seen is also kept each minute."""

    sessions: DynamoSessions
    audience: Audience
    post: Post
    threads: Threads
    clock: Clock
    tasks: Tasks
    _listeners: dict[str, list[str]] = field(default_factory=dict)
    _looked: dict[str, float] = field(default_factory=dict)
    _voted: dict[str, float] = field(default_factory=dict)

    async def refresh(self, session: Session) -> None:
        """Look who listens to an account."""
        of_account, account_id = self.audience.of_account, session.account_id
        self._listeners[account_id] = await self.threads.run(of_account, account_id, self.clock())

    def state(self, session: Session, most_minutes: int | None) -> None:
        """Tell how a session stands; `most_minutes` is its account's own limit."""
        self._push(session, {"session": session_view(session, self.clock(), most_minutes)})

    def votes(self, session: Session, market: SessionMarket) -> bool:
        """Tell what a session sees, once a second at most; False when it was too soon."""
        name = f"{session.session_id}:{market.feed.symbol}"
        if not self._is_due(self._voted, name, VOTES_SECONDS):
            return False
        self._push(session, {"session_id": session.session_id, "look": market.look()})
        return True

    def keep_looks(self, session: Session, markets: Sequence[SessionMarket]) -> None:
        """Keep what a session saw last for who asks later."""
        is_seen = any(market.view is not None for market in markets)
        if is_seen and self._is_due(self._looked, session.session_id, LOOK_SECONDS):
            self.tasks.spawn(self._keep(session, markets), "session-look")

    async def _keep(self, session: Session, markets: Sequence[SessionMarket]) -> None:
        nearest = [market.nearest for market in markets if market.nearest is not None]
        look = {
            "looks": [market.look() for market in markets],
            "nearest": max(nearest, key=lambda each: str(each["key"])) if nearest else None,
        }
        await self.threads.run(self.sessions.keep_look, session, look)

    def _is_due(self, times: dict[str, float], name: str, seconds: float) -> bool:
        now = asyncio.get_running_loop().time()
        if now - times.get(name, -seconds) < seconds:
            return False
        times[name] = now
        return True

    def _push(self, session: Session, data: Json) -> None:
        ids = self._listeners.get(session.account_id, [])
        frame = {"type": "signal", "seq": None, "ts": to_text(self.clock()), "data": data}
        text = json.dumps(frame).encode()
        for connection_id in ids:
            self.tasks.spawn(self._send(connection_id, text), "signal")

    async def _send(self, connection_id: str, text: bytes) -> None:
        try:
            await self.post(connection_id, text)
        except NexusError:
            # The page asks again; state is in the table.
            return
