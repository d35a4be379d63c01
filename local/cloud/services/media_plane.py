"""The client of the media plane's control interface; the plane is a process of its own (local/media)."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

from local.cloud.services.base import ServiceError

TIMEOUT_SECONDS = 10


@dataclass(frozen=True)
class MediaPlane:
    url: str
    secret: str

    def playback_url(self, channel_id: str) -> str:
        return f"{self.url}/live/{channel_id}.m3u8"

    def stop(self, stream_id: str) -> None:
        self._post(f"/control/streams/{stream_id}/stop", {})

    def insert_metadata(self, stream_id: str, metadata: str) -> None:
        self._post(f"/control/streams/{stream_id}/metadata", {"metadata": metadata})

    def streams(self) -> list[dict[str, Any]]:
        with urllib.request.urlopen(self._request("/control/streams"), timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - our own loopback address
            found: list[dict[str, Any]] = json.load(answer)["streams"]
            return found

    def _post(self, path: str, body: dict[str, Any]) -> None:
        try:
            with urllib.request.urlopen(self._request(path, body), timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - our own loopback address
                answer.read()
        except urllib.error.HTTPError as error:
            raise ServiceError("ChannelNotBroadcasting", "the stream is not live", 404) from error
        except urllib.error.URLError as error:
            raise ServiceError("InternalServerException", "the media plane does not answer", 500) from error

    def _request(self, path: str, body: dict[str, Any] | None = None) -> urllib.request.Request:
        data = None if body is None else json.dumps(body).encode()
        headers = {"X-Madang-Control": self.secret, "Content-Type": "application/json"}
        return urllib.request.Request(self.url + path, data, headers)  # noqa: S310 - our own loopback address
