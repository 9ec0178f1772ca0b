from pathlib import Path

import pytest

from functions.sandbox_broker.settings import load


def test_a_developer_can_start_it_without_any_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOST", "PORT", "SEED", "STATE", "PUBLIC_URL", "REDIRECT_URIS", "CONTROL_KEY"):
        monkeypatch.delenv(f"SANDBOX_{name}", raising=False)

    found = load()

    assert (found.origin, found.socket_origin) == ("http://127.0.0.1:8100", "ws://127.0.0.1:8100")
    assert found.redirect_uris == ("http://127.0.0.1:8000/oauth/deriv/callback",)


def test_settings_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_PORT", "8101")
    monkeypatch.setenv("SANDBOX_STATE", "/tmp/b.sqlite")
    monkeypatch.setenv("SANDBOX_PUBLIC_URL", "https://broker.example/")
    monkeypatch.setenv("SANDBOX_REDIRECT_URIS", "http://a/cb, http://b/cb")

    found = load()

    assert (found.port, found.state) == (8101, Path("/tmp/b.sqlite"))
    assert found.socket_origin == "wss://broker.example"
    assert found.redirect_uris[1:] == ("http://a/cb", "http://b/cb")
