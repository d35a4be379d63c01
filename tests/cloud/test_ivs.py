import json
from typing import Any

import botocore.session
import pytest
from botocore.awsrequest import AWSResponse

from local.cloud.services.base import ServiceError, snake
from local.cloud.services.ivs import Ivs, Throttle
from local.cloud.services.ivs_resources import IvsResources


class Raw:
    def __init__(self, body: bytes) -> None:
        self.body = body

    def stream(self, **_: Any) -> Any:
        return iter([self.body])


@pytest.fixture
def boto(ivs: Ivs) -> Any:
    """boto3's own client, whose requests go straight into the service instead of a socket."""
    import asyncio
    from urllib.parse import parse_qs, urlsplit

    client = botocore.session.get_session().create_client("ivs", region_name="us-east-1")

    def serve(request: Any, **_: Any) -> AWSResponse:
        url = urlsplit(request.url)
        body = request.body if isinstance(request.body, bytes) else (request.body or "").encode()
        headers = {name.lower(): value for name, value in request.headers.items()}
        status, sent, raw = asyncio.run(ivs.handle(request.method, url.path, headers, body, parse_qs(url.query)))
        return AWSResponse(request.url, status, sent, Raw(raw))

    client.meta.events.register("before-send.ivs", serve)
    return client


def publish(ivs: Ivs, key: str) -> str:
    stream_id = str(ivs.authorize(key)["stream_id"])
    ivs.started(stream_id, {"at": "2026-11-22T10:00:00Z"})
    return stream_id


def test_boto3_makes_reads_changes_and_deletes_a_channel(boto: Any):
    made = boto.create_channel(name="one", latencyMode="LOW", authorized=True, tags={"a": "b"})
    channel, key = made["channel"], made["streamKey"]
    assert channel["arn"].startswith("arn:aws:ivs:us-east-1:")
    assert (channel["authorized"], channel["tags"], channel["ingestEndpoint"]) == (True, {"a": "b"}, "127.0.0.1:1935")
    assert key["value"].startswith("sk_us-east-1_")
    assert boto.get_channel(arn=channel["arn"])["channel"] == channel
    assert boto.update_channel(arn=channel["arn"], latencyMode="NORMAL")["channel"]["latencyMode"] == "NORMAL"
    assert boto.get_stream_key(arn=key["arn"])["streamKey"] == key
    boto.delete_channel(arn=channel["arn"])
    with pytest.raises(boto.exceptions.ResourceNotFoundException):
        boto.get_channel(arn=channel["arn"])
    with pytest.raises(boto.exceptions.ResourceNotFoundException):
        boto.get_stream_key(arn=key["arn"])


def test_a_channel_has_one_key_at_a_time(boto: Any):
    made = boto.create_channel(name="one")
    arn = made["channel"]["arn"]
    with pytest.raises(boto.exceptions.ServiceQuotaExceededException):
        boto.create_stream_key(channelArn=arn)
    boto.delete_stream_key(arn=made["streamKey"]["arn"])
    again = boto.create_stream_key(channelArn=arn)["streamKey"]
    assert again["value"] != made["streamKey"]["value"]


def test_an_operation_that_is_not_served_says_so(boto: Any):
    with pytest.raises(boto.exceptions.ClientError, match="not part of the laptop cloud"):
        boto.list_playback_key_pairs()


def test_channels_are_made_at_the_account_s_pace(monkeypatch: pytest.MonkeyPatch):
    moment = 100.0
    monkeypatch.setattr("local.cloud.services.ivs.time.monotonic", lambda: moment)
    throttle = Throttle(5)
    for _ in range(5):
        throttle.take()
    with pytest.raises(ServiceError) as refused:
        throttle.take()
    assert (refused.value.code, refused.value.status) == ("ThrottlingException", 429)
    moment += 0.2
    throttle.take()
    with pytest.raises(ServiceError):
        throttle.take()


def test_an_account_holds_so_many_channels(boto: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("local.cloud.services.ivs.CHANNELS_QUOTA", 1)
    boto.create_channel(name="one")
    with pytest.raises(boto.exceptions.ServiceQuotaExceededException):
        boto.create_channel(name="two")


def test_a_broadcast_tells_its_story(ivs: Ivs, heard: Any):
    key = ivs.create_channel({"name": "one"})["streamKey"]["value"]
    stream_id = publish(ivs, key)
    ivs.health_changed(stream_id, True, "2026-11-22T10:00:05Z")
    ivs.health_changed(stream_id, False, "2026-11-22T10:00:09Z")
    for _ in range(2):
        ivs.ended(stream_id, {"at": "2026-11-22T10:01:00Z"})
    assert heard.names == [
        "Session Created", "Stream Start", "Starvation Start", "Starvation End", "Stream End", "Session Ended",
    ]  # fmt: skip
    assert {detail["stream_id"] for _, detail in heard.events} == {stream_id}


def test_a_live_stream_tells_how_many_watch(ivs: Ivs):
    made = ivs.create_channel({"name": "one"})
    channel_arn = made["channel"]["arn"]
    with pytest.raises(ServiceError):
        ivs.get_stream({"channelArn": channel_arn})
    ivs.plane.watching[publish(ivs, made["streamKey"]["value"])] = 7
    assert ivs.get_stream({"channelArn": channel_arn})["stream"]["viewerCount"] == 7


def test_a_key_publishes_one_broadcast_at_a_time(ivs: Ivs):
    made = ivs.create_channel({"name": "one"})
    key, arn = made["streamKey"]["value"], made["channel"]["arn"]
    stream_id = publish(ivs, key)
    with pytest.raises(ServiceError, match="live already"):
        ivs.authorize(key)
    with pytest.raises(ServiceError) as busy:
        ivs.delete_channel({"arn": arn})
    assert busy.value.code == "ConflictException"
    ivs.ended(stream_id, {"at": "2026-11-22T10:01:00Z"})
    assert ivs.authorize(key)["channel_arn"] == arn


def test_an_unknown_key_is_refused_and_leaves_nothing(ivs: Ivs, heard: Any):
    with pytest.raises(ServiceError, match="unknown stream key"):
        ivs.authorize("sk_us-east-1_wrong")
    assert heard.events == []


def test_who_connects_and_sends_nothing_has_failed(ivs: Ivs, heard: Any):
    key = ivs.create_channel({"name": "one"})["streamKey"]["value"]
    ivs.ended(str(ivs.authorize(key)["stream_id"]), {"at": "2026-11-22T10:01:00Z"})
    assert heard.names == ["Session Created", "Stream Failure"]


def test_metadata_has_a_kilobyte_and_needs_a_broadcast(ivs: Ivs):
    made = ivs.create_channel({"name": "one"})
    arn = made["channel"]["arn"]
    with pytest.raises(ServiceError, match="not live"):
        ivs.put_metadata({"channelArn": arn, "metadata": "x"})
    stream_id = publish(ivs, made["streamKey"]["value"])
    ivs.put_metadata({"channelArn": arn, "metadata": "가" * 341})
    with pytest.raises(ServiceError, match="1 KB"):
        ivs.put_metadata({"channelArn": arn, "metadata": "가" * 342})
    assert ivs.plane.metadata == [(stream_id, "가" * 341)]
    ivs.stop_stream({"channelArn": arn})
    assert ivs.plane.stopped == [stream_id]


def test_a_recorded_broadcast_says_where_and_how_it_ended(ivs: Ivs, heard: Any):
    props = {"DestinationConfiguration": {"S3": {"BucketName": "recordings"}}}
    recording, _ = IvsResources(ivs).make_recording_configuration("R", props, "stack")
    key = ivs.create_channel({"name": "one", "recordingConfigurationArn": recording})["streamKey"]["value"]
    stream_id = publish(ivs, key)
    report = {"at": "2026-11-22T10:01:00Z", "recording": {"status": "RECORDING_ENDED", "duration_ms": 59_000}}
    ivs.ended(stream_id, report)
    kind, detail = heard.events[-1]
    assert (kind, detail["recording_status"]) == ("IVS Recording State Change", "Recording End")
    assert (detail["recording_duration_ms"], detail["recording_s3_bucket_name"]) == (59_000, "recordings")
    assert detail["recording_s3_key_prefix"].startswith("ivs/v1/")
    assert json.dumps(detail)


@pytest.mark.parametrize(("name", "wanted"), [("CreateChannel", "create_channel"), ("GetStreamKey", "get_stream_key")])
def test_operations_are_methods_in_snake_case(name: str, wanted: str):
    assert snake(name) == wanted


def test_a_body_that_is_no_json_is_refused_as_aws_does(ivs: Ivs):
    import asyncio

    status, headers, _ = asyncio.run(ivs.handle("POST", "/CreateChannel", {}, b"{", {}))
    assert (status, headers["x-amzn-errortype"]) == (400, "SerializationException")
