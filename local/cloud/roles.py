"""S3 with the permissions of a role, as the services have it that act for somebody."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.config import Config

_CONFIG = Config(signature_version="s3v4", s3={"addressing_style": "path"})


def s3_as(role_arn: str, session: str) -> Any:
    """A client whose requests are evaluated by the role's policies."""
    given = boto3.client("sts").assume_role(RoleArn=role_arn, RoleSessionName=session)["Credentials"]
    return boto3.client(
        "s3",
        config=_CONFIG,
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
    )


def split(address: str) -> tuple[str, str]:
    """`s3://bucket/a/key` → its bucket and key."""
    place = urlsplit(address)
    return place.netloc, place.path.lstrip("/")


def fetch(client: Any, bucket: str, key: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        client.download_fileobj(bucket, key, file)
