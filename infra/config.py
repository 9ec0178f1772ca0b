"""The stages, as data: the stacks are the same everywhere, only these values differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from infra.bundle import ARM_LAMBDA, THIS_MACHINE, Target


@dataclass(frozen=True)
class TaskSize:
    """A Fargate service: CPU units, memory in MiB and how many tasks run."""

    cpu: int
    memory: int
    count: int


@dataclass(frozen=True)
class Throttle:
    """What an API admits: requests per second, and how many at once above it."""

    rate: int
    burst: int


class Gap(Enum):
    """Something a stage's AWS cannot check and would refuse if asked to."""

    TLS = "it listens without TLS"
    ENCRYPTION_CONTEXT = "it knows no kms:EncryptionContext condition keys"
    MAIL_IDENTITY = "it takes every mail as sent from resource *"


@dataclass(frozen=True)
class Stage:
    """One deployment of Nexus.

    `endpoints` are values of environment variables; a `{placeholder}` is filled from the stacks
    (see components/environment.py), a value without one is a parameter of the stack.
    `has_sandbox_key` locks the sandbox broker's control API, where others can reach it.
    """

    name: str
    target: Target
    shards: int
    trader: TaskSize
    backtests: TaskSize
    sandbox: TaskSize | None
    throttle: Throttle
    endpoints: Mapping[str, str]
    domain: str | None = None
    mail_identity: str = "nexus.test"
    alarm_mail: str | None = None
    has_sandbox_key: bool = False
    keeps_data: bool = False
    gaps: frozenset[Gap] = frozenset()
    log_days: int = 30

    @property
    def prefix(self) -> str:
        """Start every physical name of this stage with this."""
        return f"nexus-{self.name}"

    @property
    def requires_tls(self) -> bool:
        """Refuse requests to queues, topics and buckets that come without TLS."""
        return Gap.TLS not in self.gaps


_AWS_ENDPOINTS = {
    "WEBSOCKET_ENDPOINT": "https://{websocket_api}.execute-api.{region}.amazonaws.com/{api_stage}",
    "HEALTH_HOST": "0.0.0.0",
    "HEALTH_PORT": "8090",
    "LOG_LEVEL": "INFO",
}

_SANDBOX = {
    "SANDBOX_HOST": "0.0.0.0",
    "SANDBOX_PORT": "8100",
    "SANDBOX_SEED": "1",
    "SANDBOX_STATE": "/tmp/broker.sqlite",  # noqa: S108 the task's own disk; a restart starts over
    "SANDBOX_PUBLIC_URL": "https://{sandbox_domain}",
    "SANDBOX_REDIRECT_URIS": "{PUBLIC_URL}/oauth/deriv/callback",
    "SANDBOX_FRAMES": "",
}

LOCAL = Stage(
    name="local",
    target=THIS_MACHINE,
    shards=2,
    trader=TaskSize(cpu=256, memory=512, count=1),
    backtests=TaskSize(cpu=1024, memory=2048, count=1),
    sandbox=TaskSize(cpu=256, memory=512, count=1),
    throttle=Throttle(rate=1000, burst=2000),
    gaps=frozenset(Gap),
    log_days=1,
    endpoints={
        "PUBLIC_URL": "http://127.0.0.1:8000",
        "WEBSOCKET_URL": "ws://127.0.0.1:8000",
        "AWS_ENDPOINT": "http://127.0.0.1:4566",
        "WEBSOCKET_ENDPOINT": "{AWS_ENDPOINT}/_aws/execute-api/{websocket_api}/{api_stage}",
        "DERIV_APP_ID": "sandbox-app",
        "DERIV_AUTH_URL": "http://127.0.0.1:8100",
        "DERIV_API_URL": "http://127.0.0.1:8100",
        "DERIV_WS_URL": "ws://127.0.0.1:8100",
        "EMAIL_SENDER": "no-reply@nexus.test",
        "HEALTH_HOST": "127.0.0.1",
        "HEALTH_PORT": "8090",
        "LOG_LEVEL": "INFO",
        "SANDBOX_HOST": "127.0.0.1",
        "SANDBOX_PORT": "8100",
        "SANDBOX_SEED": "1",
        "SANDBOX_STATE": ".nexus/broker.sqlite",
        "SANDBOX_PUBLIC_URL": "http://127.0.0.1:8100",
        "SANDBOX_REDIRECT_URIS": "{PUBLIC_URL}/oauth/deriv/callback",
        "SANDBOX_FRAMES": "",
    },
)

STAGING = Stage(
    name="staging",
    target=ARM_LAMBDA,
    shards=4,
    trader=TaskSize(cpu=512, memory=1024, count=1),
    backtests=TaskSize(cpu=1024, memory=2048, count=1),
    sandbox=TaskSize(cpu=256, memory=512, count=1),
    has_sandbox_key=True,
    throttle=Throttle(rate=200, burst=400),
    domain="staging.nexus.example",
    mail_identity="staging.nexus.example",
    alarm_mail="ops@nexus.example",
    endpoints=_AWS_ENDPOINTS
    | _SANDBOX
    | {
        "PUBLIC_URL": "https://staging.nexus.example",
        "WEBSOCKET_URL": "wss://staging.nexus.example",
        "DERIV_APP_ID": "sandbox-app",
        "DERIV_AUTH_URL": "https://{sandbox_domain}",
        "DERIV_API_URL": "https://{sandbox_domain}",
        "DERIV_WS_URL": "wss://{sandbox_domain}",
        "EMAIL_SENDER": "no-reply@staging.nexus.example",
    },
)

PROD = Stage(
    name="prod",
    target=ARM_LAMBDA,
    shards=16,
    trader=TaskSize(cpu=1024, memory=2048, count=2),
    backtests=TaskSize(cpu=1024, memory=2048, count=2),
    sandbox=None,
    throttle=Throttle(rate=1000, burst=2000),
    domain="app.nexus.example",
    mail_identity="nexus.example",
    alarm_mail="ops@nexus.example",
    keeps_data=True,
    log_days=90,
    endpoints=_AWS_ENDPOINTS
    | {
        "PUBLIC_URL": "https://app.nexus.example",
        "WEBSOCKET_URL": "wss://app.nexus.example",
        "DERIV_APP_ID": "",
        "DERIV_AUTH_URL": "https://auth.deriv.com",
        "DERIV_API_URL": "https://api.derivws.com",
        "DERIV_WS_URL": "wss://api.derivws.com",
        "EMAIL_SENDER": "no-reply@nexus.example",
    },
)

STAGES: Mapping[str, Stage] = {stage.name: stage for stage in (LOCAL, STAGING, PROD)}
