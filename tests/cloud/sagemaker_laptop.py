"""SageMaker of the laptop behind a port, with a tiny image whose containers are real processes."""

import io
import json
import tarfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from local.cloud.services import sagemaker_jobs
from local.cloud.services.sagemaker import SageMaker

IMAGE = "000000000000.dkr.ecr.us-east-1.amazonaws.com/tiny:1"
ROLE = "arn:aws:iam::000000000000:role/learning"
PROGRAM = """
import json, os, sys, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
root = Path(sys.argv[sys.argv.index("--root") + 1])
wanted = json.loads((root / "input/config/hyperparameters.json").read_text()) if "train" in sys.argv else {}
if wanted.get("fail"):
    (root / "output/failure").write_text(wanted["fail"])
    sys.exit(3)
if "train" in sys.argv:
    time.sleep(float(wanted.get("sleep", 0)))
    data = root / "input/data"
    found = sorted(str(one.relative_to(data)) for one in data.rglob("*") if one.is_file())
    (root / "model/names.json").write_text(json.dumps(found))
    (root / "output/data").mkdir()
    (root / "output/data/pid").write_text(str(os.getpid()))
    sys.exit()
class Handler(BaseHTTPRequestHandler):
    def answer(self, status, text):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)
    def do_GET(self):
        self.answer(200, b"{}")
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if body == b"slow":
            time.sleep(1)
        names = json.loads((root / "model/names.json").read_text())
        told = {"said": body.decode(), "names": names, "kind": self.headers["Content-Type"], "pid": os.getpid()}
        self.answer(400 if body == b"bad" else 200, json.dumps(told).encode())
    def log_message(self, *_):
        pass
ThreadingHTTPServer(("127.0.0.1", int(sys.argv[sys.argv.index("--port") + 1])), Handler).serve_forever()
"""


@dataclass
class Storage:
    """S3 as the services have it: objects by bucket/key."""

    objects: dict[str, bytes] = field(default_factory=dict)

    def download_fileobj(self, bucket: str, key: str, file: Any) -> None:
        file.write(self.objects[f"{bucket}/{key}"])

    def upload_file(self, path: str, bucket: str, key: str) -> None:
        self.objects[f"{bucket}/{key}"] = Path(path).read_bytes()

    def get_object(self, **request: str) -> dict[str, Any]:
        return {"Body": io.BytesIO(self.objects[f"{request['Bucket']}/{request['Key']}"])}

    def get_paginator(self, _operation: str) -> "Storage":
        return self

    def paginate(self, **request: str) -> Iterator[dict[str, Any]]:
        start = f"{request['Bucket']}/{request['Prefix']}"
        names = [name.partition("/")[2] for name in self.objects if name.startswith(start)]
        yield {"Contents": [{"Key": name} for name in names]}

    def member(self, name: str, file: str) -> bytes:
        with tarfile.open(fileobj=io.BytesIO(self.objects[name])) as archive:
            found = archive.extractfile(file)
            assert found is not None
            return found.read()


@dataclass
class Laptop:
    service: SageMaker
    storage: Storage
    client: Any
    runtime: Any
    events: list[tuple[str, dict[str, Any]]]

    def train(self, name: str, channels: dict[str, tuple[str, str]] | None = None, **given: str) -> None:
        found = {"items": ("S3Prefix", "s3://lake/items/")} if channels is None else channels
        self.client.create_training_job(
            TrainingJobName=name, RoleArn=ROLE, HyperParameters=given,
            AlgorithmSpecification={"TrainingImage": IMAGE, "TrainingInputMode": "File"},
            InputDataConfig=[
                {"ChannelName": channel, "DataSource": {"S3DataSource": {"S3DataType": kind, "S3Uri": uri}}}
                for channel, (kind, uri) in found.items()
            ],
            OutputDataConfig={"S3OutputPath": "s3://lake/models"},
            ResourceConfig={"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 1},
            StoppingCondition={"MaxRuntimeInSeconds": 60},
        )  # fmt: skip

    def ended(self, name: str) -> dict[str, Any]:
        return until(
            lambda: self.client.describe_training_job(TrainingJobName=name),
            lambda job: (
                job["TrainingJobStatus"] in sagemaker_jobs.ENDED and job["SecondaryStatus"] in sagemaker_jobs.ENDED
            ),
        )

    def deploy(self, name: str, model_data: str = "s3://lake/models/job/output/model.tar.gz") -> str:
        self.client.create_model(
            ModelName=name, ExecutionRoleArn=ROLE, PrimaryContainer={"Image": IMAGE, "ModelDataUrl": model_data}
        )
        variant = {
            "VariantName": "all",
            "ModelName": name,
            "ServerlessConfig": {"MemorySizeInMB": 1024, "MaxConcurrency": 1},
        }
        self.client.create_endpoint_config(EndpointConfigName=name, ProductionVariants=[variant])
        self.client.create_endpoint(EndpointName=name, EndpointConfigName=name)
        told = until(
            lambda: self.client.describe_endpoint(EndpointName=name), lambda one: one["EndpointStatus"] != "Creating"
        )
        return str(told["EndpointStatus"])

    def ask(self, name: str, body: bytes = b"hello") -> dict[str, Any]:
        answer = self.runtime.invoke_endpoint(EndpointName=name, ContentType="text/plain", Body=body)
        return {**json.loads(answer["Body"].read()), "variant": answer["InvokedProductionVariant"]}


def until(look: Callable[[], Any], good: Callable[[Any], bool]) -> Any:
    end = time.monotonic() + 20
    while not good(found := look()):
        assert time.monotonic() < end, found
        time.sleep(0.02)
    return found
