"""CodeBuild of the laptop: a build unpacks its asset into an image that can be run, and ECR knows it by its tag."""

import io
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from ministack.core import iam_actions
from ministack.services import codebuild, ecr

from local.cloud.containers import Images, NoImage
from local.cloud.services import images as module

IMAGE = "000000000000.dkr.ecr.us-east-1.amazonaws.com/tiny:abc"


def archive(files: dict[str, str]) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as packed:
        for name, text in files.items():
            packed.writestr(name, text)
    return body.getvalue()


class Storage:
    def __init__(self, assets: dict[str, bytes]) -> None:
        self.assets = assets

    def get_object(self, **request: str) -> dict[str, Any]:
        return {"Body": io.BytesIO(self.assets[f"{request['Bucket']}/{request['Key']}"])}


@pytest.fixture
def images(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Images:
    made = Images(tmp_path)
    for owner, name in ((codebuild, "_start_build"), (iam_actions, "extract_resource_arn")):
        monkeypatch.setattr(owner, name, getattr(owner, name))  # put back after the test
    assets = {
        "assets/good.zip": archive({"here/Dockerfile": 'ENTRYPOINT ["python", "-m", "it"]\n', "it.py": "x"}),
        "assets/bad.zip": b"no archive",
    }
    monkeypatch.setattr(module, "s3_as", lambda _role, _session: Storage(assets))
    module.build_images(made)
    codebuild._projects["project"] = {"name": "project", "serviceRole": "arn:role", "source": {}}
    ecr._create_repository({"repositoryName": "tiny", "imageTagMutability": "IMMUTABLE"})
    yield made
    codebuild.reset()
    ecr.reset()


def built(key: str) -> str:
    request = {
        "projectName": "project", "sourceLocationOverride": f"assets/{key}",
        "environmentVariablesOverride": [{"name": "IMAGE", "value": IMAGE}],
    }  # fmt: skip
    _, _, body = codebuild._start_build(request)
    build_id = json.loads(body)["build"]["id"]
    return str(json.loads(codebuild._batch_get_builds({"ids": [build_id]})[2])["builds"][0]["buildStatus"])


def tags() -> list[str]:
    told = json.loads(ecr._describe_images({"repositoryName": "tiny"})[2])["imageDetails"]
    return [tag for one in told for tag in one["imageTags"]]


def test_a_build_makes_an_image_that_can_be_run(images: Images):
    with pytest.raises(NoImage):
        images.command(IMAGE)
    assert built("good.zip") == "SUCCEEDED"
    place, command = images.command(IMAGE)
    assert command == [sys.executable, "-m", "it"]
    assert (place / "it.py").read_text() == "x"
    assert tags() == ["abc"]


@pytest.mark.parametrize("key", ["bad.zip", "missing.zip"])
def test_a_build_that_fails_leaves_no_image(images: Images, key: str):
    assert built(key) == "FAILED"
    assert tags() == []
    with pytest.raises(NoImage):
        images.command(IMAGE)


def test_an_unknown_project_builds_nothing(images: Images):
    assert codebuild._start_build({"projectName": "other"})[0] == 400


@pytest.mark.parametrize("uri", ["tiny", "host/tiny", "host/../up:1", ""])
def test_what_names_no_image_leads_nowhere(images: Images, uri: str):
    with pytest.raises(NoImage):
        images.place(uri)


def test_reading_builds_is_granted_on_their_project(images: Images):
    body = json.dumps({"ids": ["project:1"]}).encode()
    headers = {"x-amz-target": "CodeBuild_20161006.BatchGetBuilds"}
    arn = iam_actions.extract_resource_arn("codebuild", "POST", "/", headers, body, {}, "us-east-1", "000000000000")
    assert arn.endswith(":project/project")
