"""Trade and balance frames, in their order, as soon as they are written."""

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from functions.trader.browsers import Audience, Post
from functions.trader.threads import Threads
from nexus.kernel.change import AccountChange
from nexus.kernel.clock import Clock
from nexus.kernel.errors import NexusError

LOG = logging.getLogger("nexus.trader")
# rest_api writes these two frames with the intent to buy and cannot push them itself.
INTENT_FRAMES = 2


class FrameStore(Protocol):
    """Frames as they were written."""

    def frames_after(self, account_id: str, sequence: int) -> list[dict[str, object]]: ...


@dataclass
class FrameSender:
    """Send each account's frames by number, without a hole and without repeats."""

    audience: Audience
    post: Post
    frames: FrameStore
    threads: Threads
    clock: Clock
    _sent: dict[str, int] = field(default_factory=dict)
    _turns: dict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))

    async def send(self, change: AccountChange) -> None:
        """Send what a change tells, after whatever was told before it."""
        if not change.frames:
            return
        account_id, first = change.after.account_id, change.frames[0].sequence
        async with self._turns[account_id]:
            sent = self._sent.get(account_id, max(0, first - 1 - INTENT_FRAMES))
            if sent == first - 1:
                await self._send_all(account_id, [f.as_message() for f in change.frames])
            elif sent < change.frames[-1].sequence:
                await self._send_all(account_id, await self._after(account_id, sent))

    async def catch_up(self, account_id: str, sequence: int) -> None:
        """Send what was written up to `sequence` and not sent yet."""
        async with self._turns[account_id]:
            sent = self._sent.get(account_id, max(0, sequence - INTENT_FRAMES))
            if sent < sequence:
                await self._send_all(account_id, await self._after(account_id, sent))

    async def _after(self, account_id: str, sequence: int) -> list[dict[str, object]]:
        return await self.threads.run(self.frames.frames_after, account_id, sequence)

    async def _send_all(self, account_id: str, messages: Sequence[Mapping[str, object]]) -> None:
        if not messages:
            return
        self._sent[account_id] = int(str(messages[-1]["seq"]))
        at = self.clock()
        connection_ids = await self.threads.run(self.audience.of_account, account_id, at)
        texts = [json.dumps(message, default=int).encode() for message in messages]
        await asyncio.gather(*(self._send_to(account_id, c, texts) for c in connection_ids))

    async def _send_to(self, account_id: str, connection_id: str, texts: list[bytes]) -> None:
        for text in texts:
            try:
                is_there = await self.post(connection_id, text)
            except NexusError as e:
                # The browser sees the missing number and asks for a replay.
                LOG.warning("push_failed", extra={"event": "push_failed", "error": e.detail})
                return
            if not is_there:
                await self.threads.run(self.audience.drop_from_account, account_id, connection_id)
                return
