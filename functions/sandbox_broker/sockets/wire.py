"""What ASGI does not offer: to cut a connection without a word, or to leave it half open."""

from typing import Protocol

from starlette.types import Scope
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

EXTENSION = "sandbox_broker.wire"


class Wire(Protocol):
    """Reach the transport below a socket."""

    def cut(self) -> None:
        """End TCP without a closing handshake, once what was written is out."""

    def freeze(self) -> None:
        """Read nothing more, so that not even a ping is answered."""


class OpenWire(WebSocketsSansIOProtocol):
    """Hand each socket's transport to the application."""

    def handle_connect(self, event: Request) -> None:
        """Add the extension to what the application is told."""
        super().handle_connect(event)
        if hasattr(self, "scope") and self.scope["extensions"] is not None:
            self.scope["extensions"][EXTENSION] = {EXTENSION: self}

    def cut(self) -> None:
        """End TCP without a closing handshake, once what was written is out."""
        self.close_sent = True
        self.transport.close()

    def freeze(self) -> None:
        """Read nothing more, so that not even a ping is answered."""
        if not self.read_paused:
            self.read_paused = True
            self.transport.pause_reading()


def wire_of(scope: Scope) -> Wire | None:
    """Find the transport below a socket; nothing where another server runs us."""
    extensions = scope.get("extensions") or {}
    found = extensions.get(EXTENSION, {}).get(EXTENSION)
    return found if isinstance(found, OpenWire) else None
