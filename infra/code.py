"""What is uploaded: staged folders with the .pyc of the target interpreter, made without Docker.

Lambda cannot write .pyc files; shipping them halves a cold start (docs/benchmarks/handlers.md).
"""

import compileall
import hashlib
import py_compile
import shutil
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from aws_cdk import aws_lambda as lambda_

from infra.stage import Stage

ROOT = Path(__file__).resolve().parent.parent
STAGING = ROOT / ".madang" / "build"
REQUIREMENTS = ROOT / "requirements"
UV = str(Path(sys.executable).with_name("uv"))
BOTO_SERVICES = (
    "apigatewaymanagementapi", "cloudfront", "codebuild", "cognito-idp", "cloudwatch", "dynamodb", "ecr", "events",
    "ivs", "lambda", "mediaconvert", "s3", "sagemaker", "sagemaker-runtime", "secretsmanager", "sqs", "stepfunctions",
    "sts", "translate",
)  # fmt: skip
_NOT_NEEDED = {"__pycache__", "tests", "test"}


def function_code(capability: str, stage: Stage) -> lambda_.Code:
    """`functions/<capability>` under its package path, the same asset for every function of the capability.

    Besides the code, the packed models (`*.bin`) and the rules (`*.json`) that stand next to it.
    """
    folder = ROOT / "functions" / capability
    kinds = ("*.py", "*.bin", "*.json")
    files = [ROOT / "functions" / "__init__.py", *(file for kind in kinds for file in sorted(folder.rglob(kind)))]
    return lambda_.Code.from_asset(str(_staged(capability, files, ROOT, Path(), stage)))


def shared_code(stage: Stage) -> lambda_.Code:
    """Kernel and contracts, as a layer."""
    base = ROOT / "layers" / "shared"
    return lambda_.Code.from_asset(str(_staged("shared", sorted(base.rglob("*.py")), base, Path(), stage)))


def dependencies_code(stage: Stage, name: str = "functions") -> lambda_.Code:
    """The locked packages for the target platform; resolved by uv from wheels only, checked by hash."""
    lock = REQUIREMENTS / f"{name}.lock"
    parts = (lock.read_text(), stage.python_version, stage.architecture, *BOTO_SERVICES, "v5")
    key = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
    target = STAGING / f"dependencies-{key}"
    if not target.exists():
        partial = target.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        _install(partial / "python", lock, stage)
        _prune(partial / "python")
        _compile(partial, stage)
        partial.rename(target)
    return lambda_.Code.from_asset(str(target))


def _staged(name: str, files: Iterable[Path], base: Path, prefix: Path, stage: Stage) -> Path:
    """A copy of the files with their .pyc, in a folder named by what is in it, so that an unchanged one is reused."""
    files = list(files)
    digest = hashlib.sha256(f"{stage.python_version}v1".encode())
    for file in files:
        digest.update(str(file.relative_to(base)).encode() + b"\0" + file.read_bytes())
    target = STAGING / f"{name}-{digest.hexdigest()[:16]}"
    if not target.exists():
        partial = target.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        for file in files:
            copy = partial / prefix / file.relative_to(base)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)
        _compile(partial, stage)
        partial.rename(target)
    return target


def _compile(folder: Path, stage: Stage) -> None:
    """Unchecked-hash .pyc: reproducible, and valid whatever time the zip gives the files."""
    if stage.python_version == f"{sys.version_info.major}.{sys.version_info.minor}":
        mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
        compileall.compile_dir(folder, quiet=2, invalidation_mode=mode, workers=1, stripdir=str(folder))
        return
    interpreter = _interpreter(stage.python_version)
    if interpreter is None:
        return
    command = [
        interpreter,
        "-m",
        "compileall",
        "-q",
        "--invalidation-mode",
        "unchecked-hash",
        "-s",
        str(folder),
        str(folder),
    ]
    subprocess.run(command, check=True)


@cache
def _interpreter(version: str) -> str | None:
    """A Python of this version that uv finds on this machine; a name on the PATH may be a shim that starts nothing."""
    command = [UV, "python", "find", "--no-config", "--no-project", "--no-python-downloads", "--system", version]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    if found.returncode:
        sys.stderr.write(f"Python {version} is not installed: functions ship without .pyc, cold starts double\n")
        return None
    return found.stdout.strip()


def _install(target: Path, lock: Path, stage: Stage) -> None:
    machine = "aarch64" if stage.architecture == "arm64" else "x86_64"
    platform = f"{machine}-manylinux_2_28"  # Lambda's Python 3.12 and later stand on Amazon Linux 2023, glibc 2.34
    command = [
        UV, "pip", "install", "--quiet", "--no-config", "--no-deps", "--require-hashes",
        "--target", str(target), "--python-platform", platform, "--python-version", stage.python_version,
        "--only-binary", ":all:", "--requirement", str(lock),
    ]  # fmt: skip
    subprocess.run(command, check=True)


def _prune(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and path.name in _NOT_NEEDED:
            shutil.rmtree(path)
    shutil.rmtree(folder / "bin", ignore_errors=True)
    data = folder / "botocore" / "data"
    for service in data.iterdir() if data.is_dir() else ():
        if service.is_dir() and service.name not in BOTO_SERVICES:
            shutil.rmtree(service)
