"""The local AWS as a child process, and clients for it."""

import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

import boto3
import httpx
from botocore.config import Config

from infra.local.processes import Launch, Sink, Supervised
from infra.local.settings import HOST, REGION, ROOT, SetupError, free_ports, process_environment

AWS_PYTHON = ROOT / ".venv-aws" / "bin" / "python"
START_SECONDS = 30.0
ROOT_KEY = "test"


class LocalAws:
    """ministack on one port; state in a directory, or in memory only when there is none."""

    def __init__(
        self,
        port: int,
        state: Path | None,
        *,
        enforce_iam: bool = True,
        snapshot_seconds: float = 5.0,
    ) -> None:
        self.port = port
        self.endpoint = f"http://{HOST}:{port}"
        self._state = state
        self._enforce_iam = enforce_iam
        self._snapshot_seconds = snapshot_seconds
        self._process: Supervised | None = None

    def start(
        self, output: Sink, notices: Sink, on_restart: Callable[[], None] = lambda: None
    ) -> Supervised:
        """Start the local AWS and wait until it answers."""
        if not AWS_PYTHON.exists():
            raise SetupError("The environment .venv-aws is missing: run make setup")
        self._forget_unpacked_functions()
        command = (str(AWS_PYTHON), "-m", "infra.local.emulator")
        launch = Launch(command, self._environment(), ROOT)
        self._process = Supervised("aws", launch, output, notices, on_restart)
        self.wait_until_ready()
        return self._process

    def wait_until_ready(self) -> None:
        """Wait for the health answer."""
        wait_for_http(f"{self.endpoint}/_ministack/health", START_SECONDS, "the local AWS")

    def client(self, service: str) -> Any:
        """Return a boto3 client that acts as the account's root."""
        return boto3.client(  # type: ignore[call-overload]
            service,
            endpoint_url=self.endpoint,
            region_name=REGION,
            aws_access_key_id=ROOT_KEY,
            aws_secret_access_key=ROOT_KEY,
            config=Config(retries={"max_attempts": 1}, proxies={}),
        )

    def reset(self) -> None:
        """Forget everything that was made in it."""
        httpx.post(f"{self.endpoint}/_ministack/reset", timeout=30, trust_env=False)

    def stop(self) -> None:
        """Stop it and let it save its state."""
        if self._process:
            self._process.stop(patience_seconds=20)
        self._forget_unpacked_functions()

    def _forget_unpacked_functions(self) -> None:
        if self._state:
            shutil.rmtree(self._state / "tmp", ignore_errors=True)

    def _environment(self) -> dict[str, str]:
        extra = {
            "BIND_HOST": HOST,
            "GATEWAY_PORT": str(self.port),
            "AUTH": "true" if self._enforce_iam else "false",
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "LOG_LEVEL": "WARNING",
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        return process_environment(**extra, **self._state_environment())

    def _state_environment(self) -> dict[str, str]:
        if self._state is None:
            return {"PERSIST_STATE": "0"}
        temporary = self._state / "tmp"
        temporary.mkdir(parents=True, exist_ok=True)
        return {
            "PERSIST_STATE": "1",
            "SNAPSHOT_SECONDS": str(self._snapshot_seconds),
            "STATE_DIR": str(self._state / "services"),
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(self._state / "s3"),
            "TMPDIR": str(temporary),
        }


class AwsSession:
    """A local AWS on a free port for one test session, nothing kept."""

    def __init__(self, *, enforce_iam: bool = False) -> None:
        self.aws = LocalAws(free_ports(1)[0], state=None, enforce_iam=enforce_iam)

    def __enter__(self) -> LocalAws:
        self.aws.start(_ignore, _ignore)
        return self.aws

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.aws.stop()


def wait_for_http(url: str, seconds: float, what: str) -> None:
    """Wait until an address answers with success; say what did not come up."""
    deadline = time.monotonic() + seconds
    last = "no answer"
    with httpx.Client(trust_env=False, timeout=30) as client:
        while time.monotonic() < deadline:
            try:
                answer = client.get(url)
                if answer.is_success:
                    return
                last = f"status {answer.status_code}: {answer.text[:300]}"
            except httpx.TransportError as error:
                last = type(error).__name__
            time.sleep(0.05)
    raise SetupError(f"{what} did not come up in {seconds:.0f} s at {url} ({last})")


def _ignore(_name: str, _line: str) -> None:
    return None


def known_resource_types() -> frozenset[str]:
    """Return the CloudFormation types the pinned ministack can make."""
    script = (
        "import re, pathlib, ministack.services.cloudformation as c;"
        "folder = pathlib.Path(c.__file__).parent;"
        "text = ''.join(f.read_text() for f in sorted(folder.glob('*.py')));"
        "print(*sorted(set(re.findall(r'\"(AWS::\\w+::\\w+)\":', text))))"
    )
    found = subprocess.run(
        [str(AWS_PYTHON), "-c", script], capture_output=True, text=True, check=True
    )
    return frozenset(found.stdout.split())
