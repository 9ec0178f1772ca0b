"""The CDK app; the stacks read the tables' schema from the shared layer."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "layers/shared/python"))
