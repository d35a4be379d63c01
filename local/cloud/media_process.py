"""The media plane as a child process: started with the cloud, restarted when it ends, gone when the cloud is."""

import asyncio
import sys
from typing import Any

from local.settings import ROOT, Settings

RESTART_SECONDS = 1.0


class MediaProcess:
    def __init__(self, settings: Settings, secret: str) -> None:
        self.settings, self.secret = settings, secret
        self.process: asyncio.subprocess.Process | None = None

    def command(self) -> list[str]:
        settings = self.settings
        return [
            sys.executable, "-m", "local.media",
            "--rtmp-port", str(settings.rtmp_port),
            "--http-port", str(settings.media_port),
            "--control", f"{settings.aws_url}/_madang/ivs",
            "--control-secret-file", str(settings.home / "control.secret"),
            "--spool", str(settings.home / "spool"),
            "--s3-endpoint", settings.aws_url,
            "--node", str(settings.bin / "node"),
        ]  # fmt: skip

    async def keep_running(self) -> None:
        log = (self.settings.logs / "media.log").open("ab")
        while True:
            self.process = await asyncio.create_subprocess_exec(
                *self.command(), cwd=ROOT, stdout=log, stderr=log, **_own()
            )
            await self.process.wait()
            await asyncio.sleep(RESTART_SECONDS)

    async def stop(self) -> None:
        if self.process is not None and self.process.returncode is None:
            self.process.terminate()
            try:
                await asyncio.wait_for(self.process.wait(), 5)
            except TimeoutError:
                self.process.kill()


def _own() -> dict[str, Any]:
    """The plane watches its parent itself (local/media/lifeline.py); a session of its own keeps Ctrl-C away."""
    return {"start_new_session": True, "stdin": asyncio.subprocess.PIPE}
