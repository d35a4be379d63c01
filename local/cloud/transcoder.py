"""Jobs of the emulated MediaConvert, handed to local/media/convert."""

import threading
from collections.abc import Callable
from typing import Any

from local.cloud.services.mediaconvert import JobFailed


def run(settings: dict[str, Any], progress: Callable[[int], None], cancelled: threading.Event) -> list[dict[str, Any]]:
    raise JobFailed(1999, "not wired yet")


def probe(url: str) -> dict[str, Any]:
    raise JobFailed(1999, "not wired yet")
