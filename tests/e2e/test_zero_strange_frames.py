"""What went over the broker's sockets while the tests before this one drove the product."""

from infra.local.product import LocalNexus
from tests.conformance.sandbox_harness import judge_requests, judge_sent, needs_schemas


@needs_schemas
def test_every_frame_and_every_request_is_what_the_published_schemas_allow(
    nexus: LocalNexus,
) -> None:
    frames = nexus.settings.broker_frames
    assert frames is not None

    sent, asked = judge_sent(frames), judge_requests(frames)

    print(f"judged {sent.total()} frames {dict(sent)}, {asked.total()} requests {dict(asked)}")
    assert sent["tick"] > 0
    assert asked["ticks_history"] > 0
