from nexus.kernel.sharding import shard_of


def test_an_account_always_belongs_to_the_same_shard() -> None:
    assert [shard_of("A1", 16), shard_of("A2", 16)] == [1, 11]


def test_every_shard_gets_accounts() -> None:
    assert {shard_of(f"A{number}", 16) for number in range(500)} == set(range(16))
