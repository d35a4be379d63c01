"""The steps of statemachines/transcode.asl.json with S3 (moto), and MediaConvert as botocore's own model has it."""

import io
import json
from pathlib import Path
from typing import Any

import boto3
import botocore.session
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber
from PIL import Image

from functions.catalog import media
from functions.catalog.quality import REJECTIONS
from functions.catalog.steps import check_quality, inspect_source, make_preview
from tests.lambdas import LambdaContext

MACHINE = json.loads((Path(__file__).resolve().parents[2] / "statemachines" / "transcode.asl.json").read_text())
UPLOAD: dict[str, Any] = {"title_id": "ttl_1", "type": "video", "attempt": 2, "source": {
    "kind": "upload", "bucket": "uploads", "key": "uploads/ttl_1/source.mp4"}}  # fmt: skip
REPLAY: dict[str, Any] = {
    **UPLOAD,
    "type": "live",
    "source": {"kind": "recording", "bucket": "uploads", "key": "ivs/v1/rec-1"},
}
VIDEO = {"TrackType": "video", "VideoProperties": {"Width": 1280, "Height": 720}}
SOUND = {"TrackType": "audio", "AudioProperties": {"Channels": 2}}
LADDER: dict[str, Any] = {
    **UPLOAD,
    "media": {"duration_seconds": 30.0, "width": 320, "height": 180, "has_audio": True},
    "media_prefix": "vod/ttl_1/2",
    "preview_prefix": "thumbnails/ttl_1/2",
    "transcoded_seconds": 29.5,
}


@pytest.fixture
def s3(tables: None, setting: Any) -> Any:
    setting(MEDIA_BUCKET="media", TRANSCODE_ROLE_ARN="arn:role", TRANSCODE_QUEUE_ARN="arn:queue")
    media.s3.cache_clear()
    client = boto3.client("s3", region_name="us-east-1")
    for bucket in ("uploads", "media"):
        for entry in client.list_objects_v2(Bucket=bucket).get("Contents", ()):
            client.delete_object(Bucket=bucket, Key=entry["Key"])
    return client


@pytest.fixture
def mediaconvert(monkeypatch: pytest.MonkeyPatch) -> Any:
    client: Any = botocore.session.get_session().create_client("mediaconvert", region_name="us-east-1")
    monkeypatch.setattr(inspect_source, "_mediaconvert", lambda: client)
    with Stubber(client) as stub:
        yield stub
        stub.assert_no_pending_responses()


def holds(mediaconvert: Stubber, *tracks: dict[str, Any], seconds: float = 12.5) -> None:
    """What Probe says of the upload; the request must name its object."""
    asked = {"InputFiles": [{"FileUrl": "s3://uploads/uploads/ttl_1/source.mp4"}]}
    container = {"Duration": seconds, "Format": "mp4", "Tracks": list(tracks)}
    mediaconvert.add_response("probe", {"ProbeResults": [{"Container": container}]}, asked)


def upload(s3: Any, body: bytes = b"film") -> None:
    s3.put_object(Bucket="uploads", Key=UPLOAD["source"]["key"], Body=body)


def hopeless(state: str) -> set[str]:
    """The errors that the machine does not try again."""
    retries = MACHINE["States"][state]["Retry"]
    return {name for retry in retries if not retry["MaxAttempts"] for name in retry["ErrorEquals"]}


def refusal(step: Any, event: dict[str, Any]) -> str:
    """The name under which Lambda reports what a step raised."""
    with pytest.raises(Exception) as failure:  # noqa: PT011 - its name is what is tested
        step.handler(event, LambdaContext())
    return type(failure.value).__name__


def test_an_upload_gets_its_job_and_its_addresses(s3: Any, mediaconvert: Stubber):
    upload(s3)
    holds(mediaconvert, VIDEO, SOUND)
    found = inspect_source.handler(UPLOAD, LambdaContext())
    assert found["media"] == {"duration_seconds": 12.5, "width": 1280, "height": 720, "has_audio": True}
    assert (found["media_prefix"], found["preview_prefix"]) == ("vod/ttl_1/2", "thumbnails/ttl_1/2")
    assert found["renditions"] == [{"width": 1280, "height": 720}, {"width": 854, "height": 480}]
    job = found["job"]
    assert (job["Role"], job["Queue"], job["UserMetadata"]) == ("arn:role", "arn:queue", {"title_id": "ttl_1"})
    assert job["Settings"]["Inputs"][0]["FileInput"] == "s3://uploads/uploads/ttl_1/source.mp4"
    assert "s3://media/vod/ttl_1/2/" in json.dumps(job["Settings"]["OutputGroups"])
    assert {key: found[key] for key in UPLOAD} == UPLOAD


def test_what_the_job_asks_for_is_a_request_that_mediaconvert_takes(s3: Any, mediaconvert: Stubber):
    upload(s3)
    holds(mediaconvert, VIDEO, SOUND)
    job = inspect_source.handler(UPLOAD, LambdaContext())["job"]
    mediaconvert.add_response("create_job", {}, job)
    inspect_source._mediaconvert().create_job(**job)  # botocore refuses what its model does not know


@pytest.mark.parametrize(
    ("title_type", "tracks", "seconds", "name"),
    [
        ("video", [SOUND], 12.5, "NoPicture"),
        ("podcast", [VIDEO], 12.5, "NoSound"),
        ("video", [], 12.5, "CorruptMedia"),
        ("video", [VIDEO, SOUND], 0.0, "CorruptMedia"),
    ],
)
def test_an_upload_without_what_it_needs_is_refused_for_good(
    s3: Any, mediaconvert: Stubber, title_type: str, tracks: list[dict[str, Any]], seconds: float, name: str
):
    upload(s3)
    holds(mediaconvert, *tracks, seconds=seconds)
    assert refusal(inspect_source, {**UPLOAD, "type": title_type}) == name
    assert name in hopeless("Inspect source")


def test_an_empty_upload_is_refused_before_anybody_probes_it(s3: Any, mediaconvert: Stubber):
    upload(s3, b"")
    assert refusal(inspect_source, UPLOAD) == "EmptyMedia"
    assert "EmptyMedia" in hopeless("Inspect source")


@pytest.mark.parametrize("code", ["BadRequestException", "UnprocessableEntityException"])
def test_a_corrupt_upload_is_refused_for_good(s3: Any, mediaconvert: Stubber, code: str):
    upload(s3)
    mediaconvert.add_client_error("probe", code, "unsupported")
    assert refusal(inspect_source, UPLOAD) == "CorruptMedia"
    assert "CorruptMedia" in hopeless("Inspect source")


def test_a_probe_that_is_throttled_is_tried_again(s3: Any, mediaconvert: Stubber):
    upload(s3)
    mediaconvert.add_client_error("probe", "TooManyRequestsException", "slow down")
    assert refusal(inspect_source, UPLOAD) not in hopeless("Inspect source")


def test_a_missing_object_is_not_taken_for_a_bad_one(s3: Any, mediaconvert: Stubber):
    with pytest.raises(ClientError, match="404"):
        inspect_source.handler(UPLOAD, LambdaContext())
    missing = refusal(inspect_source, REPLAY)
    assert missing == "NoSuchKey"
    assert not {missing, "ClientError", "States.ALL"} & hopeless("Inspect source")


def describe(s3: Any, **hls: Any) -> None:
    """`recording-ended.json` as the IVS User Guide has it."""
    whole = {"path": "media/hls", "playlist": "master.m3u8", "duration_ms": 98_000, "renditions": [
        {"path": "480p30", "resolution_width": 852, "resolution_height": 480},
        {"path": "720p30", "resolution_width": 1280, "resolution_height": 720},
    ]}  # fmt: skip
    body = json.dumps({"media": {"hls": {**whole, **hls}}})
    s3.put_object(Bucket="uploads", Key="ivs/v1/rec-1/events/recording-ended.json", Body=body)


def test_a_recording_describes_itself(s3: Any):
    describe(s3)
    found = inspect_source.handler(REPLAY, LambdaContext())
    assert found["media"] == {"duration_seconds": 98.0, "width": 1280, "height": 720, "has_audio": True}
    assert found["job"]["Settings"]["Inputs"][0]["FileInput"] == "s3://uploads/ivs/v1/rec-1/media/hls/master.m3u8"


@pytest.mark.parametrize(("hls", "name"), [({"duration_ms": 0}, "EmptyMedia"), ({"renditions": []}, "NoPicture")])
def test_a_recording_of_nothing_is_refused_for_good(s3: Any, hls: dict[str, Any], name: str):
    describe(s3, **hls)
    assert refusal(inspect_source, REPLAY) == name
    assert name in hopeless("Inspect source")


def capture(s3: Any, *colours: tuple[int, int, int], loudness: str | None = "-23.4") -> None:
    """Frames and the loudness log, where MediaConvert leaves them; out of order, as S3 may be written."""
    for number, colour in reversed(list(enumerate(colours))):
        out = io.BytesIO()
        Image.new("RGB", (320, 180), colour).save(out, "JPEG")
        s3.put_object(Bucket="media", Key=f"vod/ttl_1/2/frames/f.{number:07d}.jpg", Body=out.getvalue())
    if loudness:
        log = f"Dialnorm,Integrated Loudness\n-70,-70.0\n-24,{loudness}\n"
        s3.put_object(Bucket="media", Key="vod/ttl_1/2/index_audio.csv", Body=log)


RED, GREEN, BLUE, BLACK = (200, 0, 0), (0, 200, 0), (0, 0, 200), (0, 0, 0)


def test_a_good_ladder_passes_without_a_note(s3: Any):
    capture(s3, RED, BLACK)
    assert check_quality.handler(LADDER, LambdaContext()) == {**LADDER, "notes": []}


@pytest.mark.parametrize(
    ("colours", "loudness", "seconds", "name"),
    [
        ((BLACK, BLACK), "-23.4", 29.5, "BlackVideo"),
        ((RED, RED), "-70.0", 29.5, "SilentAudio"),
        ((RED, RED), "-23.4", 12.0, "TruncatedMedia"),
    ],
)
def test_a_bad_ladder_stops_an_upload_and_is_noted_on_a_replay(
    s3: Any, colours: tuple[tuple[int, int, int], ...], loudness: str, seconds: float, name: str
):
    capture(s3, *colours, loudness=loudness)
    event = {**LADDER, "transcoded_seconds": seconds}
    assert refusal(check_quality, event) == name
    assert name in hopeless("Check quality")
    (note,) = check_quality.handler({**event, "type": "live"}, LambdaContext())["notes"]
    assert note == REJECTIONS[name].reason


def test_silence_is_only_looked_for_where_there_is_sound(s3: Any):
    capture(s3, RED, loudness="-70.0")
    silent = {**LADDER, "media": {**LADDER["media"], "has_audio": False}}
    assert check_quality.handler(silent, LambdaContext())["notes"] == []


def stored(s3: Any, prefix: str) -> list[str]:
    return [entry["Key"] for entry in s3.list_objects_v2(Bucket="media", Prefix=prefix).get("Contents", ())]


def picture(s3: Any, name: str) -> Image.Image:
    answer = s3.get_object(Bucket="media", Key=f"thumbnails/ttl_1/2/{name}")
    assert answer["ContentType"] == "image/jpeg"
    return Image.open(io.BytesIO(answer["Body"].read())).convert("RGB")


def test_poster_sprite_and_cues_take_the_place_of_the_frames(s3: Any):
    capture(s3, *[RED, RED, GREEN] * 4, loudness=None)
    s3.put_object(Bucket="media", Key="vod/ttl_1/2/index.m3u8", Body=b"x")
    answer = make_preview.handler({**LADDER, "transcoded_seconds": 11.5}, LambdaContext())
    assert (answer["sprite"], answer["poster"]) == (True, True)
    assert stored(s3, "") == [
        *(f"thumbnails/ttl_1/2/{name}" for name in ("poster.jpg", "sprite.jpg", "sprite.vtt")),
        "vod/ttl_1/2/index.m3u8",
    ]
    sheet, poster = picture(s3, "sprite.jpg"), picture(s3, "poster.jpg")
    assert (sheet.size, poster.size) == ((1600, 180), (320, 180))
    assert sheet.getpixel((2 * 160 + 80, 45))[1] > 150, "the third tile is the third frame"  # type: ignore[index]
    assert poster.getpixel((9, 9))[1] > 150, "a fifth of the way in"  # type: ignore[index]
    vtt = s3.get_object(Bucket="media", Key="thumbnails/ttl_1/2/sprite.vtt")
    *_, last = vtt["Body"].read().decode().strip().split("\n\n")
    assert vtt["ContentType"] == "text/vtt"
    assert last == "00:00:11.000 --> 00:00:11.500\nsprite.jpg#xywh=160,90,160,90"


def test_sound_alone_has_no_preview(s3: Any):
    answer = make_preview.handler(LADDER, LambdaContext())
    assert (answer["sprite"], answer["poster"]) == (False, False)
    assert stored(s3, "thumbnails/") == []
