"""Backtests as jobs: asked for over REST, run by a process of their own."""
