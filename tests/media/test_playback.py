import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from local.media.playback import IDLE_LIFETIME, PlaybackKeys, Sessions, TokenRefusedError, check_token
from tests.media.fake_cloud import FakeCloud

FUTURE = 4102444800
KEY = ec.generate_private_key(ec.SECP384R1())
PUBLIC = (
    KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
)
ARN = "arn:aws:ivs:us-east-1:000000000000:channel/AbC"


def token(key=KEY, algorithm="ES384", **claims: Any):
    body = {"aws:channel-arn": ARN, "exp": FUTURE} | claims
    return jwt.encode({name: value for name, value in body.items() if value is not None}, key, algorithm=algorithm)


def refusal(given, channel="AbC", keys=(PUBLIC,), origin=None):
    with pytest.raises(TokenRefusedError) as caught:
        check_token(given, channel, list(keys), origin)
    return caught.value.code


def test_a_good_token_opens_its_channel():
    assert check_token(token(), "AbC", [PUBLIC], None) == "*"


def test_any_of_several_keys_may_have_signed():
    other = FakeCloud().public_key
    assert check_token(token(), "AbC", [other, PUBLIC], None) == "*"


def test_refusals():
    stranger = ec.generate_private_key(ec.SECP384R1())
    assert refusal("") == "invalid_token"
    assert refusal("a.b.c") == "invalid_token"
    assert refusal(token(), channel="Other") == "token_for_another_channel"
    assert refusal(token(exp=1)) == "expired_token"
    assert refusal(token(exp=None)) == "invalid_token"
    assert refusal(token(**{"aws:channel-arn": None})) == "invalid_token"
    assert refusal(token(key=stranger)) == "invalid_token"
    assert refusal(token(key="s" * 64, algorithm="HS256")) == "invalid_token"
    assert refusal(token(), keys=[]) == "invalid_token"
    assert refusal(token(**{"aws:single-use-uuid": "1"})) == "unsupported_claim"


def test_origins():
    narrow = token(**{"aws:access-control-allow-origin": "https://a.example, https://b.example"})
    assert check_token(narrow, "AbC", [PUBLIC], "https://b.example") == "https://b.example"
    assert check_token(narrow, "AbC", [PUBLIC], "https://evil.example") == "https://a.example"
    strict = token(**{"aws:access-control-allow-origin": "https://a.example", "aws:strict-origin-enforcement": True})
    assert refusal(strict, origin="https://evil.example") == "origin_not_allowed"


class Time:
    now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def test_sessions_live_while_they_are_used():
    time = Time()
    sessions = Sessions(time)
    key = sessions.open("st-1", "*")
    for _ in range(5):
        time.now += IDLE_LIFETIME - timedelta(seconds=1)
        assert sessions.use(key)
    time.now += IDLE_LIFETIME + timedelta(seconds=1)
    assert sessions.use(key) is None
    assert sessions.use("guess") is None


def test_only_recent_sessions_are_viewers():
    time = Time()
    sessions = Sessions(time)
    sessions.open("st-1", "*")
    time.now += timedelta(seconds=15)
    sessions.open("st-1", "*")
    sessions.open("st-2", "*")
    assert sessions.watching("st-1") == 2
    time.now += timedelta(seconds=10)
    assert sessions.watching("st-1") == 1


def test_known_keys_serve_while_control_is_away():
    async def scenario() -> None:
        answers: list[list[str] | Exception] = [["one"], aiohttp.ClientError(), ["two"]]

        async def fetch() -> list[str]:
            answer = answers.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer

        time = Time()
        keys = PlaybackKeys(fetch, time)
        got = []
        for _ in range(3):
            got.append(await keys.get())
            assert await keys.get() == got[-1], "cached"
            time.now += timedelta(seconds=6)
        assert got == [["one"], ["one"], ["two"]]
        answers.append(aiohttp.ClientError())
        with pytest.raises(aiohttp.ClientError):
            await PlaybackKeys(fetch, time).get()

    asyncio.run(scenario())
