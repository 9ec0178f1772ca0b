"""What wakes somebody up."""

from dataclasses import dataclass

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra.components.access import BACKTEST_QUEUE
from infra.components.environment import pascal
from infra.components.metrics import Metrics
from infra.config import Stage

BREACHING = cloudwatch.TreatMissingData.BREACHING
NOT_BREACHING = cloudwatch.TreatMissingData.NOT_BREACHING
ABOVE = cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD
BELOW = cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD


@dataclass(frozen=True)
class Rule:
    """One alarm: which figure, past which value, for how many minutes in a row."""

    name: str
    metric: cloudwatch.IMetric
    threshold: float
    meaning: str
    minutes: int = 1
    comparison: cloudwatch.ComparisonOperator = ABOVE
    missing: cloudwatch.TreatMissingData = NOT_BREACHING


def rules(metrics: Metrics, stage: Stage) -> list[Rule]:
    """List every alarm of a stage."""
    return [
        *_queues(metrics),
        *_functions(metrics),
        *_api(metrics),
        *_trader(metrics, stage),
        *_backtests(metrics, stage),
    ]


def _queues(metrics: Metrics) -> list[Rule]:
    depth, age = "ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"
    dead = [
        Rule(f"{queue}-not-empty", metrics.of_queue(queue, depth), 0, "A message was given up")
        for queue in metrics.dead_letter_queues()
    ]
    slow = [
        Rule(f"{queue}-slow", metrics.of_queue(queue, age), 30, "Nobody empties the queue", 2)
        for queue in metrics.working_queues()
    ]
    return [*dead, *slow]


def _functions(metrics: Metrics) -> list[Rule]:
    failing = [
        Rule(f"{name}-errors", metrics.of_function(name, "Errors"), 0, "The function raised", 2)
        for name in metrics.functions
    ]
    age = metrics.of_function("outbox", "IteratorAge", "Maximum")
    return [*failing, Rule("outbox-behind", age, 60_000, "Events leave the tables late", 3)]


def _api(metrics: Metrics) -> list[Rule]:
    errors, latency = metrics.of_rest("5XXError", "Sum"), metrics.of_rest("Latency", "p99")
    return [
        Rule("rest-5xx", errors, 0, "A request failed through our fault", 2),
        Rule("rest-p99", latency, 1000, "One request in a hundred takes over a second", 5),
    ]


def _trader(metrics: Metrics, stage: Stage) -> list[Rule]:
    running, count = metrics.running_tasks("trader"), stage.trader.count
    return [
        Rule("trader-running", running, count, "A trader is missing", 3, BELOW, BREACHING),
        Rule("feed-age", metrics.tick_age(), 10, "Prices are stale", 2, missing=BREACHING),
        Rule("ledger-mismatch", metrics.ledger_mismatches(), 0, "An account was frozen"),
        Rule("replay-differs", metrics.replays("Different"), 0, "A replay decided otherwise"),
        Rule(
            "strategy-failed", metrics.strategy_failures(), 0, "A strategy raised, it casts no vote"
        ),
        Rule("accounts-frozen", metrics.frozen_accounts(), 0, "A frozen account waits for us", 15),
    ]


def _backtests(metrics: Metrics, stage: Stage) -> list[Rule]:
    age = metrics.of_queue(BACKTEST_QUEUE, "ApproximateAgeOfOldestMessage")
    running, count = metrics.running_tasks(BACKTEST_QUEUE), stage.backtests.count
    missing = "A worker of backtests is missing"
    return [
        Rule("backtests-slow", age, 900, "Backtests wait for a quarter of an hour", 5),
        Rule("backtests-running", running, count, missing, 5, BELOW, BREACHING),
    ]


def raise_alarm(scope: Construct, stage: Stage, rule: Rule, topic: sns.ITopic) -> cloudwatch.Alarm:
    """Create an alarm that tells the topic when it starts and when it is over."""
    alarm = cloudwatch.Alarm(
        scope,
        pascal(rule.name.replace("-", "_").replace(".", "_")),
        alarm_name=f"{stage.prefix}-{rule.name}",
        alarm_description=rule.meaning,
        metric=rule.metric,
        threshold=rule.threshold,
        evaluation_periods=rule.minutes,
        comparison_operator=rule.comparison,
        treat_missing_data=rule.missing,
    )
    action = actions.SnsAction(topic)
    alarm.add_alarm_action(action)
    alarm.add_ok_action(action)
    return alarm
