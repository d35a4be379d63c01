"""Amazon IVS behind channels."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import botocore.session
from botocore.exceptions import ClientError

from functions.channels.domain import Channel, Ingest, hint
from functions.channels.service import QuotaReached
from kernel import environment
from kernel.errors import Conflict, NotFound, Problem, TooManyRequests

FULL = "Amazon IVS takes no more channels in this account. Delete one that is not used, or ask whoever runs this site."
REFUSALS: dict[str, Callable[[], Problem]] = {
    "ChannelNotBroadcasting": lambda: Conflict("The channel is not live.", code="not_live"),
    "ConflictException": lambda: Conflict("Stop the broadcast first.", code="channel_is_live"),
    "ResourceNotFoundException": lambda: NotFound("The channel is gone.", code="no_such_channel"),
    "ThrottlingException": lambda: TooManyRequests("Too many at once; try again.", retry_after=1),
}


@cache
def _client() -> Any:
    return botocore.session.get_session().create_client("ivs", region_name=environment.region())


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        refusal = REFUSALS.get(error.response["Error"]["Code"])
        if refusal is None:
            raise
        raise refusal() from error


class IvsBroadcasting:
    def create(self, channel: Channel) -> tuple[Ingest, str]:
        """A channel whose playback needs a token. Throttling is not translated: the queue delivers again."""
        try:
            answer = _client().create_channel(
                name=channel.id,  # names are not secret, and ids outlive renames
                latencyMode=channel.latency_mode.upper(),
                type="STANDARD",
                authorized=True,
                recordingConfigurationArn=_recording(channel),
                tags={"madang:channel": channel.id},
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ServiceQuotaExceededException":
                raise
            raise QuotaReached(FULL) from error
        made, key = answer["channel"], answer["streamKey"]
        return Ingest(made["arn"], made["ingestEndpoint"], made["playbackUrl"], key["arn"], hint(key["value"])), key[
            "value"
        ]

    def update(self, channel: Channel) -> None:
        with _refusals():
            _client().update_channel(
                arn=channel.ready_ingest().ivs_arn,
                latencyMode=channel.latency_mode.upper(),
                recordingConfigurationArn=_recording(channel),
            )

    def delete(self, ivs_arn: str) -> None:
        with _refusals():
            _client().delete_channel(arn=ivs_arn)

    def key(self, key_arn: str) -> str:
        with _refusals():
            return str(_client().get_stream_key(arn=key_arn)["streamKey"]["value"])

    def rotate_key(self, ivs_arn: str, old_key_arn: str) -> tuple[str, str]:
        """IVS holds one key a channel: the old one goes first, then whoever is publishing with it."""
        with _refusals():
            try:
                _client().delete_stream_key(arn=old_key_arn)
            except _client().exceptions.ResourceNotFoundException:
                pass  # an earlier rotation got this far
            made = _client().create_stream_key(channelArn=ivs_arn)["streamKey"]
        try:
            self.stop(ivs_arn)
        except Conflict as not_live:
            if not_live.code != "not_live":
                raise
        return made["arn"], made["value"]

    def stop(self, ivs_arn: str) -> None:
        with _refusals():
            _client().stop_stream(channelArn=ivs_arn)

    def put_metadata(self, ivs_arn: str, payload: str) -> None:
        with _refusals():
            _client().put_metadata(channelArn=ivs_arn, metadata=payload)


def _recording(channel: Channel) -> str:
    return environment.required("RECORDING_CONFIGURATION_ARN") if channel.recording.mode == "keep" else ""
