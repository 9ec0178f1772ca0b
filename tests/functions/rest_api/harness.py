"""The REST API as API Gateway calls it, with its tables, keys and queues on the local AWS."""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import StringIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from aws_lambda_powertools.logging import Logger

from functions.rest_api.gateway import make_handler
from functions.rest_api.services import Services
from functions.rest_api.settings import Settings
from infra.local.aws import LocalAws
from nexus.adapters.dynamodb.market import DynamoMarket
from nexus.adapters.dynamodb.store import Store
from nexus.kernel.clock import to_epoch
from tests.factories import NOW, a_quote, a_view, an_instrument
from tests.functions.rest_api.broker import FakeBroker
from tests.tables import PREFIX

PUBLIC_URL = "http://127.0.0.1:8000"
BACKTEST_BUCKET = "nexus-test-backtests"
PASSWORD = "correct horse battery staple"
Json = dict[str, Any]
Trader = tuple[str, str]


@dataclass
class TestClock:
    """A clock that a test turns."""

    __test__ = False
    now: datetime = NOW

    def __call__(self) -> datetime:
        """Tell the test's time."""
        return self.now

    def advance(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)


@dataclass(frozen=True)
class Answer:
    """What came back from the handler."""

    status: int
    headers: Mapping[str, str]
    cookies: Mapping[str, str]
    text: str

    @property
    def body(self) -> Any:
        """The JSON that came back."""
        return json.loads(self.text)

    @property
    def code(self) -> str:
        """The code of the problem that came back."""
        assert self.headers["content-type"] == "application/problem+json", self.text
        return str(self.body["code"])


class Context:
    """What Lambda tells a handler about its call."""

    function_name = "rest_api"
    function_version = "1"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:us-east-1:000000000000:function:rest_api"
    aws_request_id = "00000000-0000-0000-0000-000000000000"

    def get_remaining_time_in_millis(self) -> int:
        """Leave a generous rest."""
        return 10_000


@dataclass
class Api:
    """Calls the handler with proxy events."""

    store: Store
    services: Services
    clock: TestClock
    broker: FakeBroker
    aws: LocalAws
    cookies: dict[str, str] = field(default_factory=dict)
    last_username: str = ""

    def __post_init__(self) -> None:
        self._handler: Callable[[Json, Any], Json] = make_handler(self.services, self._logger())

    @property
    def log(self) -> str:
        """What the process wrote so far."""
        return self._log.getvalue()

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        token: str | None = None,
        *,
        raw: str | None = None,
        address: str = "127.0.0.1",
        **headers: str,
    ) -> Answer:
        """Call one route; `raw` is a body that is not ours to write as JSON."""
        text = raw if raw is not None else None if body is None else json.dumps(body)
        answer = self._handler(self._event(method, path, text, token, address, headers), Context())
        return _answer(answer)

    def ok(self, method: str, path: str, body: object = None, token: str | None = None) -> Any:
        """Call one route that must work, and return what it says."""
        answer = self.call(method, path, body, token)
        assert answer.status < 300, answer.text
        return answer.body if answer.text else None

    def sign_up(self, username: str = "ada", **changes: Any) -> Json:
        """Sign somebody up."""
        form = {
            "email": f"{username}@example.com",
            "username": username,
            "password": PASSWORD,
            "country": "NG",
        }
        self.last_username = username
        signed_up: Json = self.ok("POST", "/api/v1/auth/signup", {**form, **changes})
        return signed_up

    def login_form(self) -> Json:
        """The form that signs in who signed up last."""
        return {"username": self.last_username, "password": PASSWORD}

    def open_market(self, symbol: str = "R_100", **view: Any) -> None:
        """Write an instrument, a tick of now and a price that holds."""
        market, now = DynamoMarket(self.store), self.clock()
        market.put_instruments([an_instrument(symbol=symbol)])
        seen = a_view(symbol=symbol, tick_epoch=to_epoch(now), seen_at=now, **view)
        market.put_view(seen)
        for contract_type in ("CALL", "PUT"):
            for minutes in (1, 5):
                offered = a_quote(
                    symbol=symbol,
                    contract_type=contract_type,
                    minutes=minutes,
                    asked_at=now,
                    valid_until=now + timedelta(minutes=1),
                )
                market.put_quote(offered)

    def buy(self, token: str, account: str, key: str, **changes: Any) -> Answer:
        """Ask for a trade."""
        body = trade_body(account, **changes)
        headers = {"Idempotency-Key": key}
        return self.call("POST", "/api/v1/trades/execute", body, token, **headers)

    def _logger(self) -> Logger:
        # Powertools keeps one output per service name, so each API has a name of its own.
        self._log = StringIO()
        return Logger(f"test-{id(self)}", stream=self._log, serialize_stacktrace=False)

    def _event(
        self,
        method: str,
        path: str,
        body: str | None,
        token: str | None,
        address: str,
        headers: Mapping[str, str],
    ) -> Json:
        sent = {"Host": "127.0.0.1:8000", "User-Agent": "tests", **headers}
        if body is not None and "Content-Type" not in sent:
            sent["Content-Type"] = "application/json"
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        split = urlsplit(path)
        query = parse_qs(split.query)
        return {
            "resource": "/api/{proxy+}",
            "path": split.path,
            "httpMethod": method,
            "headers": sent,
            "multiValueHeaders": {name: [value] for name, value in sent.items()},
            "queryStringParameters": {name: values[-1] for name, values in query.items()} or None,
            "multiValueQueryStringParameters": query or None,
            "requestContext": {
                "resourcePath": "/api/{proxy+}",
                "httpMethod": method,
                "stage": "live",
                "requestId": Context.aws_request_id,
                "identity": {"sourceIp": address},
            },
            "body": body,
            "isBase64Encoded": False,
        }


def trade_body(account: str, **changes: Any) -> Json:
    """What a trader asks for."""
    body = {
        "account_id": account,
        "symbol": "R_100",
        "trade_type": "RISE",
        "stake": "10.00",
        "expiry_minutes": 1,
    }
    return {**body, **changes}


def _answer(answer: Mapping[str, Any]) -> Answer:
    headers: dict[str, str] = {}
    cookies: dict[str, str] = {}
    for name, values in answer.get("multiValueHeaders", {}).items():
        headers[name.lower()] = values[-1]
        if name.lower() == "set-cookie":
            cookies |= dict(value.split(";", 1)[0].split("=", 1) for value in values)
    headers |= {name.lower(): value for name, value in answer.get("headers", {}).items()}
    if "set-cookie" in headers:
        name, value = headers["set-cookie"].split(";", 1)[0].split("=", 1)
        cookies.setdefault(name, value)
    text = answer["body"] or ""
    if answer.get("isBase64Encoded"):
        text = base64.b64decode(text).decode()
    return Answer(answer["statusCode"], headers, cookies, text)


def make_api(store: Store, aws: LocalAws) -> Api:
    """Make an API of its own clock and broker over tables that are there."""
    clock, broker = TestClock(), FakeBroker()
    transport = httpx.MockTransport(broker.answer)
    services = Services(_settings(aws), clock, lambda: httpx.Client(transport=transport))
    return Api(store, services, clock, broker, aws)


def _settings(aws: LocalAws) -> Settings:
    sqs, secrets, kms = (aws.client(name) for name in ("sqs", "secretsmanager", "kms"))
    queues = [
        sqs.create_queue(QueueName=f"commands-{shard}.fifo", Attributes={"FifoQueue": "true"})
        for shard in range(2)
    ]
    jobs = sqs.create_queue(QueueName="backtests")
    aws.client("s3").create_bucket(Bucket=BACKTEST_BUCKET)
    try:
        secret = secrets.create_secret(Name="jwt", SecretString="s" * 64)["ARN"]
    except secrets.exceptions.ResourceExistsException:
        secret = secrets.describe_secret(SecretId="jwt")["ARN"]
    return Settings(
        STAGE="test",
        TABLE_PREFIX=PREFIX,
        COMMAND_QUEUE_URLS=",".join(queue["QueueUrl"] for queue in queues),
        BACKTEST_QUEUE_URL=jobs["QueueUrl"],
        BACKTEST_BUCKET=BACKTEST_BUCKET,
        JWT_SECRET_ARN=secret,
        BROKER_KEY_ARN=kms.create_key()["KeyMetadata"]["Arn"],
        PUBLIC_URL=PUBLIC_URL,
        WEBSOCKET_URL="ws://127.0.0.1:8000",
        DERIV_APP_ID="test-app",
        DERIV_AUTH_URL="https://auth.broker.test",
        DERIV_API_URL="https://api.broker.test",
    )


def balance(api: Api, trader: Trader) -> str:
    token, account_id = trader
    return str(api.ok("GET", f"/api/v1/accounts/{account_id}", token=token)["balance"])
