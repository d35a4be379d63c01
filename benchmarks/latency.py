"""Glass to glass: a clock burned in at the publisher, read back from the frames that a real Chromium shows.

python -m benchmarks.latency            the media plane alone, with a stand-in for its control plane
python -m benchmarks.latency --rtmp-url rtmp://…/app/KEY --playback-url http://…/live/ID.m3u8 --token JWT
Peer: ffmpeg's own HLS muxer (2 s segments) fed by the same publisher, played by the same hls.js in the same run.
"""

import argparse
import contextlib
import json
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import imageio_ffmpeg  # type: ignore[import-untyped]
from playwright.sync_api import Browser, sync_playwright

from benchmarks import clock_bars
from benchmarks.viewers import cost_of_viewers
from tests.media.fake_cloud import FakeCloud
from tests.media.plane_process import fetch, media_plane

HLS_JS = "hls.js@1.7.4"
GOAL_P50_SECONDS = 2.2
WARM_UP_SECONDS = 6
PAGE = Path(__file__).with_name("latency_page.html")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
WIDTH, HEIGHT, RATE = 1280, 720, 30


@dataclass(frozen=True)
class Figures:
    name: str
    p50: float
    p95: float
    worst: float
    stalls: int
    frames: int
    size: str

    def row(self) -> str:
        seconds = f"{self.p50:7.2f} {self.p95:7.2f} {self.worst:7.2f}"
        return f"{self.name:34} {seconds} {self.stalls:7d} {self.frames:7d}  {self.size}"


def publish(rtmp_url: str, peer_directory: Path, epoch_microseconds: int, seconds: float) -> "subprocess.Popen[bytes]":
    picture = clock_bars.filters(WIDTH, HEIGHT, epoch_microseconds)
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin", "-re"]
    command += [
        "-f",
        "lavfi",
        "-i",
        f"testsrc2=size={WIDTH}x{HEIGHT}:rate={RATE}",
        "-re",
        "-f",
        "lavfi",
        "-i",
        "sine=frequency=440",
    ]
    command += ["-t", str(seconds), "-vf", picture, "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency"]
    command += [
        "-pix_fmt",
        "yuv420p",
        "-g",
        str(2 * RATE),
        "-keyint_min",
        str(2 * RATE),
        "-sc_threshold",
        "0",
        "-b:v",
        "2500k",
    ]
    command += ["-c:a", "aac", "-map", "0:v", "-map", "1:a", "-flags", "+global_header", "-f", "tee"]
    peer = (
        f"[f=hls:hls_time=2:hls_list_size=6:hls_flags=delete_segments+independent_segments]{peer_directory}/index.m3u8"
    )
    return subprocess.Popen([*command, f"[f=flv]{rtmp_url}|{peer}"])


@contextlib.contextmanager
def page_server(directory: Path) -> Iterator[str]:
    """Serves the page, hls.js and the peer's segments."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """A request a line would bury the table."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(directory)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def install_hls_js(cache: Path, target: Path) -> None:
    """Into a directory of the benchmark's own, once."""
    built = cache / "node_modules/hls.js/dist/hls.min.js"
    if not built.exists():
        cache.mkdir(parents=True, exist_ok=True)
        npm = Path(sys.executable).with_name("npm")
        command = [
            str(npm if npm.exists() else "npm"),
            "install",
            "--prefix",
            str(cache),
            "--no-audit",
            "--no-fund",
            HLS_JS,
        ]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    shutil.copy(built, target / "hls.js")
    shutil.copy(PAGE, target / "index.html")


def watch(
    browser: Browser, page_url: str, source: str, epoch_ms: int, seconds: float, *, low_latency: bool
) -> dict[str, Any]:
    query = {
        "source": source,
        "epoch": epoch_ms,
        "bits": clock_bars.BITS,
        "unit": 1000 // clock_bars.UNITS_PER_SECOND,
        "low": int(low_latency),
    }
    page = browser.new_page()
    page.goto(f"{page_url}/index.html?{urllib.parse.urlencode(query)}")
    page.wait_for_function("document.getElementById('video').currentTime > 0.5", timeout=30_000)
    page.wait_for_timeout(WARM_UP_SECONDS * 1000)
    page.evaluate("window.result.measuring = true")
    page.wait_for_timeout(seconds * 1000)
    result: dict[str, Any] = page.evaluate("window.result")
    page.close()
    return result


def figures(name: str, result: dict[str, Any]) -> Figures:
    latencies = sorted(milliseconds / 1000 for milliseconds in result["latencies"])
    if len(latencies) < 2:
        return Figures(
            name, float("inf"), float("inf"), float("inf"), result["stalls"], len(latencies), result["level"]
        )
    cuts = statistics.quantiles(latencies, n=20)
    return Figures(name, cuts[9], cuts[18], latencies[-1], result["stalls"], len(latencies), result["level"])


@contextlib.contextmanager
def stage(arguments: argparse.Namespace, work: Path) -> Iterator[tuple[str, str, int | None]]:
    """The RTMP URL, the playback URL with its token, and the media plane's process when it is ours."""
    if arguments.playback_url:
        yield arguments.rtmp_url, f"{arguments.playback_url}?token={arguments.token}", None
        return
    with FakeCloud() as cloud:
        cloud.channel("sk_latency", "Latency1", recording=False)
        with media_plane(cloud, work / "spool", arguments.rtmp_port, arguments.http_port) as process:
            playback = f"http://127.0.0.1:{arguments.http_port}/live/Latency1.m3u8?token={cloud.token('Latency1')}"
            yield f"rtmp://127.0.0.1:{arguments.rtmp_port}/app/sk_latency", playback, process.pid


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    epoch = time.time_ns() // 1_000_000_000 * 1000 - 1000
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        work = Path(folder)
        install_hls_js(arguments.cache, work)
        rtmp_url, playback_url, plane = stack.enter_context(stage(arguments, work))
        page_url = stack.enter_context(page_server(work))
        publisher = publish(rtmp_url, work, epoch * 1000, 600)
        try:
            wait_until_live(playback_url)
            with sync_playwright() as driver:
                browser = driver.chromium.launch(executable_path=arguments.chromium, args=FLAGS)
                ours = watch(browser, page_url, playback_url, epoch, arguments.seconds, low_latency=True)
                peer_url = f"{page_url}/index.m3u8"
                peer = watch(browser, page_url, peer_url, epoch, arguments.peer_seconds, low_latency=False)
                browser.close()
            cost = cost_of_viewers(playback_url, plane) if plane else {}
        finally:
            publisher.terminate()
            publisher.wait()
    return report(
        figures("ours, low-latency HLS", ours), figures("peer, ffmpeg -f hls, 2 s segments", peer), cost, ours
    )


def wait_until_live(playback_url: str) -> None:
    for _ in range(60):
        if fetch(playback_url)[0] == 200:
            return
        time.sleep(0.5)
    raise SystemExit("the broadcast did not become playable within 30 s")


def report(ours: Figures, peer: Figures, cost: dict[str, float], result: dict[str, Any]) -> dict[str, Any]:
    print(f"{'glass to glass, seconds':34} {'p50':>7} {'p95':>7} {'max':>7} {'stalls':>7} {'frames':>7}  size")
    print(ours.row())
    print(peer.row())
    print(f"ratio of p50, ours to peer: {ours.p50 / peer.p50:.2f}")
    print(f"unreadable frames {result['unreadable']}; errors of hls.js {result['errors']}")
    for viewers, seconds in cost.items():
        print(f"media plane with {viewers} viewers: {seconds:.3f} CPU-s a second (ingest and ffmpeg apart)")
    return {
        "benchmark": "latency",
        "p50_seconds": round(ours.p50, 3),
        "p95_seconds": round(ours.p95, 3),
        "max_seconds": round(ours.worst, 3),
        "stalls": ours.stalls,
        "frames": ours.frames,
        "peer": {"name": peer.name, "p50_seconds": round(peer.p50, 3)},
        "ratio": round(ours.p50 / peer.p50, 3),
        "plane_cpu_by_viewers": cost,
        "goal": {"p50_seconds": GOAL_P50_SECONDS, "stalls": 0},
        "pass": ours.p50 <= GOAL_P50_SECONDS and ours.stalls == 0,
    }


def main() -> int:
    parser = argparse.ArgumentParser("python -m benchmarks.latency")
    parser.add_argument("--rtmp-url", help="with its stream key")
    parser.add_argument("--playback-url", help="…/live/CHANNEL.m3u8, without the token")
    parser.add_argument("--token", default="")
    parser.add_argument("--seconds", type=float, default=40.0)
    parser.add_argument("--peer-seconds", type=float, default=15.0)
    parser.add_argument(
        "--chromium", default=shutil.which("chromium"), help="default: chromium on the PATH, else Playwright's"
    )
    parser.add_argument("--cache", type=Path, default=Path(".madang/benchmarks/latency"))
    parser.add_argument("--rtmp-port", type=int, default=0)
    parser.add_argument("--http-port", type=int, default=0)
    arguments = parser.parse_args()
    arguments.rtmp_port = arguments.rtmp_port or free_port()
    arguments.http_port = arguments.http_port or free_port()
    outcome = run(arguments)
    print(json.dumps(outcome))
    return 0 if outcome["pass"] else 1


if __name__ == "__main__":
    sys.exit(main())
