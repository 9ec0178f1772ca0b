"""Which variables each process reads, and where their values come from."""

from collections.abc import Mapping

import aws_cdk as cdk

from infra.config import Stage

_EVERYWHERE = ("STAGE", "TABLE_PREFIX", "LOG_LEVEL")
_BROKER_REST = ("DERIV_APP_ID", "DERIV_API_URL", "BROKER_KEY_ARN")

VARIABLES: Mapping[str, tuple[str, ...]] = {
    "rest_api": (
        *_EVERYWHERE,
        *_BROKER_REST,
        "DERIV_AUTH_URL",
        "COMMAND_QUEUE_URLS",
        "BACKTEST_QUEUE_URL",
        "BACKTEST_BUCKET",
        "JWT_SECRET_ARN",
        "PUBLIC_URL",
        "WEBSOCKET_URL",
    ),
    "websocket_api": (*_EVERYWHERE, "PUBLIC_URL", "WEBSOCKET_ENDPOINT"),
    "outbox": (*_EVERYWHERE, "EVENT_BUS_NAME"),
    "commissions": _EVERYWHERE,
    "notifications": (*_EVERYWHERE, "PUBLIC_URL", "WEBSOCKET_ENDPOINT", "EMAIL_SENDER"),
    "audit": _EVERYWHERE,
    "sweeper": (*_EVERYWHERE, "EVENT_BUS_NAME", "COMMAND_QUEUE_URLS"),
    "daily_summary": _EVERYWHERE,
    "payouts": _EVERYWHERE,
    "replay_checks": _EVERYWHERE,
    "trader": (
        *_EVERYWHERE,
        *_BROKER_REST,
        "DERIV_WS_URL",
        "COMMAND_QUEUE_URLS",
        "WEBSOCKET_ENDPOINT",
        "HEALTH_HOST",
        "HEALTH_PORT",
    ),
    "backtests": (
        *_EVERYWHERE,
        "DERIV_WS_URL",
        "BACKTEST_QUEUE_URL",
        "BACKTEST_BUCKET",
        "HEALTH_HOST",
        "HEALTH_PORT",
    ),
    "sandbox_broker": (
        "STAGE",
        "LOG_LEVEL",
        "SANDBOX_HOST",
        "SANDBOX_PORT",
        "SANDBOX_SEED",
        "SANDBOX_STATE",
        "SANDBOX_PUBLIC_URL",
        "SANDBOX_REDIRECT_URIS",
        "SANDBOX_FRAMES",
    ),
}


class _Placeholders(dict[str, str]):
    def __init__(self, environment: "Environment", known: Mapping[str, str]) -> None:
        super().__init__(known)
        self._environment = environment

    def __missing__(self, name: str) -> str:
        return self._environment.value(name)


class Environment:
    """Give the processes of one stack their variables.

    `facts` are variables known from other constructs. Every other value comes from the stage's
    endpoints: as a template over `placeholders`, or as a parameter of the stack, so that one
    synthesis serves every set of local ports.
    """

    def __init__(
        self,
        stack: cdk.Stack,
        stage: Stage,
        facts: Mapping[str, str],
        placeholders: Mapping[str, str],
    ) -> None:
        self._stack = stack
        self._stage = stage
        self._placeholders = _Placeholders(self, {"region": stack.region, **placeholders})
        self._values = {"STAGE": stage.name, "TABLE_PREFIX": f"{stage.prefix}-", **facts}

    def of(self, process: str) -> dict[str, str]:
        """Collect the variables of a process under their names."""
        powertools = {
            "POWERTOOLS_SERVICE_NAME": process,
            "POWERTOOLS_METRICS_NAMESPACE": "Nexus",
        }
        return {name: self.value(name) for name in VARIABLES[process]} | powertools

    def value(self, name: str) -> str:
        """Find one variable's value, creating the stack's parameter when it is the first to ask."""
        if name not in self._values:
            self._values[name] = self._from_stage(name, self._stage.endpoints[name])
        return self._values[name]

    def _from_stage(self, name: str, template: str) -> str:
        if "{" in template:
            return template.format_map(self._placeholders)
        parameter = cdk.CfnParameter(self._stack, pascal(name), default=template)
        return parameter.value_as_string


def pascal(name: str) -> str:
    """Turn a name in snake case into the case of construct ids."""
    return "".join(word.capitalize() for word in name.split("_"))
