"""A person using the public API: for the seeded world, the end-to-end run and benchmarks."""

import re
import time
from dataclasses import dataclass, field
from typing import Any

import requests

from local.settings import Settings

PATIENCE_SECONDS = 30.0


class ApiError(RuntimeError):
    """An answer other than 2xx: the status and its problem document."""

    def __init__(self, status: int, problem: dict[str, Any] | None) -> None:
        problem = problem or {}
        super().__init__(f"{status} {problem.get('code')}: {problem.get('detail')}")
        self.status, self.problem = status, problem


@dataclass
class Person:
    """Signs up, signs in and calls the API at the site's own address."""

    settings: Settings
    email: str
    password: str
    display_name: str
    tokens: dict[str, Any] = field(default_factory=dict)

    def call(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
        answer = self.raw(method, path, body, headers)
        if not answer.ok:
            raise ApiError(answer.status_code, _json(answer))
        return _json(answer)

    def raw(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> requests.Response:
        sent = dict(headers or {})
        if self.tokens:
            sent["Authorization"] = f"Bearer {self.tokens['access_token']}"
        return requests.request(method, self.settings.site_url + path, json=body, headers=sent, timeout=60)

    def sign_up(self, locale: str = "ko") -> None:
        terms = self.call("GET", "/v1/terms")["version"]
        account = {"email": self.email, "password": self.password, "display_name": self.display_name}
        self.call("POST", "/v1/sign-up", {**account, "terms_version": terms, "locale": locale})
        self.call("POST", "/v1/sign-up/confirm", {"email": self.email, "code": self.mailed_code()})

    def mailed_code(self) -> str:
        """The newest code in the laptop's mailbox."""
        answer = requests.get(f"{self.settings.aws_url}/_ministack/ses/messages", timeout=10).json()
        mails = [mail for account in answer["messages"].values() for mail in account if self.email in mail["To"]]
        return str(re.findall(r"\b\d{6}\b", mails[-1]["BodyText"])[-1])

    def sign_in(self) -> None:
        self.tokens = {}
        self.tokens = self.call("POST", "/v1/sign-in", {"email": self.email, "password": self.password})

    def tell_birth_date(self, birth_date: str = "1994-05-17", country: str = "KR") -> None:
        """Whoever pays has told it before; billing hears of it a moment later."""
        self.call("PUT", "/v1/me/birth-date", {"birth_date": birth_date, "country": country})

    def become_streamer(self) -> None:
        version = self.call("GET", "/v1/terms")["streamer_version"]
        self.call("POST", "/v1/me/roles/streamer", {"terms_version": version})
        self.sign_in()

    def make_channel(self, name: str, recording: str = "keep") -> dict[str, Any]:
        """A channel that is ready to be broadcast to."""
        wanted = {"name": name, "recording": {"mode": recording, "retention_days": 30}}
        channel = self.call("POST", "/v1/channels", wanted)
        path = f"/v1/channels/{channel['id']}/settings"
        made: dict[str, Any] = wait_for(
            lambda: self.call("GET", path), lambda seen: seen["state"] == "ready", "a channel"
        )
        return made

    def ingest_url(self, channel_id: str) -> str:
        server = self.call("GET", f"/v1/channels/{channel_id}/ingest")["server"]
        return str(server + self.call("POST", f"/v1/channels/{channel_id}/stream-key/reveal")["stream_key"])


def wait_for(look: Any, good: Any, what: str, seconds: float = PATIENCE_SECONDS) -> Any:
    """Looks until it is good; TimeoutError tells what was seen last."""
    end, seen = time.monotonic() + seconds, None
    while time.monotonic() < end:
        seen = look()
        if good(seen):
            return seen
        time.sleep(0.2)
    raise TimeoutError(f"no {what} after {seconds:.0f} s; last seen: {seen}")


def _json(answer: requests.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return {"detail": answer.text[:300]} if answer.text else None
