"""The image's custom resource, with ECR and CodeBuild as botocore's own models have them."""

from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest
from botocore.stub import Stubber

from functions.platform import build_image

PROPERTIES = {
    "Project": "project", "Repository": "tiny", "RepositoryUri": "host/tiny", "Tag": "abc", "SourceBucket": "assets",
    "SourceKey": "one.zip",
}  # fmt: skip
STARTED = {
    "projectName": "project", "sourceTypeOverride": "S3", "sourceLocationOverride": "assets/one.zip",
    "environmentVariablesOverride": [{"name": "IMAGE", "value": "host/tiny:abc", "type": "PLAINTEXT"}],
}  # fmt: skip
ASKED = {"repositoryName": "tiny", "imageIds": [{"imageTag": "abc"}]}


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Stubber]]:
    session = botocore.session.get_session()
    clients: dict[str, Any] = {
        name: session.create_client(name, region_name="us-east-1") for name in ("ecr", "codebuild")
    }
    monkeypatch.setattr(build_image, "client", clients.__getitem__)
    monkeypatch.setattr(build_image.time, "sleep", lambda _seconds: None)
    stubs = {name: Stubber(client) for name, client in clients.items()}
    for stub in stubs.values():
        stub.activate()
    yield stubs
    for stub in stubs.values():
        stub.assert_no_pending_responses()


def builds(aws: dict[str, Stubber], *statuses: str) -> None:
    aws["codebuild"].add_response("start_build", {"build": {"id": "project:1"}}, STARTED)
    for status in statuses:
        told = {"builds": [{"id": "project:1", "buildStatus": status, "logs": {"deepLink": "the log"}}]}
        aws["codebuild"].add_response("batch_get_builds", told, {"ids": ["project:1"]})


def test_a_new_tag_is_built_and_waited_for(aws: dict[str, Stubber]):
    aws["ecr"].add_client_error("describe_images", "ImageNotFoundException", expected_params=ASKED)
    builds(aws, "IN_PROGRESS", "IN_PROGRESS", "SUCCEEDED")
    assert build_image.make("Create", PROPERTIES) == ("image-tiny", {"Uri": "host/tiny:abc"})


def test_an_image_that_is_there_is_not_built_again(aws: dict[str, Stubber]):
    aws["ecr"].add_response("describe_images", {"imageDetails": [{"imageTags": ["abc"]}]}, ASKED)
    assert build_image.make("Update", PROPERTIES)[1] == {"Uri": "host/tiny:abc"}


def test_a_build_that_fails_fails_the_deployment_with_its_log(aws: dict[str, Stubber]):
    aws["ecr"].add_client_error("describe_images", "ImageNotFoundException", expected_params=ASKED)
    builds(aws, "FAILED")
    with pytest.raises(build_image.BuildFailed, match=r"project:1 FAILED: the log"):
        build_image.make("Create", PROPERTIES)


def test_a_build_without_end_is_given_up_before_lambda_ends(aws: dict[str, Stubber], monkeypatch: pytest.MonkeyPatch):
    clock = iter([0.0, 1.0, build_image.LONGEST_SECONDS + 1])
    monkeypatch.setattr(build_image.time, "monotonic", lambda: next(clock))
    builds(aws, "IN_PROGRESS")
    with pytest.raises(TimeoutError):
        build_image.build(PROPERTIES)


def test_no_other_error_of_ecr_is_taken_for_a_missing_image(aws: dict[str, Stubber]):
    aws["ecr"].add_client_error("describe_images", "AccessDeniedException", expected_params=ASKED)
    with pytest.raises(Exception, match="AccessDenied"):
        build_image.make("Create", PROPERTIES)


def test_deleting_the_stack_leaves_the_image(aws: dict[str, Stubber]):
    assert build_image.make("Delete", PROPERTIES) == ("image-tiny", {})
