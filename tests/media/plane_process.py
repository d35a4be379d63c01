"""Starts the real media plane, and real publishers."""

import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import imageio_ffmpeg

from tests.media.fake_cloud import FakeCloud

ROOT = Path(__file__).parents[2]
NODE = Path(sys.executable).with_name("node")
SECRET = "between-us"
FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()


@contextmanager
def media_plane(
    cloud: FakeCloud, spool: Path, rtmp_port: int, http_port: int, idle_seconds: float = 10
) -> Iterator["subprocess.Popen[str]"]:
    """Ready when it enters; ended when it leaves. Its output is in SPOOL/../plane.log."""
    log = spool.parent / "plane.log"
    command = [sys.executable, "-m", "local.media", "--rtmp-port", str(rtmp_port), "--http-port", str(http_port)]
    command += ["--control", f"{cloud.url}/control", "--control-secret", SECRET, "--spool", str(spool)]
    command += ["--s3-endpoint", f"{cloud.url}/s3", "--node", str(NODE), "--idle-seconds", str(idle_seconds)]
    environment = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}
    with log.open("a+") as output:
        output.seek(0, 2)
        begin = output.tell()
        with subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output, env=environment, text=True) as process:
            try:
                _wait_until_ready(process, log, begin)
                yield process
            finally:
                process.terminate()
                process.wait(30)


def _wait_until_ready(process: "subprocess.Popen[str]", log: Path, begin: int) -> None:
    pause = 0.1
    for _ in range(300):
        text = log.read_text()[begin:]
        if "media: rtmp" in text:
            return
        assert process.poll() is None, text
        try:
            process.wait(pause)
        except subprocess.TimeoutExpired:
            continue
    raise AssertionError("the media plane did not get ready: " + log.read_text()[begin:])


def publish(
    port: int,
    key: str,
    seconds: float = 60,
    size: str = "640x480",
    rate: int = 30,
    *,
    video: bool = True,
    audio: bool = True,
) -> "subprocess.Popen[bytes]":
    """A publisher in OBS's manner: real time, 2 s keyframes, H.264 and AAC."""
    command = [FFMPEG, "-v", "error", "-nostdin", "-re"]
    if video:
        command += ["-f", "lavfi", "-i", f"testsrc2=size={size}:rate={rate}"]
    if audio:
        command += ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"]
    command += ["-t", str(seconds), "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]
    command += ["-g", str(2 * rate), "-keyint_min", str(2 * rate), "-sc_threshold", "0", "-b:v", "1500k", "-c:a", "aac"]
    command += ["-f", "flv", f"rtmp://127.0.0.1:{port}/app/{key}"]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL)


def fetch(
    url: str, method: str = "GET", body: bytes | None = None, headers: dict[str, str] | None = None
) -> tuple[int, bytes]:
    """Status and body, errors included."""
    request = urllib.request.Request(url, data=body, method=method, headers=headers or {})  # noqa: S310 - our own URLs
    try:
        with urllib.request.urlopen(request, timeout=15) as answer:  # noqa: S310 - as above
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()
