"""A bucket of the house: encrypted, closed, logged, kept; its name and ARN are told to the capabilities."""

from aws_cdk import Duration, Stack
from aws_cdk import aws_s3 as s3

from infra.platform import Platform


def house_bucket(stack: Stack, platform: Platform, name: str, logs: s3.IBucket, **more: object) -> s3.Bucket:
    """Names <NAME>_BUCKET and <NAME>_BUCKET_ARN."""
    bucket = s3.Bucket(
        stack,
        name,
        encryption=s3.BucketEncryption.S3_MANAGED,
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        enforce_ssl=True,
        removal_policy=platform.stage.removal_policy,
        server_access_logs_bucket=logs,
        server_access_logs_prefix=f"{name.lower()}/",
        **{"lifecycle_rules": [s3.LifecycleRule(abort_incomplete_multipart_upload_after=Duration.days(2))], **more},  # type: ignore[arg-type]
    )
    platform.names[f"{name.upper()}_BUCKET"] = bucket.bucket_name
    arn = stack.export_value(bucket.bucket_arn)  # by its export's name, which infra/nag.py can tell
    platform.names[f"{name.upper()}_BUCKET_ARN"] = arn
    return bucket
