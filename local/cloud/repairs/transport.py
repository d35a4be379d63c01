"""Loopback stands for TLS: `aws:SecureTransport` is true, so that policies which demand it hold here as at AWS."""

from contextvars import ContextVar
from typing import Any

import ministack.app as emulator
from ministack.core import iam_evaluator

from local.cloud.patching import replace, require


def apply() -> None:
    require(hasattr(iam_evaluator, "_request_origin"), "the evaluator's request origin moved")
    iam_evaluator._request_origin = ContextVar("madang_request_origin", default=("127.0.0.1", True))

    def always_secure(original: Any) -> Any:
        return lambda source_ip, _secure: original(source_ip, True)

    replace(emulator, "pin_request_origin", always_secure)
