"""Unread records of table streams, kept over a restart.

ministack saves how far each event source has read but not the records: after a restart it would
skip as many new records as were read before, and forget those that nobody had read.
"""

from typing import Any

KEY = "nexus_streams"


def keep_streams(dynamodb: Any, functions: Any) -> None:
    """Make the state of DynamoDB carry the records that some event source still has to read."""
    get_state, load_state = dynamodb.get_state, dynamodb.load_persisted_state

    def with_streams() -> dict[str, Any]:
        return {**get_state(), KEY: unread_records(dynamodb, functions)}

    def load_streams(state: dict[str, Any]) -> None:
        streams = state.pop(KEY, None)
        load_state(state)
        if streams:
            dynamodb._stream_records.update(streams["records"])
            dynamodb._stream_trimmed.update(streams["trimmed"])
            dynamodb._stream_seq_counter = streams["sequence"]

    dynamodb.get_state, dynamodb.load_persisted_state = with_streams, load_streams


def unread_records(dynamodb: Any, functions: Any) -> dict[str, Any]:
    """Return every stream's records from the first one that is still unread."""
    records, trimmed = type(dynamodb._stream_records)(), type(dynamodb._stream_trimmed)()
    read = _read_positions(functions)
    for scope, all_records in list(dynamodb._stream_records._data.items()):
        start = dynamodb._stream_trimmed._data.get(scope, 0)
        first = max(read.get(scope, start), start)
        records._data[scope] = list(all_records[first - start :])
        trimmed._data[scope] = first
    return {"records": records, "trimmed": trimmed, "sequence": dynamodb._stream_seq_counter}


def _read_positions(functions: Any) -> dict[tuple[str, str, str], int]:
    positions: dict[tuple[str, str, str], int] = {}
    for (account, region, source_id), source in list(functions._esms._data.items()):
        arn = source.get("EventSourceArn", "")
        read = functions._dynamodb_stream_positions._data.get((account, region, source_id))
        if ":dynamodb:" not in arn or read is None:
            continue
        scope = (account, region, arn.split("/stream/")[0].rsplit("/", 1)[-1])
        positions[scope] = min(positions.get(scope, read), read)
    return positions
