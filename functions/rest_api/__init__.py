"""The REST API: one Lambda behind API Gateway, for `/api/v1` and `/r/{code}`."""
