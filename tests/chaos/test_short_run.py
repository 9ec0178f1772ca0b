"""The fault run, short: a few accounts, every fault, one kill."""

from pathlib import Path

from infra.local.aws import LocalAws
from tests.chaos.plan import make_plan
from tests.chaos.run import report, run, to_stderr
from tests.chaos.stage import Weather

SEED, TRADES, ACCOUNTS = 7, 45, 9
LONGEST = 120.0


def test_every_trade_ends_once_and_every_book_agrees_after_faults_and_a_kill(
    local_aws: LocalAws, tmp_path: Path
) -> None:
    plan = make_plan(SEED, TRADES, ACCOUNTS, kills=1)
    weather = Weather(SEED, broker_faults=0.01, table_faults=0.01, pace=10, is_hasty=True)

    outcome = run(local_aws, tmp_path, plan, weather, LONGEST, to_stderr)

    assert outcome.findings.holds, "\n".join(report(outcome))
    assert sum(outcome.findings.statuses.values()) == TRADES
    assert outcome.findings.contracts > 0
    assert outcome.faults > 0
    assert outcome.kills == 1
