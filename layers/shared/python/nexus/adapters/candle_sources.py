"""The candles of a backtest: from the broker's history, an upload, or a seeded walk."""

import asyncio
import io
from collections.abc import Callable
from dataclasses import dataclass

from nexus.adapters.broker.history import BrokerHistory, CandleCache, check_range, public_line
from nexus.backtest.csv_files import read_candles, write_candles
from nexus.backtest.exports import series_of
from nexus.backtest.jobs.desk import upload_of
from nexus.backtest.jobs.limits import MOST_CSV_BYTES
from nexus.backtest.jobs.models import Job, SourceKind
from nexus.backtest.jobs.ports import Artifacts, Tell
from nexus.backtest.models import CANDLE_SECONDS, Series
from nexus.backtest.synthetic import random_walk
from nexus.kernel.clock import from_epoch, to_text
from nexus.kernel.errors import FieldError, Malformed
from nexus.trading.market import Candle

PUBLIC_PATH = "/trading/v1/options/ws/public"


@dataclass(frozen=True)
class BrokerCandles:
    """Past candles of the broker whose sockets are under `url`, kept for less than a day."""

    url: str
    cache: CandleCache

    def __call__(
        self, symbol: str, start: int, end: int, source: str, tell: Tell | None = None
    ) -> Series:
        """Read the closed one-minute candles from `start` up to `end` (epoch seconds)."""
        check_range(start, end)
        text = self.cache.get(symbol, start, end)
        if text is None:
            candles = asyncio.run(self._read(symbol, start, end, tell))
            text = _as_csv(series_of(symbol, candles, source))
            self.cache.put(symbol, start, end, text)
        return read_candles(text.splitlines(), symbol, source)

    async def _read(self, symbol: str, start: int, end: int, tell: Tell | None) -> list[Candle]:
        async with public_line(f"{self.url.rstrip('/')}{PUBLIC_PATH}") as client:
            return await BrokerHistory(client).candles(symbol, start, end, tell)


@dataclass(frozen=True)
class JobCandles:
    """Fetch what a job names."""

    broker: BrokerCandles
    artifacts: Artifacts

    def __call__(self, job: Job, tell: Tell) -> Series:
        """Return the candles; raises Malformed when some are missing at either end."""
        sources: dict[SourceKind, Callable[[Job, Tell], Series]] = {
            SourceKind.HISTORY: self._history,
            SourceKind.CSV: self._upload,
            SourceKind.SYNTHETIC: _walk,
        }
        return sources[job.source.kind](job, tell)

    def _history(self, job: Job, tell: Tell) -> Series:
        symbol, start, end = job.settings.symbol, job.source.start or 0, job.source.end or 0
        series = self.broker(symbol, start, end, "The broker's past one-minute candles", tell)
        if len(series) and not job.settings.allows_gaps:
            _require(series, 0, start)
            _require(series, len(series) - 1, end - CANDLE_SECONDS)
        return series

    def _upload(self, job: Job, _tell: Tell) -> Series:
        text = self.artifacts.get(upload_of(job.key), MOST_CSV_BYTES).decode()
        return read_candles(io.StringIO(text), job.settings.symbol, "Uploaded one-minute candles")


def _walk(job: Job, _tell: Tell) -> Series:
    source = job.source
    return random_walk(source.candles or 0, source.seed or 0, symbol=job.settings.symbol)


def _require(series: Series, place: int, epoch: int) -> None:
    was = int(series.epochs[place])
    if was != epoch:
        end = "first" if place == 0 else "last"
        wanted, found = (to_text(from_epoch(each)) for each in (epoch, was))
        wrong = f"Expected the {end} candle at {wanted}, was {found}: the broker has no other"
        raise Malformed(FieldError(f"candles.{place}.epoch", wrong))


def _as_csv(series: Series) -> str:
    out = io.StringIO()
    write_candles(series, out)
    return out.getvalue()
