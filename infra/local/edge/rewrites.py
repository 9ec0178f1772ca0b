"""The path rules of the distribution: which origin answers, and under which address."""

import re
from urllib.parse import quote, unquote

WEBSOCKET_PATH = re.compile(r"^/ws/trading/([^/]+)/([^/]+)$")
API_PREFIXES = ("/api/", "/r/")


def is_api_path(path: str) -> bool:
    """Tell whether the REST API answers this path."""
    return path.startswith(API_PREFIXES)


def websocket_query(path: str, query: str) -> str | None:
    """Return the query the WebSocket API gets for a live path, None for any other path."""
    match = WEBSOCKET_PATH.match(path)
    if match is None:
        return None
    user, account = (quote(unquote(part), safe="") for part in match.groups())
    given = [pair for pair in query.split("&") if pair and pair.split("=")[0] not in ("u", "a")]
    return "&".join([*given, f"u={user}", f"a={account}"])


def page_file(path: str) -> str:
    """Return the file of the web app behind a path; page routes all share index.html."""
    name = path.rsplit("/", 1)[-1]
    return path.lstrip("/") if "." in name else "index.html"
