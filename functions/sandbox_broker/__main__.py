import uvicorn

from functions.sandbox_broker import logs, settings
from functions.sandbox_broker.app import create_app
from functions.sandbox_broker.sockets.wire import OpenWire
from functions.sandbox_broker.world import build

# uvicorn's own 5 s is what clients such as httpx keep an idle connection for: both would let go
# of it at once, and a request sent in that moment is lost.
KEEP_ALIVE_SECONDS = 75


def main() -> None:
    """Serve until SIGTERM or SIGINT; both end the process in under two seconds."""
    logs.set_up()
    configured = settings.load()
    app = create_app(build(configured))
    logs.log("sandbox broker starts", url=configured.origin, state=str(configured.state))
    uvicorn.run(
        app,
        host=configured.host,
        port=configured.port,
        access_log=False,
        log_config=None,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=1,
        ws=OpenWire,
        ws_ping_interval=None,
        ws_max_size=1_048_576,
    )


if __name__ == "__main__":
    main()
