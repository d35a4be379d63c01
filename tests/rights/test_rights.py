"""What rights signs is what the edge and Amazon IVS verify."""

from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from contracts.catalog import TitlePublished, TitleRemoved
from contracts.channels import ChannelReady
from functions.platform.playback_keys import private_pem, public_pem
from functions.rights import api, keys, on_playable_event
from functions.rights.domain import COOKIES_VALID
from kernel.clock import now
from local.cloud.edge import Refused, check_signature
from tests.lambdas import announced, call, deliver

SITE = "https://site.example"
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC_KEY = ec.generate_private_key(ec.SECP384R1())
READY = ChannelReady(
    channel_id="chn_1", owner_id="u", owner_name="Mina", name="Kitchen", ivs_arn="arn:ivs:1",
    playback_url="https://play/x.m3u8", recording_mode="keep", retention_days=30,
)  # fmt: skip
PUBLISHED = TitlePublished(
    title_id="ttl_1", type="video", name="Film", channel_id="chn_1", owner_id="u", media_prefix="vod/ttl_1/1",
    playlist="vod/ttl_1/1/index.m3u8", duration_seconds=10, published_at=now(),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _signing(tables: None, monkeypatch: pytest.MonkeyPatch, setting: Any) -> None:
    setting(SITE_URL=SITE, CLOUDFRONT_KEY_ID="K1")
    monkeypatch.setattr(keys, "live_key", lambda: private_pem(EC_KEY))
    monkeypatch.setattr(keys, "_cloudfront_key", lambda: RSA_KEY)


def cookies(title_id: str = "ttl_1") -> dict[str, str]:
    """As a browser would send them to the edge, which drops the prefix."""
    answer = call(api.handler, "POST", "/v1/playback/titles", {"title_id": title_id})
    assert answer.status == 200, answer
    found: dict[str, str] = {}
    for line in answer.cookies:
        for name, morsel in SimpleCookie(line).items():
            assert (morsel["path"], morsel["httponly"], morsel["secure"]) == (f"/vod/{title_id}/", True, True)
            found[name.removeprefix("CloudFront-")] = morsel.value
    return found


def check(parameters: dict[str, str], path: str = "/vod/ttl_1/1/seg_1.m4s", later: timedelta = timedelta()) -> None:
    check_signature(SITE + path, parameters, {"K1": public_pem(RSA_KEY)}, (now() + later).timestamp())


def test_the_edge_takes_what_rights_signed_for_one_title_and_its_time_only():
    deliver(on_playable_event.handler, announced(PUBLISHED))
    signed = cookies()
    check(signed)
    check(signed, later=COOKIES_VALID - timedelta(minutes=1))
    with pytest.raises(Refused, match="expired"):
        check(signed, later=COOKIES_VALID + timedelta(seconds=1))
    for other in ("/vod/ttl_2/1/seg_1.m4s", "/vod/ttl_11/1/x", "/thumbnails/ttl_1/x"):
        with pytest.raises(Refused, match="another resource"):
            check(signed, other)


def test_the_edge_refuses_what_somebody_else_signed_or_changed():
    deliver(on_playable_event.handler, announced(PUBLISHED))
    signed = cookies()
    for name in signed:
        with pytest.raises(Refused):
            check({key: value for key, value in signed.items() if key != name})
    forged = rsa.generate_private_key(public_exponent=65537, key_size=2048).sign(
        b"x", padding.PKCS1v15(), hashes.SHA1()  # noqa: S303 - CloudFront's algorithm
    )  # fmt: skip
    with pytest.raises(Refused, match="Invalid signature"):
        check(
            {**signed, "Signature": __import__("base64").b64encode(forged).decode().replace("+", "-").replace("=", "_")}
        )
    with pytest.raises(Refused, match="Unknown Key"):
        check({**signed, "Key-Pair-Id": "K2"})
    with pytest.raises(Refused, match="Invalid signature"):
        check({**signed, "Policy": signed["Policy"][:-8] + "AAAA____"})


def test_ivs_verifies_the_token_of_a_live_channel():
    deliver(on_playable_event.handler, announced(READY))
    answer = call(api.handler, "POST", "/v1/playback/live", {"channel_id": "chn_1"})
    url = urlsplit(answer.json["url"])
    assert f"{url.scheme}://{url.netloc}{url.path}" == READY.playback_url
    (token,) = parse_qs(url.query)["token"]
    claims = jwt.decode(token, public_pem(EC_KEY), algorithms=["ES384"])
    assert claims["aws:channel-arn"] == "arn:ivs:1"
    assert claims["aws:access-control-allow-origin"] == SITE
    assert timedelta(minutes=14) < timedelta(seconds=claims["exp"] - now().timestamp()) <= timedelta(minutes=15)
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(token, public_pem(ec.generate_private_key(ec.SECP384R1())), algorithms=["ES384"])


def test_what_was_never_announced_or_is_gone_cannot_be_played():
    assert call(api.handler, "POST", "/v1/playback/titles", {"title_id": "ttl_1"}).code == "no_such_title"
    assert call(api.handler, "POST", "/v1/playback/live", {"channel_id": "chn_1"}).code == "no_such_channel"
    at = now()
    gone = announced(TitleRemoved(title_id="ttl_1", channel_id="c", owner_id="u"), at)
    assert deliver(on_playable_event.handler, gone, announced(PUBLISHED, at - timedelta(minutes=1))) == []
    assert call(api.handler, "POST", "/v1/playback/titles", {"title_id": "ttl_1"}).code == "no_such_title"


def test_keys_are_made_for_the_two_services_that_verify():
    assert "BEGIN PUBLIC KEY" in public_pem(EC_KEY)
    assert private_pem(RSA_KEY).startswith("-----BEGIN PRIVATE KEY-----")
