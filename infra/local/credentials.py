"""Credentials of task roles, handed to processes the way the container service does it."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from infra.local.settings import HOST


class RoleCredentials:
    """A local endpoint that answers with short-lived credentials of one role per address."""

    def __init__(self, sts: Any) -> None:
        self._server = ThreadingHTTPServer((HOST, 0), _handler(sts))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, name="roles", daemon=True).start()

    def url(self, role_arn: str, session: str) -> str:
        """Return the address for AWS_CONTAINER_CREDENTIALS_FULL_URI."""
        port = self._server.server_address[1]
        return f"http://{HOST}:{port}/role?arn={role_arn}&session={session}"

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()


def _handler(sts: Any) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = parse_qs(urlsplit(self.path).query)
            given = sts.assume_role(RoleArn=asked["arn"][0], RoleSessionName=asked["session"][0])
            body = json.dumps(_document(asked["arn"][0], given["Credentials"])).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return None

    return Handler


def _document(role_arn: str, given: dict[str, Any]) -> dict[str, str]:
    return {
        "RoleArn": role_arn,
        "AccessKeyId": given["AccessKeyId"],
        "SecretAccessKey": given["SecretAccessKey"],
        "Token": given["SessionToken"],
        "Expiration": given["Expiration"].strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
