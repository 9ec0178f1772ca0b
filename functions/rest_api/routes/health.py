"""`/api/v1/health`: the process is up."""

from typing import Literal

from fastapi import APIRouter

from functions.rest_api.schemas.fields import Answer

router = APIRouter(tags=["health"])


class Health(Answer):
    """The process answers."""

    status: Literal["ok"] = "ok"


@router.get("/health", summary="Say that the API is up")
async def health() -> Health:
    return Health()
