import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from infra.components.access import API_STAGE
from infra.components.security_headers import content_security_policy
from tests.infra.templates import Assembly

EDGE = Path(__file__).parents[2] / "infra/edge"
NODE = shutil.which("node")


def rewrite(function: str, uri: str, query: dict[str, Any] | None = None) -> dict[str, Any]:
    if NODE is None:
        pytest.skip("node is not installed")
    event = {"request": {"uri": uri, "querystring": query or {}}}
    call = f"console.log(JSON.stringify(handler({json.dumps(event)})))"
    script = f"{(EDGE / function).read_text()}\n{call}"
    done = subprocess.run([NODE, "-e", script], capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_socket_path_becomes_the_stage_with_user_and_account_in_the_query() -> None:
    request = rewrite("websocket.js", "/ws/trading/u1/a1", {"ticket": {"value": "t"}})

    assert request["uri"] == f"/{API_STAGE}"
    assert request["querystring"] == {
        "ticket": {"value": "t"},
        "u": {"value": "u1"},
        "a": {"value": "a1"},
    }


def test_user_and_account_of_the_path_win_over_those_of_the_query() -> None:
    forged = {"u": {"value": "x", "multiValue": [{"value": "x"}, {"value": "y"}]}}

    request = rewrite("websocket.js", "/ws/trading/u1/a1", forged)

    assert request["querystring"]["u"] == {"value": "u1"}


@pytest.mark.parametrize(
    "uri", ["/ws/", "/ws/trading/u1", "/ws/trading/u1/a1/more", "/ws/other/u1/a1", "/ws/trading//a"]
)
def test_any_other_socket_path_is_not_found(uri: str) -> None:
    assert rewrite("websocket.js", uri)["statusCode"] == 404


@pytest.mark.parametrize("uri", ["/", "/trade", "/affiliate/clicks", "/signup"])
def test_routes_of_the_page_get_the_page(uri: str) -> None:
    assert rewrite("page.js", uri)["uri"] == "/index.html"


@pytest.mark.parametrize("uri", ["/assets/app-1a2b.js", "/favicon.ico"])
def test_files_are_left_alone(uri: str) -> None:
    assert rewrite("page.js", uri)["uri"] == uri


def test_the_page_falls_back_only_behind_the_bucket(assembly: Assembly) -> None:
    distribution = next(d for d in assembly.of("AWS::CloudFront::Distribution") if d.stack == "web")
    config = distribution.properties["DistributionConfig"]
    behaviors = {b["PathPattern"]: b for b in config["CacheBehaviors"]}

    assert "CustomErrorResponses" not in config
    assert set(behaviors) == {"/api/*", "/r/*", "/ws/*"}
    assert "PageRewrite" in str(config["DefaultCacheBehavior"]["FunctionAssociations"])
    assert "WebsocketRewrite" in str(behaviors["/ws/*"]["FunctionAssociations"])
    assert "FunctionAssociations" not in behaviors["/api/*"]
    assert "FunctionAssociations" not in behaviors["/r/*"]


def test_query_strings_are_not_logged(assembly: Assembly) -> None:
    stages = [
        *assembly.of("AWS::ApiGateway::Stage"),
        *assembly.of("AWS::ApiGatewayV2::Stage"),
    ]

    assert len(stages) == 2
    for stage in stages:
        settings = stage.properties.get("AccessLogSetting") or stage.properties["AccessLogSettings"]
        assert "query" not in settings["Format"].lower()
    for distribution in assembly.of("AWS::CloudFront::Distribution"):
        assert "Logging" not in distribution.properties["DistributionConfig"]


def test_the_page_may_run_no_foreign_and_no_inline_script() -> None:
    policy = content_security_policy("wss://app.nexus.example")
    directives = dict(part.split(" ", 1) for part in policy.split("; "))

    assert directives["script-src"] == "'self'"
    assert directives["connect-src"] == "'self' wss://app.nexus.example"
    assert directives["frame-ancestors"] == "'none'"
