"""The synthesized stacks and the long-running processes on one machine."""
