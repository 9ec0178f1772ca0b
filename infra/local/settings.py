"""What one local Nexus is told: ports, state, and which broker it talks to."""

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOST = "127.0.0.1"
REGION = "us-east-1"
ACCOUNT = "000000000000"


class SetupError(Exception):
    """Something on this machine is missing or taken; the message is one line for a person."""


@dataclass(frozen=True)
class Broker:
    """Addresses of a broker, and whether it runs on this machine."""

    app_id: str
    auth_url: str
    api_url: str
    websocket_url: str
    is_sandbox: bool


@dataclass(frozen=True)
class LocalSettings:
    """Everything that tells one local Nexus from another.

    `trader_environment` comes on top of what the traders' task definition says. The sandbox
    broker notes every frame of its sockets in `broker_frames`, if that is given.
    """

    port: int
    broker_port: int
    aws_port: int
    state: Path
    broker: Broker
    traders: int = 1
    trader_environment: Mapping[str, str] = field(default_factory=dict)
    broker_frames: Path | None = None

    @property
    def public_url(self) -> str:
        """Return the one origin the browser sees."""
        return f"http://{HOST}:{self.port}"

    @property
    def broker_url(self) -> str:
        """Return the sandbox broker's origin."""
        return f"http://{HOST}:{self.broker_port}"

    @property
    def aws_endpoint(self) -> str:
        """Return the local AWS's address."""
        return f"http://{HOST}:{self.aws_port}"


def local_settings(environ: Mapping[str, str] = os.environ) -> LocalSettings:
    """Read NEXUS_* and DERIV_APP_ID; design.md section 9 gives the defaults."""
    broker_port = _port(environ, "NEXUS_BROKER_PORT", 8100)
    return LocalSettings(
        port=_port(environ, "NEXUS_PORT", 8000),
        broker_port=broker_port,
        aws_port=_port(environ, "NEXUS_AWS_PORT", 4566),
        state=Path(environ.get("NEXUS_STATE") or ROOT / ".nexus").resolve(),
        broker=_broker(environ, broker_port),
        traders=int(environ.get("NEXUS_TRADERS") or 1),
    )


def free_ports(count: int) -> list[int]:
    """Return ports nobody listens on right now."""
    listeners = [socket.socket() for _ in range(count)]
    try:
        for listener in listeners:
            listener.bind((HOST, 0))
        return [listener.getsockname()[1] for listener in listeners]
    finally:
        for listener in listeners:
            listener.close()


def isolated_settings(state: Path) -> LocalSettings:
    """Return settings on free ports with their own state, for tests and measurements."""
    port, broker_port, aws_port = free_ports(3)
    return LocalSettings(port, broker_port, aws_port, state, sandbox(broker_port))


def sandbox(port: int) -> Broker:
    """Return the sandbox broker on this machine."""
    http, websocket = f"http://{HOST}:{port}", f"ws://{HOST}:{port}"
    return Broker("sandbox-app", http, http, websocket, is_sandbox=True)


def process_environment(**extra: str) -> dict[str, str]:
    """Return the environment of a started process: nothing of the developer's own AWS set-up."""
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "SSL_CERT_FILE", "TMPDIR", "TZ")
    return {
        **{name: os.environ[name] for name in kept if name in os.environ},
        "PYTHONUNBUFFERED": "1",
        **extra,
    }


def python_path() -> str:
    """Return the import roots of the repository."""
    return os.pathsep.join([str(ROOT), str(ROOT / "layers" / "shared" / "python")])


def _port(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise SetupError(f"{name} must be a port number, was {text!r}")
    return int(text)


def _broker(environ: Mapping[str, str], port: int) -> Broker:
    name = environ.get("NEXUS_BROKER") or "sandbox"
    if name == "sandbox":
        return sandbox(port)
    if name != "deriv":
        raise SetupError(f"NEXUS_BROKER must be sandbox or deriv, was {name!r}")
    app_id = environ.get("DERIV_APP_ID")
    if not app_id:
        raise SetupError("NEXUS_BROKER=deriv needs DERIV_APP_ID, the id of your app at Deriv")
    return Broker(
        app_id,
        auth_url="https://auth.deriv.com",
        api_url="https://api.derivws.com",
        websocket_url="wss://api.derivws.com",
        is_sandbox=False,
    )
