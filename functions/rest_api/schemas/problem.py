"""What an error looks like on the wire (RFC 9457)."""

from functions.rest_api.schemas.fields import Answer
from functions.rest_api.schemas.trades import Decision


class FieldProblem(Answer):
    """One wrong field, named as it was sent."""

    field: str
    message: str


class Problem(Answer):
    """Any error; branch on `code`, show `detail`. `decision` is there when our rules said no."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[FieldProblem] | None = None
    decision: Decision | None = None
