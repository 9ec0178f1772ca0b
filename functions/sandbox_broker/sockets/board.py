from collections.abc import Callable

from functions.sandbox_broker.clock import Clock
from functions.sandbox_broker.logs import logger
from functions.sandbox_broker.market.feed import Market, Tick

Listener = Callable[[Tick], None]
LONGEST_CATCH_UP = 86_400


class Board:
    """Publish each tick once per symbol to whoever listens; one task for the whole process."""

    def __init__(self, clock: Clock, market: Market, settle: Callable[[int], None]) -> None:
        self._clock = clock
        self._market = market
        self._settle = settle
        self._listeners: dict[str, dict[object, Listener]] = {}
        self._seconds: dict[object, Callable[[int], None]] = {}
        self._published = clock.epoch()

    def listen(self, symbol: str, listener: Listener) -> Callable[[], None]:
        """Call the listener with every further tick; the result stops that."""
        key = object()
        listeners = self._listeners.setdefault(symbol, {})
        listeners[key] = listener
        return lambda: listeners.pop(key, None) and None

    def listen_to_time(self, listener: Callable[[int], None]) -> Callable[[], None]:
        """Call the listener with every further second, ticks first; the result stops that."""
        key = object()
        self._seconds[key] = listener
        return lambda: self._seconds.pop(key, None) and None

    def publish_due(self) -> None:
        """Settle and publish every second that has begun since the last one published."""
        now = self._clock.epoch()
        if not self._published <= now <= self._published + LONGEST_CATCH_UP:
            self._published = now - 1
        for epoch in range(self._published + 1, now + 1):
            self._published = epoch
            self._settle(epoch)
            self._publish(epoch)

    async def run(self) -> None:
        """Publish second after second until cancelled."""
        while True:
            await self._clock.sleep_until(self._published + 1)
            try:
                self.publish_due()
            except Exception:  # noqa: BLE001 - the market goes on whatever one listener does
                logger.exception("publishing failed")

    def _publish(self, epoch: int) -> None:
        for symbol, listeners in self._listeners.items():
            tick = self._market.tick_at(symbol, epoch) if listeners else None
            for listener in list(listeners.values()) if tick else ():
                if tick:
                    listener(tick)
        for listen in list(self._seconds.values()):
            listen(epoch)
