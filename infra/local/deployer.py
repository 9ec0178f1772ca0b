"""Put the synthesized stacks on the local AWS, and do nothing when they are already there."""

import io
import json
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from infra.local.assembly import Asset, Stack, Template, digest
from infra.local.aws import LocalAws
from infra.local.fitting import fit_to_local_aws
from infra.local.settings import ACCOUNT, HOST, LocalSettings, SetupError

TEMPLATE_BUCKET = f"nexus-local-templates-{ACCOUNT}"
STACK_SECONDS = 120.0
NEVER_MADE = frozenset({"ROLLBACK_COMPLETE", "CREATE_FAILED", "ROLLBACK_FAILED", "DELETE_FAILED"})
MADE = frozenset({"CREATE_COMPLETE", "UPDATE_COMPLETE"})
# The archive must not depend on when it was made.
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Deployment:
    """What is on the local AWS: a digest of it, and the stacks' outputs."""

    digest: str
    outputs: dict[str, str]


def stack_parameters(settings: LocalSettings) -> dict[str, str]:
    """Return what differs from one machine to the next, by parameter name."""
    broker = settings.broker
    return {
        "PublicUrl": settings.public_url,
        "WebsocketUrl": f"ws://{HOST}:{settings.port}",
        "AwsEndpoint": settings.aws_endpoint,
        "DerivAppId": broker.app_id,
        "DerivAuthUrl": broker.auth_url,
        "DerivApiUrl": broker.api_url,
        "DerivWsUrl": broker.websocket_url,
        "SandboxHost": HOST,
        "SandboxPort": str(settings.broker_port),
        "SandboxState": str(settings.state / "broker.sqlite"),
        "SandboxPublicUrl": settings.broker_url,
        "SandboxFrames": str(settings.broker_frames or ""),
    }


class Deployer:
    """Creates and updates stacks in order of dependency."""

    def __init__(self, aws: LocalAws, record: Path, known_types: frozenset[str]) -> None:
        self._aws = aws
        self._record = record
        self._known = known_types
        self._stacks = aws.client("cloudformation")
        self._objects = aws.client("s3")

    def deploy(self, stacks: list[Stack], parameters: dict[str, str]) -> Deployment:
        """Bring every stack up to date and return the outputs."""
        fitted = {stack.name: fit_to_local_aws(stack.template, self._known) for stack in stacks}
        wanted = digest(fitted, parameters)
        if (current := self._current()) and current.digest == wanted:
            return current
        self._upload(stacks)
        outputs: dict[str, str] = {}
        for name, template in fitted.items():
            outputs |= self._bring_up(name, template, parameters)
        deployment = Deployment(wanted, outputs)
        self._record.write_text(json.dumps({"digest": wanted, "outputs": outputs}, indent=2))
        return deployment

    def _current(self) -> Deployment | None:
        # The record may outlive the state it speaks of.
        if not self._record.exists() or not self._stacks.describe_stacks()["Stacks"]:
            return None
        return Deployment(**json.loads(self._record.read_text()))

    def _upload(self, stacks: list[Stack]) -> None:
        assets = {(a.bucket, a.key): a for stack in stacks for a in stack.assets}
        for bucket in {TEMPLATE_BUCKET, *(bucket for bucket, _ in assets)}:
            self._objects.create_bucket(Bucket=bucket)
        for (bucket, key), asset in assets.items():
            if not self._is_uploaded(bucket, key):
                self._objects.put_object(Bucket=bucket, Key=key, Body=asset_bytes(asset))

    def _is_uploaded(self, bucket: str, key: str) -> bool:
        try:
            self._objects.head_object(Bucket=bucket, Key=key)
        except ClientError:
            return False
        return True

    def _bring_up(
        self, name: str, template: Template, parameters: dict[str, str]
    ) -> dict[str, str]:
        status = self._status(name)
        if status in NEVER_MADE:
            self._stacks.delete_stack(StackName=name)
            status = self._settled(name)
        known = template.get("Parameters", {})
        request = {
            "StackName": name,
            "TemplateURL": self._put_template(name, template),
            "Capabilities": ["CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
            "Parameters": [
                {"ParameterKey": key, "ParameterValue": parameters[key]}
                for key in known.keys() & parameters.keys()
            ],
        }
        self._apply(request, exists=status in MADE or (status or "").startswith("UPDATE"))
        if self._settled(name) not in MADE:
            raise SetupError(f"Stack {name} failed:\n{self._failures(name)}")
        return self._outputs(name)

    def _put_template(self, name: str, template: Template) -> str:
        key = f"{name}.json"
        self._objects.put_object(Bucket=TEMPLATE_BUCKET, Key=key, Body=json.dumps(template))
        return f"{self._aws.endpoint}/{TEMPLATE_BUCKET}/{key}"

    def _apply(self, request: dict[str, Any], *, exists: bool) -> None:
        if not exists:
            self._stacks.create_stack(**request)
            return
        try:
            self._stacks.update_stack(**request)
        except ClientError as error:
            if "No updates are to be performed" not in str(error):
                raise

    def _status(self, name: str) -> str | None:
        try:
            stacks = self._stacks.describe_stacks(StackName=name)["Stacks"]
        except ClientError:
            return None
        return str(stacks[0]["StackStatus"])

    def _settled(self, name: str) -> str | None:
        deadline = time.monotonic() + STACK_SECONDS
        while (status := self._status(name)) and status.endswith("IN_PROGRESS"):
            if time.monotonic() > deadline:
                raise SetupError(f"Stack {name} is still {status} after {STACK_SECONDS:.0f} s")
            time.sleep(0.05)
        return status

    def _failures(self, name: str) -> str:
        events = self._stacks.describe_stack_events(StackName=name)["StackEvents"]
        return "\n".join(
            f"  {e['LogicalResourceId']}: {e.get('ResourceStatusReason', '')}"
            for e in events
            if e["ResourceStatus"].endswith("FAILED")
        )

    def _outputs(self, name: str) -> dict[str, str]:
        stack = self._stacks.describe_stacks(StackName=name)["Stacks"][0]
        return {o["OutputKey"]: o["OutputValue"] for o in stack.get("Outputs", [])}


def asset_bytes(asset: Asset) -> bytes:
    """Return what is uploaded for an asset: the file, or the folder as an archive."""
    if not asset.is_folder:
        return asset.source.read_bytes()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path in sorted(p for p in asset.source.rglob("*") if p.is_file()):
            entry = zipfile.ZipInfo(str(path.relative_to(asset.source)), ZIP_TIME)
            entry.external_attr = (path.stat().st_mode & 0o777) << 16
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
