"""Serve the edge on this machine."""

import logging

import uvicorn

from infra.local.edge.app import edge_app
from infra.local.edge.live import MESSAGE_LIMIT
from infra.local.edge.settings import edge_settings


def main() -> None:
    """Run until SIGTERM; query strings carry tickets, so requests are not logged."""
    settings = edge_settings()
    # uvicorn says this of every handshake that is refused with a body, and it is not so.
    logging.getLogger("uvicorn.error").addFilter(
        lambda record: "without completing handshake" not in record.getMessage()
    )
    uvicorn.run(
        edge_app(settings),
        host="127.0.0.1",
        port=settings.port,
        ws="websockets-sansio",
        ws_max_size=MESSAGE_LIMIT,
        ws_per_message_deflate=False,
        access_log=False,
        server_header=False,
        log_level="warning",
        # Longer than clients keep an idle connection, as what stands in front of API Gateway does.
        timeout_keep_alive=75,
        timeout_graceful_shutdown=3,
    )


if __name__ == "__main__":
    main()
