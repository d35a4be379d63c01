"""MediaConvert's jobs, carried out by local/media/convert with the permissions of the role each job names."""

import threading
from collections.abc import Callable
from typing import Any

import boto3
from botocore.config import Config

from local.cloud.services.mediaconvert import JobFailed
from local.media.convert import JobCanceledError, JobError, SettingsError, Storage
from local.media.convert import probe as probe_source
from local.media.convert import run as run_job

CANCELED, INVALID = 1000, 1402


def run(job: dict[str, Any], progress: Callable[[int], None], cancelled: threading.Event) -> list[dict[str, Any]]:
    """`outputGroupDetails` of the COMPLETE event; JobFailed otherwise."""
    try:
        return run_job(job["Settings"], _storage_as(job["Role"]), progress, cancelled)
    except JobError as error:
        raise JobFailed(error.code, error.message) from error
    except SettingsError as error:
        raise JobFailed(INVALID, str(error)) from error
    except JobCanceledError as error:
        raise JobFailed(CANCELED, "canceled") from error


def probe(url: str) -> dict[str, Any]:
    """One element of ProbeResults. Probe reads with the permissions of its caller, who has them checked by S3 here."""
    try:
        found: dict[str, Any] = probe_source(url, Storage(boto3.client("s3", config=_CONFIG)))["ProbeResults"][0]
    except JobError as error:
        raise JobFailed(error.code, error.message) from error
    return found


_CONFIG = Config(signature_version="s3v4", s3={"addressing_style": "path"})


def _storage_as(role_arn: str) -> Storage:
    session = boto3.client("sts").assume_role(RoleArn=role_arn, RoleSessionName="mediaconvert")["Credentials"]
    return Storage(
        boto3.client(
            "s3",
            config=_CONFIG,
            aws_access_key_id=session["AccessKeyId"],
            aws_secret_access_key=session["SecretAccessKey"],
            aws_session_token=session["SessionToken"],
        )
    )
