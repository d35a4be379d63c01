"""What CloudFormation makes of Amazon IVS: recording configurations and playback keys."""

import secrets
import uuid
from typing import Any

from local.cloud.repairs.resources import register
from local.cloud.services.ivs import Ivs


class IvsResources:
    """Handlers in the emulator's form: create(logical id, properties, stack) → physical id and attributes."""

    def __init__(self, ivs: Ivs) -> None:
        self.ivs = ivs

    def register(self) -> None:
        recordings, keys = self.ivs.table("recordings"), self.ivs.table("playback_keys")
        register(
            "AWS::IVS::RecordingConfiguration",
            self.make_recording_configuration,
            lambda arn, _props: recordings.pop(arn, None),
            self.change_recording_configuration,
        )
        register(
            "AWS::IVS::PlaybackKeyPair",
            self.make_playback_key,
            lambda arn, _props: keys.pop(arn, None),
            lambda arn, _old, new, _stack: (arn, self.make_playback_key("", new, "")[1]),
        )

    def make_recording_configuration(
        self, _logical_id: str, props: dict[str, Any], _stack: str
    ) -> tuple[str, dict[str, str]]:
        arn = self.ivs.arn("recording-configuration", secrets.token_hex(6))
        self.change_recording_configuration(arn, {}, props, "")
        return arn, {"Arn": arn, "State": "ACTIVE"}

    def change_recording_configuration(
        self, arn: str, _old: Any, props: dict[str, Any], _stack: str
    ) -> tuple[str, dict[str, str]]:
        thumbnails = props.get("ThumbnailConfiguration", {})
        self.ivs.table("recordings")[arn] = {
            "arn": arn,
            "bucket": props["DestinationConfiguration"]["S3"]["BucketName"],
            "thumbnail_seconds": int(thumbnails.get("TargetIntervalSeconds", 60)),
        }
        return arn, {"Arn": arn, "State": "ACTIVE"}

    def make_playback_key(self, _logical_id: str, props: dict[str, Any], _stack: str) -> tuple[str, dict[str, str]]:
        arn = self.ivs.arn("playback-key", secrets.token_hex(6))
        self.ivs.table("playback_keys")[arn] = {"arn": arn, "publicKeyMaterial": props["PublicKeyMaterial"]}
        return arn, {"Arn": arn, "Fingerprint": uuid.uuid5(uuid.NAMESPACE_OID, props["PublicKeyMaterial"]).hex}
