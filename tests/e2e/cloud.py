"""A laptop cloud for one run: its own state in a temporary folder on free ports, or the one that runs already."""

import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from kernel import environment
from local import daemon
from local.__main__ import up
from local.settings import HOST, ROOT, Settings

KEPT = ROOT / ".madang" / "e2e"  # screenshots, and the logs of the run


class NotRunning(RuntimeError):
    """`--running` was asked for, and no laptop cloud answers."""


@contextmanager
def laptop_cloud(*, running: bool) -> Iterator[Settings]:
    """Without the seeded world. What it started it stops, whatever happens."""
    KEPT.mkdir(parents=True, exist_ok=True)
    if running:
        settings = Settings.read()
        if not daemon.is_up(settings):
            raise NotRunning(f"nothing answers at {settings.aws_url}")
        environment.adopt(settings.credentials())
        yield settings
        return
    with tempfile.TemporaryDirectory(prefix="madang-e2e-", ignore_cleanup_errors=True) as folder:
        aws, site, rtmp, media = free_ports(4)
        settings = Settings(Path(folder), aws, site, rtmp, media)
        environment.adopt(_names(settings))
        try:
            up(settings, with_seed=False)
            yield settings
        finally:
            daemon.stop(settings)
            shutil.copytree(settings.logs, KEPT / "logs", dirs_exist_ok=True)


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on now; all are held until all are found, so that they differ."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind((HOST, 0))
        return [int(one.getsockname()[1]) for one in sockets]


def _names(settings: Settings) -> dict[str, str]:
    """For the programs that `up` starts, which read their own settings."""
    return {
        "MADANG_HOME": str(settings.home),
        "MADANG_AWS_PORT": str(settings.aws_port),
        "MADANG_SITE_PORT": str(settings.site_port),
        "MADANG_RTMP_PORT": str(settings.rtmp_port),
        "MADANG_MEDIA_PORT": str(settings.media_port),
    }
