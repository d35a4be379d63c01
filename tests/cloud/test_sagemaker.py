"""SageMaker of the laptop, asked by the real boto3 over HTTP; its containers are real processes of a tiny image."""

import asyncio
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from ministack.services import stepfunctions

from local.cloud.services import sagemaker as module
from local.cloud.services import sagemaker_endpoints, sagemaker_jobs
from local.cloud.services.sagemaker import SageMaker
from local.cloud.services.sagemaker_policies import of_request
from tests.cloud.sagemaker_laptop import IMAGE, PROGRAM, ROLE, Laptop, Storage, until


@pytest.fixture
def laptop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Laptop]:
    monkeypatch.setattr("local.cloud.services.base.load_state", lambda _name: None)
    monkeypatch.setattr("local.cloud.services.base.also_save", lambda _save: None)
    storage, heard = Storage({"lake/items/a.jsonl": b"{}\n", "lake/items/deep/b.jsonl": b"{}\n"}), []
    for part in (sagemaker_jobs, sagemaker_endpoints):
        monkeypatch.setattr(part, "s3_as", lambda _role, _session: storage)
    monkeypatch.setattr(
        module.EVENTS, "emit", lambda _source, kind, detail, _arns, _at: heard.append((kind, dict(detail)))
    )
    place = tmp_path / "images" / "tiny" / "1"
    place.mkdir(parents=True)
    (place / "Dockerfile").write_text('FROM scratch\nENTRYPOINT ["python", "-m", "program", "--host", "0.0.0.0"]\n')
    (place / "program.py").write_text(PROGRAM)
    service = SageMaker(tmp_path, tmp_path / "logs")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"] or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, more, text = asyncio.run(service.handle("POST", self.path, headers, body, {}))
            self.send_response(status)
            for name, value in {**more, "content-length": str(len(text))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: Any) -> None:
            """The tests' output is theirs."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    config = Config(retries={"total_max_attempts": 1})
    clients = [boto3.client(name, endpoint_url=url, config=config) for name in ("sagemaker", "sagemaker-runtime")]
    yield Laptop(service, storage, clients[0], clients[1], heard)
    service.stop()
    for client in clients:
        client.close()
    server.shutdown()
    server.server_close()
    thread.join()


def code(failure: pytest.ExceptionInfo[ClientError]) -> str:
    return str(failure.value.response["Error"]["Code"])


def test_a_job_reads_its_channels_and_leaves_a_model(laptop: Laptop):
    manifest = [{"prefix": "s3://lake/"}, "items/deep/b.jsonl"]
    laptop.storage.objects["lake/list.manifest"] = json.dumps(manifest).encode()
    laptop.train(
        "job", {"items": ("S3Prefix", "s3://lake/items/"), "some": ("ManifestFile", "s3://lake/list.manifest")}
    )
    job = laptop.ended("job")
    assert (job["TrainingJobStatus"], job["BillableTimeInSeconds"] >= 1) == ("Completed", True)
    assert job["ModelArtifacts"]["S3ModelArtifacts"] == "s3://lake/models/job/output/model.tar.gz"
    names = json.loads(laptop.storage.member("lake/models/job/output/model.tar.gz", "names.json"))
    assert names == ["items/a.jsonl", "items/deep/b.jsonl", "some/items/deep/b.jsonl"]
    steps = [one["Status"] for one in job["SecondaryStatusTransitions"]]
    assert steps == ["Starting", "Downloading", "Training", "Uploading", "Completed"]
    until(lambda: laptop.events, lambda found: len(found) == 2)
    assert {kind for kind, _ in laptop.events} == {"SageMaker Training Job State Change"}
    assert [detail["TrainingJobStatus"] for _, detail in laptop.events] == ["InProgress", "Completed"]
    assert not (laptop.service.trainer.folder / "job").exists()


def test_a_failing_job_says_what_its_program_said(laptop: Laptop):
    laptop.train("job", fail="too_little_data: 3 people")
    job = laptop.ended("job")
    assert job["TrainingJobStatus"] == "Failed"
    assert job["FailureReason"] == "AlgorithmError: too_little_data: 3 people, exit code: 3"
    assert "ModelArtifacts" not in job or not job["ModelArtifacts"].get("S3ModelArtifacts")


def test_an_empty_channel_fails_the_job(laptop: Laptop):
    laptop.train("job", {"items": ("S3Prefix", "s3://lake/nothing/")})
    assert "No S3 objects found" in laptop.ended("job")["FailureReason"]


def test_a_job_can_be_stopped(laptop: Laptop):
    laptop.train("job", sleep="30")
    until(lambda: laptop.service.containers.running, bool)
    laptop.client.stop_training_job(TrainingJobName="job")
    assert laptop.ended("job")["TrainingJobStatus"] == "Stopped"
    assert laptop.service.containers.running == set()


def test_names_of_jobs_are_used_once_and_images_must_be_there(laptop: Laptop):
    laptop.train("job")
    laptop.ended("job")
    with pytest.raises(ClientError) as failure:
        laptop.train("job")
    assert code(failure) == "ResourceInUse"
    with pytest.raises(ClientError) as failure:
        laptop.client.describe_training_job(TrainingJobName="other")
    assert code(failure) == "ValidationException"


def test_an_endpoint_starts_when_it_is_asked_and_again_after_it_ended(laptop: Laptop, monkeypatch: pytest.MonkeyPatch):
    laptop.train("job")
    laptop.ended("job")
    assert laptop.deploy("one") == "InService"
    first = laptop.ask("one")
    assert (first["said"], first["kind"], first["variant"]) == ("hello", "text/plain", "all")
    assert laptop.ask("one")["pid"] == first["pid"], "warm"
    laptop.service.endpoints.stop("one")
    assert laptop.service.containers.running == set()
    again = laptop.ask("one")
    assert again["pid"] != first["pid"]
    assert again["names"] == first["names"]


def test_what_the_model_refuses_is_a_model_error(laptop: Laptop):
    laptop.train("job")
    laptop.ended("job")
    laptop.deploy("one")
    with pytest.raises(ClientError) as failure:
        laptop.ask("one", b"bad")
    assert code(failure) == "ModelError"
    told: Any = failure.value.response
    assert told["OriginalStatusCode"] == 400
    assert '"said": "bad"' in told["OriginalMessage"]


def test_more_at_once_than_agreed_are_throttled(laptop: Laptop):
    laptop.train("job")
    laptop.ended("job")
    laptop.deploy("one")
    laptop.ask("one")
    slow = threading.Thread(target=laptop.ask, args=("one", b"slow"))
    slow.start()
    until(lambda: laptop.service.endpoints.warm["one"].busy._value, lambda left: left == 0)
    with pytest.raises(ClientError) as failure:
        laptop.ask("one")
    slow.join()
    assert code(failure) == "ThrottlingException"


def test_endpoints_that_are_not_there_or_cannot_start(laptop: Laptop):
    with pytest.raises(ClientError) as failure:
        laptop.ask("nobody")
    assert code(failure) == "ValidationError"
    assert laptop.deploy("broken", "s3://lake/items/a.jsonl") == "Failed"


def test_deletions_leave_nothing(laptop: Laptop):
    laptop.train("job")
    laptop.ended("job")
    laptop.deploy("one")
    laptop.client.delete_endpoint(EndpointName="one")
    assert laptop.service.containers.running == set()
    assert not (laptop.service.folder / "one").exists()
    laptop.client.delete_endpoint_config(EndpointConfigName="one")
    laptop.client.delete_model(ModelName="one")
    for act in (
        lambda: laptop.client.delete_endpoint(EndpointName="one"), lambda: laptop.client.delete_model(ModelName="one"),
    ):  # fmt: skip
        with pytest.raises(ClientError, match="Could not find"):
            act()


def test_existing_names_are_refused_in_sagemaker_s_words(laptop: Laptop):
    laptop.train("job")
    laptop.ended("job")
    laptop.deploy("one")
    with pytest.raises(ClientError, match="Cannot create already existing model"):
        laptop.deploy("one")


def test_a_killed_cloud_says_so_when_it_comes_back(laptop: Laptop, tmp_path: Path):
    laptop.train("job", sleep="30")
    until(lambda: laptop.service.containers.running, bool)
    laptop.service.table("endpoints")["one"] = {"EndpointName": "one", "EndpointStatus": "Creating"}
    laptop.service._end_interrupted()
    job = laptop.client.describe_training_job(TrainingJobName="job")
    assert (job["TrainingJobStatus"], job["FailureReason"]) == ("Failed", module.STOPPED_CLOUD)
    assert laptop.client.describe_endpoint(EndpointName="one")["EndpointStatus"] == "Failed"
    laptop.service.stops["job"].set()


def test_a_workflow_waits_for_its_job_and_fails_with_it(laptop: Laptop):
    request = {
        "TrainingJobName": "job", "RoleArn": ROLE, "HyperParameters": {},
        "AlgorithmSpecification": {"TrainingImage": IMAGE}, "InputDataConfig": [],
        "OutputDataConfig": {"S3OutputPath": "s3://lake/models"}, "StoppingCondition": {},
    }  # fmt: skip
    act = stepfunctions._SERVICE_DISPATCH["arn:aws:states:::sagemaker:createTrainingJob"]
    sync = "arn:aws:states:::sagemaker:createTrainingJob.sync"
    assert act(sync, request)["TrainingJobStatus"] == "Completed"
    with pytest.raises(stepfunctions._ExecutionError) as failure:
        act(sync, {**request, "TrainingJobName": "other", "HyperParameters": {"fail": "no"}})
    assert (failure.value.error, json.loads(failure.value.cause)["FailureReason"]) == (
        "States.TaskFailed", "AlgorithmError: no, exit code: 3",
    )  # fmt: skip
    with pytest.raises(stepfunctions._ExecutionError, match="unique"):
        act(sync, request)


def test_the_registry_numbers_packages_and_approves_them(laptop: Laptop):
    arn, _ = laptop.service.make_group("Models", {"ModelPackageGroupName": "g"}, "stack")
    made = [
        laptop.client.create_model_package(ModelPackageGroupName="g", ModelApprovalStatus="PendingManualApproval")
        for _ in range(2)
    ]
    second = made[1]["ModelPackageArn"]
    assert second.endswith(":model-package/g/2")
    laptop.client.update_model_package(ModelPackageArn=second, ModelApprovalStatus="Approved")
    assert laptop.client.describe_model_package(ModelPackageName=second)["ModelApprovalStatus"] == "Approved"
    laptop.service.drop_group(arn, {})
    with pytest.raises(ClientError, match="Could not find"):
        laptop.client.create_model_package(ModelPackageGroupName="g")


@pytest.mark.parametrize(
    ("operation", "request_", "arn"),
    [
        ("CreateTrainingJob", {"TrainingJobName": "J"}, "training-job/j"),
        ("CreateEndpoint", {"EndpointName": "e", "EndpointConfigName": "c"}, "endpoint/e"),
        ("DeleteEndpointConfig", {"EndpointConfigName": "c"}, "endpoint-config/c"),
        ("DeleteModel", {"ModelName": "m"}, "model/m"),
        ("CreateModelPackage", {"ModelPackageGroupName": "g"}, "model-package-group/g"),
    ],
)
def test_policies_name_what_is_asked_for(operation: str, request_: dict[str, str], arn: str):
    assert of_request(operation, request_).endswith(f":{arn}")
    assert of_request("ListDomains", {}) == "*"
