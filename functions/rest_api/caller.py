"""Who is calling: the bearer token, the client's address, and what the process is wired with."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from functions.rest_api.services import Services
from functions.rest_api.telemetry import USER_ID
from nexus.accounts.models import Caller, Client
from nexus.kernel.errors import Unauthenticated

_BEARER = HTTPBearer(auto_error=False, bearerFormat="JWT", description="The access token")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]


async def _services(request: Request) -> Services:
    wired: Services = request.app.state.services
    return wired


Wired = Annotated[Services, Depends(_services)]


# These ask for no other dependency of ours: FastAPI reads the whole tree anew for each route.
async def _maybe_signed_in(request: Request, credentials: Credentials) -> Caller | None:
    if credentials is None:
        return None
    wired = await _services(request)
    caller = wired.mint.caller(credentials.credentials, wired.clock())
    request.scope[USER_ID] = caller.user_id
    return caller


async def _signed_in(request: Request, credentials: Credentials) -> Caller:
    caller = await _maybe_signed_in(request, credentials)
    if caller is None:
        raise Unauthenticated("Expected an access token")
    return caller


MaybeSignedIn = Annotated[Caller | None, Depends(_maybe_signed_in)]
SignedIn = Annotated[Caller, Depends(_signed_in)]


def client_of(request: Request) -> Client:
    """Describe the calling client; CloudFront writes the viewer's address last but one."""
    hops = [hop.strip() for hop in request.headers.get("x-forwarded-for", "").split(",") if hop]
    direct = request.client.host if request.client else ""
    address = hops[-2] if len(hops) > 1 else direct
    return Client(address, request.headers.get("user-agent", ""))
