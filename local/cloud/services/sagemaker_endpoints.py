"""SageMaker's serverless endpoints: a model's program starts when somebody asks, and ends when nobody does for minutes.

https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html
"""

import http.client
import json
import shutil
import socket
import subprocess
import tarfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from botocore.exceptions import BotoCoreError, ClientError

from local.cloud.containers import Containers, NoImage
from local.cloud.roles import fetch, s3_as, split
from local.cloud.services.base import JSON, Response
from local.settings import HOST

START_SECONDS = 60.0
IDLE_SECONDS = 300.0
LOOK_SECONDS = 15.0
ANSWER_SECONDS = 60.0  # of InvokeEndpoint
CLIENT_ERROR, SERVER_ERROR = 400, 500


class CannotStart(RuntimeError):
    """The program of an endpoint does not answer /ping."""


@dataclass
class Container:
    """`busy` bounds how many requests it has at once; `asked` is when the last one came."""

    process: subprocess.Popen[bytes]
    port: int
    busy: threading.BoundedSemaphore
    asked: float = field(default_factory=time.monotonic)


class Endpoints:
    """`find(name)` is the endpoint with `status`, `image`, `model_data`, `role` and `at_once`, or None."""

    def __init__(self, containers: Containers, folder: Path, find: Any) -> None:
        self.containers, self.folder, self.find = containers, folder, find
        self.warm: dict[str, Container] = {}
        self.starting: dict[str, threading.Lock] = {}
        self.lock = threading.Lock()
        threading.Thread(target=self._end_idle, daemon=True, name="madang-endpoints").start()

    def invoke(self, path: str, headers: dict[str, str], body: bytes) -> Response:
        """POST /endpoints/{name}/invocations."""
        name = unquote(path.split("/")[2])
        endpoint = self.find(name)
        if endpoint is None or endpoint["status"] != "InService":
            return _refused("ValidationError", f"Endpoint {name} of account not found.", 400)
        try:
            container = self.started(name, endpoint)
        except CannotStart as error:
            return _refused("ModelNotReadyException", str(error), 429)
        if not container.busy.acquire(blocking=False):
            return _refused("ThrottlingException", "Rate exceeded", 400)
        try:
            return self._answer(container, headers, body)
        finally:
            container.asked = time.monotonic()
            container.busy.release()

    def started(self, name: str, endpoint: dict[str, Any]) -> Container:
        """The running one, or a new one that answers /ping. CannotStart."""
        with self.lock:
            turn = self.starting.setdefault(name, threading.Lock())
        with turn:
            found = self.warm.get(name)
            if found is not None and found.process.poll() is None:
                found.asked = time.monotonic()
                return found
            made = self._start(name, endpoint)
            self.warm[name] = made
            return made

    def stop(self, name: str) -> None:
        with self.lock:
            self.starting.pop(name, None)
            found = self.warm.pop(name, None)
        if found is not None:
            self.containers.stop(found.process)

    def _start(self, name: str, endpoint: dict[str, Any]) -> Container:
        root = self.folder / name
        with socket.socket() as free:
            free.bind((HOST, 0))
            port = int(free.getsockname()[1])
        arguments = ["--root", str(root), "--host", HOST, "--port", str(port), "serve"]
        try:
            self._unpack(root / "model", endpoint)
            process = self.containers.start(endpoint["image"], arguments)
        except (NoImage, OSError, tarfile.TarError, ClientError, BotoCoreError) as error:
            raise CannotStart(f"{name}: {error!r}") from error
        made = Container(process, port, threading.BoundedSemaphore(endpoint["at_once"]))
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and process.poll() is None:
            if _pings(port):
                return made
            time.sleep(0.05)
        self.containers.stop(process)
        raise CannotStart(f"The primary container of {name} did not pass the ping health check.")

    def _unpack(self, model: Path, endpoint: dict[str, Any]) -> None:
        """The model of an endpoint never changes: what was unpacked once stays."""
        done = model / ".unpacked"
        if done.exists() and done.read_text() == endpoint["model_data"]:
            return
        archive = model.with_suffix(".tar.gz")
        bucket, key = split(endpoint["model_data"])
        fetch(s3_as(endpoint["role"], "sagemaker"), bucket, key, archive)
        model.mkdir(parents=True, exist_ok=True)
        with tarfile.open(archive) as packed:
            for member in packed.getmembers():  # extractall's own check of names came with Python 3.11.4
                content = packed.extractfile(member) if member.isfile() else None
                if content is not None:
                    with content, (model / Path(member.name).name).open("wb") as file:
                        shutil.copyfileobj(content, file)
        archive.unlink()
        done.write_text(endpoint["model_data"])

    def _answer(self, container: Container, headers: dict[str, str], body: bytes) -> Response:
        wanted = {"Content-Type": headers.get("content-type", "application/octet-stream")}
        if "accept" in headers:
            wanted["Accept"] = headers["accept"]
        connection = http.client.HTTPConnection(HOST, container.port, timeout=ANSWER_SECONDS)
        try:
            connection.request("POST", "/invocations", body, wanted)
            answer = connection.getresponse()
            status, text = answer.status, answer.read()
            kind = answer.headers.get("Content-Type", "application/octet-stream")
        except OSError as error:
            return _model_error(SERVER_ERROR, repr(error))
        finally:
            connection.close()
        if status >= CLIENT_ERROR:
            return _model_error(status, text.decode(errors="replace"))
        return 200, {"Content-Type": kind, "x-Amzn-Invoked-Production-Variant": "all"}, text

    def _end_idle(self) -> None:
        while True:
            time.sleep(LOOK_SECONDS)
            for name, container in list(self.warm.items()):
                if time.monotonic() - container.asked > IDLE_SECONDS:
                    self.stop(name)


def _pings(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=1)
    try:
        connection.request("GET", "/ping")
        return connection.getresponse().status == 200  # noqa: PLR2004 - OK
    except OSError:
        return False
    finally:
        connection.close()


def _refused(code: str, message: str, status: int, **more: object) -> Response:
    text = json.dumps({"Message": message, "message": message, **more})
    return status, {**JSON, "x-amzn-errortype": code}, text.encode()


def _model_error(status: int, said: str) -> Response:
    whose = "client" if status < SERVER_ERROR else "server"
    message = f'Received {whose} error ({status}) from primary with message "{said}".'
    return _refused("ModelError", message, 424, OriginalStatusCode=status, OriginalMessage=said)
