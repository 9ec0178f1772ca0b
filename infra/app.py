"""Synthesize one stage: `NEXUS_STAGE=staging python -m infra.app`."""

import aws_cdk as cdk

from infra.bundle import build
from infra.components.functions import SIZES
from infra.config import STAGES, Stage
from infra.settings import read_settings
from infra.stacks.api import ApiStack
from infra.stacks.data import DataStack
from infra.stacks.events import EventsStack
from infra.stacks.network import NetworkStack
from infra.stacks.trader import TraderStack


def add_stacks(app: cdk.App, stage: Stage) -> None:
    """Add every stack of a stage, in the order in which they need each other."""
    data = DataStack(app, stage)
    network = NetworkStack(app, stage)
    placeholders: dict[str, str] = {}
    api = ApiStack(app, stage, data, placeholders)
    EventsStack(app, stage, data, api.websocket_api_id, placeholders)
    TraderStack(app, stage, data, network, api.websocket_api_id, placeholders)


def synthesize(stage: Stage, outdir: str) -> None:
    """Build the stage's packages and write its cloud assembly."""
    images = ["trader", "sandbox_broker"] if stage.sandbox else ["trader"]
    build(stage.target, SIZES, images)
    app = cdk.App(outdir=outdir, analytics_reporting=False)
    add_stacks(app, stage)
    app.synth()


if __name__ == "__main__":
    settings = read_settings()
    synthesize(STAGES[settings.stage], str(settings.outdir))
