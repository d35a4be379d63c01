"""The MediaConvert runner with real ffmpeg, against a stand-in for S3."""

import re
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from local.media.convert import JobCanceledError, JobError, SettingsError, Storage, probe, run
from tests.media.fake_cloud import FakeCloud
from tests.media.mediaconvert_jobs import (
    captures,
    cmaf_group,
    cmaf_outputs,
    file_group,
    hls_group,
    job,
    measured,
    output,
)
from tests.media.plane_process import FFMPEG

pytestmark = pytest.mark.media


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Six seconds, 640x360, with sound."""
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    sources = ["-f", "lavfi", "-i", "testsrc2=size=640x360:rate=30", "-f", "lavfi", "-i", "sine=frequency=440"]
    codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    subprocess.run([FFMPEG, "-v", "error", *sources, "-t", "6", *codecs, str(path)], check=True)
    return path.read_bytes()


@pytest.fixture(scope="module")
def cloud(film: bytes) -> Iterator[FakeCloud]:
    with FakeCloud() as made:
        made.objects["a/film.mp4"] = film
        yield made


@pytest.fixture(scope="module")
def storage(cloud: FakeCloud) -> Storage:
    session = boto3.Session("x", "x", region_name="us-east-1")
    return Storage(session.client("s3", endpoint_url=f"{cloud.url}/s3"))


def names(cloud, prefix):
    return sorted(key.removeprefix(prefix) for key in cloud.objects if key.startswith(prefix))


def test_one_job_with_every_kind_of_output(cloud, storage):
    seen = []
    hls = hls_group(output("M3U8", "_360", 640, 360), output("M3U8", "_180", 320, 180))
    files = file_group(measured(output("MP4", "_p", 320, 180)), captures(2))
    details = run(job(hls, cmaf_group(*cmaf_outputs()), files), storage, seen.append)
    assert [detail["type"] for detail in details] == ["HLS_GROUP", "CMAF_GROUP", "FILE_GROUP"]
    assert details[0]["playlistFilePaths"] == ["s3://vod/t1/hls/index.m3u8"]
    assert details[0]["outputDetails"][0] == {
        "outputFilePaths": ["s3://vod/t1/hls/index_360.m3u8"],
        "durationInMs": 6000,
        "videoDetails": {"widthInPx": 640, "heightInPx": 360},
    }
    assert details[2]["outputDetails"][1]["outputFilePaths"] == ["s3://vod/t1/proxy/film_thumb.0000002.jpg"]
    assert seen[-1] == 100
    assert seen == sorted(seen)
    assert names(cloud, "t1/hls/") == sorted(
        [
            "index.m3u8",
            *(f"index_{height}{rest}" for height in (180, 360) for rest in (".m3u8", "_00001.ts", "_00002.ts")),
        ]
    )
    assert "film_p_loudness.csv" in names(cloud, "t1/proxy/")
    loudness = cloud.objects["t1/proxy/film_p_loudness.csv"].decode().splitlines()
    assert len(loudness) == pytest.approx(61, abs=2)
    durations = re.findall(r"#EXTINF:([\d.]+)", cloud.objects["t1/hls/index_360.m3u8"].decode())
    assert [float(one) for one in durations] == pytest.approx([4.0, 2.0], abs=0.05)


def tracks(url, storage):
    (result,) = probe(url, storage)["ProbeResults"]
    return {(track["TrackType"], track["Codec"]) for track in result["Container"]["Tracks"]}


def test_probe_reads_files_and_playlists(cloud, storage):
    assert tracks("s3://uploads/a/film.mp4", storage) == {("video", "AVC"), ("audio", "AAC")}
    assert tracks("s3://vod/t1/hls/index.m3u8", storage) == {("video", "AVC"), ("audio", "AAC")}
    assert tracks("s3://vod/t1/cmaf/film.m3u8", storage) == {("video", "AVC"), ("audio", "AAC")}


def test_a_playlist_in_s3_is_an_input(cloud, storage):
    for source in ("hls/index.m3u8", "cmaf/film.m3u8"):
        group = hls_group(output("M3U8", "_s", 160, 90), destination="s3://vod/t2/x")
        (detail,) = run(job(group, file=f"s3://vod/t1/{source}"), storage)
        assert detail["outputDetails"][0]["durationInMs"] == pytest.approx(6000, abs=100)
        assert tracks("s3://vod/t2/x.m3u8", storage) == {("video", "AVC"), ("audio", "AAC")}


@pytest.mark.parametrize(
    ("content", "code"),
    [(None, 1404), (b"", 1010), (b"no media at all " * 500, 1010), ("truncated", 1010), ("undecodable", 1040)],
)
def test_bad_inputs_have_codes_and_write_nothing(cloud, storage, film, content, code):
    bodies = {"truncated": film[: len(film) // 2], "undecodable": undecodable(film)}
    cloud.objects.pop("a/bad.mp4", None)
    if content is not None:
        cloud.objects["a/bad.mp4"] = bodies.get(content, content)
    group = hls_group(output("M3U8", "_s", 160, 90), destination="s3://vod/t3/x")
    with pytest.raises(JobError) as caught:
        run(job(group, file="s3://uploads/a/bad.mp4"), storage)
    assert caught.value.code == code
    assert "s3://uploads/a/bad.mp4" in caught.value.message
    assert "X-Amz" not in caught.value.message
    assert names(cloud, "t3/") == []


def undecodable(film: bytes) -> bytes:
    """The right boxes around noise."""
    begin, end = film.index(b"mdat") + 4, film.index(b"moov") - 4
    return film[:begin] + b"\xa5" * (end - begin) + film[end:]


def test_a_job_is_cancelled(cloud, storage):
    cancel = threading.Event()
    with pytest.raises(JobCanceledError):
        run(
            job(hls_group(output("M3U8", "_s", 160, 90), destination="s3://vod/t4/x")),
            storage,
            lambda _: cancel.set(),
            cancel,
        )
    assert names(cloud, "t4/") == []


def test_settings_are_refused_before_anything_is_read(storage):
    with pytest.raises(SettingsError):
        run(job(hls_group(output("WEBM", "_s", 160, 90)), file="s3://uploads/missing"), storage)


def test_probe_of_a_local_file(tmp_path: Path, film: bytes):
    path = tmp_path / "film.mp4"
    path.write_bytes(film)
    assert probe(str(path))["ProbeResults"][0]["Container"]["Format"] == "mp4"
