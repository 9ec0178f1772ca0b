"""What the command line understands: each command is one call of the control API."""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from functions.sandbox_broker.faults import EFFECTS

Value = str | int | float | None
Parser = argparse.ArgumentParser


@dataclass(frozen=True)
class Call:
    """Hold one call of the control API."""

    method: str
    path: str
    body: Mapping[str, object] | None = None
    query: Mapping[str, Value] = field(default_factory=dict)


Build = Callable[[argparse.Namespace], Call]


def build_parser(url: str, key: str) -> Parser:
    """Describe all commands; address and key come from the environment unless given."""
    parser = Parser(prog="python -m functions.sandbox_broker.control")
    parser.add_argument("--url", default=url, help="where the broker is (%(default)s)")
    parser.add_argument("--key", default=key, help="SANDBOX_CONTROL_KEY of the broker")
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(name: str, text: str, build: Build) -> Parser:
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(call=build)
        return added

    _market(command)
    _people(command)
    _faults(command)
    _conditions(command)
    return parser


Adder = Callable[[str, str, Build], Parser]


def _given(given: argparse.Namespace, *names: str) -> dict[str, object]:
    return {name: getattr(given, name) for name in names if getattr(given, name) is not None}


def _market(command: Adder) -> None:
    seed = command("seed", "show the seed of the prices or set another", _seed)
    seed.add_argument("seed", type=int, nargs="?")
    clock = command("clock", "show the broker's time, set it, pace it or step it", _clock)
    clock.add_argument("--epoch", type=float)
    clock.add_argument("--pace", type=float, help="1 real, 60 a minute per second, 0 stepped")
    clock.add_argument("--skew", type=float, help="shift by so many seconds")
    clock.add_argument("--advance", type=float, help="live through so many seconds at once")
    script = command("script", "let a symbol rise, fall, stand still or fall silent", _script)
    script.add_argument("symbol", nargs="?")
    script.add_argument("direction", nargs="?", choices=("rise", "fall", "flat", "silence"))
    script.add_argument("seconds", type=int, nargs="?", default=120)
    script.add_argument("--clear", action="store_true", help="remove all, or those of the symbol")


def _seed(given: argparse.Namespace) -> Call:
    if given.seed is None:
        return Call("GET", "/seed")
    return Call("PUT", "/seed", {"seed": given.seed})


def _clock(given: argparse.Namespace) -> Call:
    change = _given(given, "epoch", "pace", "skew", "advance")
    return Call("POST", "/clock", change) if change else Call("GET", "/clock")


def _script(given: argparse.Namespace) -> Call:
    if given.clear:
        return Call("DELETE", "/scripts", query={"symbol": given.symbol})
    if given.direction is None:
        return Call("GET", "/scripts")
    return Call("POST", "/scripts", _given(given, "symbol", "direction", "seconds"))


def _people(command: Adder) -> None:
    users = command("users", "list people with their accounts", _users)
    users.add_argument("--email")
    user = command("user", "add a person with a demo and a real account", _user)
    user.add_argument("email")
    user.add_argument("password")
    token = command("token", "make a token without a login", _token)
    token.add_argument("user_id")
    token.add_argument("--kind", choices=("access", "pat"), default="access")
    token.add_argument("--app", dest="app_id", default="sandbox-app")
    token.add_argument("--scopes", default="trade,account_manage")
    token.add_argument("--expires-in", dest="expires_in", type=int, default=3600)
    balance = command("balance", "set an account's balance by a booking", _balance)
    balance.add_argument("account_id")
    balance.add_argument("balance")


def _users(given: argparse.Namespace) -> Call:
    return Call("GET", "/users", query={"email": given.email})


def _user(given: argparse.Namespace) -> Call:
    return Call("POST", "/users", _given(given, "email", "password"))


def _token(given: argparse.Namespace) -> Call:
    body = _given(given, "kind", "app_id", "expires_in")
    scopes = [scope for scope in given.scopes.split(",") if scope]
    return Call("POST", f"/users/{given.user_id}/tokens", {**body, "scopes": scopes})


def _balance(given: argparse.Namespace) -> Call:
    return Call("PUT", f"/accounts/{given.account_id}/balance", {"balance": given.balance})


def _faults(command: Adder) -> None:
    fault = command("fault", "list fault rules, or add one", _fault)
    fault.add_argument("effect", nargs="?", choices=[effect.value for effect in EFFECTS])
    fault.add_argument("target", nargs="?", default="*", help="call, message, path or symbol")
    fault.add_argument("--place", choices=("socket", "stream", "http", "contract", "market"))
    fault.add_argument("--probability", type=float)
    fault.add_argument("--count", type=int)
    fault.add_argument("--seconds", type=float)
    fault.add_argument("--account", dest="account_id")
    fault.add_argument("--code")
    fault.add_argument("--message")
    fault.add_argument("--status", type=int)
    fault.add_argument("--clear", action="store_true", help="remove all rules and the record")
    storm = command("storm", "add every fault at once", _storm)
    storm.add_argument("--probability", type=float)
    storm.add_argument("--seed", type=int, help="clear first and draw from this seed")
    fired = command("fired", "tell which faults fired", _fired)
    fired.add_argument("--effect")
    fired.add_argument("--account", dest="account_id")
    fired.add_argument("--after", type=int, default=0)
    update = command("maintenance", "cut and refuse everything for some seconds", _update)
    update.add_argument("seconds", type=float)
    drop = command("drop", "cut sockets, all or some", _drop)
    drop.add_argument("--account", dest="account_id")
    drop.add_argument("--kind", choices=("public", "demo", "real"))
    drop.add_argument("--half-open", dest="half_open", action="store_true")


def _fault(given: argparse.Namespace) -> Call:
    if given.clear:
        return Call("DELETE", "/faults")
    if given.effect is None:
        return Call("GET", "/faults")
    about = ("effect", "target", "place", "probability", "count", "seconds", "account_id")
    return Call("POST", "/faults", _given(given, *about, "code", "message", "status"))


def _storm(given: argparse.Namespace) -> Call:
    return Call("POST", "/faults/storm", _given(given, "probability", "seed"))


def _fired(given: argparse.Namespace) -> Call:
    query = {name: getattr(given, name) for name in ("effect", "account_id", "after")}
    return Call("GET", "/faults/fired", query=query)


def _update(given: argparse.Namespace) -> Call:
    return Call("POST", "/maintenance", {"seconds": given.seconds})


def _drop(given: argparse.Namespace) -> Call:
    return Call("POST", "/sockets/drop", _given(given, "account_id", "kind", "half_open"))


def _conditions(command: Adder) -> None:
    command("sockets", "list open sockets", lambda _given: Call("GET", "/sockets"))
    frames = command("frames", "show the last frames of sockets", _frames)
    frames.add_argument("socket", nargs="?", default="", help="part of a name: DOT…, public")
    frames.add_argument("--limit", type=int, default=20)
    limits = command("limits", "switch rate budgets, or forget what was counted", _limits)
    limits.add_argument("change", nargs="?", choices=("on", "off", "reset"))
    assume = command("assume", "show what is assumed, or change it: name=value …", _assume)
    assume.add_argument("changes", nargs="*", metavar="name=value")
    books = command("books", "show accounts, contracts and bookings", _books)
    books.add_argument("--account", dest="account_id")
    command("audit", "add the books up again", lambda _given: Call("GET", "/books/audit"))


def _frames(given: argparse.Namespace) -> Call:
    return Call("GET", "/frames", query={"socket": given.socket, "limit": given.limit})


def _limits(given: argparse.Namespace) -> Call:
    if given.change is None:
        return Call("GET", "/limits")
    body = {"reset": True} if given.change == "reset" else {"enabled": given.change == "on"}
    return Call("PUT", "/limits", body)


def _assume(given: argparse.Namespace) -> Call:
    changes = dict(change.partition("=")[::2] for change in given.changes)
    return Call("PATCH", "/assumptions", changes) if changes else Call("GET", "/assumptions")


def _books(given: argparse.Namespace) -> Call:
    return Call("GET", "/books", query={"account_id": given.account_id})
