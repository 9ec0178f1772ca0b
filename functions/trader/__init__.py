"""The trader: the one process that talks to the broker."""
