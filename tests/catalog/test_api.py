"""The API with its real store and S3 (moto); only the workflow is a stand-in."""

import base64
import hashlib
from datetime import timedelta
from typing import Any

import boto3
import pytest
import requests

from contracts.catalog import TitlePublished
from contracts.channels import ChannelReady
from functions.catalog import api, media, on_channel_ready, on_recording_ended, on_transcode_progress
from functions.catalog.domain import Rendition, Title
from functions.catalog.ladder import Media
from functions.catalog.service import Catalog, Transcoded
from functions.catalog.store import DynamoTitles
from functions.catalog.uploads import Uploads
from kernel.clock import now
from tests.catalog.fakes import FakeWorkflow
from tests.lambdas import Answer, announced, call, claims, deliver, from_aws, outbox

MINA, JOON = claims("usr_1", "streamer"), claims("usr_2", "streamer")
IVS_ARN = "arn:aws:ivs:us-east-1:1:channel/abc"
READY = ChannelReady(
    channel_id="chn_1", owner_id="usr_1", owner_name="Mina", name="Kitchen", ivs_arn=IVS_ARN, playback_url="https://p",
    recording_mode="keep", retention_days=30, version=1,
)  # fmt: skip


@pytest.fixture
def workflow(tables: None, monkeypatch: pytest.MonkeyPatch, setting: Any) -> FakeWorkflow:
    setting(UPLOADS_BUCKET="uploads", MEDIA_BUCKET="media", SITE_URL="https://site.example")
    media.s3.cache_clear()
    fake = FakeWorkflow()
    catalog = Catalog(DynamoTitles(), fake, now)
    for module in (api, on_recording_ended):
        monkeypatch.setattr(module, "catalog", lambda: catalog)
    monkeypatch.setattr(api, "uploads", lambda: Uploads(catalog))
    assert deliver(on_channel_ready.handler, announced(READY)) == []
    return fake


def ask(method: str, path: str, body: Any = None, *, who: dict[str, str] | None = MINA, **more: Any) -> Answer:
    return call(api.handler, method, path, body, who=who, **more)


def recorded(session: str = "rec-1") -> dict[str, Any]:
    detail = {
        "recording_status": "Recording End", "recording_session_id": session, "stream_id": f"st-{session}",
        "recording_s3_bucket_name": "recordings", "recording_s3_key_prefix": f"ivs/{session}",
        "recording_duration_ms": 98_000, "recording_status_reason": "",
    }  # fmt: skip
    return from_aws("aws.ivs", "IVS Recording State Change", detail, IVS_ARN, at=now())


def replay(session: str = "rec-1", name: str | None = None) -> Title:
    """A published replay."""
    assert deliver(on_recording_ended.handler, recorded(session)) == []
    title = next(t for t in DynamoTitles().stalled(now() + timedelta(days=1)) if t.source.key == f"ivs/{session}")
    made = Transcoded(
        f"vod/{title.id}/1",
        Media(98, 1280, 720, has_audio=True),
        97.9,
        (Rendition(1280, 720),),
        sprite=True,
        poster=True,
    )
    published = api.catalog().publish(title.id, made)
    return api.catalog().describe(published, name, None) if name else published


def test_a_replay_appears_by_itself_and_once(workflow: FakeWorkflow):
    assert deliver(on_recording_ended.handler, recorded(), recorded()) == []
    assert ask("GET", "/v1/titles", who=None).json["items"] == []
    title = replay()
    (listed,) = ask("GET", "/v1/titles", who=None).json["items"]
    assert (listed["id"], listed["type"], listed["channel_name"]) == (title.id, "live", "Kitchen")
    assert listed["thumbnail_url"] == f"https://site.example/thumbnails/{title.id}/1/poster.jpg"
    assert len(workflow.started) == 1
    assert [event.title_id for event in outbox(TitlePublished)] == [title.id]


def test_a_recording_of_a_channel_that_is_not_known_yet_comes_back(workflow: FakeWorkflow):
    strange = {**recorded(), "resources": ["arn:aws:ivs:us-east-1:1:channel/other"]}
    assert deliver(on_recording_ended.handler, strange, recorded()) == [0]


def test_pages_are_stable_and_complete(workflow: FakeWorkflow):
    made = {replay(f"rec-{number}").id for number in range(5)}
    seen: list[str] = []
    cursor = None
    while True:
        page = ask("GET", "/v1/titles", who=None, query={"limit": "2", **({"cursor": cursor} if cursor else {})}).json
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
        replay(f"later-{len(seen)}")
    assert made <= set(seen)
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "!!!",
        "e30",
        "bnVsbA",
        "WzFd",
        "eyJhIjoxfQ",
        "eyJpZCI6eyJTIjo1fX0",
        "eyJpZCI6e319",
    ],
)
def test_a_cursor_this_api_did_not_hand_out_is_refused(workflow: FakeWorkflow, cursor: str):
    replay()
    refused = ask("GET", "/v1/titles", who=None, query={"cursor": cursor})
    assert (refused.status, refused.code) == (400, "invalid_cursor")


def test_titles_are_found_by_words_type_and_channel(workflow: FakeWorkflow):
    replay("rec-1", "Kimchi Fried Rice")
    replay("rec-2", "Rice cake")

    def names(**query: str) -> set[str]:
        return {item["name"] for item in ask("GET", "/v1/titles", who=None, query=query).json["items"]}

    assert names(q="rice") == {"Kimchi Fried Rice", "Rice cake"}
    assert names(q="RICE kimchi") == {"Kimchi Fried Rice"}
    assert names(type="live", q="cake") == {"Rice cake"}
    assert names(type="music") == set()
    assert names(channel="chn_1", type="live") == {"Kimchi Fried Rice", "Rice cake"}
    assert names(channel="chn_2") == set()


def test_a_listing_is_spared_when_nothing_changed(workflow: FakeWorkflow):
    replay()
    tag = ask("GET", "/v1/titles", who=None).headers["ETag"]
    assert ask("GET", "/v1/titles", who=None, headers={"if-none-match": tag}).status == 304


def test_a_title_changes_only_upon_what_was_read_and_only_by_its_owner(workflow: FakeWorkflow):
    path = f"/v1/titles/{replay().id}"
    tag = ask("GET", path).headers["ETag"]
    assert ask("PATCH", path, {"name": "x"}, who=JOON).code == "not_your_title"
    assert ask("PATCH", path, {"name": "New"}, headers={"if-match": tag}).json["name"] == "New"
    assert ask("PATCH", path, {"name": "Newer"}, headers={"if-match": tag}).code == "precondition_failed"


def test_a_removed_title_and_its_media_are_gone(workflow: FakeWorkflow):
    title = replay()
    client = boto3.client("s3", region_name="us-east-1")
    for key in (f"vod/{title.id}/1/index.m3u8", f"thumbnails/{title.id}/1/poster.jpg", "vod/other/1/index.m3u8"):
        client.put_object(Bucket="media", Key=key, Body=b"x")
    assert ask("DELETE", f"/v1/titles/{title.id}").status == 204
    assert ask("GET", f"/v1/titles/{title.id}", who=None).code == "no_such_title"
    assert ask("GET", "/v1/titles", who=None).json["items"] == []
    left = [entry["Key"] for entry in client.list_objects_v2(Bucket="media")["Contents"]]
    assert left == ["vod/other/1/index.m3u8"]


UPLOAD = {
    "name": "Film", "type": "video", "channel_id": "chn_1", "file_name": "film.MP4", "size_bytes": 9 * 1024**2,
    "content_type": "video/mp4",
}  # fmt: skip


def test_an_upload_by_parts_becomes_a_title_in_processing(workflow: FakeWorkflow):
    begun = ask("POST", "/v1/uploads", UPLOAD)
    assert (begun.status, begun.json["part_count"], begun.json["part_size_bytes"]) == (201, 2, 8 * 1024**2)
    path = f"/v1/uploads/{begun.json['upload_id']}"
    bodies = [b"a" * 8 * 1024**2, b"b" * 1024**2]
    digests = [base64.b64encode(hashlib.sha256(body).digest()).decode() for body in bodies]
    wanted = [{"number": number, "sha256_base64": digest} for number, digest in enumerate(digests, 1)]
    addresses = ask("POST", f"{path}/parts", {"parts": wanted}).json["parts"]
    sent = [
        requests.put(address["url"], data=body, headers=address["headers"], timeout=10)
        for address, body in zip(addresses, bodies, strict=True)
    ]
    assert [answer.status_code for answer in sent] == [200, 200]
    parts = [{**part, "etag": answer.headers["ETag"]} for part, answer in zip(wanted, sent, strict=True)]
    assert ask("POST", f"{path}/complete", {"parts": parts[:1]}).code == "parts_missing"
    assert ask("POST", f"{path}/complete", {"parts": parts}, who=JOON).code == "not_your_upload"
    for _ in range(2):
        done = ask("POST", f"{path}/complete", {"parts": parts})
        assert (done.status, done.json["state"]) == (202, "processing")
    assert workflow.started == [f"{begun.json['title_id']}-1"]
    assert ask("DELETE", path).code == "upload_complete"


def test_an_upload_that_was_given_up_leaves_nothing(workflow: FakeWorkflow):
    begun = ask("POST", "/v1/uploads", UPLOAD).json
    assert ask("DELETE", f"/v1/uploads/{begun['upload_id']}").status == 204
    assert ask("GET", f"/v1/titles/{begun['title_id']}").code == "no_such_title"
    assert ask("DELETE", f"/v1/uploads/{begun['upload_id']}").code == "no_such_upload"


@pytest.mark.parametrize(
    "wrong",
    [{"size_bytes": 0}, {"size_bytes": 51 * 1024**3}, {"type": "live"}, {"content_type": "text/html"}, {"name": " "}],
)
def test_a_wrong_upload_is_refused_by_field(workflow: FakeWorkflow, wrong: dict[str, Any]):
    refused = ask("POST", "/v1/uploads", {**UPLOAD, **wrong})
    assert (refused.status, refused.json["errors"][0]["pointer"]) == (422, f"/{next(iter(wrong))}")


def test_nobody_uploads_into_a_channel_of_somebody_else(workflow: FakeWorkflow):
    assert ask("POST", "/v1/uploads", UPLOAD, who=JOON).code == "not_your_channel"


def test_progress_only_grows(workflow: FakeWorkflow):
    assert deliver(on_recording_ended.handler, recorded()) == []
    (title,) = DynamoTitles().stalled(now() + timedelta(days=1))

    def progress(percent: int) -> None:
        detail = {"jobProgress": {"jobPercentComplete": percent}, "userMetadata": {"title_id": title.id}}
        event = from_aws("aws.mediaconvert", "MediaConvert Job State Change", detail, at=now())
        assert deliver(on_transcode_progress.handler, event) == []

    for percent in (10, 60, 30, 100):
        progress(percent)
    assert ask("GET", f"/v1/titles/{title.id}").json["progress_percent"] == 99
