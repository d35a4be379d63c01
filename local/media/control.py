"""Speaks to the emulated IVS control plane: who may publish, and what became of it."""

import asyncio
import contextlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import aiohttp

SECRET_HEADER = "X-Madang-Control"  # noqa: S105 - the name of the header, not the secret
_TIMEOUT = aiohttp.ClientTimeout(total=10)
_LONGEST_PAUSE = 30.0
_GOOD = range(200, 300)


@dataclass(frozen=True, slots=True)
class RecordingTarget:
    bucket: str
    key_prefix: str
    recording_session_id: str
    thumbnail_interval_seconds: int


@dataclass(frozen=True, slots=True)
class Grant:
    """Control's answer to a publisher: the stream that begins."""

    channel_id: str
    channel_arn: str
    stream_id: str
    type: str
    latency_mode: str
    recording: RecordingTarget | None

    @classmethod
    def of(cls, answer: dict[str, Any]) -> "Grant":
        recording = answer.get("recording")
        return cls(
            channel_id=answer["channel_id"],
            channel_arn=answer["channel_arn"],
            stream_id=answer["stream_id"],
            type=answer.get("type", "STANDARD"),
            latency_mode=answer.get("latency_mode", "LOW"),
            recording=RecordingTarget(**recording) if recording else None,
        )

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Control:
    """Asks once; what it tells (`started`, `ended`) is on disk first and told until control has taken it."""

    def __init__(self, base_url: str, secret: str, outbox: Path) -> None:
        self._base = base_url.rstrip("/")
        self._headers = {SECRET_HEADER: secret}
        self._outbox = outbox
        self._session: aiohttp.ClientSession | None = None
        self._news = asyncio.Event()
        self._number = 0

    async def open(self) -> None:
        self._outbox.mkdir(parents=True, exist_ok=True)
        self._number = max((int(path.name.split("-")[0]) for path in self._outbox.glob("*.json")), default=0)
        self._session = aiohttp.ClientSession(headers=self._headers, timeout=_TIMEOUT)

    async def close(self) -> None:
        if self._session:
            await self._session.close()

    async def authorize(self, stream_key: str, ip: str) -> Grant | None:
        """None when control refuses, or cannot be asked: nobody publishes unchecked."""
        try:
            async with self._http.post(f"{self._base}/authorize", json={"stream_key": stream_key, "ip": ip}) as answer:
                return Grant.of(await answer.json()) if answer.status in _GOOD else None
        except (aiohttp.ClientError, TimeoutError) as error:
            print(f"media: control cannot be asked: {type(error).__name__}", flush=True)
            return None

    async def playback_keys(self) -> list[str]:
        """The public keys of playback tokens, PEM. Raises aiohttp.ClientError or TimeoutError."""
        async with self._http.get(f"{self._base}/playback-keys", raise_for_status=True) as answer:
            return [str(key) for key in (await answer.json())["keys"]]

    async def metrics(self, stream_id: str, samples: list[dict[str, Any]], starvation: str | None) -> None:
        """A lost report of five seconds is no loss."""
        body = {"samples": samples, "starvation": starvation}
        with contextlib.suppress(aiohttp.ClientError, TimeoutError):
            async with self._http.post(f"{self._base}/streams/{stream_id}/metrics", json=body):
                pass

    def tell(self, stream_id: str, news: str, body: dict[str, Any]) -> None:
        """`news` is "started", "ended" or "recovered"; of one stream they arrive in the order told."""
        self._number += 1
        path = self._outbox / f"{self._number:010d}-{news}.json"
        draft = path.with_suffix(".draft")
        draft.write_text(json.dumps({"stream_id": stream_id, "news": news, "body": body}))
        draft.rename(path)
        self._news.set()

    async def deliver(self) -> None:
        """Runs for ever."""
        pause = 0.5
        while True:
            self._news.clear()
            if await self.deliver_once():
                pause = 0.5
                await self._news.wait()
            else:
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)

    async def deliver_once(self) -> bool:
        """Whether control has taken all news."""
        held_back: set[str] = set()
        for path in sorted(self._outbox.glob("*.json")):
            letter = json.loads(path.read_text())
            if letter["stream_id"] in held_back:
                continue
            if await self._post(f"{self._base}/streams/{letter['stream_id']}/{letter['news']}", letter["body"]):
                path.unlink()
            else:
                held_back.add(letter["stream_id"])
        return not held_back

    async def _post(self, url: str, body: dict[str, Any]) -> bool:
        try:
            async with self._http.post(url, json=body) as answer:
                return answer.status in _GOOD
        except (aiohttp.ClientError, TimeoutError):
            return False

    @property
    def _http(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("Control.open was not called")
        return self._session
