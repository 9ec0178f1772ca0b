from infra.components.access import API_STAGE
from infra.components.grants import GRANTS
from nexus.adapters.dynamodb.schema import TABLES
from tests.infra.templates import Assembly

# What AWS knows no names for. SendEmail is here for the local AWS only.
_WITHOUT_A_NAME = {
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "ecr:GetAuthorizationToken",
}
_APPENDING = {"dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"}


def test_resource_star_is_given_only_where_aws_knows_no_names(assembly: Assembly) -> None:
    allowed = _WITHOUT_A_NAME | ({"ses:SendEmail"} if assembly.stage.name == "local" else set())

    for statement in assembly.statements():
        if "*" in statement.resources:
            assert set(statement.actions) <= allowed, statement.owner.name


def test_wildcards_in_names_cover_only_connections_stream_labels_and_files(
    assembly: Assembly,
) -> None:
    found = {
        resource
        for statement in assembly.statements()
        for resource in statement.resources
        if "*" in resource and resource != "*"
    }

    for resource in found:
        is_connection = resource.endswith(f"/{API_STAGE}/POST/@connections/*")
        is_stream = ":table/" in resource and resource.endswith("/stream/*")
        is_file = "BacktestFiles" in resource and resource.endswith(("uploads/*", "results/*"))
        assert is_connection or is_stream or is_file, resource


def test_no_action_is_a_wildcard(assembly: Assembly) -> None:
    for statement in assembly.statements():
        assert not any("*" in action for action in statement.actions), statement


def test_nobody_may_change_or_delete_what_the_audit_table_holds(assembly: Assembly) -> None:
    name = f"table/{assembly.stage.prefix}-audit"
    statements = [
        statement
        for statement in assembly.statements()
        if any(name in resource for resource in statement.resources)
    ]
    given = {action for statement in statements for action in statement.actions}

    assert "dynamodb:PutItem" in given
    assert given <= _APPENDING


def test_tables_are_reached_by_name_only(assembly: Assembly) -> None:
    names = {f"table/{assembly.stage.prefix}-{table.name}" for table in TABLES}

    for statement in assembly.statements():
        if any(action.startswith("dynamodb:") for action in statement.actions):
            for resource in statement.resources:
                table = resource.rpartition(":")[2]
                assert "/".join(table.split("/")[:2]) in names


def test_an_index_that_is_granted_exists() -> None:
    existing = {(table.name, index.name) for table in TABLES for index in table.indexes}

    for process, grants in GRANTS.items():
        assert set(grants.indexes) <= existing, process


def test_no_group_accepts_connections_but_the_sandbox_balancer(assembly: Assembly) -> None:
    open_groups = [
        group
        for group in assembly.of("AWS::EC2::SecurityGroup")
        if group.properties.get("SecurityGroupIngress")
    ]

    assert all(group.stack == "sandbox" for group in open_groups)
    assert all(group.name.startswith("Balancer") for group in open_groups)


def test_nobody_outside_controls_the_sandbox_broker(assembly: Assembly) -> None:
    rules = assembly.of("AWS::ElasticLoadBalancingV2::ListenerRule")
    if assembly.stage.sandbox is None:
        assert not rules
        return
    (rule,) = rules

    assert "/control/*" in rule.properties["Conditions"][0]["PathPatternConfig"]["Values"]
    assert rule.properties["Actions"][0]["FixedResponseConfig"]["StatusCode"] == "404"


def test_there_is_no_nat_gateway_and_tables_are_reached_inside_the_network(
    assembly: Assembly,
) -> None:
    endpoints = assembly.of("AWS::EC2::VPCEndpoint")

    assert not assembly.of("AWS::EC2::NatGateway")
    assert {endpoint.properties["VpcEndpointType"] for endpoint in endpoints} == {"Gateway"}
    assert len(endpoints) == 2


def test_queues_of_a_real_stage_refuse_plain_http(prod: Assembly) -> None:
    protected = {
        name
        for policy in prod.of("AWS::SQS::QueuePolicy")
        for statement in policy.properties["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Deny"
        for name in (queue["Ref"] for queue in policy.properties["Queues"])
    }

    assert protected == {queue.name for queue in prod.of("AWS::SQS::Queue")}
