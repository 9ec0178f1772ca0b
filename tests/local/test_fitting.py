"""Templates cut to what the local AWS knows."""

from typing import Any

import pytest

from infra.local.fitting import DROPPABLE, UnsupportedTypeError, fit_to_local_aws

KNOWN = frozenset({"AWS::SQS::Queue"})
DROPPED = "AWS::WAFv2::WebACLAssociation"


def template(**resources: dict[str, Any]) -> dict[str, Any]:
    return {"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}, **resources}}


def test_a_type_on_the_list_is_dropped() -> None:
    fitted = fit_to_local_aws(template(Wall={"Type": DROPPED}), KNOWN)

    assert fitted["Resources"] == {"Queue": {"Type": "AWS::SQS::Queue"}}


def test_a_type_that_nobody_decided_to_drop_fails_and_is_named() -> None:
    with pytest.raises(UnsupportedTypeError, match="AWS::Synthetics::Canary"):
        fit_to_local_aws(template(Bird={"Type": "AWS::Synthetics::Canary"}), KNOWN)


@pytest.mark.parametrize(
    "reference", [{"Ref": "Wall"}, {"Fn::GetAtt": ["Wall", "Arn"]}, {"Fn::GetAtt": "Wall.Arn"}]
)
def test_a_reference_to_something_dropped_fails(reference: dict[str, Any]) -> None:
    other = {"Type": "AWS::SQS::Queue", "Properties": {"Tags": [{"Value": reference}]}}

    with pytest.raises(UnsupportedTypeError, match="still referred to: Wall"):
        fit_to_local_aws(template(Wall={"Type": DROPPED}, Other=other), KNOWN)


def test_waiting_for_something_dropped_is_forgotten() -> None:
    waiting = {"Type": "AWS::SQS::Queue", "DependsOn": ["Wall", "Queue"]}

    fitted = fit_to_local_aws(template(Wall={"Type": DROPPED}, Waiting=waiting), KNOWN)

    assert fitted["Resources"]["Waiting"]["DependsOn"] == ["Queue"]


def test_the_bootstrap_check_is_left_out_and_other_parameters_stay() -> None:
    given = template() | {
        "Rules": {"CheckBootstrapVersion": {}},
        "Parameters": {"BootstrapVersion": {}, "PublicUrl": {}},
    }

    fitted = fit_to_local_aws(given, KNOWN)

    assert "Rules" not in fitted
    assert fitted["Parameters"] == {"PublicUrl": {}}


def test_every_droppable_type_says_why() -> None:
    assert all(reason.strip() for reason in DROPPABLE.values())
