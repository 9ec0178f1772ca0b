"""Answer GET /health for the container's health check and for people."""

import json
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

Report = Callable[[], Mapping[str, object]]


def serve_health(host: str, port: int, report: Report) -> ThreadingHTTPServer:
    """Serve in a thread of its own; 200 while the report's `ok` is true, else 503."""
    server = ThreadingHTTPServer((host, port), _handler(report))
    server.daemon_threads = True
    Thread(target=server.serve_forever, name="health", daemon=True).start()
    return server


def _handler(report: Report) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said = report()
            body = json.dumps(said).encode()
            is_here = self.path == "/health"
            self.send_response((200 if said.get("ok") else 503) if is_here else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body) if is_here else 0))
            self.end_headers()
            if is_here:
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing about each check."""

    return Handler
