"""A seed gives the whole run again: the same accounts on both sides, the same trades."""

from pathlib import Path

from infra.local.aws import LocalAws
from tests.chaos.plan import make_plan
from tests.chaos.run import Outcome, report, run, to_stderr
from tests.chaos.stage import Weather

SEED, TRADES, ACCOUNTS = 11, 12, 6
LONGEST = 60.0


def whole_run(aws: LocalAws, directory: Path, seed: int) -> Outcome:
    aws.reset()
    directory.mkdir()
    plan = make_plan(seed, TRADES, ACCOUNTS, kills=0)
    weather = Weather(seed, broker_faults=0.005, table_faults=0.01, pace=20, is_hasty=True)
    return run(aws, directory, plan, weather, LONGEST, to_stderr)


def test_two_whole_runs_by_one_seed_place_the_same_trades_on_the_same_accounts(
    local_aws: LocalAws, tmp_path: Path
) -> None:
    first = whole_run(local_aws, tmp_path / "first", SEED)
    again = whole_run(local_aws, tmp_path / "again", SEED)

    assert len(first.findings.placed) == TRADES
    assert first.findings.placed == again.findings.placed
    for outcome in (first, again):
        assert outcome.findings.holds, "\n".join(report(outcome))
