"""Runs backtests, one at a time, from a queue."""
