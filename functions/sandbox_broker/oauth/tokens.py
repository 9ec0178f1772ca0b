from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from functions.sandbox_broker.oauth.pages import form_of
from functions.sandbox_broker.oauth.rules import OAuthError
from functions.sandbox_broker.world import World

Form = Mapping[str, str]
FORM = "application/x-www-form-urlencoded"


class Tokens:
    """Serve the endpoints that apps call behind the person's back: token and revocation."""

    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> list[Route]:
        """List the addresses served."""
        return [
            Route("/oauth2/token", _endpoint(self.token), methods=["POST"]),
            Route("/oauth2/revoke", _endpoint(self.revoke), methods=["POST"]),
        ]

    async def token(self, request: Request) -> Response:
        """Exchange a code (or a refresh token, if switched on) for an access token."""
        form = await self._form(request)
        known, now = self.world.desk.assumptions, self.world.clock.now()
        return _json(self.world.flow.exchange(form, form["client_id"], now, known))

    async def revoke(self, request: Request) -> Response:
        """Make a token useless (RFC 7009); an unknown one is no error."""
        if not self.world.desk.assumptions.revocation_endpoint:
            raise OAuthError("not_found", "There is no such endpoint.", 404)
        form = await self._form(request)
        if not form.get("token"):
            raise OAuthError("invalid_request", "token is required")
        token = self.world.people.token(form["token"])
        if token and token.app_id == form["client_id"]:
            self.world.people.revoke(token)
        return _json({})

    async def _form(self, request: Request) -> Form:
        kind = request.headers.get("content-type", "").split(";", maxsplit=1)[0].strip()
        if kind != FORM:
            raise OAuthError("invalid_request", "The body must be form encoded.")
        form = await form_of(request)
        if self.world.store.apps.get(form.get("client_id", "")) is None:
            raise OAuthError("invalid_client", "The client is not registered.", 401)
        return form


def _endpoint(
    handler: Callable[[Request], Awaitable[Response]],
) -> Callable[[Request], Awaitable[Response]]:
    async def serve(request: Request) -> Response:
        try:
            return await handler(request)
        except OAuthError as error:
            body = {"error": error.code, "error_description": error.description}
            return _json(body, error.status)

    return serve


def _json(body: Mapping[str, object], status: int = 200) -> Response:
    return JSONResponse(body, status_code=status, headers={"Cache-Control": "no-store"})
