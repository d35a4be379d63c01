"""The back office and the desks it asks, in one process: what Lambda's Invoke does between them, without Lambda."""

import io
import json
from typing import Any

import pytest

from functions.billing import desk as billing
from functions.recommendations import desk as recommendations
from kernel import desks
from tests.lambdas import LambdaContext

DESKS = {"the-desk": billing, "the-desk-of-lists": recommendations}


class InOneProcess:
    """As botocore's Lambda client answers an Invoke."""

    @staticmethod
    def invoke(FunctionName: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803 - botocore's names
        answer = DESKS[FunctionName].handler(json.loads(Payload), LambdaContext())
        return {"StatusCode": 200, "Payload": io.BytesIO(json.dumps(answer).encode())}


def connect(monkeypatch: pytest.MonkeyPatch, setting: Any) -> None:
    setting(BILLING_DESK="the-desk", RECOMMENDATIONS_DESK="the-desk-of-lists")
    monkeypatch.setattr(desks, "_lambda", InOneProcess)
