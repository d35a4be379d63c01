"""`cdk deploy` of the same app.py, through the CDK's own command line, onto the laptop cloud."""

import json
import subprocess
import threading
from collections import deque
from typing import Any

import botocore.session
from botocore.exceptions import ClientError

from local.node import BuildFailed, digest, node_environment
from local.progress import Step
from local.settings import ACCOUNT, REGION, ROOT, Settings

INPUTS = (
    "app.py",
    "cdk.json",
    "functions",
    "infra",
    "layers",
    "statemachines",
    "web/dist",
    "requirements",
    "ml/recommendations",
)
SYNTH = {"CDK_DISABLE_CLI_TELEMETRY": "true", "CDK_VALIDATION": "false"}  # make check validates
CONTEXT = ["--context", "stage=laptop", "--context", "nag=off"]


def fingerprint() -> str:
    return digest(ROOT / name for name in INPUTS if name != "infra") + digest(
        path for path in (ROOT / "infra").rglob("*") if path.is_file() and "node_modules" not in path.parts
    )


def needed(settings: Settings) -> bool:
    stamp = settings.state / "deployed"
    return not stamp.exists() or stamp.read_text() != fingerprint()


def bootstrapped(settings: Settings) -> bool:
    client: Any = botocore.session.get_session().create_client("cloudformation", endpoint_url=settings.aws_url)
    try:
        client.describe_stacks(StackName="CDKToolkit")
    except ClientError:
        return False
    return True


def deploy(settings: Settings, step: Step) -> None:
    """Bootstraps once, then deploys every stack; BuildFailed with the command line's last words."""
    variables = {**node_environment(settings), **settings.credentials(), **SYNTH}
    output = ["--output", str(settings.home / "cdk.out"), *_site_context(settings)]
    if not bootstrapped(settings):
        step.tell("bootstrapping")
        _cdk(["bootstrap", f"aws://{ACCOUNT}/{REGION}", *CONTEXT, *output], variables, lambda _line: None)
    stacks: list[str] = []

    def follow(line: str) -> None:
        if "✅" in line:
            stacks.append(line.split("✅")[1].split(maxsplit=1)[0].rsplit("-", maxsplit=1)[-1])
            step.tell(", ".join(stacks))

    command = ["deploy", "--all", "--require-approval", "never", "--concurrency", "2", "--no-notices"]
    _cdk([*command, *CONTEXT, *output, "--outputs-file", str(outputs_file(settings))], variables, follow)
    (settings.state / "deployed").write_text(fingerprint())


def _site_context(settings: Settings) -> list[str]:
    places = {
        "site_url": settings.site_url, "playback_origin": settings.media_url, "uploads_origin": settings.aws_url,
        "socket_url": f"ws://{settings.aws_url.split('://')[1]}/_aws/execute-api/{{api}}/{{stage}}",
        "socket_callback": f"{settings.aws_url}/_aws/execute-api/{{api}}/{{stage}}",
        "events_url": settings.aws_url,
        "stripe_url": settings.stripe_url,
        "events_realtime_url": f"ws://{{api}}.appsync-realtime-api.{REGION}.localhost:{settings.aws_port}/event/realtime",
    }  # fmt: skip
    return [part for name, url in places.items() for part in ("--context", f"{name}={url}")]


def outputs_file(settings: Settings) -> Any:
    return settings.home / "outputs.json"


def outputs(settings: Settings) -> dict[str, str]:
    """Every stack's outputs in one dictionary."""
    found: dict[str, str] = {}
    for stack in json.loads(outputs_file(settings).read_text()).values():
        found.update(stack)
    return found


def _cdk(arguments: list[str], variables: dict[str, str], follow: Any) -> None:
    last: deque[str] = deque(maxlen=60)
    command = ["node", str(ROOT / "infra" / "node_modules" / "aws-cdk" / "bin" / "cdk"), *arguments]
    with subprocess.Popen(
        command, cwd=ROOT, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        watchdog = threading.Timer(600, process.kill)
        watchdog.start()
        for line in process.stdout or ():
            last.append(line)
            follow(line)
        watchdog.cancel()
        code = process.wait()
    if code:
        raise BuildFailed("".join(line for line in last if line.strip()))
