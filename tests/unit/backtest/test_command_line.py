from pathlib import Path

import pytest

from nexus.backtest.__main__ import main
from nexus.backtest.csv_files import write_candles
from nexus.backtest.synthetic import random_walk


def test_run_prints_its_result_and_writes_its_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trades, export = tmp_path / "trades.csv", tmp_path / "run.json"
    words = ["run", "--synthetic", "1", "--candles", "3000"]

    assert main([*words, "--trades", str(trades), "--export", str(export)]) == 0

    printed = capsys.readouterr().out
    assert "synthetic random walk, seed 1: not a market" in printed
    assert "break-even" in printed
    assert "WARNING" in printed
    assert trades.read_text().startswith("decided_on,")
    assert main(["replay", str(export)]) == 0
    assert "the same" in capsys.readouterr().out


def test_candles_are_read_from_csv(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "candles.csv"
    with path.open("w") as out:
        write_candles(random_walk(2_000, 3), out)

    assert (
        main(["run", "--csv", str(path), "--strategy", "breakout", "--strategy", "momentum:2"]) == 0
    )

    assert "CSV candles.csv" in capsys.readouterr().out


def test_sweep_and_check_print_what_they_found(capsys: pytest.CaptureFixture[str]) -> None:
    data = ["--synthetic", "1", "--candles", "2000"]

    assert main(["sweep", *data, "--grid", "breakout.channel=10,20,40"]) == 0
    assert "3 combinations tried" in capsys.readouterr().out
    assert main(["check", *data, "--cuts", "2"]) == 0
    assert "no look-ahead" in capsys.readouterr().out


def test_strategies_are_listed_with_their_bounds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["strategies"]) == 0

    assert "closed candles in the channel" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--synthetic", "1", "--set", "breakout.channel=4"], "strategies.0.channel"),
        (["--synthetic", "1", "--strategy", "moonshot"], "strategies.0"),
        (["--synthetic", "1", "--stake", "lots"], "stake"),
        (["--synthetic", "1", "--candles", "99999999"], "candles"),
        (["--csv", "no such file.csv"], "no such file.csv"),
        ([], "data"),
        (["--broker", "ws://127.0.0.1:9", "--days", "400"], "at most 60 days"),
    ],
)
def test_bad_input_is_refused_with_the_field(
    words: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", *words]) == 2

    assert reason in capsys.readouterr().err
