"""Glass to glass: a clock burned in at the publisher, read back from the frames that a real Chromium shows.

python -m benchmarks.latency                the product: a laptop cloud of its own, its API, its edge
python -m benchmarks.latency --plane-alone  the media plane with a stand-in for its control plane, and what viewers cost
Peer: ffmpeg's own HLS muxer (2 s segments) fed by the same publisher, played by the same hls.js in the same run.
"""

import argparse
import contextlib
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import imageio_ffmpeg
from playwright.sync_api import Browser, Page, Route, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from benchmarks import clock_bars
from benchmarks.viewers import cost_of_viewers
from local.media.control import SECRET_HEADER
from tests.e2e.cloud import free_ports, laptop_cloud
from tests.e2e.main_job import new_streamer
from tests.media.fake_cloud import FakeCloud
from tests.media.plane_process import SECRET, fetch, media_plane

HLS_JS = "hls.js@1.7.4"
GOAL_P50_SECONDS = 2.2
WARM_UP_SECONDS = 6
METADATA = "pinned: tea"
FOLDER = "/latency"
PAGE = Path(__file__).with_name("latency_page.html")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
# A page that the test itself answers has no address; Chromium would not let it reach the loopback.
FLAGS += ["--disable-features=LocalNetworkAccessChecks,PrivateNetworkAccessChecks,BlockInsecurePrivateNetworkRequests"]
WIDTH, HEIGHT, RATE = 1280, 720, 30


@dataclass(frozen=True)
class Scene:
    """`playback_url` has its token; `plane` is the media plane's process when it runs alone."""

    origin: str
    rtmp_url: str
    playback_url: str
    plane: int | None
    annotate: Callable[[], object]


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


def serve(browser: Browser, origin: str, directory: Path) -> Page:
    """A page that finds this directory's files at the origin, which is the only one that the product lets play."""

    def answer(route: Route) -> None:
        file = directory / Path(urllib.parse.urlsplit(route.request.url).path).name
        if file.is_file():
            route.fulfill(path=file)
        else:
            route.fulfill(status=404)

    page = browser.new_page()
    page.route(f"{origin}{FOLDER}/*", answer)
    return page


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
    page: Page, page_url: str, source: str, epoch_ms: int, seconds: float, annotate: Callable[[], object] | None
) -> dict[str, Any]:
    """What the page measured; `annotate` puts in timed metadata, for which the source must be low-latency HLS."""
    query = {
        "source": source,
        "epoch": epoch_ms,
        "bits": clock_bars.BITS,
        "unit": 1000 // clock_bars.UNITS_PER_SECOND,
        "low": int(annotate is not None),
    }
    page.goto(f"{page_url}/index.html?{urllib.parse.urlencode(query)}")
    try:
        page.wait_for_function("document.getElementById('video').currentTime > 0.5", timeout=30_000)
    except PlaywrightError as error:
        told = page.evaluate("window.result")
        raise SystemExit(f"{source} does not play: {told}") from error
    page.wait_for_timeout(WARM_UP_SECONDS * 1000)
    page.evaluate("window.result.measuring = true")
    if annotate:
        annotate()
    page.wait_for_timeout(seconds * 1000)
    result: dict[str, Any] = page.evaluate("window.result")
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
def stage(arguments: argparse.Namespace, work: Path) -> Iterator[Scene]:
    if not arguments.plane_alone:
        with laptop_cloud(running=False) as settings:
            streamer = new_streamer(settings, "시계")
            channel = streamer.make_channel("시계탑", recording="disposable")["id"]
            playback = streamer.call("POST", "/v1/playback/live", {"channel_id": channel})["url"]
            path, note = f"/v1/channels/{channel}/timed-metadata", {"payload": METADATA}
            yield Scene(
                settings.site_url,
                streamer.ingest_url(channel),
                playback,
                None,
                lambda: streamer.call("POST", path, note),
            )
        return
    rtmp_port, http_port = free_ports(2)
    with FakeCloud() as cloud:
        cloud.channel("sk_latency", "Latency1", recording=False)
        with media_plane(cloud, work / "spool", rtmp_port, http_port) as process:
            plane = f"http://127.0.0.1:{http_port}"
            metadata = json.dumps({"metadata": METADATA}).encode()
            put = partial(
                fetch, f"{plane}/control/streams/st-Latency1/metadata", "POST", metadata, {SECRET_HEADER: SECRET}
            )
            playback = f"{plane}/live/Latency1.m3u8?token={cloud.token('Latency1')}"
            yield Scene(plane, f"rtmp://127.0.0.1:{rtmp_port}/app/sk_latency", playback, process.pid, put)


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    epoch = time.time_ns() // 1_000_000_000 * 1000 - 1000
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        work = Path(folder)
        install_hls_js(arguments.cache, work)
        scene = stack.enter_context(stage(arguments, work))
        page_url = scene.origin + FOLDER
        publisher = publish(scene.rtmp_url, work, epoch * 1000, 600)
        try:
            wait_until_live(scene.playback_url)
            with sync_playwright() as driver:
                browser = driver.chromium.launch(executable_path=arguments.chromium, args=FLAGS)
                ours = watch(
                    serve(browser, scene.origin, work),
                    page_url,
                    scene.playback_url,
                    epoch,
                    arguments.seconds,
                    scene.annotate,
                )
                peer_url = f"{page_url}/index.m3u8"
                peer = watch(
                    serve(browser, scene.origin, work), page_url, peer_url, epoch, arguments.peer_seconds, None
                )
                browser.close()
            cost = cost_of_viewers(scene.playback_url, scene.plane) if scene.plane else {}
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
    metadata_seen = sum(METADATA in text for text in result["metadata"])
    print(f"timed metadata put in once, seen by hls.js {metadata_seen} times")
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
        "metadata_seen": metadata_seen,
        "plane_cpu_by_viewers": cost,
        "goal": {"p50_seconds": GOAL_P50_SECONDS, "stalls": 0},
        "pass": ours.p50 <= GOAL_P50_SECONDS and ours.stalls == 0,
    }


def main() -> int:
    parser = argparse.ArgumentParser("python -m benchmarks.latency")
    parser.add_argument("--plane-alone", action="store_true", help="without the product around the media plane")
    parser.add_argument("--seconds", type=float, default=40.0)
    parser.add_argument("--peer-seconds", type=float, default=15.0)
    parser.add_argument(
        "--chromium", default=shutil.which("chromium"), help="default: chromium on the PATH, else Playwright's"
    )
    parser.add_argument("--cache", type=Path, default=Path(".madang/benchmarks/latency"))
    arguments = parser.parse_args()
    outcome = run(arguments)
    print(json.dumps(outcome))
    return 0 if outcome["pass"] else 1


if __name__ == "__main__":
    sys.exit(main())
