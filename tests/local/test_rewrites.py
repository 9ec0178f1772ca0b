"""The path rules of the one origin."""

import json
import shutil
import subprocess
from typing import Any
from urllib.parse import parse_qsl

import pytest

from infra.local.edge.rewrites import is_api_path, page_file, websocket_query
from infra.local.settings import ROOT


@pytest.mark.parametrize(
    ("path", "query", "expected"),
    [
        ("/ws/trading/u1/a1", "ticket=t", "ticket=t&u=u1&a=a1"),
        ("/ws/trading/u1/a1", "", "u=u1&a=a1"),
        ("/ws/trading/u1/a1", "u=other&ticket=t&a=other", "ticket=t&u=u1&a=a1"),
        ("/ws/trading/u%261/a1", "ticket=t", "ticket=t&u=u%261&a=a1"),
    ],
)
def test_user_and_account_of_a_live_path_become_query_parameters(
    path: str, query: str, expected: str
) -> None:
    assert websocket_query(path, query) == expected


@pytest.mark.parametrize(
    "path", ["/ws/trading/u1", "/ws/other/u1/a1", "/ws/trading/u1/a1/", "/ws/trading/u1/a1/x", "/"]
)
def test_other_paths_are_not_live(path: str) -> None:
    assert websocket_query(path, "ticket=t") is None


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/", "index.html"),
        ("/trade/R_100", "index.html"),
        ("/assets/app-1.js", "assets/app-1.js"),
        ("/favicon.svg", "favicon.svg"),
    ],
)
def test_page_routes_share_one_page_and_files_are_themselves(path: str, file: str) -> None:
    assert page_file(path) == file


def test_api_and_referral_links_go_to_the_api() -> None:
    assert is_api_path("/api/v1/health")
    assert is_api_path("/r/dangote_fx")
    assert not is_api_path("/referrals")


@pytest.mark.skipif(shutil.which("node") is None, reason="no Node to run the functions with")
@pytest.mark.parametrize(
    "path", ["/", "/trade/R_100", "/assets/app-1.js", "/favicon.svg", "/a.b/c"]
)
def test_the_distributions_page_function_decides_the_same(path: str) -> None:
    rewritten = run_function("page", path)

    assert rewritten["uri"].lstrip("/") == page_file(path)


@pytest.mark.skipif(shutil.which("node") is None, reason="no Node to run the functions with")
@pytest.mark.parametrize(
    "path", ["/ws/trading/u1/a1", "/ws/trading/u1/a1/", "/ws/trading/u1", "/ws/other/u1/a1"]
)
def test_the_distributions_websocket_function_decides_the_same(path: str) -> None:
    rewritten = run_function("websocket", path)

    here = websocket_query(path, "ticket=t")
    if here is None:
        assert rewritten["statusCode"] == 404
    else:
        there = {name: pair["value"] for name, pair in rewritten["querystring"].items()}
        assert dict(parse_qsl(here)) == there


def run_function(name: str, path: str) -> dict[str, Any]:
    request = {"uri": path, "querystring": {"ticket": {"value": "t"}}}
    source = (ROOT / "infra" / "edge" / f"{name}.js").read_text()
    call = f"console.log(JSON.stringify(handler({json.dumps({'request': request})})))"
    done = subprocess.run(["node", "-e", source + call], capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))
