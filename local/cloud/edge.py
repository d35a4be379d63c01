"""The edge that stands for CloudFront: the deployed distribution, on a port of its own.

ministack serves a distribution (behaviors, functions, origins, error pages) but does not check signatures; this does,
as CloudFront does: cookies or query parameters, a custom policy, RSA-SHA1 by a key of a trusted group
(Amazon CloudFront Developer Guide, "Use signed cookies").
"""

import base64
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs
from xml.etree import ElementTree as ET

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from ministack.services import cloudfront

from kernel.clock import now
from local.cloud.patching import require

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]
PARAMETERS = ("Policy", "Signature", "Key-Pair-Id")
require(hasattr(cloudfront, "handle_viewer_request"), "CloudFront's data plane moved")


class Refused(Exception):
    """What CloudFront answers with 403 and an XML-like text; here the reason in words as well."""


def from_cloudfront_base64(text: str) -> bytes:
    """CloudFront's own alphabet: `-` for `+`, `_` for `=`, `~` for `/`."""
    return base64.b64decode(text.replace("-", "+").replace("_", "=").replace("~", "/"))


def check_signature(url: str, parameters: Mapping[str, str], keys: Mapping[str, str], epoch: float) -> None:
    """Refused unless the parameters carry a policy for this URL, in force, signed by one of the keys."""
    missing = [name for name in PARAMETERS if name not in parameters]
    if missing:
        raise Refused(f"MissingKey: {', '.join(missing)}")
    pem = keys.get(parameters["Key-Pair-Id"])
    if pem is None:
        raise Refused("Unknown Key")
    try:
        policy_text = from_cloudfront_base64(parameters["Policy"])
        signature = from_cloudfront_base64(parameters["Signature"])
        statement = json.loads(policy_text)["Statement"][0]
        key = serialization.load_pem_public_key(pem.encode())
        require(isinstance(key, rsa.RSAPublicKey), "the key group holds no RSA key")
        key.verify(signature, policy_text, padding.PKCS1v15(), hashes.SHA1())  # type: ignore[union-attr,call-arg,arg-type] # noqa: S303 - CloudFront's algorithm
    except (ValueError, KeyError, IndexError, InvalidSignature) as error:
        raise Refused("Invalid signature") from error
    if epoch >= statement["Condition"]["DateLessThan"]["AWS:EpochTime"]:
        raise Refused("Access denied: the signature has expired")
    if not _matches(statement["Resource"], url):
        raise Refused("Access denied: the policy is for another resource")


def _matches(pattern: str, url: str) -> bool:
    parts = re.split(r"([*?])", pattern)
    regex = "".join({"*": ".*", "?": "."}.get(part, re.escape(part)) for part in parts)
    return re.fullmatch(regex, url) is not None


def trusted_keys(distribution: dict[str, Any], path: str) -> dict[str, str] | None:
    """Key id → PEM of the groups that the path's behavior trusts; None where it needs no signature."""
    root = ET.fromstring(distribution["config_xml"])  # noqa: S314 - our own distribution's
    for element in root.iter():
        element.tag = element.tag.split("}")[-1]
    behaviors = root.findall("./CacheBehaviors/Items/CacheBehavior")
    chosen = next((b for b in behaviors if _path_matches(b.findtext("PathPattern", ""), path)), None)
    behavior = chosen if chosen is not None else root.find("./DefaultCacheBehavior")
    groups = [e.text for e in behavior.findall("./TrustedKeyGroups/Items/KeyGroup")] if behavior is not None else []
    if not groups:
        return None
    ids = [key_id for group in groups for key_id in cloudfront._key_groups[group]["Config"]["Items"]]
    return {key_id: cloudfront._public_keys[key_id]["Config"]["EncodedKey"] for key_id in ids}


def _path_matches(pattern: str, path: str) -> bool:
    return _matches("/" + pattern.lstrip("/"), path)


def signature_parameters(headers: Mapping[str, str], query: str) -> dict[str, str]:
    """From the query string if it carries them, else from the cookies."""
    given = {name: values[0] for name, values in parse_qs(query).items() if name in PARAMETERS}
    cookies: SimpleCookie = SimpleCookie(headers.get("cookie", ""))
    for name in PARAMETERS:
        if name not in given and f"CloudFront-{name}" in cookies:
            given[name] = cookies[f"CloudFront-{name}"].value
    return given


class Edge:
    """An ASGI application for the one distribution that is deployed."""

    def __init__(self, site_url: str) -> None:
        self.site_url = site_url

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        distribution = next(iter(cloudfront._distributions.values()), None)
        if distribution is None:
            await _answer(
                send, 503, {"content-type": "text/plain"}, b"The site is being deployed; try again shortly.\n"
            )
            return
        headers = {name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]}
        query = scope["query_string"].decode()
        try:
            keys = trusted_keys(distribution, scope["path"])
            if keys is not None:
                parameters = signature_parameters(headers, query)
                check_signature(self.site_url + scope["path"], parameters, keys, now().timestamp())
        except Refused as refusal:
            body = json.dumps({"type": "/problems/not_entitled", "title": "Not allowed", "status": 403,
                               "detail": str(refusal), "code": "not_entitled", "trace_id": ""})  # fmt: skip
            await _answer(send, 403, {"content-type": "application/problem+json"}, body.encode())
            return
        status, out, body_bytes = await cloudfront.handle_viewer_request(
            distribution, scope["method"], scope["path"], scope.get("raw_path", scope["path"].encode()).decode(), query,
            headers, await _body(receive), parse_qs(query, keep_blank_values=True), scope["client"][0],
        )  # fmt: skip
        await _answer(send, status, out, body_bytes, head=scope["method"] == "HEAD")


async def _body(receive: Receive) -> bytes:
    parts: list[bytes] = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


async def _answer(send: Send, status: int, headers: Mapping[str, Any], body: bytes, *, head: bool = False) -> None:
    pairs = [
        (k.lower().encode(), str(v).encode("latin-1"))
        for k, many in headers.items()
        for v in (many if isinstance(many, list) else [many])
    ]
    if not any(name == b"content-length" for name, _ in pairs):
        pairs.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": b"" if head else body})
