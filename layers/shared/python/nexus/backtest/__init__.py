"""Test a plan on history with the code that trades."""
