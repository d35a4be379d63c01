"""Every test of audience starts from empty tables and a queue that keeps what it is asked."""

from typing import Any

import pytest

from kernel import tasks
from tests.recommending.world import Queue


@pytest.fixture(autouse=True)
def queue(tables: None, monkeypatch: pytest.MonkeyPatch, setting: Any) -> Queue:
    made = Queue()
    setting(REFRESH_CHANNEL_QUEUE="refresh-channel")
    monkeypatch.setattr(tasks, "_sqs", lambda: made)
    return made
