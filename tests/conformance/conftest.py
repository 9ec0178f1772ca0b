"""What tests of the twin share; each file starts its own `broker`."""

import pytest

from tests.conformance.sandbox_harness import Account, Broker


@pytest.fixture
def account(broker: Broker) -> Account:
    """A new demo account at the twin."""
    return broker.account()
