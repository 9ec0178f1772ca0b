import asyncio
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from functions.sandbox_broker.assumptions import Assumptions
from functions.sandbox_broker.errors import BrokerError
from functions.sandbox_broker.oauth.passwords import NOBODY, hash_password, is_password
from functions.sandbox_broker.oauth.rules import (
    SCOPE_TEXTS,
    AuthorizationRequest,
    OAuthError,
    PageError,
    check_request,
    return_address,
    with_query,
)
from functions.sandbox_broker.world import World

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True
)
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline';"
    " frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}
SHORTEST_PASSWORD = 8


class Pages:
    """Serve login, sign-up and consent pages."""

    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> list[Route]:
        """List the addresses served."""
        return [
            Route("/oauth2/auth", self.authorize),
            Route("/oauth2/login", self.log_in, methods=["POST"]),
            Route("/oauth2/registration", self.show_registration),
            Route("/oauth2/registration", self.register, methods=["POST"]),
            Route("/oauth2/signin", self.show_login),
            Route("/oauth2/consent", self.show_consent),
            Route("/oauth2/consent", self.decide, methods=["POST"]),
        ]

    async def authorize(self, request: Request) -> Response:
        """Begin a login for an app, or send the app its refusal."""
        params = dict(request.query_params)
        app = self.world.store.apps.get(params.get("client_id", ""))
        try:
            is_http_fine = self._assumptions.plain_http_redirects
            address = return_address(params, app, is_http_fine=is_http_fine)
        except PageError as error:
            return _error(error)
        try:
            if app is None:
                raise OAuthError("invalid_client", "Unknown app")
            asked = check_request(params, app, address)
        except OAuthError as error:
            return _back(address, _refusal(error.code, error.description, params.get("state")))
        challenge = self.world.flow.begin(asked, self._now, self._assumptions.login_seconds)
        return self._form(challenge, is_registration=asked.is_registration)

    async def show_login(self, request: Request) -> Response:
        """Show the login form of a login under way."""
        return self._form(request.query_params.get("challenge", ""), is_registration=False)

    async def show_registration(self, request: Request) -> Response:
        """Show the sign-up form of a login under way."""
        return self._form(request.query_params.get("challenge", ""), is_registration=True)

    async def log_in(self, request: Request) -> Response:
        """Check e-mail and password and go on to consent."""
        form = await form_of(request)
        challenge, email = form.get("challenge", ""), form.get("email", "")
        user = self.world.people.by_email(email)
        known = user.password_hash if user else NOBODY
        matches = await asyncio.to_thread(is_password, form.get("password", ""), known)
        if user is None or not matches:
            problem = "E-mail or password is wrong."
            return self._form(challenge, is_registration=False, email=email, problem=problem)
        return self._identified(challenge, user.id)

    async def register(self, request: Request) -> Response:
        """Create a user with a demo and a real account and go on to consent."""
        form = await form_of(request)
        challenge, email = form.get("challenge", ""), form.get("email", "")
        problem = self._sign_up_problem(email, form.get("password", ""))
        if problem:
            return self._form(challenge, is_registration=True, email=email, problem=problem)
        try:
            attribution = self.world.flow.login(challenge, self._now).request.attribution
        except PageError as error:
            return _error(error)
        hashed = await asyncio.to_thread(hash_password, form["password"])
        try:
            user = self.world.sign_up(email, hashed, attribution)
        except BrokerError as error:
            return self._form(challenge, is_registration=True, email=email, problem=error.message)
        return self._identified(challenge, user.id)

    async def show_consent(self, request: Request) -> Response:
        """Name the scopes an app asks for and let the person decide."""
        challenge = request.query_params.get("challenge", "")
        try:
            login = self.world.flow.login(challenge, self._now)
        except PageError as error:
            return _error(error)
        user = self.world.people.get(login.user_id or "")
        if user is None:
            return self._form(challenge, is_registration=False)
        return _page(
            "consent.html",
            challenge=challenge,
            email=user.email,
            app=self._app_name(login.request),
            scopes=[(scope, SCOPE_TEXTS[scope]) for scope in login.request.scopes],
        )

    async def decide(self, request: Request) -> Response:
        """Send the person back to the app with a code or a refusal."""
        form = await request.form()
        challenge = str(form.get("challenge", ""))
        try:
            asked = self.world.flow.login(challenge, self._now).request
            granted = tuple(s for s in asked.scopes if s in form.getlist("scope"))
            if form.get("decision") != "allow" or not granted:
                self.world.flow.refuse(challenge, self._now)
                text = "The resource owner denied the request"
                return _back(asked.redirect_uri, _refusal("access_denied", text, asked.state))
            seconds = self._assumptions.code_seconds
            code = self.world.flow.grant(challenge, granted, self._now, seconds)
        except PageError as error:
            return _error(error)
        return _back(asked.redirect_uri, {"code": code, "state": asked.state})

    def _sign_up_problem(self, email: str, password: str) -> str | None:
        if "@" not in email.strip(" @"):
            return "Enter an e-mail address."
        if len(password) < SHORTEST_PASSWORD:
            return f"The password needs at least {SHORTEST_PASSWORD} characters."
        if self.world.people.by_email(email):
            return "There is already an account with this e-mail."
        return None

    def _identified(self, challenge: str, user_id: str) -> Response:
        try:
            self.world.flow.identify(challenge, user_id, self._now)
        except PageError as error:
            return _error(error)
        return _back("/oauth2/consent", {"challenge": challenge})

    def _form(
        self, challenge: str, *, is_registration: bool, email: str = "", problem: str = ""
    ) -> Response:
        try:
            login = self.world.flow.login(challenge, self._now)
        except PageError as error:
            return _error(error)
        return _page(
            "registration.html" if is_registration else "login.html",
            status=400 if problem else 200,
            challenge=challenge,
            email=email,
            problem=problem,
            app=self._app_name(login.request),
        )

    def _app_name(self, asked: AuthorizationRequest) -> str:
        app = self.world.store.apps.get(asked.app_id)
        return app.name if app else asked.app_id

    @property
    def _now(self) -> float:
        return self.world.clock.now()

    @property
    def _assumptions(self) -> Assumptions:
        return self.world.desk.assumptions


async def form_of(request: Request) -> dict[str, str]:
    """Read the text fields of a form."""
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


def _page(template: str, status: int = 200, **values: object) -> Response:
    html = TEMPLATES.get_template(template).render(**values)
    return HTMLResponse(html, status_code=status, headers=HEADERS)


def _error(error: PageError) -> Response:
    return _page("error.html", status=400, message=str(error))


def _back(address: str, values: Mapping[str, str]) -> Response:
    return RedirectResponse(with_query(address, values), status_code=303, headers=HEADERS)


def _refusal(code: str, description: str, state: str | None) -> dict[str, str]:
    answer = {"error": code, "error_description": description}
    return {**answer, "state": state} if state else answer
