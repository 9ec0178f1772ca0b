"""What one local Nexus is told, and what it says when it is told nonsense."""

import os
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from infra.local.deployer import stack_parameters
from infra.local.product import require_free
from infra.local.settings import (
    SetupError,
    isolated_settings,
    local_settings,
    process_environment,
)


def test_the_defaults_are_those_of_the_design(tmp_path: Path) -> None:
    settings = local_settings({"NEXUS_STATE": str(tmp_path)})

    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.broker_url == "http://127.0.0.1:8100"
    assert settings.aws_endpoint == "http://127.0.0.1:4566"
    assert settings.state == tmp_path
    assert settings.traders == 1


def test_several_traders_may_share_the_work(tmp_path: Path) -> None:
    environ = {"NEXUS_STATE": str(tmp_path), "NEXUS_TRADERS": "2"}

    assert local_settings(environ).traders == 2


def test_every_address_follows_the_ports(tmp_path: Path) -> None:
    environ = {
        "NEXUS_PORT": "9000",
        "NEXUS_BROKER_PORT": "9100",
        "NEXUS_AWS_PORT": "9200",
        "NEXUS_STATE": str(tmp_path),
    }

    parameters = stack_parameters(local_settings(environ))

    assert parameters["PublicUrl"] == "http://127.0.0.1:9000"
    assert parameters["WebsocketUrl"] == "ws://127.0.0.1:9000"
    assert parameters["AwsEndpoint"] == "http://127.0.0.1:9200"
    assert parameters["DerivWsUrl"] == "ws://127.0.0.1:9100"
    assert parameters["SandboxState"] == str(tmp_path / "broker.sqlite")
    assert parameters["SandboxFrames"] == ""


def test_the_frames_of_the_sandbox_broker_are_noted_where_it_is_told(tmp_path: Path) -> None:
    settings = replace(isolated_settings(tmp_path), broker_frames=tmp_path / "broker.frames")

    assert stack_parameters(settings)["SandboxFrames"] == str(tmp_path / "broker.frames")


def test_the_real_broker_is_a_matter_of_addresses(tmp_path: Path) -> None:
    environ = {
        "NEXUS_BROKER": "deriv",
        "DERIV_APP_ID": "12345",
        "NEXUS_STATE": str(tmp_path),
    }

    parameters = stack_parameters(local_settings(environ))

    assert parameters["DerivAppId"] == "12345"
    assert parameters["DerivAuthUrl"] == "https://auth.deriv.com"
    assert parameters["DerivApiUrl"] == "https://api.derivws.com"


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({"NEXUS_PORT": "eighty"}, "NEXUS_PORT must be a port number, was 'eighty'"),
        ({"NEXUS_AWS_PORT": "70000"}, "NEXUS_AWS_PORT must be a port number, was '70000'"),
        ({"NEXUS_BROKER": "other"}, "NEXUS_BROKER must be sandbox or deriv, was 'other'"),
        ({"NEXUS_BROKER": "deriv"}, "NEXUS_BROKER=deriv needs DERIV_APP_ID"),
    ],
)
def test_nonsense_is_refused_in_one_line(environ: dict[str, str], message: str) -> None:
    with pytest.raises(SetupError) as refused:
        local_settings(environ)

    assert str(refused.value).startswith(message)
    assert "\n" not in str(refused.value)


def test_a_port_in_use_is_named_with_the_variable_that_moves_it() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(SetupError, match=f"Port {port} is in use.*NEXUS_AWS_PORT"):
            require_free(port, "NEXUS_AWS_PORT")


def test_the_developers_own_cloud_settings_reach_no_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAREAL")

    environment = process_environment(EXTRA="1")

    assert environment["EXTRA"] == "1"
    assert environment["PATH"] == os.environ["PATH"]
    assert not [name for name in environment if name.startswith("AWS_")]
