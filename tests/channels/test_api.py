"""The API with its real store; only Amazon IVS is a stand-in."""

import json
from datetime import timedelta
from typing import Any

import pytest

from contracts.channels import ChannelDeleted, ChannelFailed, ChannelReady, ChannelRequested
from contracts.identity import ProfileChanged, UserSignedUp
from functions.channels import api, on_channel_requested, on_name_told
from functions.channels.service import ChannelDesk
from functions.channels.store import DynamoChannels
from kernel.clock import now
from tests.channels.fakes import FakeBroadcasting
from tests.lambdas import Answer, announced, call, claims, deliver, outbox

MINA, JOON = claims("usr-mina", "viewer", "streamer"), claims("usr-joon", "viewer", "streamer")


@pytest.fixture
def ivs(tables: None, monkeypatch: pytest.MonkeyPatch) -> FakeBroadcasting:
    broadcasting = FakeBroadcasting()
    desk = ChannelDesk(DynamoChannels(), broadcasting, now)
    for module in (api, on_channel_requested, on_name_told):
        monkeypatch.setattr(module, "desk", lambda: desk)
    monkeypatch.setattr(on_channel_requested, "PAUSE_SECONDS", 0)
    return broadcasting


def ask(method: str, path: str, body: Any = None, *, who: dict[str, str] | None = MINA, **more: Any) -> Answer:
    return call(api.handler, method, path, body, who=who, **more)


def made(name: str = "Kitchen", **more: Any) -> str:
    """A channel that was asked for and provisioned."""
    channel_id = str(ask("POST", "/v1/channels", {"name": name, **more}).json["id"])
    assert deliver(on_channel_requested.handler, announced(ChannelRequested(channel_id=channel_id)), group="g") == []
    return channel_id


def test_a_channel_is_requested_provisioned_and_ready(ivs: FakeBroadcasting):
    asked = ask("POST", "/v1/channels", {"name": "Kitchen"})
    assert (asked.status, asked.json["state"]) == (202, "provisioning")
    assert asked.json["recording"] == {"mode": "keep", "retention_days": 60}
    assert ask("GET", f"/v1/channels/{asked.json['id']}/ingest").code == "channel_not_ready"
    event = announced(outbox(ChannelRequested)[0])
    for _ in range(3):
        assert deliver(on_channel_requested.handler, event, group="g") == []
    assert ivs.made == 1
    assert [ready.channel_id for ready in outbox(ChannelReady)] == [asked.json["id"]]
    assert ask("GET", f"/v1/channels/{asked.json['id']}", who=None).json["state"] == "ready"


def test_an_encoder_gets_what_it_needs_and_the_key_masked(ivs: FakeBroadcasting):
    channel_id = made()
    ingest = ask("GET", f"/v1/channels/{channel_id}/ingest").json
    assert ingest["server"] == "rtmps://abc.global-contribute.live-video.net:443/app/"
    assert ingest["stream_key_masked"].endswith("0001")
    assert ingest["recommended"]["keyframe_interval_seconds"] == 2
    profile = ask("GET", f"/v1/channels/{channel_id}/obs-profile")
    assert json.loads(profile.text)["settings"]["server"] == ingest["server"]
    assert "attachment" in profile.headers["Content-Disposition"]


def test_the_key_is_revealed_only_to_its_owner_and_only_after_a_recent_sign_in(ivs: FakeBroadcasting):
    channel_id = made()
    path = f"/v1/channels/{channel_id}/stream-key/reveal"
    assert ask("POST", path).json == {"stream_key": "sk_us-east-1_secret0001"}
    assert ask("POST", path, who=JOON).code == "not_your_channel"
    stale = claims("usr-mina", "streamer", signed_in=now() - timedelta(minutes=11))
    assert (ask("POST", path, who=stale).status, ask("POST", path, who=stale).code) == (403, "step_up_required")


def test_rotating_the_key_ends_the_broadcast_and_refuses_the_old_one(ivs: FakeBroadcasting):
    channel_id = made()
    ivs.live |= set(ivs.channels)
    rotated = ask("POST", f"/v1/channels/{channel_id}/stream-key/rotate").json["stream_key"]
    assert rotated == "sk_us-east-1_secret0002"
    assert list(ivs.keys.values()) == [rotated]
    assert ivs.live == set()
    assert ask("GET", f"/v1/channels/{channel_id}/ingest").json["stream_key_masked"].endswith("0002")


def test_the_key_is_in_no_answer_but_the_two_that_are_for_it(ivs: FakeBroadcasting):
    channel_id = made()
    answers = [
        ask("GET", f"/v1/channels/{channel_id}", who=None),
        ask("GET", f"/v1/channels/{channel_id}/settings"),
        ask("GET", f"/v1/channels/{channel_id}/ingest"),
        ask("GET", f"/v1/channels/{channel_id}/obs-profile"),
        ask("GET", "/v1/me/channels"),
        ask("GET", "/v1/me/ingest"),
        ask("PATCH", f"/v1/channels/{channel_id}", {"name": "Other"}),
    ]
    for answer in answers:
        assert answer.status == 200
        assert "secret" not in answer.text
    assert "secret" not in json.dumps([event.model_dump(mode="json") for event in outbox(ChannelReady)])
    public = answers[0].json
    assert set(public) == {"id", "name", "owner_name", "state"}


def test_somebody_else_s_channel_cannot_be_touched(ivs: FakeBroadcasting):
    path = f"/v1/channels/{made()}"
    for method, place, body in (
        ("GET", "/settings", None),
        ("GET", "/ingest", None),
        ("GET", "/obs-profile", None),
        ("PATCH", "", {"name": "x"}),
        ("DELETE", "", None),
        ("POST", "/stop", None),
        ("POST", "/stream-key/rotate", None),
        ("POST", "/timed-metadata", {"payload": "x"}),
    ):
        refused = ask(method, path + place, body, who=JOON)
        assert (refused.status, refused.code) == (403, "not_your_channel"), place
    assert ivs.made == 1


def test_a_change_upon_what_somebody_else_changed_meanwhile_is_refused(ivs: FakeBroadcasting):
    channel_id = made()
    tag = ask("GET", f"/v1/channels/{channel_id}/settings").headers["ETag"]
    assert ask("PATCH", f"/v1/channels/{channel_id}", {"name": "A"}, headers={"if-match": tag}).status == 200
    refused = ask("PATCH", f"/v1/channels/{channel_id}", {"name": "B"}, headers={"if-match": tag})
    assert (refused.status, refused.code) == (412, "precondition_failed")
    assert ask("GET", f"/v1/channels/{channel_id}", who=None).json["name"] == "A"


def test_every_change_is_announced_with_a_higher_version(ivs: FakeBroadcasting):
    channel_id = made()
    ask("PATCH", f"/v1/channels/{channel_id}", {"name": "A"})
    ask("PATCH", f"/v1/channels/{channel_id}", {"recording": {"mode": "disposable"}})
    versions = [event.version for event in outbox(ChannelReady)]
    assert versions == sorted(set(versions))
    assert ivs.updated == [channel_id]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"name": "x" * 81}, "/name"),
        ({"name": "a\u0000b"}, "/name"),
        ({"name": "x", "latency_mode": "warp"}, "/latency_mode"),
        ({"name": "x", "recording": {"mode": "keep", "retention_days": 366}}, "/recording/retention_days"),
        ({"name": "x", "colour": "red"}, "/colour"),
    ],
)
def test_a_wrong_request_names_the_field(ivs: FakeBroadcasting, body: dict[str, Any], pointer: str):
    refused = ask("POST", "/v1/channels", body)
    assert (refused.status, [error["pointer"] for error in refused.json["errors"]]) == (422, [pointer])


def test_a_person_has_a_handful_of_channels(ivs: FakeBroadcasting):
    assert [ask("POST", "/v1/channels", {"name": f"c{n}"}).status for n in range(6)] == [202] * 5 + [409]
    assert len(ask("GET", "/v1/me/channels").json["items"]) == 5


def test_a_full_account_is_told_for_good_and_the_channel_can_be_deleted(ivs: FakeBroadcasting):
    made("First")
    ivs.quota = 1
    second = made("Second")
    seen = ask("GET", f"/v1/channels/{second}/settings").json
    assert (seen["state"], seen["state_reason"]) == ("failed", "No more channels.")
    assert [(event.channel_id, event.code) for event in outbox(ChannelFailed)] == [(second, "channel_quota_reached")]
    ivs.quota = 2  # raised meanwhile: a late delivery does not revive what its owner saw fail
    assert deliver(on_channel_requested.handler, announced(ChannelRequested(channel_id=second)), group="g") == []
    assert ask("GET", f"/v1/channels/{second}/settings").json["state"] == "failed"
    assert ask("DELETE", f"/v1/channels/{second}").status == 204
    assert len(ivs.channels) == 1


def test_metadata_needs_a_broadcast(ivs: FakeBroadcasting):
    channel_id = made()
    path = f"/v1/channels/{channel_id}/timed-metadata"
    assert ask("POST", path, {"payload": "hello"}).code == "not_live"
    ivs.live |= set(ivs.channels)
    assert ask("POST", path, {"payload": "hello"}).status == 202
    assert ivs.metadata == ["hello"]
    assert ask("POST", path, {"payload": "x" * 1025}).status == 422


def test_a_deleted_channel_is_gone_and_said_so(ivs: FakeBroadcasting):
    channel_id = made()
    assert ask("DELETE", f"/v1/channels/{channel_id}").status == 204
    assert ask("GET", f"/v1/channels/{channel_id}", who=None).code == "no_such_channel"
    assert [event.channel_id for event in outbox(ChannelDeleted)] == [channel_id]
    assert ivs.keys == {}


def test_names_arrive_by_events_and_the_latest_word_wins(ivs: FakeBroadcasting):
    told = now()
    late = ProfileChanged(user_id="usr-mina", display_name="Mina Kim", locale="ko")
    early = UserSignedUp(user_id="usr-mina", display_name="Mina", locale="ko", terms_version="1")
    channel_id = made()
    assert deliver(on_name_told.handler, announced(late, told)) == []
    assert deliver(on_name_told.handler, announced(early, told - timedelta(minutes=1))) == []
    assert ask("GET", f"/v1/channels/{channel_id}", who=None).json["owner_name"] == "Mina Kim"
