"""The edge in front of the deployed sample."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from infra.local.aws import wait_for_http
from infra.local.processes import Launch, Supervised
from infra.local.settings import ROOT, free_ports, process_environment, python_path
from tests.local.conftest import Sample

HEADERS = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'self'"}


@pytest.fixture(scope="module")
def edge(sample: Sample, web_root: Path) -> Iterator[str]:
    port = free_ports(1)[0]
    environment = process_environment(
        PYTHONPATH=python_path(),
        EDGE_PORT=str(port),
        EDGE_WEB_ROOT=str(web_root),
        EDGE_REST_ORIGIN=f"http://{sample.api('RestApiId')}",
        EDGE_WEBSOCKET_ORIGIN=f"ws://{sample.api('WebsocketApiId')}",
        EDGE_HEADERS=json.dumps(HEADERS),
    )
    launch = Launch((sys.executable, "-m", "infra.local.edge"), environment, ROOT)
    printed: list[str] = []
    process = Supervised("edge", launch, lambda _, line: printed.append(line), lambda *_: None)
    wait_for_http(f"http://127.0.0.1:{port}/", 20, "the edge")
    yield f"127.0.0.1:{port}"
    process.stop()
    assert not [line for line in printed if "ticket" in line]


def test_a_request_reaches_the_api_with_path_query_and_address(edge: str) -> None:
    answer = httpx.get(f"http://{edge}/api/v1/things/a%20b?x=1&y=a%26b")

    assert answer.status_code == 200
    seen = answer.json()
    assert seen["path"] == "/api/v1/things/a b"
    assert seen["query"] == {"x": "1", "y": "a&b"}
    assert seen["forwarded"] == "127.0.0.1"


def test_every_cookie_of_an_answer_is_passed_on(edge: str) -> None:
    answer = httpx.get(f"http://{edge}/r/dangote_fx")

    assert answer.headers.get_list("set-cookie") == ["a=1", "b=2"]


def test_a_body_of_one_megabyte_is_passed_on(edge: str) -> None:
    assert httpx.post(f"http://{edge}/api/v1/x", content=b"x" * 1_000_000).status_code == 200


def test_a_body_beyond_the_apis_limit_is_a_problem_document(edge: str) -> None:
    answer = httpx.post(f"http://{edge}/api/v1/x", content=b"x" * 7_000_000)

    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "BODY_TOO_LARGE"


def test_page_routes_get_the_page_which_is_checked_each_time(edge: str) -> None:
    answer = httpx.get(f"http://{edge}/trade/R_100")

    assert answer.status_code == 200
    assert "<title>Nexus</title>" in answer.text
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-security-policy"] == "default-src 'self'"
    assert answer.headers["content-encoding"] == "gzip"
    again = httpx.get(f"http://{edge}/login", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


def test_hashed_files_are_kept_for_ever_and_missing_files_are_missing(edge: str) -> None:
    kept = httpx.get(f"http://{edge}/assets/app-abc123.js")

    assert kept.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert httpx.get(f"http://{edge}/assets/app-gone.js").status_code == 404


def test_nothing_outside_the_web_app_is_served(edge: str, web_root: Path) -> None:
    (web_root.parent / "secret.txt").write_text("secret")

    for path in ("/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt"):
        answer = httpx.get(f"http://{edge}{path}")
        assert "secret" not in answer.text


def test_live_frames_pass_both_ways(edge: str) -> None:
    url = f"ws://{edge}/ws/trading/u1/a1?ticket=good"

    with connect(url, origin=Origin(f"http://{edge}"), proxy=None) as socket:
        socket.send(json.dumps({"action": "ping"}))
        assert socket.recv(timeout=10) == 'echo {"action": "ping"}'


def test_a_refused_ticket_is_a_refused_handshake(edge: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        connect(f"ws://{edge}/ws/trading/u1/a1?ticket=bad", proxy=None)

    assert refused.value.response.status_code in (401, 403)


def test_other_socket_paths_do_not_exist(edge: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        connect(f"ws://{edge}/elsewhere", proxy=None)

    assert refused.value.response.status_code == 404
