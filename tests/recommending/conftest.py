"""The model that recommending's tests ask, and the queue and the lake that they fill."""

from typing import Any

import boto3
import pytest

from functions.recommendations import api, lake, taste_api, wiring
from functions.recommendations.recommending import Recommending
from kernel import clock, tasks
from tests import desks
from tests.recommending.world import FakeModel, Queue


@pytest.fixture(autouse=True)
def model(tables: None, monkeypatch: pytest.MonkeyPatch) -> FakeModel:
    made = FakeModel()
    recommending = Recommending(wiring.stores(), made, clock.now)
    for module in (api, taste_api):
        monkeypatch.setattr(module, "recommending", lambda: recommending)
    taste_api.choices.cache_clear()
    return made


@pytest.fixture(autouse=True)
def queue(monkeypatch: pytest.MonkeyPatch, setting: Any) -> Queue:
    made = Queue()
    setting(KEEP_DEEDS_QUEUE="keep-deeds", SHADOW_QUEUE="shadow", LAKE_BUCKET="lake")
    monkeypatch.setattr(tasks, "_sqs", lambda: made)
    lake._s3.cache_clear()
    client = boto3.client("s3", region_name="us-east-1")
    client.create_bucket(Bucket="lake")
    for entry in client.list_objects_v2(Bucket="lake").get("Contents", ()):  # another test's
        client.delete_object(Bucket="lake", Key=entry["Key"])
    return made


@pytest.fixture(autouse=True)
def _desk(monkeypatch: pytest.MonkeyPatch, setting: Any) -> None:
    desks.connect(monkeypatch, setting)


@pytest.fixture
def lake_keys() -> Any:
    """The lake's objects, with what is in them."""

    def read(prefix: str = "") -> dict[str, str]:
        client = boto3.client("s3", region_name="us-east-1")
        found = client.list_objects_v2(Bucket="lake", Prefix=prefix).get("Contents", [])
        return {one["Key"]: client.get_object(Bucket="lake", Key=one["Key"])["Body"].read().decode() for one in found}

    return read
