"""The broker link's speed, beside other clients of the same local server."""
