"""Permissions to play, as signed documents. Pure but for the keys that are handed in."""

import base64
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

LIVE_TOKEN_VALID = timedelta(minutes=15)  # IVS checks it when playback begins; a running one goes on
COOKIES_VALID = timedelta(hours=6)  # longer than a film; players renew before it ends


@dataclass(frozen=True)
class Playable:
    """What rights knows of a channel or a title that can be played."""

    id: str
    address: str  # a channel's IVS playback URL, a title's playlist below the site
    ivs_arn: str | None = None
    preview_vtt: str | None = None


class Signer(Protocol):
    def __call__(self, message: bytes) -> bytes: ...


def live_claims(ivs_arn: str, now: datetime, site: str) -> dict[str, str | int]:
    """Payload of an IVS playback token (IVS User Guide, "Generate and Sign Playback Tokens")."""
    return {
        "aws:channel-arn": ivs_arn,
        "aws:access-control-allow-origin": site,
        "exp": int((now + LIVE_TOKEN_VALID).timestamp()),
    }


def policy(resource: str, expires: datetime) -> str:
    """A CloudFront custom policy; without blanks, as its signature is over the bytes."""
    condition = {"DateLessThan": {"AWS:EpochTime": int(expires.timestamp())}}
    return json.dumps({"Statement": [{"Resource": resource, "Condition": condition}]}, separators=(",", ":"))


def cloudfront_base64(data: bytes) -> str:
    """Base64 in the alphabet CloudFront takes in cookies and queries."""
    return base64.b64encode(data).decode().replace("+", "-").replace("=", "_").replace("/", "~")


def cookies(site: str, title_id: str, key_id: str, sign: Signer, now: datetime) -> dict[str, str]:
    """The three cookies that open one title's folder and no other."""
    text = policy(f"{site}/vod/{title_id}/*", now + COOKIES_VALID).encode()
    return {
        "CloudFront-Policy": cloudfront_base64(text),
        "CloudFront-Signature": cloudfront_base64(sign(text)),
        "CloudFront-Key-Pair-Id": key_id,
    }
