"""AWS Elemental MediaConvert: queues, jobs and probes, run by the ffmpeg of local/media/convert.

Events and statuses follow the MediaConvert User Guide, "Using EventBridge with MediaConvert".
"""

import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from contextvars import copy_context
from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services import stepfunctions

from kernel.clock import iso, now
from local.cloud.chaos import EVENTS
from local.cloud.patching import require
from local.cloud.services.base import Service, ServiceError

POLL_SECONDS = 0.2
ENDED = ("COMPLETE", "ERROR", "CANCELED")
KEPT_JOBS = 200


class JobFailed(Exception):
    """A job that ended in ERROR, with MediaConvert's code and message."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


Run = Callable[[dict[str, Any], Callable[[int], None], threading.Event], list[dict[str, Any]]]
Probe = Callable[[str], dict[str, Any]]


class MediaConvert(Service):
    """One job at a time: a laptop's second core belongs to the live broadcasts."""

    name = "mediaconvert"

    def __init__(self, run: Run, probe_source: Probe) -> None:
        super().__init__()
        self.run, self.probe_source = run, probe_source
        self.waiting: deque[tuple[Any, dict[str, Any]]] = deque()
        self.available = threading.Semaphore(0)
        self.cancelled: dict[str, threading.Event] = {}
        threading.Thread(target=self._work, daemon=True, name="madang-mediaconvert").start()
        require(hasattr(stepfunctions, "_SERVICE_DISPATCH"), "Step Functions' service integrations moved")
        stepfunctions._SERVICE_DISPATCH["arn:aws:states:::mediaconvert:createJob"] = self._from_workflow
        self._fail_interrupted()

    def _fail_interrupted(self) -> None:
        """Jobs that a killed cloud left behind: MediaConvert would have moved them, a laptop says so."""
        for job in self.table("jobs").values():
            if job["Status"] not in ENDED:
                job.update(Status="ERROR", ErrorCode=1999, ErrorMessage="The laptop cloud stopped during this job.")

    def create_job(self, request: dict[str, Any]) -> dict[str, Any]:
        if not request.get("Role") or "Settings" not in request:
            raise ServiceError("BadRequestException", "Role and Settings are required")
        job_id = f"{int(now().timestamp() * 1000)}-{secrets.token_hex(3)}"
        job = {
            "Id": job_id,
            "Arn": f"arn:aws:mediaconvert:{get_region()}:{get_account_id()}:jobs/{job_id}",
            "Status": "SUBMITTED",
            "Role": request["Role"],
            "Settings": request["Settings"],
            "Queue": request.get("Queue", f"arn:aws:mediaconvert:{get_region()}:{get_account_id()}:queues/Default"),
            "UserMetadata": request.get("UserMetadata", {}),
            "StatusUpdateInterval": request.get("StatusUpdateInterval", "SECONDS_60"),
            "CreatedAt": now().timestamp(),
            "JobPercentComplete": 0,
        }
        jobs = self.table("jobs")
        jobs[job_id] = job
        for old in list(jobs)[:-KEPT_JOBS]:
            del jobs[old]
        self.cancelled[job_id] = threading.Event()
        self.waiting.append((copy_context(), job))
        self.available.release()
        return {"Job": job}

    def get_job(self, request: dict[str, Any]) -> dict[str, Any]:
        try:
            return {"Job": self.table("jobs")[request["Id"]]}
        except KeyError:
            raise ServiceError("NotFoundException", f"no job {request['Id']}", 404) from None

    def list_jobs(self, _request: dict[str, Any]) -> dict[str, Any]:
        return {"Jobs": list(self.table("jobs").values())[::-1]}

    def cancel_job(self, request: dict[str, Any]) -> None:
        job = self.get_job(request)["Job"]
        if job["Status"] in ENDED:
            raise ServiceError("ConflictException", "the job has ended", 409)
        self.cancelled[job["Id"]].set()

    def probe(self, request: dict[str, Any]) -> dict[str, Any]:
        try:
            return {"ProbeResults": [self.probe_source(file["FileUrl"]) for file in request["InputFiles"]]}
        except JobFailed as failure:
            raise ServiceError("BadRequestException", f"{failure.code}: {failure.message}") from failure

    def describe_endpoints(self, _request: dict[str, Any]) -> dict[str, Any]:
        return {"Endpoints": []}

    def _work(self) -> None:
        while True:
            self.available.acquire()
            context, job = self.waiting.popleft()
            context.run(self._run_job, job)

    def _run_job(self, job: dict[str, Any]) -> None:
        cancelled = self.cancelled[job["Id"]]
        job.update(Status="PROGRESSING")
        self._announce(job)
        try:
            outputs = self.run(job, self._reporter(job), cancelled)
        except JobFailed as failure:
            status = "CANCELED" if cancelled.is_set() else "ERROR"
            job.update(Status=status, ErrorCode=failure.code, ErrorMessage=failure.message)
            self._announce(job, errorCode=failure.code, errorMessage=failure.message)
        except Exception as error:  # noqa: BLE001 - an unforeseen fault of the emulation ends the job, not the service
            job.update(Status="ERROR", ErrorCode=1999, ErrorMessage=repr(error))
            self._announce(job, errorCode=1999, errorMessage=repr(error))
        else:
            job.update(Status="COMPLETE", JobPercentComplete=100, OutputGroupDetails=_details(outputs))
            self._announce(job, outputGroupDetails=outputs)
        finally:
            del self.cancelled[job["Id"]]

    def _reporter(self, job: dict[str, Any]) -> Callable[[int], None]:
        """Percentages into the job, and a STATUS_UPDATE event as often as the job asked for (SECONDS_10, …)."""
        interval = float(job["StatusUpdateInterval"].removeprefix("SECONDS_"))
        announced = time.monotonic()

        def report(percent: int) -> None:
            nonlocal announced
            job["JobPercentComplete"] = percent
            if time.monotonic() - announced >= interval:
                announced = time.monotonic()
                progress = {"jobPercentComplete": percent, "currentPhase": "TRANSCODING"}
                self._announce({**job, "Status": "STATUS_UPDATE"}, jobProgress=progress)

        return report

    def _announce(self, job: dict[str, Any], **more: Any) -> None:
        detail = {
            "timestamp": int(now().timestamp() * 1000),
            "accountId": get_account_id(),
            "queue": job["Queue"],
            "jobId": job["Id"],
            "status": job["Status"],
            "userMetadata": job["UserMetadata"],
            **more,
        }
        EVENTS.emit("aws.mediaconvert", "MediaConvert Job State Change", detail, (job["Arn"],), iso(now()))

    def _from_workflow(self, resource: str, data: dict[str, Any]) -> dict[str, Any]:
        """`arn:aws:states:::mediaconvert:createJob[.sync]`: with .sync the state waits, and fails with the job."""
        job = self.create_job(data)["Job"]
        while resource.endswith(".sync") and job["Status"] not in ENDED:
            time.sleep(POLL_SECONDS)
        if job["Status"] in {"ERROR", "CANCELED"}:
            cause = f"{job.get('ErrorCode')}: {job.get('ErrorMessage')}"
            raise stepfunctions._ExecutionError("MediaConvert.JobFailed", cause)
        return {"Job": job}

    def make_queue(self, logical_id: str, props: dict[str, Any], stack: str) -> tuple[str, dict[str, str]]:
        name = props.get("Name") or f"{stack}-{logical_id}-{secrets.token_hex(4)}"
        arn = f"arn:aws:mediaconvert:{get_region()}:{get_account_id()}:queues/{name}"
        self.table("queues")[name] = {"Arn": arn, "Name": name, "Status": "ACTIVE", "Type": "CUSTOM"}
        return name, {"Arn": arn, "Name": name}

    def change_queue(self, name: str, _old: Any, _new: Any, _stack: str) -> tuple[str, dict[str, str]]:
        return name, {"Arn": self.table("queues")[name]["Arn"], "Name": name}

    def drop_queue(self, name: str, _props: Any) -> None:
        self.table("queues").pop(name, None)


def _details(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """GetJob's shape of what the COMPLETE event says in lower camel case."""
    return [
        {
            "OutputDetails": [
                {
                    "DurationInMs": output.get("durationInMs"),
                    "VideoDetails": {
                        "WidthInPx": output.get("videoDetails", {}).get("widthInPx"),
                        "HeightInPx": output.get("videoDetails", {}).get("heightInPx"),
                    },
                }
                for output in group.get("outputDetails", [])
            ]
        }
        for group in outputs
    ]
