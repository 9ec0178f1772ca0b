"""Templates cut to the resource types the local AWS has."""

from typing import Any

from infra.local.assembly import Template
from infra.local.settings import SetupError

# What the local AWS may lack, and why the product still does its job there without it.
DROPPABLE: dict[str, str] = {
    "AWS::ApplicationAutoScaling::ScalableTarget": "one process of each kind runs locally",
    "AWS::ApplicationAutoScaling::ScalingPolicy": "one process of each kind runs locally",
    "AWS::Budgets::Budget": "nothing costs money locally",
    "AWS::CloudTrail::Trail": "no account to watch",
    "AWS::CloudWatch::AnomalyDetector": "no metrics to learn from",
    "AWS::CloudWatch::CompositeAlarm": "alarms are not acted upon locally",
    "AWS::EC2::FlowLog": "no network to watch",
    "AWS::EC2::SecurityGroupEgress": "processes run on the host's network",
    "AWS::EC2::SecurityGroupIngress": "processes run on the host's network",
    "AWS::ECS::ClusterCapacityProviderAssociations": "the process runner has no capacity to choose",
    "AWS::Events::Archive": "no replay locally",
    "AWS::Events::EventBusPolicy": "one account",
    "AWS::Logs::QueryDefinition": "saved queries are for people in the console",
    "AWS::WAFv2::WebACLAssociation": "the edge of this machine has no firewall",
    "Custom::S3AutoDeleteObjects": "its Node handler never answers on the local AWS",
}


class UnsupportedTypeError(SetupError):
    """The local AWS lacks a resource type that nobody decided to do without."""


def fit_to_local_aws(template: Template, known: frozenset[str]) -> Template:
    """Return the template without what the local AWS lacks, failing for a type not on the list."""
    resources = template.get("Resources", {})
    dropped = {name for name, r in resources.items() if r["Type"] not in known}
    types = {resources[name]["Type"] for name in dropped}
    if unlisted := sorted(types - DROPPABLE.keys()):
        raise UnsupportedTypeError(
            f"The local AWS has no {', '.join(unlisted)}: use another type or list it as droppable"
        )
    kept = {n: _without_dependencies(r, dropped) for n, r in resources.items() if n not in dropped}
    if dangling := _references(kept) & dropped:
        names = ", ".join(sorted(dangling))
        raise UnsupportedTypeError(f"Dropped but still referred to: {names}")
    parameters = {**template.get("Parameters", {})}
    parameters.pop("BootstrapVersion", None)
    fitted = {k: v for k, v in template.items() if k not in ("Rules", "Resources", "Parameters")}
    return {**fitted, "Resources": kept, **({"Parameters": parameters} if parameters else {})}


def _without_dependencies(resource: dict[str, Any], dropped: set[str]) -> dict[str, Any]:
    needed = resource.get("DependsOn", [])
    needed = [needed] if isinstance(needed, str) else needed
    kept = [name for name in needed if name not in dropped]
    rest = {k: v for k, v in resource.items() if k != "DependsOn"}
    return {**rest, **({"DependsOn": kept} if kept else {})}


def _references(node: object) -> set[str]:
    if isinstance(node, list):
        return {name for item in node for name in _references(item)}
    if not isinstance(node, dict):
        return set()
    found = {name for item in node.values() for name in _references(item)}
    if isinstance(target := node.get("Ref"), str):
        found.add(target)
    if target := node.get("Fn::GetAtt"):
        found.add(target[0] if isinstance(target, list) else target.split(".")[0])
    return found
