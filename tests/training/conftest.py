"""What training's tests stand on: moto's S3 and DynamoDB, and a SageMaker that knows what AWS would refuse."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import boto3
import botocore.session
import pytest
from botocore.exceptions import ClientError
from botocore.validate import ParamValidator

from functions.recommendations.training import clients, deployment, endpoint, store
from functions.recommendations.training.steps import move_traffic, record_failure, register, smoke_test
from tests.recommendations import lake

BUCKET = "lake"


@cache
def model() -> Any:
    return botocore.session.get_session().get_service_model("sagemaker")


@dataclass
class FakeSageMaker:
    """Requests are held to botocore's model; names that exist, or do not, are refused in SageMaker's words."""

    things: dict[str, dict[str, Any]] = field(default_factory=dict)
    approvals: dict[str, str] = field(default_factory=dict)
    slow: int = 0  # how often an endpoint is still Creating

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        name = "".join(part.title() for part in operation.split("_"))
        shape = model().operation_model(name).input_shape

        def call(**request: Any) -> Any:
            report = ParamValidator().validate(request, shape)
            assert not report.has_errors(), report.generate_report()
            verb, _, noun = operation.partition("_")
            return getattr(self, f"_{verb}")(noun, request)

        return call

    def _create(self, noun: str, request: dict[str, Any]) -> dict[str, Any]:
        if noun == "model_package":
            arn = f"arn:package/{len(self.approvals) + 1}"
            self.approvals[arn] = request["ModelApprovalStatus"]
            return {"ModelPackageArn": arn}
        key = f"{noun}/{next(iter(request.values()))}"
        if key in self.things:
            raise refused(f'Cannot create already existing {noun} "{key}".')
        self.things[key] = request
        return {}

    def _describe(self, noun: str, request: dict[str, Any]) -> dict[str, Any]:
        key = f"{noun}/{next(iter(request.values()))}"
        if key not in self.things:
            raise refused(f'Could not find {noun} "{key}".')
        self.slow -= 1
        return {"EndpointStatus": "InService" if self.slow < 0 else "Creating"}

    def _delete(self, noun: str, request: dict[str, Any]) -> None:
        key = f"{noun}/{next(iter(request.values()))}"
        if self.things.pop(key, None) is None:
            raise refused(f'Could not find {noun} "{key}".')

    def _update(self, _noun: str, request: dict[str, Any]) -> None:
        self.approvals[request["ModelPackageArn"]] = request["ModelApprovalStatus"]

    @property
    def endpoints(self) -> set[str]:
        return {key.partition("/")[2] for key in self.things if key.startswith("endpoint/")}


def refused(message: str, code: str = "ValidationException") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "Operation")


@dataclass
class FakeRuntime:
    """Endpoints by name; one answers with a document, or raises."""

    answers: dict[str, Callable[[dict[str, Any]], Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def invoke_endpoint(self, **request: Any) -> dict[str, Any]:
        name = request["EndpointName"]
        self.asked.append(name)
        (instance,) = json.loads(request["Body"])["instances"]
        return {"Body": io.BytesIO(json.dumps(self.answers[name](instance)).encode())}


def good(version: str, items: int = 48) -> Callable[[dict[str, Any]], Any]:
    """The serving program in short: whatever is not the person's own, by number."""

    def answer(instance: dict[str, Any]) -> Any:
        own = {*instance.get("history", ()), *instance.get("survey", ())}
        names = [name for name in (f"t{item:03}" for item in range(items)) if name not in own]
        listed = [{"id": name, "score": 1.0, "because": []} for name in names[: instance["count"]]]
        first = {"items": listed, "basis": "history", "low_confidence": False, "unknown_items": []}
        return {"model_version": version, "predictions": [first]}

    return answer


@pytest.fixture
def s3(tables: None, setting: Any) -> Any:
    setting(
        LAKE_BUCKET=BUCKET, LEARNING_PREFIX="madang-test", LEARNING_ROLE_ARN="arn:aws:iam::123456789012:role/learning",
        RECOMMENDER_IMAGE="123456789012.dkr.ecr.us-east-1.amazonaws.com/recommender:abc",
        TRAINING_WORKFLOW_ARN="arn:aws:states:us-east-1:123456789012:stateMachine:Training",
    )  # fmt: skip
    clients.client.cache_clear()
    client = boto3.client("s3", region_name="us-east-1")
    client.create_bucket(Bucket=BUCKET)
    for entry in client.list_objects_v2(Bucket=BUCKET).get("Contents", ()):
        client.delete_object(Bucket=BUCKET, Key=entry["Key"])
    return client


@pytest.fixture
def write(s3: Any) -> Callable[[str, Any], None]:
    """`write(key, rows)`: JSON lines, or bytes as they are."""

    def put(key: str, rows: Any) -> None:
        body = rows if isinstance(rows, bytes) else lake.lines(rows).encode()
        s3.put_object(Bucket=BUCKET, Key=key, Body=body)

    return put


@pytest.fixture
def sagemaker(monkeypatch: pytest.MonkeyPatch) -> FakeSageMaker:
    fake = FakeSageMaker()
    for module in (deployment, register, move_traffic, record_failure):
        monkeypatch.setattr(module, "client", lambda _service: fake)
    return fake


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> FakeRuntime:
    fake = FakeRuntime()
    endpoint.forget()
    for module in (endpoint, smoke_test):
        monkeypatch.setattr(module, "runtime", lambda *_seconds: fake)
    return fake


@pytest.fixture
def registered(s3: Any) -> Callable[[str], str]:
    """A version of kind "title" with its row; gives back the version."""

    def make(version: str) -> str:
        store.register(
            store.ModelRow(
                "title", version, state=store.REGISTERED, endpoint=f"madang-test-title-{version}", execution="run",
                model_data=f"s3://lake/models/title/{version}/output/model.tar.gz",
                trained_at="2026-11-20T10:00:00Z", changed_at="2026-11-20T10:00:00Z",
            )
        )  # fmt: skip
        return version

    return make
