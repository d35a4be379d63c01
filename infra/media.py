"""Where video enters, rests and is transcoded: buckets, Amazon IVS, MediaConvert, playback keys."""

from aws_cdk import CustomResource, Duration, SecretValue, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_ivs as ivs
from aws_cdk import aws_mediaconvert as mediaconvert
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra import code
from infra.buckets import house_bucket
from infra.lambda_function import HouseFunction, Shape
from infra.nag import explain_wildcard
from infra.platform import Platform

THUMBNAIL_SECONDS = 10


class MediaStack(Stack):
    def __init__(self, scope: Construct, platform: Platform) -> None:
        stage = platform.stage
        super().__init__(scope, stage.stack_name("media"), env=stage.environment, termination_protection=stage.protect)
        self.platform = platform
        self.access_logs = s3.Bucket(
            self,
            "AccessLogs",
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            enforce_ssl=True,
            object_ownership=s3.ObjectOwnership.OBJECT_WRITER,  # CloudFront's standard logs are written by ACL
            lifecycle_rules=[s3.LifecycleRule(expiration=Duration.days(90))],
            removal_policy=stage.removal_policy,
        )
        self.recordings = self._bucket("Recordings")
        self.media = self._bucket("Media")
        self.uploads = self._bucket(
            "Uploads",
            cors=[s3.CorsRule(
                allowed_methods=[s3.HttpMethods.PUT],
                allowed_origins=[stage.site_url or "*"],  # a presigned URL is the permission; the origin only a hint
                allowed_headers=["*"],
                exposed_headers=["ETag"],
            )],
            lifecycle_rules=[
                s3.LifecycleRule(abort_incomplete_multipart_upload_after=Duration.days(2), expiration=Duration.days(7))
            ],
        )  # fmt: skip
        self._transcoding()
        self.cloudfront_public_key = self._playback_keys()
        self._ingest()

    def _bucket(self, name: str, **more: object) -> s3.Bucket:
        return house_bucket(self, self.platform, name, self.access_logs, **more)

    def _transcoding(self) -> None:
        """A queue of its own, so that a flood of uploads is seen and bounded, and the role its jobs run with."""
        queue = mediaconvert.CfnQueue(self, "TranscodeQueue", pricing_plan="ON_DEMAND", status="ACTIVE")
        role = iam.Role(self, "TranscodeRole", assumed_by=iam.ServicePrincipal("mediaconvert.amazonaws.com"))
        for source in (self.uploads, self.recordings):
            role.add_to_policy(iam.PolicyStatement(actions=["s3:GetObject"], resources=[source.arn_for_objects("*")]))
            role.add_to_policy(iam.PolicyStatement(actions=["s3:ListBucket"], resources=[source.bucket_arn]))
        role.add_to_policy(iam.PolicyStatement(actions=["s3:PutObject"], resources=[self.media.arn_for_objects("*")]))
        explain_wildcard(role, "Objects are named at run time; the buckets hold nothing but media.")
        self.platform.names.update(TRANSCODE_QUEUE_ARN=queue.attr_arn, TRANSCODE_ROLE_ARN=role.role_arn)
        jobs = f"arn:aws:mediaconvert:{self.region}:{self.account}:jobs/*"
        self.platform.names["MEDIACONVERT_JOBS_ARN"] = jobs

    def _playback_keys(self) -> str:
        stage = self.platform.stage
        secrets = {
            kind: secretsmanager.Secret(
                self, kind, description=f"Private key of {use}; filled in by PlaybackKeys",
                secret_string_value=SecretValue.unsafe_plain_text("not made yet"), removal_policy=stage.removal_policy,
            )
            for kind, use in {"IvsSecret": "live playback tokens", "CloudFrontSecret": "VOD cookies"}.items()
        }  # fmt: skip
        shape = Shape(
            handler="functions.platform.playback_keys.handler",
            code=code.function_code("platform", stage),
            environment={},
            timeout=Duration.seconds(60),
            memory_mb=256,
        )
        maker = HouseFunction(self, "PlaybackKeysMaker", shape, stage, self.platform.alarms)
        actions = ["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"]
        arns = [secret.secret_arn for secret in secrets.values()]
        maker.add_to_role_policy(iam.PolicyStatement(actions=actions, resources=arns))
        keys = CustomResource(
            self,
            "PlaybackKeys",
            service_token=maker.function_arn,
            resource_type="Custom::PlaybackKeys",
            properties={kind: secret.secret_arn for kind, secret in secrets.items()},
        )
        keys.node.add_dependency(maker)  # and so on its permissions
        self.playback_key_pair = ivs.CfnPlaybackKeyPair(
            self, "IvsPlaybackKey", public_key_material=keys.get_att_string("IvsPublicKey")
        )
        self.platform.names.update(
            IVS_PLAYBACK_KEY=secrets["IvsSecret"].secret_arn,
            CLOUDFRONT_PLAYBACK_KEY=secrets["CloudFrontSecret"].secret_arn,
        )
        return keys.get_att_string("CloudFrontPublicKey")

    def _ingest(self) -> None:
        """Channels are made at run time by functions/channels; what they share is made here."""
        recording = ivs.CfnRecordingConfiguration(
            self,
            "RecordingConfiguration",
            destination_configuration=ivs.CfnRecordingConfiguration.DestinationConfigurationProperty(
                s3=ivs.CfnRecordingConfiguration.S3DestinationConfigurationProperty(
                    bucket_name=self.recordings.bucket_name
                )
            ),
            thumbnail_configuration=ivs.CfnRecordingConfiguration.ThumbnailConfigurationProperty(
                recording_mode="INTERVAL", target_interval_seconds=THUMBNAIL_SECONDS, storage=["SEQUENTIAL", "LATEST"]
            ),
            recording_reconnect_window_seconds=30,
        )
        self.platform.names["RECORDING_CONFIGURATION_ARN"] = recording.attr_arn
