"""Amazon SageMaker: training jobs, models, serverless endpoints and the model registry, without a container engine.

Runs what `infra/learning.py` has built as child processes (local/cloud/containers.py), one training at a time.
"""

import asyncio
import json
import queue
import secrets
import shutil
import threading
import time
from contextvars import Context, copy_context
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from ministack.services import stepfunctions

from kernel.clock import iso, now
from local.cloud.chaos import EVENTS
from local.cloud.containers import Containers, Images, NoImage
from local.cloud.patching import require
from local.cloud.repairs.resources import register
from local.cloud.services.base import Response, Service, ServiceError
from local.cloud.services.sagemaker_endpoints import CannotStart, Endpoints
from local.cloud.services.sagemaker_jobs import ENDED, JobFailed, JobStopped, Trainer, entered
from local.cloud.services.sagemaker_policies import let_policies_name_it

POLL_SECONDS = 0.2
STOPPED_CLOUD = "InternalServerError: The laptop cloud stopped during this."
ARN_NAMES = {
    "model": "ModelArn", "endpoint-config": "EndpointConfigArn", "endpoint": "EndpointArn",
    "model-package": "ModelPackageArn",
}  # fmt: skip


class SageMaker(Service):
    name = "sagemaker"

    def __init__(self, home: Path, logs: Path) -> None:
        super().__init__()
        self.images = Images(home / "images")
        self.containers = Containers(self.images, logs / "sagemaker.log")
        self.trainer = Trainer(self.containers, home / "training")
        self.folder = home / "endpoints"
        self.endpoints = Endpoints(self.containers, self.folder, self._endpoint)
        self.waiting: queue.SimpleQueue[tuple[Context, dict[str, Any]]] = queue.SimpleQueue()
        self.stops: dict[str, threading.Event] = {}
        self._end_interrupted()
        threading.Thread(target=self._work, daemon=True, name="madang-training").start()
        require(hasattr(stepfunctions, "_SERVICE_DISPATCH"), "Step Functions' service integrations moved")
        stepfunctions._SERVICE_DISPATCH["arn:aws:states:::sagemaker:createTrainingJob"] = self._from_workflow

    def register(self) -> None:
        """Its CloudFormation type, and what a policy may name."""
        register("AWS::SageMaker::ModelPackageGroup", self.make_group, self.drop_group, self.change_group)
        let_policies_name_it()

    async def handle(
        self, method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, list[str]]
    ) -> Response:
        """The runtime shares SageMaker's signing name; it alone has paths."""
        if path.startswith("/endpoints/"):
            return await asyncio.to_thread(self.endpoints.invoke, path, headers, body)
        return await super().handle(method, path, headers, body, query)

    def stop(self) -> None:
        self.containers.stop_all()

    def _end_interrupted(self) -> None:
        for job in self.table("jobs").values():
            if job["TrainingJobStatus"] not in ENDED:
                job.update(TrainingJobStatus="Failed", FailureReason=STOPPED_CLOUD, TrainingEndTime=now().timestamp())
                entered(job, "Failed", STOPPED_CLOUD)
        for endpoint in self.table("endpoints").values():
            if endpoint["EndpointStatus"] == "Creating":
                endpoint.update(EndpointStatus="Failed", FailureReason=STOPPED_CLOUD)

    # training jobs

    def create_training_job(self, request: dict[str, Any]) -> dict[str, Any]:
        name, jobs = request["TrainingJobName"], self.table("jobs")
        if name in jobs:
            raise ServiceError("ResourceInUse", f"Training job names must be unique; {name} exists already")
        try:
            self.images.command(request["AlgorithmSpecification"]["TrainingImage"])
        except NoImage as error:
            raise ServiceError("ValidationException", f"no image {error}") from error
        at = now().timestamp()
        job = {
            **request, "TrainingJobArn": self.arn("training-job", name), "TrainingJobStatus": "InProgress",
            "CreationTime": at, "LastModifiedTime": at,
        }  # fmt: skip
        jobs[name], self.stops[name] = job, threading.Event()
        entered(job, "Starting", "Preparing the instances for training")
        self._announce(job)
        self.waiting.put((copy_context(), job))
        return {"TrainingJobArn": job["TrainingJobArn"]}

    def describe_training_job(self, request: dict[str, Any]) -> dict[str, Any]:
        return self._found("jobs", request["TrainingJobName"])

    def list_training_jobs(self, _request: dict[str, Any]) -> dict[str, Any]:
        return {"TrainingJobSummaries": list(self.table("jobs").values())[::-1]}

    def stop_training_job(self, request: dict[str, Any]) -> None:
        job = self._found("jobs", request["TrainingJobName"])
        if job["TrainingJobStatus"] in ENDED:
            raise ServiceError("ValidationException", f"The job is {job['TrainingJobStatus']}")
        job["TrainingJobStatus"] = "Stopping"
        self.stops[job["TrainingJobName"]].set()

    def _work(self) -> None:
        while True:
            context, job = self.waiting.get()
            context.run(self._run, job)

    def _run(self, job: dict[str, Any]) -> None:
        status, reason = "Completed", ""
        try:
            self.trainer.run(job, self.stops[job["TrainingJobName"]])
        except JobStopped:
            status = "Stopped"
        except (JobFailed, NoImage) as failure:
            status, reason = "Failed", str(failure)
        except (ClientError, BotoCoreError, OSError, KeyError) as error:
            status, reason = "Failed", f"ClientError: {error!r}"
        job["TrainingJobStatus"] = status
        if reason:
            job["FailureReason"] = reason
        entered(job, status, reason)
        del self.stops[job["TrainingJobName"]]
        self._announce(job)

    def _announce(self, job: dict[str, Any]) -> None:
        kind = "SageMaker Training Job State Change"
        EVENTS.emit("aws.sagemaker", kind, dict(job), (job["TrainingJobArn"],), iso(now()))

    def _from_workflow(self, resource: str, data: dict[str, Any]) -> dict[str, Any]:
        """`arn:aws:states:::sagemaker:createTrainingJob[.sync]`: with .sync the state waits, and fails with the job."""
        try:
            made = self.create_training_job(data)
        except ServiceError as error:
            raise stepfunctions._ExecutionError(f"SageMaker.{error.code}", error.message) from error
        if not resource.endswith(".sync"):
            return made
        job = self._found("jobs", data["TrainingJobName"])
        while job["TrainingJobStatus"] not in ENDED:
            time.sleep(POLL_SECONDS)
        if job["TrainingJobStatus"] != "Completed":
            raise stepfunctions._ExecutionError("States.TaskFailed", json.dumps(job))
        return job

    # models and endpoints

    def create_model(self, request: dict[str, Any]) -> dict[str, Any]:
        return {"ModelArn": self._made("models", "model", request["ModelName"], request)}

    def describe_model(self, request: dict[str, Any]) -> dict[str, Any]:
        return self._found("models", request["ModelName"])

    def list_models(self, _request: dict[str, Any]) -> dict[str, Any]:
        return {"Models": list(self.table("models").values())}

    def delete_model(self, request: dict[str, Any]) -> None:
        self._dropped("models", request["ModelName"])

    def create_endpoint_config(self, request: dict[str, Any]) -> dict[str, Any]:
        variants = request["ProductionVariants"]
        if len(variants) != 1 or "ServerlessConfig" not in variants[0] or request.get("ShadowProductionVariants"):
            raise ServiceError("ValidationException", "The laptop cloud has serverless endpoints of one variant")
        name = request["EndpointConfigName"]
        return {"EndpointConfigArn": self._made("configs", "endpoint-config", name, request)}

    def describe_endpoint_config(self, request: dict[str, Any]) -> dict[str, Any]:
        return self._found("configs", request["EndpointConfigName"])

    def delete_endpoint_config(self, request: dict[str, Any]) -> None:
        self._dropped("configs", request["EndpointConfigName"])

    def create_endpoint(self, request: dict[str, Any]) -> dict[str, Any]:
        name = request["EndpointName"]
        self._found("configs", request["EndpointConfigName"])
        arn = self._made("endpoints", "endpoint", name, {**request, "EndpointStatus": "Creating"})
        context = copy_context()
        threading.Thread(target=context.run, args=(self._check, name), daemon=True).start()
        return {"EndpointArn": arn}

    def _check(self, name: str) -> None:
        """In service once it answers /ping, as SageMaker has it."""
        endpoint, described = self.table("endpoints")[name], self._endpoint(name)
        if described is None:
            endpoint.update(EndpointStatus="Failed", FailureReason=f"The model of {name} is gone.")
            return
        try:
            self.endpoints.started(name, described)
        except CannotStart as error:
            endpoint.update(EndpointStatus="Failed", FailureReason=str(error))
        else:
            endpoint["EndpointStatus"] = "InService"

    def _endpoint(self, name: str) -> dict[str, Any] | None:
        endpoint = self.table("endpoints").get(name)
        config = self.table("configs").get(endpoint["EndpointConfigName"]) if endpoint else None
        model = self.table("models").get(config["ProductionVariants"][0]["ModelName"]) if config else None
        if endpoint is None or config is None or model is None:
            return None
        return {
            "status": endpoint["EndpointStatus"], "image": model["PrimaryContainer"]["Image"],
            "model_data": model["PrimaryContainer"]["ModelDataUrl"], "role": model["ExecutionRoleArn"],
            "at_once": int(config["ProductionVariants"][0]["ServerlessConfig"]["MaxConcurrency"]),
        }  # fmt: skip

    def describe_endpoint(self, request: dict[str, Any]) -> dict[str, Any]:
        return self._found("endpoints", request["EndpointName"])

    def list_endpoints(self, _request: dict[str, Any]) -> dict[str, Any]:
        return {"Endpoints": list(self.table("endpoints").values())}

    def delete_endpoint(self, request: dict[str, Any]) -> None:
        self._dropped("endpoints", request["EndpointName"])
        self.endpoints.stop(request["EndpointName"])
        shutil.rmtree(self.folder / request["EndpointName"], ignore_errors=True)

    # the registry

    def create_model_package(self, request: dict[str, Any]) -> dict[str, Any]:
        group = request["ModelPackageGroupName"]
        self._found("groups", group)
        number = 1 + sum(one["ModelPackageGroupName"] == group for one in self.table("packages").values())
        stored = {**request, "ModelPackageVersion": number}
        return {"ModelPackageArn": self._made("packages", "model-package", f"{group}/{number}", stored)}

    def update_model_package(self, request: dict[str, Any]) -> dict[str, Any]:
        package = self._found("packages", request["ModelPackageArn"].partition(":model-package/")[2])
        package.update({name: value for name, value in request.items() if name != "ModelPackageArn"})
        return {"ModelPackageArn": request["ModelPackageArn"]}

    def describe_model_package(self, request: dict[str, Any]) -> dict[str, Any]:
        return self._found("packages", request["ModelPackageName"].rpartition(":model-package/")[2])

    def make_group(self, logical_id: str, props: dict[str, Any], stack: str) -> tuple[str, dict[str, str]]:
        name = props.get("ModelPackageGroupName") or f"{stack}-{logical_id}-{secrets.token_hex(4)}"
        self.table("groups")[name] = dict(props)
        arn = self.arn("model-package-group", name)
        return arn, {"ModelPackageGroupArn": arn}

    def change_group(self, arn: str, _old: Any, new: dict[str, Any], _stack: str) -> tuple[str, dict[str, str]]:
        self.table("groups")[arn.rpartition("/")[2]] = dict(new)
        return arn, {"ModelPackageGroupArn": arn}

    def drop_group(self, arn: str, _props: Any) -> None:
        self.table("groups").pop(arn.rpartition("/")[2], None)

    def _made(self, table: str, kind: str, name: str, request: dict[str, Any]) -> str:
        if name in self.table(table):
            raise ServiceError(
                "ValidationException", f'Cannot create already existing {kind} "{self.arn(kind, name)}".'
            )
        arn, at = self.arn(kind, name), now().timestamp()
        self.table(table)[name] = {**request, ARN_NAMES[kind]: arn, "CreationTime": at, "LastModifiedTime": at}
        return arn

    def _found(self, table: str, name: str) -> dict[str, Any]:
        try:
            found: dict[str, Any] = self.table(table)[name]
        except KeyError:
            raise ServiceError("ValidationException", f'Could not find {table.removesuffix("s")} "{name}".') from None
        return found

    def _dropped(self, table: str, name: str) -> None:
        self._found(table, name)
        del self.table(table)[name]
