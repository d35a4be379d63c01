"""The Node packages: the CDK command line, the RTMP ingest, the web app. Node itself comes from PyPI."""

import hashlib
import subprocess
from collections.abc import Iterable
from pathlib import Path

from kernel import environment
from local.settings import ROOT, Settings

FOLDERS = ("infra", "local/media", "web")
WEB_SOURCES = ("src", "public", "index.html", "package-lock.json", "vite.config.ts", "tsconfig.json")


class BuildFailed(RuntimeError):
    """A program ended with an error; its last words are the message."""


def node_environment(settings: Settings) -> dict[str, str]:
    """The environment with this interpreter's programs first."""
    path = f"{settings.bin}:{ROOT / 'infra' / 'node_modules' / '.bin'}:{environment.optional('PATH', '/usr/bin:/bin')}"
    return {
        **environment.everything(),
        "PATH": path,
        "JSII_NODE": str(settings.bin / "node"),
        "PYTHONPATH": f"{ROOT}:{ROOT / 'layers' / 'shared' / 'python'}:{ROOT / 'sdk' / 'python'}",
    }


def run(command: list[str], folder: Path, variables: dict[str, str]) -> str:
    done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildFailed(f"{' '.join(command)} in {folder.name}:\n{(done.stdout + done.stderr)[-3000:]}")
    return done.stdout


def install(settings: Settings, folder: str) -> bool:
    """`npm ci`, unless what the lock names is installed already; True when it had to."""
    place = ROOT / folder
    stamp = place / "node_modules" / ".madang-installed"
    wanted = hashlib.sha256((place / "package-lock.json").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return False
    run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], place, node_environment(settings))
    stamp.write_text(wanted)
    return True


def build_web(settings: Settings) -> bool:
    """web/dist, unless it was built from these very sources."""
    web = ROOT / "web"
    stamp = web / "node_modules" / ".madang-built"
    wanted = digest(web / name for name in WEB_SOURCES)
    if (web / "dist" / "index.html").exists() and stamp.exists() and stamp.read_text() == wanted:
        return False
    run(["npm", "run", "build", "--silent"], web, node_environment(settings))
    stamp.write_text(wanted)
    return True


def digest(paths: Iterable[Path]) -> str:
    """One fingerprint of files and folders."""
    total = hashlib.sha256()
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and "__pycache__" not in file.parts:
                total.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return total.hexdigest()
