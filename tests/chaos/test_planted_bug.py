"""The run is worth something: a purchase repeated after a lost answer does not get past it."""

from pathlib import Path

from infra.local.aws import LocalAws
from tests.chaos.plan import make_plan
from tests.chaos.run import report, run, to_stderr
from tests.chaos.stage import Weather

SEED = 3
LONGEST = 60.0


def test_repeated_purchase_is_found_as_a_double_purchase(
    local_aws: LocalAws, tmp_path: Path
) -> None:
    plan = make_plan(SEED, trades=6, accounts=6, kills=0)
    weather = Weather(SEED, 0.0, 0.0, pace=12, is_planted=True, is_hasty=True, lost_answers=2)

    outcome = run(local_aws, tmp_path, plan, weather, LONGEST, to_stderr)

    assert len(outcome.findings.double_purchases) == 2, "\n".join(report(outcome))
    assert not outcome.findings.holds
