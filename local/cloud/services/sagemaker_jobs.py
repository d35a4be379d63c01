"""SageMaker's training jobs: inputs out of S3, the image's program as a child process, what it leaves back into S3.

Statuses, folders and names of outputs follow the SageMaker Developer Guide, "How Amazon SageMaker AI Runs Your
Training Image"; an instance's type and count are recorded and mean nothing.
"""

import json
import shutil
import subprocess
import tarfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kernel.clock import now
from local.cloud.containers import Containers
from local.cloud.roles import fetch, s3_as, split

POLL_SECONDS = 0.2
ENDED = ("Completed", "Failed", "Stopped")
REASON_CHARACTERS = 1024


class JobFailed(Exception):
    """Why the job ends in Failed, as FailureReason says it."""


class JobStopped(Exception):
    """StopTrainingJob was called."""


def entered(job: dict[str, Any], secondary: str, message: str = "") -> None:
    """A secondary status, with its transition."""
    at = now().timestamp()
    transitions = job.setdefault("SecondaryStatusTransitions", [])
    if transitions:
        transitions[-1]["EndTime"] = at
    transitions.append({"Status": secondary, "StartTime": at, "StatusMessage": message})
    job["SecondaryStatus"] = secondary
    job["LastModifiedTime"] = at


class Trainer:
    def __init__(self, containers: Containers, folder: Path) -> None:
        self.containers, self.folder = containers, folder

    def run(self, job: dict[str, Any], stop: threading.Event) -> None:
        """JobFailed, JobStopped; ClientError where the job's role may not do what the job needs."""
        root = self.folder / job["TrainingJobName"]
        shutil.rmtree(root, ignore_errors=True)
        try:
            storage = s3_as(job["RoleArn"], "sagemaker")
            entered(job, "Downloading", "Downloading input data")
            self._inputs(job, storage, root)
            entered(job, "Training", "Training image download completed. Training in progress.")
            job["TrainingStartTime"] = now().timestamp()
            self._train(job, root, stop)
            entered(job, "Uploading", "Uploading generated training model")
            self._outputs(job, storage, root)
        finally:
            shutil.rmtree(root, ignore_errors=True)

    def _inputs(self, job: dict[str, Any], storage: Any, root: Path) -> None:
        config = root / "input" / "config"
        for folder in (config, root / "model", root / "output"):
            folder.mkdir(parents=True)
        (config / "hyperparameters.json").write_text(json.dumps(job.get("HyperParameters") or {}))
        channels = job.get("InputDataConfig") or []
        told = {one["ChannelName"]: {"TrainingInputMode": "File"} for one in channels}
        (config / "inputdataconfig.json").write_text(json.dumps(told))
        for channel in channels:
            target = root / "input" / "data" / channel["ChannelName"]
            target.mkdir(parents=True)
            source = channel["DataSource"]["S3DataSource"]
            found = list(_objects(storage, source))
            if not found:
                raise JobFailed(f"ClientError: No S3 objects found under S3 URL {source['S3Uri']!r}")
            for bucket, key, name in found:
                fetch(storage, bucket, key, _within(target, name))

    def _train(self, job: dict[str, Any], root: Path, stop: threading.Event) -> None:
        image = job["AlgorithmSpecification"]["TrainingImage"]
        process = self.containers.start(image, ["--root", str(root), "train"])
        began = now()
        limit = int(job["StoppingCondition"].get("MaxRuntimeInSeconds", 86400))
        while process.poll() is None:
            if stop.is_set() or (now() - began).total_seconds() > limit:
                self.containers.stop(process)
                break
            try:
                process.wait(POLL_SECONDS)
            except subprocess.TimeoutExpired:
                continue
        self.containers.running.discard(process)
        seconds = max(1, round((now() - began).total_seconds()))
        job.update(TrainingEndTime=now().timestamp(), TrainingTimeInSeconds=seconds, BillableTimeInSeconds=seconds)
        if stop.is_set():
            raise JobStopped
        if process.returncode:
            failure = root / "output" / "failure"
            reason = failure.read_text() if failure.exists() else "no reason was left"
            raise JobFailed(f"AlgorithmError: {reason}, exit code: {process.returncode}"[:REASON_CHARACTERS])

    def _outputs(self, job: dict[str, Any], storage: Any, root: Path) -> None:
        place = f"{job['OutputDataConfig']['S3OutputPath'].rstrip('/')}/{job['TrainingJobName']}/output"
        for folder, name in ((root / "model", "model.tar.gz"), (root / "output" / "data", "output.tar.gz")):
            if not folder.is_dir():
                continue
            archive = root / name
            with tarfile.open(archive, "w:gz", compresslevel=1) as packed:
                for file in sorted(folder.iterdir()):
                    packed.add(file, file.name)
            bucket, key = split(f"{place}/{name}")
            storage.upload_file(str(archive), bucket, key)
        job["ModelArtifacts"] = {"S3ModelArtifacts": f"{place}/model.tar.gz"}


def _within(target: Path, name: str) -> Path:
    path = (target / name).resolve()
    if not path.is_relative_to(target.resolve()):
        raise JobFailed(f"ClientError: {name!r} leads out of its channel")
    return path


def _objects(storage: Any, source: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Bucket, key and name within the channel, of an S3Prefix or what a ManifestFile names."""
    bucket, prefix = split(source["S3Uri"])
    if source["S3DataType"] == "ManifestFile":
        manifest = json.loads(storage.get_object(Bucket=bucket, Key=prefix)["Body"].read())
        base, folder = split(manifest[0]["prefix"])
        yield from ((base, f"{folder}{name}", name) for name in manifest[1:])
        return
    for page in storage.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        for entry in page.get("Contents", ()):
            key = entry["Key"]
            name = key[len(prefix) :].lstrip("/") if prefix.endswith("/") else key[prefix.rfind("/") + 1 :]
            if name:
                yield bucket, key, name
