"""Custom resources, answered over a real socket as CloudFormation would be."""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any
from urllib.error import HTTPError

import boto3
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from functions.platform import clients, playback_keys
from functions.platform.cloudformation import custom_resource
from kernel.observability import logger
from tests.lambdas import LambdaContext

ANSWER_LIMIT = 4096  # bytes that CloudFormation reads


@dataclass
class CloudFormation:
    """Where the presigned address leads to."""

    url: str
    answers: list[dict[str, Any]] = field(default_factory=list)
    types: list[str | None] = field(default_factory=list)
    status: int = 200

    def ask(self, handler: Any, kind: str, properties: dict[str, Any], **more: Any) -> dict[str, Any]:
        event = {
            "RequestType": kind, "ResponseURL": self.url, "StackId": "stack", "RequestId": "req",
            "LogicalResourceId": "Thing", "ResourceProperties": {"ServiceToken": "arn:function", **properties}, **more,
        }  # fmt: skip
        asked = len(self.answers)
        assert handler(event, LambdaContext()) is None
        assert len(self.answers) == asked + 1, "one answer a request"
        answer = self.answers[-1]
        assert {key: answer[key] for key in ("StackId", "RequestId", "LogicalResourceId")} == {
            "StackId": "stack", "RequestId": "req", "LogicalResourceId": "Thing",
        }  # fmt: skip
        return answer


@pytest.fixture
def cloudformation() -> Iterator[CloudFormation]:
    class Listener(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            assert len(body) <= ANSWER_LIMIT
            here.answers.append(json.loads(body))
            here.types.append(self.headers["Content-Type"])
            self.send_response(here.status)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Nothing: a test is no server."""

    with HTTPServer(("127.0.0.1", 0), Listener) as server:
        here = CloudFormation(f"http://127.0.0.1:{server.server_port}/answer?X-Amz-Signature=abc")
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield here
        server.shutdown()
        thread.join()


def doubled(kind: str, properties: dict[str, Any]) -> tuple[str, dict[str, str]]:
    return f"thing-{kind}", {"Twice": properties["Word"] * 2}


def test_what_was_made_is_told(cloudformation: CloudFormation):
    answer = cloudformation.ask(custom_resource(doubled), "Create", {"Word": "ab"})
    assert answer["Status"] == "SUCCESS"
    assert (answer["PhysicalResourceId"], answer["Data"]) == ("thing-Create", {"Twice": "abab"})
    assert cloudformation.types == [""], "the address is signed without a content type"


def broken(_kind: str, _properties: dict[str, Any]) -> tuple[str, dict[str, str]]:
    raise PermissionError("x" * 9000)


@pytest.mark.parametrize(
    ("kind", "known", "physical_id"),
    [("Create", {}, "failed"), ("Update", {"PhysicalResourceId": "t-1"}, "t-1"),
     ("Delete", {"PhysicalResourceId": "t-1"}, "t-1")],
)  # fmt: skip
def test_a_failure_is_always_told(cloudformation: CloudFormation, kind: str, known: dict[str, str], physical_id: str):
    answer = cloudformation.ask(custom_resource(broken), kind, {}, **known)
    assert (answer["Status"], answer["PhysicalResourceId"]) == ("FAILED", physical_id)
    assert answer["Reason"].startswith("PermissionError('xxx")
    assert "Data" not in answer


def test_a_request_without_the_properties_it_needs_fails_the_stack_and_not_the_hour(cloudformation: CloudFormation):
    answer = cloudformation.ask(custom_resource(doubled), "Create", {})
    assert (answer["Status"], answer["Reason"]) == ("FAILED", "KeyError('Word')")


def test_an_answer_that_did_not_arrive_is_lambda_s_to_try_again(cloudformation: CloudFormation):
    cloudformation.status = 503
    with pytest.raises(HTTPError, match="503"):
        cloudformation.ask(custom_resource(doubled), "Create", {"Word": "ab"})


@pytest.mark.parametrize(
    "url", ["http://cfn.example/a", "file:///etc/passwd", "http://localhost.example/a", "http://127.0.0.1@example/a"]
)
def test_answers_go_nowhere_in_the_clear(cloudformation: CloudFormation, url: str):
    cloudformation.url = url
    with pytest.raises(ValueError, match="must be https"):
        cloudformation.ask(custom_resource(doubled), "Create", {"Word": "ab"})


class Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(json.dumps([record.getMessage(), str(record.exc_text), str(vars(record))]))


@pytest.fixture
def logged() -> Iterator[Kept]:
    """Everything that anybody logs, down to botocore's requests."""
    kept, loggers = Kept(), [logging.getLogger(), logging.getLogger(logger.name)]
    levels = [one.level for one in loggers]
    for one in loggers:
        one.addHandler(kept)
        one.setLevel(logging.INFO)
    yield kept
    for one, level in zip(loggers, levels, strict=True):
        one.removeHandler(kept)
        one.setLevel(level)


@pytest.fixture
def secrets(tables: None) -> Iterator[dict[str, str]]:
    """Property → ARN of a secret as infra makes it."""
    clients.client.cache_clear()
    store = boto3.client("secretsmanager", region_name="us-east-1")
    made = {kind: store.create_secret(Name=kind, SecretString="not made yet")["ARN"] for kind in playback_keys.KINDS}
    yield made
    for arn in made.values():
        store.delete_secret(SecretId=arn, ForceDeleteWithoutRecovery=True)


def private(arn: str) -> Any:
    store = boto3.client("secretsmanager", region_name="us-east-1")
    pem = store.get_secret_value(SecretId=arn)["SecretString"]
    return serialization.load_pem_private_key(pem.encode(), None)


def test_both_key_pairs_are_made_once_and_stay(cloudformation: CloudFormation, secrets: dict[str, str], logged: Kept):
    first = cloudformation.ask(playback_keys.handler, "Create", secrets)
    assert (first["Status"], first["PhysicalResourceId"]) == ("SUCCESS", "playback-keys")
    live, vod = private(secrets["IvsSecret"]), private(secrets["CloudFrontSecret"])
    assert isinstance(live, ec.EllipticCurvePrivateKey)
    assert isinstance(vod, rsa.RSAPrivateKey)
    assert (live.curve.name, vod.key_size) == ("secp384r1", 2048)
    assert first["Data"] == {
        "IvsPublicKey": playback_keys.public_pem(live), "CloudFrontPublicKey": playback_keys.public_pem(vod),
    }  # fmt: skip
    again = cloudformation.ask(playback_keys.handler, "Update", secrets, PhysicalResourceId="playback-keys")
    assert again["Data"] == first["Data"]
    told = json.dumps(cloudformation.answers) + "".join(logged.lines)
    assert "PRIVATE" not in told
    assert not [key for key in (live, vod) if playback_keys.private_pem(key).splitlines()[1] in told]


def test_deleting_the_resource_leaves_the_secrets_to_their_stack(
    cloudformation: CloudFormation, secrets: dict[str, str]
):
    cloudformation.ask(playback_keys.handler, "Create", secrets)
    before = playback_keys.private_pem(private(secrets["IvsSecret"]))
    answer = cloudformation.ask(playback_keys.handler, "Delete", secrets, PhysicalResourceId="playback-keys")
    assert answer["Status"] == "SUCCESS"
    assert playback_keys.private_pem(private(secrets["IvsSecret"])) == before


def test_a_secret_that_cannot_be_kept_fails_the_stack_without_telling_it(
    cloudformation: CloudFormation, secrets: dict[str, str], logged: Kept
):
    answer = cloudformation.ask(playback_keys.handler, "Create", {**secrets, "CloudFrontSecret": "arn:missing"})
    assert (answer["Status"], answer["PhysicalResourceId"]) == ("FAILED", "failed")
    assert any("custom resource failed" in line for line in logged.lines)
    assert "PRIVATE KEY" not in json.dumps(cloudformation.answers) + "".join(logged.lines)
    assert private(secrets["IvsSecret"]), "what was made is kept, and found again at the next try"
