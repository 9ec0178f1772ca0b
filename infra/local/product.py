"""The whole product on one machine, as one thing that starts and stops."""

import errno
import json
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from infra.local.assembly import Stack, synthesize
from infra.local.aws import LocalAws, known_resource_types, wait_for_http
from infra.local.console import BusEvents, process_line
from infra.local.credentials import RoleCredentials
from infra.local.deployer import Deployer, stack_parameters
from infra.local.edge.policy import response_headers
from infra.local.leftovers import end_leftovers, record
from infra.local.processes import Launch, Sink, Supervised
from infra.local.seed import Logins, seed
from infra.local.settings import (
    HOST,
    ROOT,
    LocalSettings,
    SetupError,
    free_ports,
    process_environment,
    python_path,
)
from infra.local.tasks import read_task, task_launch

HEALTHY_SECONDS = 60.0
# The order in which processes stop: nothing loses what it still needs.
STOP_ORDER = ("edge", "backtests", "trader", "broker", "aws")
TRADER, BACKTESTS = "trader", "backtests"


class LocalNexus:
    """Everything `make run` starts; use it as a context manager or by start and stop."""

    def __init__(self, settings: LocalSettings, show: Sink = lambda _name, _line: None) -> None:
        self.settings = settings
        self.url = settings.public_url
        self.broker_url = settings.broker_url
        self.aws = LocalAws(settings.aws_port, settings.state / "aws")
        self.processes: dict[str, Supervised] = {}
        self.outputs: dict[str, str] = {}
        self._show = show
        self._logs: dict[str, TextIO] = {}
        self._closers: list[Callable[[], None]] = []
        *self._health_ports, self._backtests_port = free_ports(settings.traders + 1)
        self._logins: Logins | None = None

    @property
    def logins(self) -> Logins:
        """Return how the seeded people log in."""
        if self._logins is None:
            raise SetupError("Nexus is not started yet")
        return self._logins

    @property
    def trader_health_url(self) -> str:
        """Return where the first trader answers about its health."""
        return self.trader_health_urls[0]

    @property
    def trader_health_urls(self) -> list[str]:
        """Return where each trader answers about its health."""
        return [f"http://{HOST}:{port}/health" for port in self._health_ports]

    @property
    def backtests_health_url(self) -> str:
        """Return where the worker of backtests answers about its health."""
        return f"http://{HOST}:{self._backtests_port}/health"

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start all of it, wait until it is healthy, and make sure the seeded people exist."""
        self._prepare_state()
        self._say("starting the local AWS")
        self.processes["aws"] = self.aws.start(self._log, self._show, self._aws_came_back)
        self._say("deploying the stacks")
        stacks = self._deploy()
        self._say("starting the processes")
        self._start_tasks()
        self._start_edge(stacks)
        self._record_pids()
        self._wait_until_healthy()
        self._logins = seed(self.url, self.settings.state / "logins.json")

    def show_events(self) -> None:
        """Show every bus event from now on."""
        events = BusEvents(self.aws, self.outputs["EventBusName"], self._show)
        self._closers.append(events.stop)

    def stop(self) -> None:
        """Stop everything that was started, in order."""
        for close in reversed(self._closers):
            close()
        for kind in STOP_ORDER:
            for name in [each for each in self.processes if each.partition("-")[0] == kind]:
                self.processes.pop(name).stop()
        # A start that failed half way has the local AWS running but not listed.
        self.aws.stop()
        for log in self._logs.values():
            log.close()
        self._pids.unlink(missing_ok=True)
        self._closers, self._logs = [], {}

    @property
    def _pids(self) -> Path:
        return self.settings.state / "processes.json"

    def _prepare_state(self) -> None:
        (self.settings.state / "logs").mkdir(parents=True, exist_ok=True)
        if ended := end_leftovers(self._pids):
            self._say(f"ended {ended} processes of an earlier run")
        wanted = {"NEXUS_PORT": self.settings.port, "NEXUS_AWS_PORT": self.settings.aws_port}
        if self.settings.broker.is_sandbox:
            wanted["NEXUS_BROKER_PORT"] = self.settings.broker_port
        for variable, port in wanted.items():
            require_free(port, variable)

    def _deploy(self) -> list[Stack]:
        stacks = synthesize()
        deployer = Deployer(self.aws, self.settings.state / "deployed.json", known_resource_types())
        self.outputs = deployer.deploy(stacks, stack_parameters(self.settings)).outputs
        return stacks

    def _start_tasks(self) -> None:
        roles = RoleCredentials(self.aws.client("sts"))
        self._closers.append(roles.close)
        if self.settings.broker.is_sandbox:
            self._start_task("broker", self.outputs["SandboxTaskDefinitionArn"], roles, {})
        # The container's port is its own; on this machine it must not meet another trader's.
        for name, port in zip(self._trader_names, self._health_ports, strict=True):
            changes = {"HEALTH_PORT": str(port), "HEALTH_HOST": HOST}
            changes |= self.settings.trader_environment
            self._start_task(name, self.outputs["TraderTaskDefinitionArn"], roles, changes)
        changes = {"HEALTH_PORT": str(self._backtests_port), "HEALTH_HOST": HOST}
        self._start_task(BACKTESTS, self.outputs["BacktestsTaskDefinitionArn"], roles, changes)

    @property
    def _trader_names(self) -> list[str]:
        others = range(2, self.settings.traders + 1)
        return [TRADER, *(f"{TRADER}-{number}" for number in others)]

    def _start_task(
        self, name: str, arn: str, roles: RoleCredentials, changes: dict[str, str]
    ) -> None:
        launch = task_launch(self.aws, read_task(self.aws, arn), roles, changes)
        self._supervise(name, launch)

    def _supervise(self, name: str, launch: Launch) -> None:
        self.processes[name] = Supervised(name, launch, self._log, self._show, self._record_pids)

    def _record_pids(self) -> None:
        record(self._pids, [process.pid for process in self.processes.values()])

    def _start_edge(self, stacks: list[Stack]) -> None:
        out, apis = self.outputs, f"{HOST}:{self.settings.aws_port}/_aws/execute-api"
        environment = process_environment(
            PYTHONPATH=python_path(),
            EDGE_PORT=str(self.settings.port),
            EDGE_WEB_ROOT=str(ROOT / "frontend" / "dist"),
            EDGE_REST_ORIGIN=f"http://{apis}/{out['RestApiId']}/{out['RestApiStage']}",
            EDGE_WEBSOCKET_ORIGIN=f"ws://{apis}/{out['WebsocketApiId']}/{out['WebsocketApiStage']}",
            EDGE_HEADERS=json.dumps(response_headers(stacks, stack_parameters(self.settings))),
        )
        launch = Launch((sys.executable, "-m", "infra.local.edge"), environment, ROOT)
        self._supervise("edge", launch)

    def _wait_until_healthy(self) -> None:
        if self.settings.broker.is_sandbox:
            wait_for_http(f"{self.broker_url}/v1/health", HEALTHY_SECONDS, "the sandbox broker")
        wait_for_http(f"{self.url}/api/v1/health", HEALTHY_SECONDS, "the REST API")
        for url in self.trader_health_urls:
            wait_for_http(url, HEALTHY_SECONDS, "the trader")
        wait_for_http(self.backtests_health_url, HEALTHY_SECONDS, "the worker of backtests")

    def _aws_came_back(self) -> None:
        # Credentials of roles live in the memory of the local AWS: its end is theirs.
        with suppress(SetupError):
            self.aws.wait_until_ready()
        for name in (*self._trader_names, BACKTESTS):
            if process := self.processes.get(name):
                process.restart()
        self._record_pids()

    def _log(self, name: str, line: str) -> None:
        function, tab, printed = line.partition("\t")
        if name == "aws" and tab:
            self._write("functions", line)
            name, line = function.removeprefix("nexus-local-"), printed
        else:
            self._write(name, line)
        if shown := process_line(line):
            self._show(name, shown)

    def _write(self, name: str, line: str) -> None:
        if name not in self._logs:
            path = self.settings.state / "logs" / f"{name}.log"
            self._logs[name] = path.open("w", buffering=1)
        # A child may print its last lines while everything stops.
        with suppress(ValueError):
            self._logs[name].write(line + "\n")

    def _say(self, line: str) -> None:
        self._show("nexus", line)


def require_free(port: int, variable: str) -> None:
    """Fail plainly when something already listens on a port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            advice = f"stop what listens there or set {variable}"
            raise SetupError(f"Port {port} is in use: {advice}") from error
