"""Run one peer over candles: python run.py PEER CANDLES.npy, prints seconds and trades as JSON.

A contract is a position held for five candles: in at the open after the decision, decided by
the close of the fifth candle, out by then; one at a time. Neither peer knows payouts, limits
or stakes of binary options, so none are used here.
"""

import json
import sys
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parent))
from votes import signals

HOLD = 5
Trades = list[tuple[int, int, bool]]


def backtesting(frame: pd.DataFrame) -> Trades:
    """Run backtesting.py."""
    from backtesting import Backtest, Strategy

    found: Trades = []

    class Agree(Strategy):  # type: ignore[misc]
        def init(self) -> None:
            data = self.data
            self.vote = self.I(signals, data.High, data.Low, data.Close, plot=False)
            self.since, self.side = -1, 0

        def next(self) -> None:
            now = len(self.data) - 1
            if self.side and now == self.since + HOLD:
                entry, close = self.data.Open[-HOLD], self.data.Close[-1]
                found.append((self.since, self.side, bool(self.side * (close - entry) > 0)))
                self.position.close()
                self.side = 0
            elif not self.side and self.vote[-1]:
                self.since, self.side = now, int(self.vote[-1])
                (self.buy if self.side > 0 else self.sell)(size=1)

    Backtest(frame, Agree, cash=1e9, finalize_trades=True).run()
    return found


def backtrader(frame: pd.DataFrame) -> Trades:
    """Run backtrader."""
    import backtrader as bt

    columns = [frame[name].to_numpy() for name in ("High", "Low", "Close")]
    votes = signals(*columns).tolist()
    found: Trades = []

    class Agree(bt.Strategy):  # type: ignore[misc]
        def __init__(self) -> None:
            self.since, self.side = -1, 0

        def next(self) -> None:
            now = len(self) - 1
            if self.side and now == self.since + HOLD:
                entry, close = self.data.open[1 - HOLD], self.data.close[0]
                found.append((self.since, self.side, self.side * (close - entry) > 0))
                self.close()
                self.side = 0
            elif not self.side and votes[now]:
                self.since, self.side = now, votes[now]
                (self.buy if self.side > 0 else self.sell)(size=1)

    engine = bt.Cerebro(stdstats=False)
    engine.broker.set_cash(1e9)
    engine.adddata(bt.feeds.PandasData(dataname=frame))
    engine.addstrategy(Agree)
    engine.run()
    return found


PEERS = {"backtesting.py": backtesting, "backtrader": backtrader}


def main(peer: str, path: str) -> None:
    """Warm up on a few candles, then run them all."""
    warnings.simplefilter("ignore")
    frame = frame_of(np.load(path))
    PEERS[peer](frame.iloc[:500])
    started = time.process_time()
    trades = PEERS[peer](frame)
    print(json.dumps({"seconds": time.process_time() - started, "trades": trades}))


def frame_of(rows: Any) -> pd.DataFrame:
    """Name the columns as the peers want them."""
    times = pd.to_datetime(rows[:, 0], unit="s")
    names = ["Open", "High", "Low", "Close"]
    return pd.DataFrame(rows[:, 1:], index=times, columns=names).assign(Volume=0.0)


if __name__ == "__main__":
    main(*sys.argv[1:])
