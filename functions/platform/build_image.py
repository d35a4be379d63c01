"""Custom resource: a container image, built by CodeBuild from an asset, so that nobody who deploys needs Docker."""

import time
from typing import Any

from botocore.exceptions import ClientError

from functions.platform.clients import client
from functions.platform.cloudformation import custom_resource

POLL_SECONDS = 5.0
LONGEST_SECONDS = 840.0  # Lambda ends at 900


class BuildFailed(RuntimeError):
    """CodeBuild says no; its log group and stream are in the message."""


def is_there(repository: str, tag: str) -> bool:
    """Tags are immutable: an image that was built once is not built again."""
    try:
        found = client("ecr").describe_images(repositoryName=repository, imageIds=[{"imageTag": tag}])
    except ClientError as error:
        if error.response["Error"]["Code"] != "ImageNotFoundException":
            raise
        return False
    return bool(found["imageDetails"])


def build(properties: dict[str, Any], pause: float = POLL_SECONDS) -> None:
    """Waits for the end. BuildFailed, TimeoutError."""
    builds = client("codebuild")
    started = builds.start_build(
        projectName=properties["Project"],
        sourceTypeOverride="S3",
        sourceLocationOverride=f"{properties['SourceBucket']}/{properties['SourceKey']}",
        environmentVariablesOverride=[
            {"name": "IMAGE", "value": f"{properties['RepositoryUri']}:{properties['Tag']}", "type": "PLAINTEXT"}
        ],
    )["build"]
    end = time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < end:
        (told,) = builds.batch_get_builds(ids=[started["id"]])["builds"]
        if told["buildStatus"] == "SUCCEEDED":
            return
        if told["buildStatus"] != "IN_PROGRESS":
            raise BuildFailed(f"{told['id']} {told['buildStatus']}: {told.get('logs', {}).get('deepLink', 'no log')}")
        time.sleep(pause)
    raise TimeoutError(f"{started['id']} runs longer than {LONGEST_SECONDS:.0f} s")


def make(request_type: str, properties: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """Attributes: `Uri`, the image with its tag. A Delete leaves images to the repository's own stack."""
    name = f"image-{properties['Repository']}"
    if request_type == "Delete":
        return name, {}
    if not is_there(properties["Repository"], properties["Tag"]):
        build(properties)
    return name, {"Uri": f"{properties['RepositoryUri']}:{properties['Tag']}"}


handler = custom_resource(make)
