"""Fixtures every test may use."""

pytest_plugins = ["tests.local_aws"]
