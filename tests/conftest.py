"""What every test stands on: no network, no real account, tables made from the product's own models."""

import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from hypothesis import HealthCheck, settings
from moto import mock_aws
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.responses import DynamoHandler
from pynamodb.models import Model

from kernel import environment
from kernel.outbox import OutboxRow

environment.adopt({"JSII_NODE": environment.optional("JSII_NODE", str(Path(sys.executable).with_name("node")))})
import app  # noqa: E402 - the CDK starts its Node when it is imported

settings.register_profile(
    "house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], max_examples=60
)
settings.load_profile("house")
ACCOUNT = "123456789012"  # moto's
LOOPBACK = ("127.", "::1", "localhost")


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("stripe", "the contract suite against Stripe itself")
    group.addoption("--stripe-url", default="", help="https://api.stripe.com; STRIPE_KEY is a key of its test mode")


@pytest.fixture(autouse=True)
def _no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.config.getoption("--stripe-url"):
        return
    connect = socket.socket.connect

    def only_loopback(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
            raise AssertionError(f"a test called {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", only_loopback)


@pytest.fixture(autouse=True)
def _no_account(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.setenv("POWERTOOLS_LOG_LEVEL", "CRITICAL")


def _one_at_a_time(patch: pytest.MonkeyPatch) -> None:
    """DynamoDB's writes are atomic, moto's are not: a transaction that fails puts back whole tables as they were."""
    act, lock = DynamoHandler.call_action, threading.RLock()

    def in_turn(handler: DynamoHandler) -> Any:
        with lock:
            return act(handler)

    patch.setattr(DynamoHandler, "call_action", in_turn)


@pytest.fixture(scope="session")
def _aws_of_the_session() -> Iterator[None]:
    """moto's AWS with every table of every capability and the outbox, made from the product's models, once."""
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        _one_at_a_time(patch)
        patch.delenv("AWS_ENDPOINT_URL", raising=False)  # a laptop cloud may be running beside the tests
        patch.setenv("AWS_ACCESS_KEY_ID", "testing")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        declared = [table for capability in app.CAPABILITIES for table in capability.tables]
        models: list[type[Model]] = [OutboxRow, *declared]
        for model in models:
            model.create_table(wait=False)
        client = boto3.client("s3", region_name="us-east-1")
        for bucket in ("uploads", "media"):
            client.create_bucket(Bucket=bucket)
        yield


@pytest.fixture
def tables(_aws_of_the_session: None) -> None:
    """Empty tables, and the buckets `uploads` and `media`."""
    for table in dynamodb_backends[ACCOUNT]["us-east-1"].tables.values():
        table.items.clear()


@pytest.fixture
def setting(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`setting(SITE_URL="…")`: what infra would have put into the function's environment."""

    def put(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(name, value)

    return put
