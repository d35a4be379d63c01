"""Custom resource: the two key pairs that playback is signed with, made once and never shown.

Amazon IVS verifies ES384 tokens (P-384), CloudFront verifies RSA-SHA1 signatures (2048 bits). The private halves go
straight into Secrets Manager; CloudFormation only ever sees the public ones.
"""

from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from functions.platform.clients import client
from functions.platform.cloudformation import custom_resource

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
KINDS: dict[str, Callable[[], PrivateKey]] = {
    "IvsSecret": lambda: ec.generate_private_key(ec.SECP384R1()),
    "CloudFrontSecret": lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048),
}


def public_pem(key: PrivateKey) -> str:
    encoding, form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(encoding, form).decode()


def private_pem(key: PrivateKey) -> str:
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return key.private_bytes(encoding, form, serialization.NoEncryption()).decode()


def ensure(secret_id: str, make: Callable[[], PrivateKey]) -> str:
    """The public half of the key in a secret; a key is made only where the secret does not hold one yet."""
    secrets = client("secretsmanager")
    stored = secrets.get_secret_value(SecretId=secret_id)["SecretString"]
    if stored.startswith("-----BEGIN PRIVATE KEY-----"):
        key = serialization.load_pem_private_key(stored.encode(), None)
    else:
        key = make()
        secrets.put_secret_value(SecretId=secret_id, SecretString=private_pem(key))
    return public_pem(key)  # type: ignore[arg-type]


def make(request_type: str, properties: dict[str, Any]) -> tuple[str, dict[str, str]]:
    if request_type == "Delete":  # the secrets are deleted by their own stack, with a recovery window
        return "playback-keys", {}
    public = {kind.replace("Secret", "PublicKey"): ensure(properties[kind], maker) for kind, maker in KINDS.items()}
    return "playback-keys", public


handler = custom_resource(make)
