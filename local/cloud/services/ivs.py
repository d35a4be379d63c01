"""Amazon IVS: channels, stream keys, recording configurations, playback keys, streams.

The media plane (local/media) is its data plane and asks it who may publish. Event shapes and limits follow the IVS
User Guide, "Using Amazon EventBridge with IVS" and "Service Quotas".
"""

import secrets
import threading
import time
from typing import Any

from kernel.clock import from_iso, iso, now
from local.cloud.chaos import EVENTS
from local.cloud.services.base import Service, ServiceError
from local.cloud.services.media_plane import MediaPlane

CREATE_CHANNEL_PER_SECOND = 5  # not adjustable at AWS
METADATA_BYTES = 1024
ENDINGS_KEPT = 5
STRANDED_SECONDS = 10
INTERRUPTED = "The broadcast was interrupted; what had been recorded until then is kept."


class Throttle:
    """A token bucket of one second, as the service applies to each of its operations."""

    def __init__(self, per_second: int) -> None:
        self.per_second, self.tokens, self.at = per_second, float(per_second), time.monotonic()
        self.lock = threading.Lock()

    def take(self) -> None:
        with self.lock:
            moment = time.monotonic()
            self.tokens = min(self.per_second, self.tokens + (moment - self.at) * self.per_second)
            self.at = moment
            if self.tokens < 1:
                raise ServiceError("ThrottlingException", "Rate exceeded", 429)
            self.tokens -= 1


CHANNELS_QUOTA = 5_000


class Ivs(Service):
    name = "ivs"

    def __init__(self, plane: MediaPlane, ingest_endpoint: str) -> None:
        super().__init__()
        self.plane, self.ingest_endpoint = plane, ingest_endpoint
        self.create_channel_throttle = Throttle(CREATE_CHANNEL_PER_SECOND)

    # Channels

    def create_channel(self, request: dict[str, Any]) -> dict[str, Any]:
        self.create_channel_throttle.take()
        if len(self.table("channels")) >= CHANNELS_QUOTA:
            raise ServiceError("ServiceQuotaExceededException", f"{CHANNELS_QUOTA} channels an account", 402)
        channel_id = secrets.token_urlsafe(9).replace("-", "x").replace("_", "y")
        arn = self.arn("channel", channel_id)
        channel = {
            "arn": arn,
            "name": request.get("name", ""),
            "latencyMode": request.get("latencyMode", "LOW"),
            "type": request.get("type", "STANDARD"),
            "recordingConfigurationArn": request.get("recordingConfigurationArn", ""),
            "authorized": request.get("authorized", False),
            "insecureIngest": request.get("insecureIngest", False),
            "ingestEndpoint": self.ingest_endpoint,
            "playbackUrl": self.plane.playback_url(channel_id),
            "tags": request.get("tags", {}),
        }
        self.table("channels")[arn] = channel
        return {"channel": channel, "streamKey": self._new_key(arn)}

    def get_channel(self, request: dict[str, Any]) -> dict[str, Any]:
        return {"channel": self._channel(request["arn"])}

    def update_channel(self, request: dict[str, Any]) -> dict[str, Any]:
        channel = self._channel(request["arn"])
        if self._live_stream(request["arn"]):
            raise ServiceError("ConflictException", "the channel is live", 409)
        channel.update({key: value for key, value in request.items() if key != "arn"})
        return {"channel": channel}

    def delete_channel(self, request: dict[str, Any]) -> None:
        self._channel(request["arn"])
        if self._live_stream(request["arn"]):
            raise ServiceError("ConflictException", "the channel is live", 409)
        del self.table("channels")[request["arn"]]
        for key in [k for k in self.table("keys").values() if k["channelArn"] == request["arn"]]:
            del self.table("keys")[key["arn"]]

    def list_channels(self, _request: dict[str, Any]) -> dict[str, Any]:
        return {"channels": list(self.table("channels").values())}

    def _channel(self, arn: str) -> dict[str, Any]:
        try:
            channel: dict[str, Any] = self.table("channels")[arn]
        except KeyError:
            raise ServiceError("ResourceNotFoundException", f"Resource: {arn} not found", 404) from None
        return channel

    # Stream keys

    def _new_key(self, channel_arn: str) -> dict[str, Any]:
        key_id = secrets.token_hex(6)
        key = {
            "arn": self.arn("stream-key", key_id),
            "value": f"sk_us-east-1_{secrets.token_urlsafe(24).replace('-', 'x').replace('_', 'y')}",
            "channelArn": channel_arn,
        }
        self.table("keys")[key["arn"]] = key
        return key

    def create_stream_key(self, request: dict[str, Any]) -> dict[str, Any]:
        self._channel(request["channelArn"])
        if any(key["channelArn"] == request["channelArn"] for key in self.table("keys").values()):
            raise ServiceError("ServiceQuotaExceededException", "one stream key a channel", 402)
        return {"streamKey": self._new_key(request["channelArn"])}

    def get_stream_key(self, request: dict[str, Any]) -> dict[str, Any]:
        key = self.table("keys").get(request["arn"])
        if key is None:
            raise ServiceError("ResourceNotFoundException", f"Resource: {request['arn']} not found", 404)
        return {"streamKey": key}

    def delete_stream_key(self, request: dict[str, Any]) -> None:
        if self.table("keys").pop(request["arn"], None) is None:
            raise ServiceError("ResourceNotFoundException", f"Resource: {request['arn']} not found", 404)

    def list_stream_keys(self, request: dict[str, Any]) -> dict[str, Any]:
        return {"streamKeys": [k for k in self.table("keys").values() if k["channelArn"] == request["channelArn"]]}

    # Streams

    def _live_stream(self, channel_arn: str) -> dict[str, Any] | None:
        return next((s for s in self.table("streams").values() if s["channelArn"] == channel_arn), None)

    def get_stream(self, request: dict[str, Any]) -> dict[str, Any]:
        stream = self._live_stream(request["channelArn"])
        if stream is None or not stream.get("started"):
            raise ServiceError("ChannelNotBroadcasting", "the channel is not live", 404)
        fields = {key: stream[key] for key in ("streamId", "channelArn", "health", "startTime")}
        url = self._channel(request["channelArn"])["playbackUrl"]
        watching = {playing["stream_id"]: playing["viewer_count"] for playing in self.plane.streams()}
        viewers = watching.get(stream["streamId"], 0)  # the plane may have ended it a moment ago
        return {"stream": {**fields, "state": "LIVE", "playbackUrl": url, "viewerCount": viewers}}

    def stop_stream(self, request: dict[str, Any]) -> None:
        stream = self._live_stream(request["channelArn"])
        if stream is None:
            raise ServiceError("ChannelNotBroadcasting", "the channel is not live", 404)
        self.plane.stop(stream["streamId"])

    def put_metadata(self, request: dict[str, Any]) -> None:
        if len(request["metadata"].encode()) > METADATA_BYTES:
            raise ServiceError("ValidationException", "metadata is limited to 1 KB")
        stream = self._live_stream(request["channelArn"])
        if stream is None:
            raise ServiceError("ChannelNotBroadcasting", "the channel is not live", 404)
        self.plane.insert_metadata(stream["streamId"], request["metadata"])

    # What the media plane asks and tells

    def authorize(self, stream_key: str) -> dict[str, Any]:
        """May this key publish now? Opens the stream; ServiceError 403 otherwise."""
        key = next((k for k in self.table("keys").values() if secrets.compare_digest(k["value"], stream_key)), None)
        if key is None:
            raise ServiceError("AccessDeniedException", "unknown stream key", 403)
        channel = self._channel(key["channelArn"])
        if self._live_stream(channel["arn"]):
            raise ServiceError("AccessDeniedException", "the channel is live already", 403)
        stream_id = f"st-{secrets.token_hex(13)}"
        recording = self._recording(channel)
        stream = {
            "streamId": stream_id, "channelArn": channel["arn"], "channelName": channel["name"],
            "health": "HEALTHY", "startTime": iso(now()), "started": False, "recording": recording,
        }  # fmt: skip
        self.table("streams")[stream_id] = stream
        self._state_change(stream, "Session Created", iso(now()))
        return {
            "channel_id": channel["arn"].rsplit("/", 1)[-1],
            "channel_arn": channel["arn"],
            "stream_id": stream_id,
            "type": channel["type"],
            "latency_mode": channel["latencyMode"],
            "authorized": channel["authorized"],
            "recording": recording,
        }

    def _recording(self, channel: dict[str, Any]) -> dict[str, Any] | None:
        configuration = self.table("recordings").get(channel["recordingConfigurationArn"])
        if configuration is None:
            return None
        t, account, channel_id = now(), channel["arn"].split(":")[4], channel["arn"].rsplit("/", 1)[-1]
        session = secrets.token_urlsafe(9).replace("-", "x").replace("_", "y")
        prefix = f"ivs/v1/{account}/{channel_id}/{t.year}/{t.month}/{t.day}/{t.hour}/{t.minute}/{session}"
        return {
            "bucket": configuration["bucket"],
            "key_prefix": prefix,
            "recording_session_id": session,
            "thumbnail_interval_seconds": configuration["thumbnail_seconds"],
        }

    def started(self, stream_id: str, report: dict[str, Any]) -> None:
        stream = self.table("streams").get(stream_id)
        if stream is None or stream["started"]:
            return
        stream.update(started=True, startTime=report["at"], ingest=report)
        self._state_change(stream, "Stream Start", report["at"])
        if stream["recording"]:
            self._recording_change(stream, "Recording Start", report["at"], 0)

    def health_changed(self, stream_id: str, starving: bool, at: str) -> None:
        stream = self.table("streams").get(stream_id)
        if stream is None:
            return
        stream["health"] = "STARVING" if starving else "HEALTHY"
        name = "Starvation Start" if starving else "Starvation End"
        detail = {"event_name": name, "channel_name": stream["channelName"], "stream_id": stream_id}
        EVENTS.emit("aws.ivs", "IVS Stream Health Change", detail, (stream["channelArn"],), at)

    def ended(self, stream_id: str, report: dict[str, Any]) -> None:
        """A second report of the same end (it is retried until answered) finds nothing and changes nothing."""
        stream = self.table("streams").pop(stream_id, None)
        if stream is None:
            return
        endings = self.table("endings")
        endings[stream_id] = {"stream": stream, "report": report}
        while len(endings) > ENDINGS_KEPT:
            del endings[next(iter(endings))]
        self._announce_end(stream, report)

    def announce_endings_again(self) -> None:
        """After a crash: what followed from the last endings may not have been saved. IVS delivers events twice too."""
        for ending in list(self.table("endings").values()):
            self._announce_end(ending["stream"], ending["report"])

    def end_stranded(self) -> None:
        """Streams that the media plane knows nothing of would keep their channels occupied for ever."""
        on_air = {stream["stream_id"] for stream in self.plane.streams()}
        for stream_id, stream in list(self.table("streams").items()):
            age = now() - from_iso(stream["startTime"])
            if stream_id not in on_air and age.total_seconds() > STRANDED_SECONDS:
                self.ended(stream_id, {"at": iso(now()), "recovered": True, "recording": None})

    def _announce_end(self, stream: dict[str, Any], report: dict[str, Any]) -> None:
        """After a crash the start is told again, as it may be among what was lost; heard twice it changes nothing."""
        recovered = report.get("recovered", False)
        if not stream["started"] and not report.get("recording"):
            self._state_change(stream, "Stream Failure", report["at"])
            return
        if recovered:
            self._state_change(stream, "Stream Start", stream["startTime"])
        self._state_change(stream, "Stream End", report["at"])
        self._state_change(stream, "Session Ended", report["at"])
        recorded = report.get("recording")
        if stream["recording"] and recorded:
            failed = recorded["status"] != "RECORDING_ENDED"
            status = "Recording End Failure" if failed else "Recording End"
            reason = INTERRUPTED if recovered else ""
            self._recording_change(stream, status, report["at"], recorded["duration_ms"], reason)

    def _state_change(self, stream: dict[str, Any], name: str, at: str) -> None:
        detail = {"event_name": name, "channel_name": stream["channelName"], "stream_id": stream["streamId"]}
        EVENTS.emit("aws.ivs", "IVS Stream State Change", detail, (stream["channelArn"],), at)

    def _recording_change(
        self, stream: dict[str, Any], status: str, at: str, duration_ms: int, reason: str = ""
    ) -> None:
        recording = stream["recording"]
        detail = {
            "channel_name": stream["channelName"],
            "stream_id": stream["streamId"],
            "recording_status": status,
            "recording_status_reason": reason,
            "recording_s3_bucket_name": recording["bucket"],
            "recording_s3_key_prefix": recording["key_prefix"],
            "recording_duration_ms": duration_ms,
            "recording_session_id": recording["recording_session_id"],
            "recording_session_stream_ids": [stream["streamId"]],
        }
        EVENTS.emit("aws.ivs", "IVS Recording State Change", detail, (stream["channelArn"],), at)

    def playback_keys(self) -> list[str]:
        return [key["publicKeyMaterial"] for key in self.table("playback_keys").values()]
