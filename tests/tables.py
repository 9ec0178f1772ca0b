"""The product's tables in a local AWS, made from the same data as the deployed ones."""

from typing import Any

from infra.local.aws import LocalAws
from nexus.adapters.dynamodb.schema import TABLES, Index, Table
from nexus.adapters.dynamodb.store import Store

PREFIX = "nexus-test-"


def create_tables(aws: LocalAws) -> Store:
    """Create every table and return the store that reads them."""
    client = aws.client("dynamodb")
    for table in TABLES:
        client.create_table(**_definition(table))
    return Store(client, PREFIX)


def _definition(table: Table) -> dict[str, Any]:
    names = {table.partition: "S", table.sort: "S"}
    for index in table.indexes:
        names |= {index.partition: "S", index.sort: index.sort_type}
    definition: dict[str, Any] = {
        "TableName": PREFIX + table.name,
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": _keys(table.partition, table.sort),
        "AttributeDefinitions": [
            {"AttributeName": name, "AttributeType": kind} for name, kind in names.items()
        ],
    }
    if table.indexes:
        definition["GlobalSecondaryIndexes"] = [_index(index) for index in table.indexes]
    return definition


def _index(index: Index) -> dict[str, Any]:
    return {
        "IndexName": index.name,
        "KeySchema": _keys(index.partition, index.sort),
        "Projection": {"ProjectionType": index.projection},
    }


def _keys(partition: str, sort: str) -> list[dict[str, str]]:
    return [
        {"AttributeName": partition, "KeyType": "HASH"},
        {"AttributeName": sort, "KeyType": "RANGE"},
    ]
