from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol

from functions.sandbox_broker.books.ledger import Ledger
from functions.sandbox_broker.books.models import Account, App, User
from functions.sandbox_broker.books.people import People
from functions.sandbox_broker.books.store import Store
from functions.sandbox_broker.clock import Clock, ClockState
from functions.sandbox_broker.desk import Desk
from functions.sandbox_broker.errors import BrokerError
from functions.sandbox_broker.faults import Faults
from functions.sandbox_broker.framelog import FramesLog
from functions.sandbox_broker.limits import Meter
from functions.sandbox_broker.maintenance import Maintenance
from functions.sandbox_broker.market.feed import Market
from functions.sandbox_broker.market.prices import PriceSource
from functions.sandbox_broker.market.scripts import Script
from functions.sandbox_broker.mishaps import Mishaps
from functions.sandbox_broker.oauth.flow import Flow
from functions.sandbox_broker.oauth.otps import OneTimePasswords
from functions.sandbox_broker.settings import Settings
from functions.sandbox_broker.sockets.board import Board
from functions.sandbox_broker.sockets.streams import Stream

DEFAULT_APP = "sandbox-app"


class OpenSocket(Protocol):
    """Show what the control API may know of a socket, and let it be cut."""

    kind: str
    account_id: str | None
    streams: dict[str, Stream]

    def drop(self) -> None:
        """Cut the connection without a word."""

    def freeze(self) -> None:
        """Leave the connection half open."""


@dataclass
class World:
    """Hold the one broker that REST, sockets, OAuth pages and control API share."""

    settings: Settings
    clock: Clock
    store: Store
    market: Market
    ledger: Ledger
    desk: Desk
    board: Board
    people: People
    flow: Flow
    faults: Faults
    frames: FramesLog
    meter: Meter = field(default_factory=Meter)
    otps: OneTimePasswords = field(default_factory=OneTimePasswords)
    maintenance: Maintenance = field(default_factory=Maintenance)
    sessions: set[OpenSocket] = field(default_factory=set)

    def sign_up(self, email: str, password_hash: str, attribution: dict[str, str]) -> User:
        """Add a user with a demo and a real account, unless the e-mail is taken."""
        if self.people.by_email(email):
            raise BrokerError("EmailTaken", "There is already an account with this e-mail.")
        user = self.people.add(email, password_hash, self.clock.epoch(), attribution)
        for account_type in ("demo", "real"):
            self.open_account(user.id, account_type)
        return user

    def open_account(self, user_id: str, account_type: str) -> Account:
        """Give a user an account with the starting money of its type."""
        known = self.desk.assumptions
        balance = known.demo_start if account_type == "demo" else known.real_start
        return self.people.open_account(user_id, account_type, balance, self.clock.epoch())

    def update(self, seconds: float) -> int:
        """Refuse everything for a while and cut all sockets; tells how many."""
        self.maintenance.begin(seconds)
        sessions = list(self.sessions) if seconds else []
        for session in sessions:
            session.drop()
        return len(sessions)

    def reload_scripts(self) -> None:
        """Lay the stored scripts over the prices."""
        self.market.apply(self.store.scripts.find())

    def save_clock(self) -> None:
        """Keep the clock over a restart."""
        state = self.clock.state
        self.store.meta.put(
            "clock", {"machine": state.machine, "broker": state.broker, "pace": state.pace}
        )


def build(settings: Settings, clock: Clock | None = None) -> World:
    """Open the books and put the broker together around them."""
    clock = clock or Clock()
    store = Store(settings.state)
    saved = store.meta.get("clock")
    if saved:
        clock.restore(ClockState(saved["machine"], saved["broker"], saved["pace"]))
    seed = store.meta.get("seed")
    market = Market(PriceSource(int(seed["seed"]) if seed else settings.seed))
    ledger = Ledger(store)
    faults = Faults()
    mishaps = Mishaps(faults, market, partial(_keep_script, store, market))
    desk = Desk(clock, market, ledger, mishaps)
    people = People(store, ledger)
    world = World(
        settings,
        clock,
        store,
        market,
        ledger,
        desk,
        Board(clock, market, partial(_live_through, mishaps, desk)),
        people,
        Flow(people),
        faults,
        FramesLog(settings.frames),
    )
    _register_default_app(world)
    world.reload_scripts()
    desk.settle_due(clock.epoch())
    return world


def _keep_script(store: Store, market: Market, script: Script) -> None:
    store.scripts.put(script.id, script)
    market.add(script)


def _live_through(mishaps: Mishaps, desk: Desk, epoch: int) -> None:
    mishaps.second_begins(epoch)
    desk.settle_due(epoch)


def _register_default_app(world: World) -> None:
    app = world.store.apps.get(DEFAULT_APP) or App(DEFAULT_APP, "Sandbox app", ())
    uris = dict.fromkeys([*app.redirect_uris, *world.settings.redirect_uris])
    world.store.apps.put(app.id, replace(app, redirect_uris=tuple(uris)))
