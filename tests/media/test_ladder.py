import pytest

from local.media import ladder
from local.media.health import Health
from local.media.ladder import Audio, Media, Video
from tests.media.test_rendition import EPOCH

AUDIO = Audio("mp4a", 2, 48000)


def media(width, height, rate=30.0, audio=AUDIO):
    return Media(Video("avc1", width, height, rate), audio)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        (media(1920, 1080, 60), ["1080p60 1920", "480p60 854", "360p60 640"]),
        (media(1280, 720), ["720p30 1280", "480p30 854", "360p30 640"]),
        (media(854, 480), ["480p30 854", "360p30 640"]),
        (media(640, 360), ["360p30 640"]),
        (media(1080, 1920), ["1920p30 1080", "480p30 270", "360p30 202"]),
        (media(1280, 720, 0), ["720p 1280", "480p 854", "360p 640"]),
        (media(1280, 720, 29.97), ["720p30 1280", "480p30 854", "360p30 640"]),
        (Media(None, AUDIO), ["audio_only 0"]),
    ],
)
def test_only_renditions_below_the_source(source, names):
    rungs = ladder.plan(source, transcoded=True)
    assert [f"{rung.name} {rung.width}" for rung in rungs] == names
    assert rungs[0].kilobits is None
    assert all(rung.kilobits and rung.width % 2 == 0 for rung in rungs[1:])


def test_basic_channels_are_not_transcoded():
    rungs = ladder.plan(media(1920, 1080), transcoded=False)
    assert [rung.name for rung in rungs] == ["1080p30"]


def test_one_decode_for_all_encoded_renditions():
    source = media(1920, 1080)
    command = ladder.command("ffmpeg", "rtmp://x", source, ladder.plan(source, transcoded=True), "http://y")
    graph = command[command.index("-filter_complex") + 1]
    assert command.count("-i") == 1
    assert graph == (
        "[0:v]scale=854:480:flags=bilinear,setsar=1,split=2[v0][d0];[d0]scale=640:360:flags=bilinear,setsar=1[v1]"
    )
    assert [part for part in command if part.startswith("http")] == [
        "http://y/1080p30",
        "http://y/480p30",
        "http://y/360p30",
    ]


def test_no_sound_and_no_picture():
    silent = media(640, 360, audio=None)
    assert "0:a:0" not in ladder.command("f", "s", silent, ladder.plan(silent, transcoded=True), "t")
    blind = Media(None, AUDIO)
    command = ladder.command("f", "s", blind, ladder.plan(blind, transcoded=True), "t")
    assert "0:v:0" not in command
    assert "-filter_complex" not in command


def test_only_what_ivs_takes_is_taken():
    assert media(640, 360).unsupported is None
    assert Media(Video("unsupported", 0, 0, 0), None).unsupported == "the video is not H.264"
    assert Media(Video("avc1", 0, 0, 0), None).unsupported == "the video's size is unreadable"
    assert Media(None, Audio("unsupported", 2, 48000)).unsupported == "the audio is not AAC"


def sample(size):
    return {"video_bytes": size, "audio_bytes": 0, "frames": 30 if size else 0, "keyframe_interval": 2}


def test_health_reports_every_fifth_second():
    health = Health()
    reports = [health.add(sample(1000), EPOCH) for _ in range(10)]
    assert [bool(report) for report in reports] == ([False] * 4 + [True]) * 2
    assert reports[4] is not None
    samples, starvation = reports[4]
    assert len(samples) == 5
    assert samples[0]["video_bitrate_bps"] == 8000
    assert starvation is None


def test_starvation_is_told_at_once_and_once():
    health = Health()
    reports = [health.add(sample(size), EPOCH) for size in (1, 0, 0, 0, 1, 1)]
    assert [report and report[1] for report in reports] == [None, None, "start", None, "end", None]
