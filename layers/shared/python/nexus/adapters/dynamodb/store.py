"""Read and write items by key; the one place that calls DynamoDB and names its errors."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from nexus.adapters.dynamodb.keys import Key
from nexus.adapters.dynamodb.schema import TABLES
from nexus.adapters.dynamodb.serialization import Item, marshal, unmarshal
from nexus.kernel.errors import Conflict, Unavailable

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

_TABLES = {table.name: table for table in TABLES}
_CONFLICTS = {
    "ConditionalCheckFailedException",
    "TransactionCanceledException",
    "TransactionConflictException",
}
_UNAVAILABLE = {
    "InternalServerError",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ThrottlingException",
}
BATCH_ATTEMPTS = 5


@dataclass(frozen=True)
class Put:
    """Write a whole item, if `condition` holds for what is there."""

    key: Key
    item: Mapping[str, Any]
    condition: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Update:
    """Change some attributes of an item."""

    key: Key
    expression: str
    condition: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Delete:
    """Remove an item."""

    key: Key
    condition: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Check:
    """Require something of an item that is not written."""

    key: Key
    condition: str
    names: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)


Action = Put | Update | Delete | Check
NEW = "attribute_not_exists({partition})"


@dataclass(frozen=True)
class Page:
    """Some items and where the next ones start."""

    items: list[Item]
    last: Item | None


@dataclass(frozen=True)
class Query:
    """One partition of a table or index, by sort key; `prefix` and `after` exclude each other."""

    table: str
    partition: str
    index: str | None = None
    prefix: str | None = None
    at_least: str | None = None
    at_most: str | None = None
    newest_first: bool = False
    limit: int | None = None
    start: Item | None = None
    consistent: bool = False


class Store:
    """DynamoDB by short table names; raises Conflict when a condition does not hold."""

    def __init__(self, client: "DynamoDBClient", prefix: str) -> None:
        self._client = client
        self._prefix = prefix

    def get(self, key: Key) -> Item | None:
        """Read one item, strongly consistent."""
        with _translated():
            found = self._client.get_item(
                TableName=self._prefix + key.table, Key=_key(key), ConsistentRead=True
            )
        return unmarshal(found["Item"]) if "Item" in found else None

    def batch_get(self, keys: Sequence[Key]) -> dict[Key, Item]:
        """Read up to 100 items of any tables at once, strongly consistent; absent: left out."""
        wanted = _grouped(keys, self._prefix)
        found: dict[Key, Item] = {}
        for _ in range(BATCH_ATTEMPTS):
            with _translated():
                answer = self._client.batch_get_item(RequestItems=wanted)
            for table, rows in answer["Responses"].items():
                found |= _by_key(table.removeprefix(self._prefix), rows)
            wanted = answer.get("UnprocessedKeys", {})
            if not wanted:
                return found
        raise Unavailable("The tables did not answer a batch read")

    def write(self, action: Action) -> None:
        """Carry out one action by itself."""
        method = {Put: "put_item", Update: "update_item", Delete: "delete_item"}[type(action)]
        with _translated():
            getattr(self._client, method)(**self._arguments(action))

    def take(self, action: Delete) -> Item | None:
        """Remove an item and return what it was; Conflict when the condition does not hold."""
        with _translated():
            gone = self._client.delete_item(**self._arguments(action), ReturnValues="ALL_OLD")
        return unmarshal(gone["Attributes"]) if "Attributes" in gone else None

    def change(self, action: Update) -> Item:
        """Change an item and return what it became."""
        with _translated():
            done = self._client.update_item(**self._arguments(action), ReturnValues="ALL_NEW")
        return unmarshal(done["Attributes"])

    def transact(self, actions: Sequence[Action]) -> None:
        """Carry out all actions or none."""
        items = [{_VERBS[type(action)]: self._arguments(action)} for action in actions]
        with _translated():
            self._client.transact_write_items(TransactItems=items)  # type: ignore[arg-type]

    def query(self, query: Query) -> Page:
        """Read one page."""
        with _translated():
            answer = self._client.query(**_query_arguments(query, self._prefix))
        last = answer.get("LastEvaluatedKey")
        return Page([unmarshal(row) for row in answer["Items"]], unmarshal(last) if last else None)

    def query_all(self, query: Query) -> Iterator[Item]:
        """Read every page."""
        while True:
            page = self.query(query)
            yield from page.items
            if page.last is None:
                return
            query = _from(query, page.last)

    def _arguments(self, action: Action) -> dict[str, Any]:
        arguments: dict[str, Any] = {"TableName": self._prefix + action.key.table}
        if isinstance(action, Put):
            arguments["Item"] = marshal(_keyed(action))
        else:
            arguments["Key"] = _key(action.key)
        if isinstance(action, Update):
            arguments["UpdateExpression"] = action.expression
        if action.condition:
            table = _TABLES[action.key.table]
            arguments["ConditionExpression"] = action.condition.format(partition=table.partition)
        if action.names:
            arguments["ExpressionAttributeNames"] = dict(action.names)
        if action.values:
            arguments["ExpressionAttributeValues"] = marshal(action.values)
        return arguments


_VERBS: Mapping[type, str] = {
    Put: "Put",
    Update: "Update",
    Delete: "Delete",
    Check: "ConditionCheck",
}


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in _CONFLICTS:
            raise Conflict(f"The record changed meanwhile ({code})") from error
        if code in _UNAVAILABLE:
            raise Unavailable(f"The table did not answer ({code})") from error
        raise


def _names(key: Key) -> dict[str, str]:
    table = _TABLES[key.table]
    return {table.partition: key.partition, table.sort: key.sort}


def _keyed(action: Put) -> Item:
    names = _names(action.key)
    clashing = {name for name in names if action.item.get(name, names[name]) != names[name]}
    if clashing:
        raise ValueError(f"Expected no attribute named like a key, was {sorted(clashing)}")
    return {**action.item, **names}


def _key(key: Key) -> Item:
    return marshal(_names(key))


def _grouped(keys: Sequence[Key], prefix: str) -> dict[str, Any]:
    tables: dict[str, Any] = {}
    for key in keys:
        rows = tables.setdefault(prefix + key.table, {"Keys": [], "ConsistentRead": True})
        rows["Keys"].append(_key(key))
    return tables


def _by_key(table_name: str, rows: Sequence[Mapping[str, Any]]) -> dict[Key, Item]:
    table = _TABLES[table_name]
    items = [unmarshal(row) for row in rows]
    return {Key(table_name, item[table.partition], item[table.sort]): item for item in items}


def _from(query: Query, last: Item) -> Query:
    return Query(**{**query.__dict__, "start": last})


def _query_arguments(query: Query, prefix: str) -> dict[str, Any]:
    table = _TABLES[query.table]
    index = next((each for each in table.indexes if each.name == query.index), None)
    names = {"#p": index.partition if index else table.partition}
    values: dict[str, Any] = {":p": query.partition}
    condition = "#p = :p" + _sort_condition(query, values)
    if len(values) > 1:
        names["#s"] = index.sort if index else table.sort
    optional = {
        "IndexName": query.index,
        "Limit": query.limit,
        "ExclusiveStartKey": marshal(query.start) if query.start else None,
    }
    return {
        "TableName": prefix + query.table,
        "KeyConditionExpression": condition,
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": marshal(values),
        "ScanIndexForward": not query.newest_first,
        "ConsistentRead": query.consistent,
        **{name: value for name, value in optional.items() if value is not None},
    }


def _sort_condition(query: Query, values: dict[str, Any]) -> str:
    if query.prefix is not None:
        values[":s"] = query.prefix
        return " AND begins_with(#s, :s)"
    if query.at_least is not None and query.at_most is not None:
        values |= {":low": query.at_least, ":high": query.at_most}
        return " AND #s BETWEEN :low AND :high"
    if query.at_least is not None:
        values[":low"] = query.at_least
        return " AND #s >= :low"
    if query.at_most is not None:
        values[":high"] = query.at_most
        return " AND #s <= :high"
    return ""
