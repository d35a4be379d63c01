"""Real publishers, the real plane, real ffmpeg and Node."""

import re
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from local.media.convert.probe import parse, printed
from tests.media.fake_cloud import FakeCloud, as_json
from tests.media.plane_process import ROOT, SECRET, fetch, media_plane, publish

pytestmark = pytest.mark.media

CONTROL = {"X-Madang-Control": SECRET, "Content-Type": "application/json"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Stage:
    cloud: FakeCloud
    rtmp: int
    http: int
    spool: Path
    process: "subprocess.Popen[str]"

    def get(self, path, **headers: str):
        return fetch(f"http://127.0.0.1:{self.http}{path}", headers=headers)

    def post(self, path, body):
        return fetch(f"http://127.0.0.1:{self.http}{path}", "POST", body.encode(), CONTROL)

    def watch(self, channel):
        """The multivariant playlist and the path of its first media playlist."""
        status, body = self.get(f"/live/{channel}.m3u8?token={self.cloud.token(channel)}")
        assert status == 200, body
        text = body.decode()
        return text, "/live/" + re.findall(r"^sessions/.*$", text, re.MULTILINE)[0]


@contextmanager
def stage(folder: Path, idle_seconds: float = 10) -> Iterator[Stage]:
    rtmp, http = free_port(), free_port()
    with FakeCloud() as cloud, media_plane(cloud, folder / "spool", rtmp, http, idle_seconds) as process:
        yield Stage(cloud, rtmp, http, folder / "spool", process)


@contextmanager
def publishing(port: int, key: str, **settings: Any):
    process = publish(port, key, **settings)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGCONT)
        process.terminate()
        process.wait(10)


def started(on: Stage, stream: str):
    return on.cloud.wait_for(lambda: on.cloud.heard("started", stream), 30)[0]


def ended(on: Stage, stream: str):
    return on.cloud.wait_for(lambda: on.cloud.heard("ended", stream), 30)[0]


def playlist_files(objects, key):
    folder = key.rpartition("/")[0]
    return [f"{folder}/{line}" for line in objects[key].decode().splitlines() if line and not line.startswith("#")]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with stage(tmp_path_factory.mktemp("plane")) as made:
        yield made


def test_a_broadcast_is_watched_annotated_and_recorded(shared, tmp_path):
    stream = shared.cloud.channel("sk_secret_one", "One")
    assert shared.get(f"/live/One.m3u8?token={shared.cloud.token('One')}")[0] == 404
    with publishing(shared.rtmp, "sk_secret_one", seconds=7, size="854x480") as publisher:
        notice = started(shared, stream)
        assert notice["video"] == {"codec": notice["video"]["codec"], "width": 854, "height": 480, "framerate": 30}
        assert notice["video"]["codec"].startswith("avc1.")
        assert notice["audio"] == {"codec": "mp4a.40.2", "channels": 1, "sample_rate": 48000}
        assert [one["name"] for one in notice["renditions"]] == ["480p30", "360p30"]
        assert notice["playback_path"] == "/live/One.m3u8"
        multivariant, path = shared.watch("One")
        assert "RESOLUTION=854x480,FRAME-RATE=30.000" in multivariant
        live_checks(shared, stream, path)
        assert publisher.wait(20) == 0
    notice = ended(shared, stream)
    assert notice["reason"] == "publisher_stopped"
    assert notice["duration_ms"] == 7000
    assert notice["recording"]["status"] == "RECORDING_ENDED"
    assert b"#EXT-X-ENDLIST" in shared.get(path)[1]
    recording_checks(shared.cloud, notice["recording"]["key_prefix"], tmp_path)
    assert not any((shared.spool / "broadcasts").iterdir())
    assert not any((shared.spool / "outbox").iterdir())
    assert "sk_secret" not in (shared.spool.parent / "plane.log").read_text()


def live_checks(on: Stage, stream: str, path: str) -> None:
    folder = path.rpartition("/")[0]
    text = on.get(path)[1].decode()
    hinted = re.findall(r'PRELOAD-HINT:TYPE=PART,URI="(.*)"', text)[0]
    status, part = on.get(f"{folder}/{hinted}")  # blocks until the part is made
    assert (status, part[4:8]) == (200, b"moof")
    assert on.get(f"{folder}/init.mp4")[1][4:8] == b"ftyp"
    assert on.get(f"{folder}/s0.m4s")[0] == 200
    assert on.post(f"/control/streams/{stream}/metadata", '{"metadata": "pinned: tea"}')[0] == 202
    wanted = int(re.findall(r"MEDIA-SEQUENCE:(\d+)", text)[0]) + text.count("#EXTINF") + 1
    _, later = on.get(f"{path}?_HLS_msn={wanted}&_HLS_part=0")
    parts = [on.get(f"{folder}/{uri}")[1] for uri in re.findall(r'PART:.*URI="(.*)"', later.decode())]
    assert sum(b"pinned: tea" in data for data in parts) == 1
    (described,) = as_json(fetch(f"http://127.0.0.1:{on.http}/control/streams", headers=CONTROL)[1])["streams"]
    assert (described["stream_id"], described["health"], described["viewer_count"]) == (stream, "HEALTHY", 1)
    guessed = path.replace(path.split("/")[3], "guess")
    assert on.get(guessed)[0] == 403
    assert on.get(f"{path}?_HLS_msn=999")[0] == 400
    assert on.get(f"{path}?_HLS_part=1")[0] == 400
    assert on.get(f"{folder}/p99999.m4s")[0] == 404
    assert on.get(f"{folder}/..%2f..%2fetc")[0] == 404
    assert on.get("/live/One.m3u8")[0] == 403
    assert on.get("/control/streams")[0] == 403
    assert on.post(f"/control/streams/{stream}/metadata", '{"metadata": "' + "x" * 1025 + '"}')[0] == 400


def recording_checks(cloud: FakeCloud, prefix: str, folder: Path) -> None:
    master = f"{prefix}/media/hls/master.m3u8"
    playlists = playlist_files(cloud.objects, master)
    assert [one.split("/")[-2] for one in playlists] == ["480p30", "360p30"]
    for playlist in playlists:
        files = playlist_files(cloud.objects, playlist)
        init = cloud.objects[playlist.replace("playlist.m3u8", "init.mp4")]
        whole = folder / "whole.mp4"
        whole.write_bytes(init + b"".join(cloud.objects[file] for file in files))
        (video, sound) = parse(printed(["-i", str(whole)], folder, None), "x")["Container"]["Tracks"]
        assert (video["Codec"], sound["Codec"]) == ("AVC", "AAC")
    begun, finished = (
        as_json(cloud.objects[f"{prefix}/events/recording-{state}.json"]) for state in ("started", "ended")
    )
    assert begun["recording_status"] == "RECORDING_STARTED"
    assert finished["recording_status"] == "RECORDING_ENDED"
    assert finished["media"]["hls"]["duration_ms"] == 7000
    for picture in ("thumbnails/thumb0.jpg", "thumbnails/thumb1.jpg", "latest_thumbnail/thumb.jpg"):
        assert cloud.objects[f"{prefix}/media/{picture}"][:3] == b"\xff\xd8\xff"


def test_wrong_keys_are_refused(shared):
    with publishing(shared.rtmp, "sk_wrong", size="320x180") as publisher:
        assert publisher.wait(15) != 0
    assert "sk_wrong" in shared.cloud.authorizations


def test_nobody_else_may_pull(shared):
    shared.cloud.channel("sk_pull", "Pull", recording=False)
    with publishing(shared.rtmp, "sk_pull", seconds=20, size="320x180"):
        started(shared, "st-Pull")
        for path in ("app/sk_pull", "pull/guess"):
            text = printed(["-rw_timeout", "3000000", "-i", f"rtmp://127.0.0.1:{shared.rtmp}/{path}"], ROOT, None)
            assert "Stream #0" not in text


def test_two_broadcasts_at_once_and_one_publisher_a_key(shared):
    for name in ("Left", "Right"):
        shared.cloud.channel(f"sk_{name}", name, recording=False)
    with (
        publishing(shared.rtmp, "sk_Left", seconds=20, size="320x180"),
        publishing(shared.rtmp, "sk_Right", seconds=20, size="640x360"),
    ):
        assert started(shared, "st-Left")["video"]["height"] == 180
        assert started(shared, "st-Right")["video"]["height"] == 360
        with publishing(shared.rtmp, "sk_Left", size="320x240") as second:
            assert second.wait(15) != 0
        assert not shared.cloud.heard("ended", "st-Left")
        assert "RESOLUTION=320x180" in shared.watch("Left")[0]
        assert "RESOLUTION=640x360" in shared.watch("Right")[0]
        assert shared.post("/control/streams/st-Left/stop", "")[0] == 202
        assert ended(shared, "st-Left")["reason"] == "stopped_by_api"
        assert not shared.cloud.heard("ended", "st-Right")


@pytest.mark.parametrize(("kind", "video", "audio"), [("Deaf", True, False), ("Blind", False, True)])
def test_one_kind_of_media_is_enough(shared, kind, video, audio):
    shared.cloud.channel(f"sk_{kind}", kind)
    with publishing(shared.rtmp, f"sk_{kind}", seconds=5, size="320x180", video=video, audio=audio) as publisher:
        notice = started(shared, f"st-{kind}")
        assert (notice["video"] is not None, notice["audio"] is not None) == (video, audio)
        assert ("RESOLUTION" in shared.watch(kind)[0]) == video
        publisher.wait(20)
    assert ended(shared, f"st-{kind}")["recording"]["status"] == "RECORDING_ENDED"


def test_a_frozen_publisher_is_dropped(tmp_path):
    with stage(tmp_path, idle_seconds=3) as on:
        on.cloud.channel("sk_ice", "Ice", recording=False)
        with publishing(on.rtmp, "sk_ice", size="320x180") as publisher:
            started(on, "st-Ice")
            publisher.send_signal(signal.SIGSTOP)
            assert ended(on, "st-Ice")["reason"] == "frozen"
        assert any(report["starvation"] == "start" for report in on.cloud.heard("metrics", "st-Ice"))


def test_a_killed_plane_finishes_the_recording_when_it_returns(tmp_path):
    with FakeCloud() as cloud:
        stream = cloud.channel("sk_kill", "Kill")
        rtmp, http = free_port(), free_port()
        prefix = cloud.streams["sk_kill"]["recording"]["key_prefix"]
        with (
            media_plane(cloud, tmp_path / "spool", rtmp, http) as process,
            publishing(rtmp, "sk_kill", size="320x180"),
        ):
            cloud.wait_for(lambda: f"{prefix}/media/hls/180p30/1.m4s" in cloud.objects, 30)
            process.kill()
            process.wait(10)
        assert not cloud.heard("ended")
        with media_plane(cloud, tmp_path / "spool", rtmp, http):
            (notice,) = cloud.wait_for(lambda: cloud.heard("ended", stream), 30)
        assert notice["recovered"]
        assert notice["duration_ms"] >= 4000
        assert notice["recording"]["status"] == "RECORDING_ENDED"
        files = playlist_files(cloud.objects, f"{prefix}/media/hls/180p30/playlist.m3u8")
        assert len(files) >= 2
        assert all(file in cloud.objects for file in files)
        assert f"{prefix}/events/recording-ended.json" in cloud.objects


def test_everything_dies_with_the_parent(tmp_path):
    rtmp, http = free_port(), free_port()
    with FakeCloud() as cloud:
        cloud.channel("sk_orphan", "Orphan", recording=False)
        parent = f"""
            import sys
            from pathlib import Path
            from types import SimpleNamespace
            from tests.media.plane_process import media_plane
            with media_plane(SimpleNamespace(url={cloud.url!r}), Path({str(tmp_path)!r}) / "spool", {rtmp}, {http}):
                print("ready", flush=True)
                sys.stdin.read()
        """
        command = [sys.executable, "-c", textwrap.dedent(parent)]
        with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            assert process.stdout.readline() == "ready\n"
            with publishing(rtmp, "sk_orphan", size="320x180") as publisher:
                cloud.wait_for(lambda: cloud.heard("started"), 30)
                process.kill()
                process.wait(10)
                assert publisher.wait(20) != 0, "its server is gone"
        for port in (rtmp, http):
            assert refuses_within(port, seconds=10)


def refuses_within(port: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except (ConnectionRefusedError, ConnectionResetError):
            return True
    return False
