"""Posts to @connections a CPU-second, with TLS and signatures on: our postbox and boto3 in threads, each in a process
of its own against the same stand-in, both trusting its certificate as they trust AWS's: by a bundle they are told of.

python -m benchmarks.chat.posts ours|boto3 PORT POSTS   is one such process
"""

import ipaddress
import json
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

from benchmarks.chat.gateway import ACCESS_KEY, REGION, SECRET_KEY
from benchmarks.chat.processes import ended, folder, ours
from benchmarks.chat.turns import rotated
from benchmarks.chat.worker import credentials
from kernel.clock import now

THREADS = 16
POSTS = {"ours": 12_000, "boto3": 1_200}
BODY = json.dumps({"type": "entries", "entries": [{"text": "안녕하세요 " * 20}]}).encode()


def connections(count: int) -> list[str]:
    return [f"L0SM9cOFvHc{number:06}=" for number in range(count)]


def certificate(place: Path) -> Path:
    """Key and certificate of 127.0.0.1, signed by itself, good for a day."""
    from cryptography import x509  # only this needs it
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - timedelta(hours=1))
        .not_valid_after(now() + timedelta(days=1))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = place / "certificate.pem"
    file.touch(mode=0o600)
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


def poster(who: str, url: str) -> Callable[[list[str]], None]:
    return _ours(url) if who == "ours" else _boto3(url)


def _ours(url: str) -> Callable[[list[str]], None]:
    from functions.chat.postbox import ApiGatewayPostbox  # each process has only its own side

    postbox = ApiGatewayPostbox(url, REGION, credentials, now)

    def post(ids: list[str]) -> None:
        if postbox.post(ids, BODY):
            raise RuntimeError("the sink says that connections are gone")

    return post


def _boto3(url: str) -> Callable[[list[str]], None]:
    import boto3  # as above
    from botocore.config import Config

    who = credentials()
    client = boto3.client(
        "apigatewaymanagementapi",
        endpoint_url=url,
        region_name=REGION,
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=SECRET_KEY,
        aws_session_token=who.token,
        config=Config(max_pool_connections=THREADS, retries={"max_attempts": 1}),
    )
    threads = ThreadPoolExecutor(THREADS)

    def post(ids: list[str]) -> None:
        for _ in threads.map(lambda one: client.post_to_connection(ConnectionId=one, Data=BODY), ids):
            """Raised here what was raised there."""

    return post


def rates(rounds: int) -> dict[str, list[float]]:
    """Posts a CPU-second of each, round by round; who begins changes."""
    file = str(certificate(folder()))
    found: dict[str, list[float]] = {who: [] for who in POSTS}
    gateway = ours("gateway", "--sink", "--certificate", file)
    with ended(gateway):
        port = str(gateway.hear()["port"])
        for turn in range(rounds):
            for who in rotated(list(POSTS), turn):
                child = ours("posts", who, port, str(POSTS[who]), AWS_CA_BUNDLE=file, SSL_CERT_FILE=file)
                with ended(child):
                    found[who].append(float(child.hear()["posts_a_cpu_second"]))
    return found


def main() -> None:
    who, port, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    post = poster(who, f"https://127.0.0.1:{port}/v1")
    post(connections(256))  # sockets open, both warm
    before, began = time.process_time(), time.monotonic()
    post(connections(count))
    spent, took = time.process_time() - before, time.monotonic() - began
    print(json.dumps({"posts_a_cpu_second": count / spent, "posts_a_second": count / took}), flush=True)


if __name__ == "__main__":
    main()
