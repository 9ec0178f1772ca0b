"""Which shard an account belongs to; stable across processes and releases."""

from zlib import crc32


def shard_of(key: str, shards: int) -> int:
    """Map a key to one of `shards` numbers, the same everywhere."""
    return crc32(key.encode()) % shards
