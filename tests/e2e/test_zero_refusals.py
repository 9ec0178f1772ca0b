"""Last of its folder: what the other tests did was allowed by the policies as synthesized."""

from infra.local.product import LocalNexus


def test_no_process_was_refused_anything_it_needs(nexus: LocalNexus) -> None:
    logs = (nexus.settings.state / "logs").glob("*.log")

    refused = [line for log in logs for line in log.read_text().splitlines() if "AccessDen" in line]

    assert refused == []
