"""Playback authorisation of Amazon IVS private channels: an ES384 token opens a session, the session all below it.

Source: Amazon IVS user guide, "Setting up private channels" (claims aws:channel-arn, exp,
aws:access-control-allow-origin, aws:strict-origin-enforcement).
"""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import jwt

from local.media.clock import Clock

IDLE_LIFETIME = timedelta(seconds=120)
WATCHING = timedelta(seconds=20)  # a player that asked for nothing this long is no viewer any more
KEYS_LIFETIME = timedelta(seconds=5)
_CHANNEL = "aws:channel-arn"
_ALLOW_ORIGIN = "aws:access-control-allow-origin"
_STRICT_ORIGIN = "aws:strict-origin-enforcement"
_UNSUPPORTED = frozenset({"aws:single-use-uuid", "aws:maximum-resolution"})


class TokenRefusedError(Exception):
    """The token opens nothing; `code` says why in one stable word."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def check_token(token: str, channel_id: str, keys: list[str], origin: str | None) -> str:
    """The value for Access-Control-Allow-Origin.

    Raises TokenRefusedError. `exp` is judged by PyJWT against the system's clock.
    """
    claims = _verified(token, keys)
    if str(claims[_CHANNEL]).rpartition("channel/")[2] != channel_id:
        raise TokenRefusedError("token_for_another_channel")
    if _UNSUPPORTED & claims.keys():
        raise TokenRefusedError("unsupported_claim")  # these narrow a token: passing over them would widen it
    allowed = [value.strip() for value in str(claims.get(_ALLOW_ORIGIN, "*")).split(",")]
    if "*" in allowed:
        return "*"
    if origin in allowed:
        return str(origin)
    if claims.get(_STRICT_ORIGIN):
        raise TokenRefusedError("origin_not_allowed")
    return allowed[0]


def _verified(token: str, keys: list[str]) -> dict[str, Any]:
    refusal = "invalid_token"
    for key in keys:
        try:
            return dict(
                jwt.decode(
                    token, key, algorithms=["ES384"], options={"require": ["exp", _CHANNEL], "verify_aud": False}
                )
            )
        except jwt.ExpiredSignatureError:
            refusal = "expired_token"
        except jwt.InvalidTokenError:
            continue  # perhaps another key signed it
    raise TokenRefusedError(refusal)


class PlaybackKeys:
    """The public keys of control, asked for every few seconds; the last known ones serve while it is away."""

    def __init__(self, fetch: Callable[[], Awaitable[list[str]]], now: Clock) -> None:
        self._fetch = fetch
        self._now = now
        self._keys: list[str] = []
        self._fetched_at: datetime | None = None

    async def get(self) -> list[str]:
        if self._fetched_at is None or self._now() - self._fetched_at > KEYS_LIFETIME:
            try:
                self._keys = await self._fetch()
            except (aiohttp.ClientError, TimeoutError):
                if self._fetched_at is None:
                    raise
            self._fetched_at = self._now()
        return self._keys


@dataclass(slots=True)
class Session:
    stream_id: str
    allow_origin: str
    used_at: datetime


class Sessions:
    """Unguessable paths, each for one broadcast, forgotten two minutes after their last use."""

    def __init__(self, now: Clock) -> None:
        self._now = now
        self._sessions: dict[str, Session] = {}

    def open(self, stream_id: str, allow_origin: str) -> str:
        limit = self._now() - IDLE_LIFETIME
        self._sessions = {key: session for key, session in self._sessions.items() if session.used_at > limit}
        key = secrets.token_urlsafe(24)
        self._sessions[key] = Session(stream_id, allow_origin, self._now())
        return key

    def use(self, key: str) -> Session | None:
        session = self._sessions.get(key)
        if session is None or self._now() - session.used_at > IDLE_LIFETIME:
            return None
        session.used_at = self._now()
        return session

    def watching(self, stream_id: str) -> int:
        limit = self._now() - WATCHING
        return sum(session.stream_id == stream_id and session.used_at > limit for session in self._sessions.values())
