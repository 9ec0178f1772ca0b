import asyncio
import math
from collections.abc import Callable, Coroutine
from itertools import count

from fastapi import HTTPException

from functions.sandbox_broker.control.models import ClockChange, NewScript, SeedChange
from functions.sandbox_broker.market.instruments import Instrument
from functions.sandbox_broker.market.prices import PriceSource
from functions.sandbox_broker.market.scripts import LONGEST_TILT, Direction, Script
from functions.sandbox_broker.world import World

Json = dict[str, object]
Endpoint = Callable[..., Coroutine[None, None, object]]
Routes = list[tuple[str, str, Endpoint]]
SECONDS_BETWEEN_BREATHS = 30


class MarketControl:
    """Turn seed, clock and scripted ticks."""

    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> Routes:
        """List method, path and endpoint."""
        return [
            ("GET", "/seed", self.get_seed),
            ("PUT", "/seed", self.set_seed),
            ("GET", "/clock", self.get_clock),
            ("POST", "/clock", self.set_clock),
            ("GET", "/scripts", self.list_scripts),
            ("POST", "/scripts", self.add_script),
            ("DELETE", "/scripts", self.clear_scripts),
        ]

    async def get_seed(self) -> Json:
        """Tell the seed of the prices."""
        return {"seed": self.world.market.prices.seed}

    async def set_seed(self, change: SeedChange) -> Json:
        """Replace all prices, past ones too, by those of another seed."""
        self.world.market.prices = PriceSource(change.seed)
        self.world.store.meta.put("seed", {"seed": change.seed})
        self.world.reload_scripts()
        return await self.get_seed()

    async def get_clock(self) -> Json:
        """Tell the broker's time and its pace."""
        clock = self.world.clock
        return {"now": clock.now(), "pace": clock.state.pace}

    async def set_clock(self, change: ClockChange) -> Json:
        """Set time and pace, or step forward second by second so that nothing is skipped."""
        if change.epoch is not None or change.pace is not None:
            self.world.clock.set(broker=change.epoch, pace=change.pace)
        if change.skew is not None:
            self.world.clock.set(broker=self.world.clock.now() + change.skew)
        if change.advance is not None:
            await self._advance(change.advance)
        self.world.board.publish_due()
        self.world.save_clock()
        return await self.get_clock()

    async def _advance(self, seconds: float) -> None:
        clock, pace = self.world.clock, self.world.clock.state.pace
        start = clock.now()
        clock.set(pace=0)
        for step in range(1, math.ceil(seconds) + 1):
            clock.set(broker=start + min(step, seconds))
            self.world.board.publish_due()
            if step % SECONDS_BETWEEN_BREATHS == 0:
                await asyncio.sleep(0)
        clock.set(pace=pace)

    async def list_scripts(self) -> list[Json]:
        """List all scripts."""
        return [_shown(script) for script in self.world.store.scripts.find("1 ORDER BY rowid")]

    async def add_script(self, new: NewScript) -> Json:
        """Lay one more script over the prices; a later one ends an earlier one of its symbol."""
        instrument = self.world.market.instruments.get(new.symbol)
        if instrument is None:
            raise HTTPException(422, f"Unknown symbol: {new.symbol}")
        script = self._script(new, instrument)
        self.world.store.scripts.put(script.id, script)
        self.world.reload_scripts()
        return _shown(script)

    async def clear_scripts(self, symbol: str | None = None) -> Json:
        """Remove all scripts, or those of one symbol; the function's own prices return."""
        if symbol is None:
            self.world.store.scripts.delete()
        else:
            for script in list(self.world.store.scripts.find()):
                if script.symbol == symbol:
                    self.world.store.scripts.delete("id = ?", script.id)
        self.world.reload_scripts()
        return {"scripts": self.world.store.scripts.count()}

    def _next_name(self) -> str:
        # A tilt's wobble is drawn from the name, so names must repeat when a run does.
        known = {script.id for script in self.world.store.scripts.find()}
        return next(name for n in count(1) if (name := f"script-{n:06}") not in known)

    def _script(self, new: NewScript, instrument: Instrument) -> Script:
        name = self._next_name()
        if new.direction is Direction.TICKS:
            ticks = tuple((tick.epoch, instrument.pips(tick.quote)) for tick in new.ticks)
            _check_cadence(instrument, [epoch for epoch, _ in ticks])
            epochs = [epoch for epoch, _ in ticks]
            return Script(name, new.symbol, new.direction, min(epochs), max(epochs), ticks)
        start = self.world.clock.epoch() + 1 if new.from_epoch is None else new.from_epoch
        start += -start % instrument.cadence
        until = new.until_epoch if new.until_epoch is not None else start + (new.seconds or 0)
        if not start <= until <= start + LONGEST_TILT:
            raise HTTPException(422, f"Expected a span of at most {LONGEST_TILT} seconds")
        return Script(name, new.symbol, new.direction, start, until)


def _check_cadence(instrument: Instrument, epochs: list[int]) -> None:
    off = [epoch for epoch in epochs if epoch % instrument.cadence]
    if off:
        raise HTTPException(422, f"{instrument.symbol} has no tick at {off[0]}")


def _shown(script: Script) -> Json:
    return {
        "id": script.id,
        "symbol": script.symbol,
        "direction": script.direction,
        "from_epoch": script.from_epoch,
        "until_epoch": script.until_epoch,
        "ticks": len(script.ticks),
    }
