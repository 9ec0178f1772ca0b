"""Replays automatic sessions and publishes how many came to the same decisions."""
