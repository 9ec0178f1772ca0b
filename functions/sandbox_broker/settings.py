import os
from pathlib import Path

from pydantic import BaseModel, ConfigDict

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class Settings(BaseModel):
    """Hold what the process was started with; every value has a default, so it starts alone."""

    model_config = ConfigDict(frozen=True)

    host: str = "127.0.0.1"
    port: int = 8100
    seed: int = 1
    state: Path = Path(".nexus/broker.sqlite")
    public_url: str = ""
    redirect_uris: tuple[str, ...] = ("http://127.0.0.1:8000/oauth/deriv/callback",)
    control_key: str = ""
    frames: Path | None = None

    @property
    def is_control_open(self) -> bool:
        """Tell whether the control API needs no key: only where no other machine can reach it."""
        return not self.control_key and self.host in LOOPBACK

    @property
    def origin(self) -> str:
        """Give the address clients use, without a trailing slash."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def socket_origin(self) -> str:
        """Give the same address with the WebSocket scheme."""
        return "ws" + self.origin.removeprefix("http")


NAMES = {
    "host": "SANDBOX_HOST",
    "port": "SANDBOX_PORT",
    "seed": "SANDBOX_SEED",
    "state": "SANDBOX_STATE",
    "public_url": "SANDBOX_PUBLIC_URL",
    "control_key": "SANDBOX_CONTROL_KEY",
    "frames": "SANDBOX_FRAMES",
}


def load() -> Settings:
    """Read the SANDBOX_* variables; redirect addresses given there come on top of the default."""
    given: dict[str, object] = {
        field: os.environ[name] for field, name in NAMES.items() if os.environ.get(name)
    }
    extra = [uri.strip() for uri in os.environ.get("SANDBOX_REDIRECT_URIS", "").split(",")]
    known = Settings.model_fields["redirect_uris"].default
    given["redirect_uris"] = tuple(dict.fromkeys([*known, *filter(None, extra)]))
    return Settings.model_validate(given)
