"""The API and its subscribers with the real store."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from contracts.catalog import TitleFailed, TitlePublished
from contracts.channels import ChannelReady
from contracts.live import AudienceChanged, LiveEnded, LiveStarted, session_id_of
from functions.live import api, audience, on_channel_ready, on_stream_event, on_title_event, samples
from functions.live.store import DynamoSessions
from kernel.clock import now
from tests.lambdas import Answer, announced, call, claims, deliver, from_aws, outbox

IVS_ARN = "arn:aws:ivs:us-east-1:1:channel/abc"
MINA, JOON = claims("usr_1", "streamer"), claims("usr_2", "streamer")
SESSION = session_id_of("st-1")
BEGIN = now() - timedelta(minutes=1)
READY = ChannelReady(
    channel_id="chn_1", owner_id="usr_1", owner_name="Mina", name="Kitchen", ivs_arn=IVS_ARN, playback_url="https://p",
    recording_mode="keep", retention_days=30, version=2,
)  # fmt: skip


@pytest.fixture(autouse=True)
def _channel(tables: None, setting: Any) -> None:
    setting(SITE_URL="https://site.example")
    assert deliver(on_channel_ready.handler, announced(READY)) == []


def ivs(name: str, at: datetime, stream: str = "st-1") -> dict[str, Any]:
    detail = {"event_name": name, "channel_name": "x", "stream_id": stream}
    return from_aws("aws.ivs", "IVS Stream State Change", detail, IVS_ARN, at=at)


def broadcast(stream: str = "st-1") -> None:
    assert deliver(on_stream_event.handler, ivs("Stream Start", BEGIN, stream)) == []


def ask(method: str, path: str, body: Any = None, *, who: dict[str, str] | None = None, **more: Any) -> Answer:
    return call(api.handler, method, path, body, who=who, **more)


def test_a_broadcast_is_listed_while_it_is_on():
    assert ask("GET", "/v1/live").json["items"] == []
    broadcast()
    (item,) = ask("GET", "/v1/live").json["items"]
    assert (item["session_id"], item["channel_name"], item["viewers"]) == (SESSION, "Kitchen", 0)
    assert ask("GET", "/v1/channels/chn_1/live").json["session_id"] == SESSION
    assert deliver(on_stream_event.handler, ivs("Stream End", BEGIN + timedelta(minutes=1))) == []
    assert ask("GET", "/v1/live").json["items"] == []
    assert ask("GET", "/v1/channels/chn_1/live").code == "not_live"
    session = ask("GET", f"/v1/sessions/{SESSION}").json
    assert (session["state"], session["duration_seconds"]) == ("ended", 60)


def test_events_reversed_and_doubled_through_the_real_store_are_one_session():
    begin = now() - timedelta(hours=2)
    story = [ivs("Session Ended", begin + timedelta(seconds=90)), ivs("Stream End", begin + timedelta(seconds=90)),
             ivs("Stream Start", begin), ivs("Session Created", begin)]  # fmt: skip
    assert deliver(on_stream_event.handler, *story, *story) == []
    assert ask("GET", f"/v1/sessions/{SESSION}").json["duration_seconds"] == 90
    assert [type(event) for event in outbox(LiveStarted, LiveEnded)] == [LiveEnded]
    assert len(DynamoSessions().of_channel("chn_1", 10)[0]) == 1


def test_an_event_of_an_unknown_channel_is_delivered_again():
    strange = {**ivs("Stream Start", now()), "resources": ["arn:other"]}
    assert deliver(on_stream_event.handler, strange) == [0]


def test_viewers_are_counted_while_they_send_heartbeats(monkeypatch: pytest.MonkeyPatch):
    broadcast()
    path = f"/v1/sessions/{SESSION}/viewers"
    viewings = [ask("POST", path).json for _ in range(3)]
    assert [viewing["viewers"] for viewing in viewings] == [1, 2, 3]
    assert viewings[0]["heartbeat_seconds"] < audience.SLOT_SECONDS
    later = now() + timedelta(seconds=audience.SLOT_SECONDS * 2)
    monkeypatch.setattr(api.clock, "now", lambda: later)
    one = f"{path}/{viewings[0]['viewing_id']}"
    for _ in range(3):
        assert ask("PUT", one, {"position_seconds": 12.5, "visible": True}).json == {"viewers": 1}
    assert ask("GET", f"/v1/sessions/{SESSION}").json["peak_viewers"] == 3


def test_who_left_has_to_begin_again():
    broadcast()
    path = f"/v1/sessions/{SESSION}/viewers"
    one = f"{path}/{ask('POST', path).json['viewing_id']}"
    for _ in range(2):
        assert ask("DELETE", one).status == 204
    refused = ask("PUT", one, {})
    assert (refused.status, refused.code) == (410, "viewing_ended")
    assert ask("PUT", f"{path}/vwg_never", {}).code == "viewing_ended"


def test_nobody_watches_what_is_not_on():
    assert ask("POST", "/v1/sessions/ses_none/viewers").code == "no_such_session"
    broadcast()
    deliver(on_stream_event.handler, ivs("Stream End", now()))
    assert ask("POST", f"/v1/sessions/{SESSION}/viewers").code == "not_live"


def test_a_streamer_sees_the_past_of_their_own_channels_with_its_replays():
    for number in range(3):
        broadcast(f"st-{number}")
        deliver(on_stream_event.handler, ivs("Stream End", now(), f"st-{number}"))
    published = TitlePublished(
        title_id="ttl_1", type="live", name="n", channel_id="chn_1", owner_id="usr_1", session_id=session_id_of("st-1"),
        media_prefix="p", playlist="p/index.m3u8", duration_seconds=1, published_at=now(),
    )  # fmt: skip
    failed = TitleFailed(
        title_id="ttl_1",
        channel_id="chn_1",
        owner_id="usr_1",
        session_id=session_id_of("st-1"),
        reason_code="x",
        reason="x",
    )
    assert deliver(on_title_event.handler, announced(published), announced(failed)) == []
    first = ask("GET", "/v1/channels/chn_1/sessions", who=MINA, query={"limit": "2"}).json
    rest = ask("GET", "/v1/channels/chn_1/sessions", who=MINA, query={"cursor": first["next_cursor"]}).json
    found = {item["session_id"]: item["title_state"] for item in [*first["items"], *rest["items"]]}
    assert len(found) == 3
    assert found[session_id_of("st-1")] == "published"
    assert ask("GET", "/v1/channels/chn_1/sessions", who=JOON).code == "not_your_channel"


def test_an_older_card_does_not_overwrite_a_newer_one():
    older = READY.model_copy(update={"name": "Old name", "version": 1})
    assert deliver(on_channel_ready.handler, announced(older)) == []
    broadcast()
    assert ask("GET", f"/v1/sessions/{SESSION}").json["channel_name"] == "Kitchen"


def test_ingest_health_is_averaged_over_steps_and_shown_to_the_owner():
    broadcast()
    session = DynamoSessions().find(SESSION)
    assert session is not None
    minute = now().replace(second=0, microsecond=0)
    seconds = {minute + timedelta(seconds=s): {"framerate": 30.0 if s % 2 else 20.0} for s in range(4)}
    for _ in range(2):
        samples.store(session, seconds)
    points = ask("GET", f"/v1/sessions/{SESSION}/health", who=MINA, query={"step": "2"}).json["samples"]
    assert [point["framerate"] for point in points] == [25.0, 25.0]
    assert ask("GET", f"/v1/sessions/{SESSION}/health", who=JOON).code == "not_your_channel"


def test_great_changes_of_the_audience_are_announced_once():
    broadcast()
    path = f"/v1/sessions/{SESSION}/viewers"
    for _ in range(4):
        ask("POST", path)
    assert outbox(AudienceChanged) == [], "four who come are no crowd"
    for _ in range(3):
        ask("POST", path)
    ask("GET", f"/v1/sessions/{SESSION}")
    (moved,) = outbox(AudienceChanged)
    assert isinstance(moved, AudienceChanged)
    assert (moved.viewers_before, moved.viewers, moved.channel_id) == (0, 5, "chn_1")
    for _ in range(4):
        ask("POST", path)
    assert [one.viewers for one in outbox(AudienceChanged) if isinstance(one, AudienceChanged)] == [5, 10]
