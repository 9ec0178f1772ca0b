"""`/notifications`: the user's messages."""

from fastapi import APIRouter

from functions.rest_api.caller import SignedIn, Wired
from functions.rest_api.paging import Cursor, Limit
from functions.rest_api.problems import documented
from functions.rest_api.schemas.notifications import NotificationList
from functions.rest_api.views.notifications import notifications_page

router = APIRouter(prefix="/notifications", tags=["notifications"], responses=documented(401))


@router.get("", summary="List messages, newest first")
async def list_notifications(
    caller: SignedIn, wired: Wired, limit: Limit = 20, cursor: Cursor = None
) -> NotificationList:
    items, next_cursor = wired.inbox.page(caller.user_id, limit, cursor)
    return notifications_page(items, next_cursor, wired.inbox.unread(caller.user_id))


@router.post(
    "/read-all", status_code=204, summary="Mark every message as read", responses=documented(401)
)
async def read_all(caller: SignedIn, wired: Wired) -> None:
    wired.inbox.mark_all_read(caller.user_id, wired.clock())


@router.post(
    "/{notification_id}/read",
    status_code=204,
    summary="Mark one message as read",
    responses=documented(401, 404),
)
async def read_one(notification_id: str, caller: SignedIn, wired: Wired) -> None:
    wired.inbox.mark_read(caller.user_id, notification_id, wired.clock())
