"""AWS CodeBuild and Amazon ECR, for images that are built from an asset: a build unpacks it, and says it is pushed.

ministack keeps projects, builds and image tags, but runs builds in Docker only. What a Dockerfile installs is not
installed: the programs run on this machine's packages (local/cloud/containers.py).
"""

import io
import json
import logging
import shutil
import zipfile
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from ministack.core import iam_actions
from ministack.core.responses import get_account_id, get_region, json_response
from ministack.services import codebuild, ecr

from local.cloud.containers import Images
from local.cloud.patching import replace, require
from local.cloud.roles import s3_as

log = logging.getLogger("madang.images")


def build_images(images: Images) -> None:
    require(hasattr(codebuild, "_finish_build") and hasattr(ecr, "_put_image"), "CodeBuild's or ECR's internals moved")

    def unpacking(original: Any) -> Any:
        def start_build(request: dict[str, Any]) -> Any:
            status, headers, body = original(request)
            if status != 200:  # noqa: PLR2004 - OK
                return status, headers, body
            build = codebuild._builds[json.loads(body)["build"]["id"]]
            try:
                _build(images, request, codebuild._projects[request["projectName"]])
            except (ClientError, BotoCoreError, KeyError, ValueError, zipfile.BadZipFile, OSError) as error:
                log.warning("build %s failed: %r", build["id"], error)
                codebuild._finish_build(build, "FAILED")
            return json_response({"build": build})

        return start_build

    replace(codebuild, "_start_build", unpacking)
    replace(iam_actions, "extract_resource_arn", _builds_belong_to_projects)


def _build(images: Images, request: dict[str, Any], project: dict[str, Any]) -> None:
    image = next(one["value"] for one in request["environmentVariablesOverride"] if one["name"] == "IMAGE")
    bucket, _, key = (request.get("sourceLocationOverride") or project["source"]["location"]).partition("/")
    archive = s3_as(project["serviceRole"], "codebuild").get_object(Bucket=bucket, Key=key)["Body"].read()
    place = images.place(image)
    partial = place.with_name(f"{place.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        files.extractall(partial)
    shutil.rmtree(place, ignore_errors=True)
    partial.rename(place)
    _pushed(*image.partition("/")[2].rsplit(":", 1))


def _pushed(repository: str, tag: str) -> None:
    manifest = json.dumps({"schemaVersion": 2, "source": tag})
    status, _, body = ecr._put_image({"repositoryName": repository, "imageManifest": manifest, "imageTag": tag})
    if status != 200:  # noqa: PLR2004 - OK
        raise ValueError(f"ECR refused the image: {body!r}")


def _builds_belong_to_projects(original: Any) -> Any:
    """BatchGetBuilds is granted on the project; the emulator asks for every resource."""

    def resource(service: str, method: str, path: str, headers: dict[str, str], body: bytes, *more: Any) -> Any:
        if service == "codebuild" and headers.get("x-amz-target", "").endswith(".BatchGetBuilds"):
            name = str(json.loads(body)["ids"][0]).partition(":")[0]
            return f"arn:aws:codebuild:{get_region()}:{get_account_id()}:project/{name}"
        return original(service, method, path, headers, body, *more)

    return resource
