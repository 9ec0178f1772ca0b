"""Synthesize one stage: `NEXUS_STAGE=staging python -m infra.app`."""

import aws_cdk as cdk
from cdk_nag import AwsSolutionsChecks

from infra.acknowledgements import acknowledge
from infra.bundle import build
from infra.components.functions import SIZES
from infra.config import STAGES, Stage
from infra.settings import read_settings
from infra.stacks.api import ApiStack
from infra.stacks.backtests import BacktestsStack
from infra.stacks.data import DataStack
from infra.stacks.events import EventsStack
from infra.stacks.network import NetworkStack
from infra.stacks.observability import ObservabilityStack
from infra.stacks.sandbox import SandboxStack
from infra.stacks.trader import TraderStack
from infra.stacks.web import WebStack


def add_stacks(app: cdk.App, stage: Stage) -> None:
    """Add every stack of a stage, in the order in which they need each other."""
    data = DataStack(app, stage)
    network = NetworkStack(app, stage)
    broker = _broker(app, stage, network)
    api = ApiStack(app, stage, data, broker)
    EventsStack(app, stage, data, api.websocket_api_id, broker)
    TraderStack(app, stage, data, network, api.websocket_api_id, broker)
    BacktestsStack(app, stage, data, network, broker)
    WebStack(app, stage, api)
    ObservabilityStack(app, stage, api.websocket_api_id)


def _broker(app: cdk.App, stage: Stage, network: NetworkStack) -> dict[str, str]:
    if stage.sandbox is None:
        return {}
    return {"sandbox_domain": SandboxStack(app, stage, stage.sandbox, network).domain}


def synthesize(stage: Stage, outdir: str) -> None:
    """Build the stage's packages and write its cloud assembly; an open finding fails it."""
    images = ["trader", "backtests", *(["sandbox_broker"] if stage.sandbox else [])]
    build(stage.target, SIZES, images)
    app = cdk.App(outdir=outdir, analytics_reporting=False)
    add_stacks(app, stage)
    acknowledge(app, stage)
    cdk.Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    app.synth()


if __name__ == "__main__":
    settings = read_settings()
    synthesize(STAGES[settings.stage], str(settings.outdir))
