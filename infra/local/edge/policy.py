"""The distribution's response headers, read from the synthesized web stack."""

from typing import Any

from infra.local.assembly import Stack

POLICY = "AWS::CloudFront::ResponseHeadersPolicy"


def response_headers(stacks: list[Stack], parameters: dict[str, str]) -> dict[str, str]:
    """Return the response headers that the distribution's policy adds to every answer."""
    resources = [r for stack in stacks for r in stack.template["Resources"].values()]
    headers: dict[str, Any] = {}
    for policy in (r for r in resources if r["Type"] == POLICY):
        headers |= _policy_headers(policy["Properties"]["ResponseHeadersPolicyConfig"])
    return {name: _text(value, parameters) for name, value in headers.items()}


def _policy_headers(config: dict[str, Any]) -> dict[str, Any]:
    security = config.get("SecurityHeadersConfig", {})
    custom = config.get("CustomHeadersConfig", {}).get("Items", [])
    headers = {header["Header"]: header["Value"] for header in custom}
    if policy := security.get("ContentSecurityPolicy"):
        headers["Content-Security-Policy"] = policy["ContentSecurityPolicy"]
    if frame := security.get("FrameOptions"):
        headers["X-Frame-Options"] = frame["FrameOption"]
    if referrer := security.get("ReferrerPolicy"):
        headers["Referrer-Policy"] = referrer["ReferrerPolicy"]
    if "ContentTypeOptions" in security:
        headers["X-Content-Type-Options"] = "nosniff"
    return headers


def _text(value: Any, parameters: dict[str, str]) -> str:
    if isinstance(value, str):
        return value
    if "Ref" in value:
        return parameters[value["Ref"]]
    separator, parts = value["Fn::Join"]
    return str(separator).join(_text(part, parameters) for part in parts)
