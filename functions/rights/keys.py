"""The private halves of the playback keys, from Secrets Manager, kept in memory for as long as the container lives."""

from functools import cache
from typing import Any

import botocore.session
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

from kernel import environment


@cache
def _secret(setting: str) -> str:
    client: Any = botocore.session.get_session().create_client("secretsmanager", region_name=environment.region())
    return str(client.get_secret_value(SecretId=environment.required(setting))["SecretString"])


@cache
def _cloudfront_key() -> Any:
    return serialization.load_pem_private_key(_secret("CLOUDFRONT_PLAYBACK_KEY").encode(), None)


def live_key() -> str:
    """PEM of the P-384 key that Amazon IVS knows the public half of."""
    return _secret("IVS_PLAYBACK_KEY")


def cloudfront_sign(message: bytes) -> bytes:
    """RSA-SHA1, the algorithm of CloudFront's signed cookies."""
    signature: bytes = _cloudfront_key().sign(message, padding.PKCS1v15(), hashes.SHA1())  # noqa: S303 - CloudFront's choice
    return signature
