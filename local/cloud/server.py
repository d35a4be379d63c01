"""One process: ministack with its repairs, the services it lacks, and the edge, on two loopback ports."""

import asyncio
import gc
import os
import resource
import secrets
import signal
from pathlib import Path
from typing import Any

import ministack.app as emulator
from hypercorn.asyncio import serve
from hypercorn.config import Config

from local.cloud import repairs
from local.cloud.control import PREFIX, Control, as_asgi
from local.cloud.edge import Edge
from local.cloud.media_process import MediaProcess
from local.cloud.metrics import record_ivs_metrics
from local.cloud.repairs import persistence, resources
from local.cloud.services.event_channels import register_channels
from local.cloud.services.images import build_images
from local.cloud.services.ivs import Ivs
from local.cloud.services.ivs_resources import IvsResources
from local.cloud.services.media_plane import MediaPlane
from local.cloud.services.mediaconvert import MediaConvert
from local.cloud.services.sagemaker import SageMaker
from local.cloud.services.stripe.account import Account
from local.cloud.services.stripe.api import PREFIX as STRIPE
from local.cloud.services.stripe.api import StripeApi
from local.cloud.services.stripe.webhooks import tell_endpoints
from local.cloud.services.translate import Translate, let_policies_name_it
from local.cloud.transcoder import probe, run
from local.cloud.translation import engine
from local.settings import HOST, Settings

GRACE_SECONDS = 3.0


def _raise_open_files() -> None:
    """A thousand viewers hold a thousand sockets; the default soft limit is often 1,024."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _control_secret(home: Path) -> str:
    file = home / "control.secret"
    if not file.exists():
        home.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(32))
    return file.read_text()


LOOK_FOR_CYCLES_EVERY = 50_000  # new objects, not 700: the whole state is in memory, and looking through it takes long


class LaptopCloud:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        secret = _control_secret(settings.home)
        repairs.apply_all()
        ingest = f"{HOST}:{settings.rtmp_port}"
        self.ivs = Ivs(MediaPlane(settings.media_url, secret), ingest)
        self.mediaconvert = MediaConvert(run, probe)
        self.translate = Translate(engine(settings.translator))
        self.sagemaker = SageMaker(settings.home, settings.logs)
        self._register()
        self.stripe = StripeApi(Account(tell_endpoints, lambda name: f"{settings.stripe_url}/pay/{name}"))
        metrics = record_ivs_metrics(self.ivs)
        self.control = as_asgi(Control(self.ivs, secret, metrics, persistence.save_now))
        self.media = MediaProcess(settings, secret)

    def _register(self) -> None:
        for service in (self.ivs, self.mediaconvert, self.translate, self.sagemaker):
            emulator.SERVICE_HANDLERS[service.name] = service.handle
        let_policies_name_it()
        convert = self.mediaconvert
        IvsResources(self.ivs).register()
        register_channels()
        self.sagemaker.register()
        build_images(self.sagemaker.images)
        resources.register("AWS::MediaConvert::Queue", convert.make_queue, convert.drop_queue, convert.change_queue)

    async def aws(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["path"].startswith(PREFIX):
            await self.control(scope, receive, send)
        elif scope["type"] == "http" and scope["path"].startswith(STRIPE):
            await self.stripe(scope, receive, send)
        else:
            await emulator.app(scope, receive, send)

    async def run(self) -> None:
        """Serves until SIGTERM; then saves and ends within seconds, however many sockets are open."""
        _raise_open_files()
        gc.set_threshold(LOOK_FOR_CYCLES_EVERY, 50, 50)
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        apps: list[tuple[Any, int]] = [
            (self.aws, self.settings.aws_port),
            (Edge(self.settings.site_url), self.settings.site_port),
        ]
        servers = [asyncio.create_task(serve(app, _config(port), shutdown_trigger=stop.wait)) for app, port in apps]
        media = asyncio.create_task(self.media.keep_running())
        self.ivs.announce_endings_again()
        self.stripe.time.start()
        await stop.wait()
        persistence.stop()
        media.cancel()
        await self.media.stop()
        await asyncio.to_thread(self.sagemaker.stop)
        await asyncio.wait(servers, timeout=GRACE_SECONDS)
        persistence.save_now()
        os._exit(0)  # the emulator's 64 worker threads would hold an orderly exit for as long as their requests last


def _config(port: int) -> Config:
    config = Config()
    config.bind = [f"{HOST}:{port}"]
    config.keep_alive_timeout = 75
    config.graceful_timeout = 1
    config.loglevel = "WARNING"
    return config
