"""HTTP API of channels."""

import json
from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from functions.channels.domain import Channel, EncoderAdvice, found, masked
from functions.channels.schemas import (
    ChannelChange,
    ChannelRequest,
    ChannelSettings,
    ChannelView,
    IngestView,
    Protocol,
    Recommended,
    StreamKey,
    TimedMetadata,
)
from functions.channels.service import by_creation
from functions.channels.wiring import desk
from kernel import clock
from kernel.access import PUBLIC, allow
from kernel.http import accepted, caller, http_api, lambda_handler, no_content, require_unchanged
from kernel.pagination import Page

api = http_api()
STREAMER = allow("streamer")


def own(channel_id: str) -> Channel:
    return desk().owned(channel_id, caller(api).user_id)


@api.post("/v1/channels", tags=STREAMER, status_code=202)
def create_channel(body: ChannelRequest) -> ChannelSettings:
    return ChannelSettings.model_validate(desk().request(caller(api).user_id, body))


@api.get("/v1/me/channels", tags=STREAMER)
def my_channels() -> Page[ChannelSettings]:
    mine = by_creation(desk().channels.owned_by(caller(api).user_id))
    return Page(items=[ChannelSettings.model_validate(channel) for channel in mine])


@api.get("/v1/me/ingest", tags=STREAMER)
def my_ingest() -> Page[IngestView]:
    mine = by_creation(desk().channels.owned_by(caller(api).user_id))
    return Page(items=[ingest_view(channel) for channel in mine if channel.ingest])


@api.get("/v1/channels/<channel_id>", tags=[PUBLIC])
def read_channel(channel_id: str) -> ChannelView:
    return ChannelView.of(found(desk().channels.find(channel_id)))


@api.get("/v1/channels/<channel_id>/settings", tags=STREAMER)
def read_settings(channel_id: str) -> ChannelSettings:
    return ChannelSettings.model_validate(own(channel_id))


@api.patch("/v1/channels/<channel_id>", tags=STREAMER)
def change_channel(channel_id: str, body: ChannelChange) -> ChannelSettings:
    channel = own(channel_id)
    require_unchanged(api, ChannelSettings.model_validate(channel))
    return ChannelSettings.model_validate(desk().change(channel, body))


@api.delete("/v1/channels/<channel_id>", tags=STREAMER, status_code=204)
def delete_channel(channel_id: str) -> Response[str]:
    desk().delete(own(channel_id))
    return no_content()


@api.get("/v1/channels/<channel_id>/ingest", tags=STREAMER)
def read_ingest(channel_id: str) -> IngestView:
    return ingest_view(own(channel_id))


@api.post("/v1/channels/<channel_id>/stream-key/reveal", tags=STREAMER)
def reveal_key(channel_id: str) -> StreamKey:
    caller(api).require_recent_sign_in(clock.now())
    return StreamKey(stream_key=desk().broadcasting.key(own(channel_id).ready_ingest().stream_key_arn))


@api.post("/v1/channels/<channel_id>/stream-key/rotate", tags=STREAMER)
def rotate_key(channel_id: str) -> StreamKey:
    caller(api).require_recent_sign_in(clock.now())
    return StreamKey(stream_key=desk().rotate_key(own(channel_id)))


@api.get("/v1/channels/<channel_id>/obs-profile", tags=STREAMER)
def obs_profile(channel_id: str) -> Response[str]:
    """OBS Studio's service.json; the key is left for the streamer to paste."""
    server = server_url(own(channel_id))
    profile = {"type": "rtmp_custom", "settings": {"server": server, "key": "", "use_auth": False, "bwtest": False}}
    headers = {"Content-Disposition": 'attachment; filename="service.json"'}
    return Response(HTTPStatus.OK, "application/json", json.dumps(profile, indent=2), headers)


@api.post("/v1/channels/<channel_id>/timed-metadata", tags=STREAMER, status_code=202)
def send_timed_metadata(channel_id: str, body: TimedMetadata) -> Response[str]:
    desk().broadcasting.put_metadata(own(channel_id).ready_ingest().ivs_arn, body.payload)
    return accepted()


@api.post("/v1/channels/<channel_id>/stop", tags=STREAMER, status_code=202)
def stop_broadcast(channel_id: str) -> Response[str]:
    desk().broadcasting.stop(own(channel_id).ready_ingest().ivs_arn)
    return accepted()


def server_url(channel: Channel) -> str:
    """IVS hands out a host for RTMPS on 443; an endpoint that names its port speaks plain RTMP (loopback)."""
    endpoint = channel.ready_ingest().endpoint
    return f"rtmp://{endpoint}/app/" if ":" in endpoint else f"rtmps://{endpoint}:443/app/"


def ingest_view(channel: Channel) -> IngestView:
    url = server_url(channel)
    return IngestView(
        channel_id=channel.id,
        server=url,
        stream_key_masked=masked(channel.ready_ingest().stream_key_hint),
        protocols=[Protocol(name="rtmps" if url.startswith("rtmps") else "rtmp", url=url)],
        recommended=Recommended.model_validate(EncoderAdvice()),
    )


handler = lambda_handler(api)
