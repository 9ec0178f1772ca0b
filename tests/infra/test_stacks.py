import pytest

from infra.components.functions import SIZES
from infra.components.subscriptions import SUBSCRIPTIONS
from nexus.adapters.dynamodb.schema import TABLES
from tests.infra.templates import Assembly, Resource, flat


def _tables(assembly: Assembly) -> dict[str, Resource]:
    prefix = f"{assembly.stage.prefix}-"
    return {
        table.properties["TableName"].removeprefix(prefix): table
        for table in assembly.of("AWS::DynamoDB::Table")
    }


def test_every_table_of_the_schema_exists_and_no_other(assembly: Assembly) -> None:
    assert sorted(_tables(assembly)) == sorted(table.name for table in TABLES)


def test_every_table_is_encrypted_with_our_own_key(assembly: Assembly) -> None:
    for name, table in _tables(assembly).items():
        encryption = table.properties["SSESpecification"]
        assert encryption["SSEEnabled"], name
        assert encryption["KMSMasterKeyId"]["Fn::GetAtt"][0].startswith("DataKey"), name


def test_every_table_but_market_recovers_to_a_point_in_time(assembly: Assembly) -> None:
    recovered = {
        name
        for name, table in _tables(assembly).items()
        if table.properties["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]
    }

    assert recovered == {table.name for table in TABLES} - {"market"}


def test_every_table_is_on_demand_and_expires_items(assembly: Assembly) -> None:
    for name, table in _tables(assembly).items():
        assert table.properties["BillingMode"] == "PAY_PER_REQUEST", name
        expiry = table.properties["TimeToLiveSpecification"]
        assert expiry == {"AttributeName": "ttl", "Enabled": True}, name


def test_tables_that_feed_the_bus_have_a_stream_that_the_outbox_follows(
    assembly: Assembly,
) -> None:
    streamed = {
        name
        for name, table in _tables(assembly).items()
        if "StreamSpecification" in table.properties
    }
    followed = [
        mapping
        for mapping in assembly.of("AWS::Lambda::EventSourceMapping")
        if "StartingPosition" in mapping.properties
    ]

    assert streamed == {table.name for table in TABLES if table.streamed}
    assert len(followed) == len(streamed)
    for mapping in followed:
        assert mapping.properties["BisectBatchOnFunctionError"]
        assert mapping.properties["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert mapping.properties["DestinationConfig"]["OnFailure"]["Destination"]


def test_prod_keeps_its_tables_keys_and_secret(prod: Assembly) -> None:
    kinds = ("AWS::DynamoDB::Table", "AWS::KMS::Key", "AWS::SecretsManager::Secret")
    kept = [resource for kind in kinds for resource in prod.of(kind)]

    assert len(kept) == len(TABLES) + 3
    assert {resource.definition["DeletionPolicy"] for resource in kept} == {"Retain"}
    assert all(table.properties["DeletionProtectionEnabled"] for table in _tables(prod).values())


def test_every_queue_has_a_dead_letter_queue_or_is_one(assembly: Assembly) -> None:
    queues = assembly.of("AWS::SQS::Queue")
    working = [queue for queue in queues if "-dlq" not in queue.properties["QueueName"]]

    backtests = 1
    assert len(working) == len(SUBSCRIPTIONS) + assembly.stage.shards + backtests
    assert all("RedrivePolicy" in queue.properties for queue in working)


def test_every_dead_letter_queue_has_an_alarm(assembly: Assembly) -> None:
    watched = {
        dimension["Value"]
        for alarm in assembly.of("AWS::CloudWatch::Alarm")
        for dimension in alarm.properties.get("Dimensions", [])
        if dimension["Name"] == "QueueName"
    }
    queues = {queue.properties["QueueName"] for queue in assembly.of("AWS::SQS::Queue")}

    assert queues == watched


@pytest.mark.parametrize("metric", ["LedgerMismatches", "StrategyFailures", "ReplaysDifferent"])
def test_what_must_never_happen_wakes_somebody(assembly: Assembly, metric: str) -> None:
    alarms = {
        alarm.properties["MetricName"]: alarm.properties
        for alarm in assembly.of("AWS::CloudWatch::Alarm")
        if "MetricName" in alarm.properties
    }

    assert alarms[metric]["Threshold"] == 0
    assert alarms[metric]["AlarmActions"]


def test_every_consumer_reports_partial_batch_failures(assembly: Assembly) -> None:
    mappings = [
        mapping
        for mapping in assembly.of("AWS::Lambda::EventSourceMapping")
        if "StartingPosition" not in mapping.properties
    ]

    assert len(mappings) == len(SUBSCRIPTIONS)
    for mapping in mappings:
        assert mapping.properties["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_every_function_has_an_alarm_on_errors_and_its_own_role(assembly: Assembly) -> None:
    functions = assembly.of("AWS::Lambda::Function")
    names = {function.properties["FunctionName"] for function in functions}
    watched = {
        alarm.properties["AlarmName"].removesuffix("-errors")
        for alarm in assembly.of("AWS::CloudWatch::Alarm")
        if alarm.properties["AlarmName"].endswith("-errors")
    }
    roles = {flat(function.properties["Role"]) for function in functions}

    assert names == {f"{assembly.stage.prefix}-{name}" for name in SIZES}
    assert watched == names
    assert len(roles) == len(names)


def test_every_function_and_task_runs_on_arm(assembly: Assembly) -> None:
    for function in assembly.of("AWS::Lambda::Function"):
        assert function.properties["Architectures"] == ["arm64"]
    for task in assembly.of("AWS::ECS::TaskDefinition"):
        assert task.properties["RuntimePlatform"]["CpuArchitecture"] == "ARM64"


def test_every_log_group_forgets(assembly: Assembly) -> None:
    groups = assembly.of("AWS::Logs::LogGroup")

    assert groups
    assert all(group.properties.get("RetentionInDays") for group in groups)


def test_sandbox_is_absent_from_prod_and_nothing_there_speaks_of_it(prod: Assembly) -> None:
    assert "sandbox" not in prod.stacks
    for resource in prod.resources:
        assert "sandbox" not in str(resource.definition).lower(), resource.name


def test_stages_but_prod_have_the_same_stacks(assembly: Assembly) -> None:
    expected = {"data", "network", "api", "events", "trader", "backtests", "web", "observability"}
    if assembly.stage.sandbox:
        expected.add("sandbox")

    assert set(assembly.stacks) == expected


def test_a_sandbox_that_others_can_reach_locks_its_control(assembly: Assembly) -> None:
    reachable = assembly.stage.endpoints.get("SANDBOX_HOST") not in {None, "127.0.0.1"}
    secrets = [
        secret["Name"]
        for task in assembly.of("AWS::ECS::TaskDefinition")
        for container in task.properties["ContainerDefinitions"]
        for secret in container.get("Secrets", [])
    ]

    assert secrets == (["SANDBOX_CONTROL_KEY"] if reachable else [])
