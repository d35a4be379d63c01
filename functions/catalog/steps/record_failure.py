"""The way out of every failure: the title says why."""

import json
import re
from typing import Any

from functions.catalog.quality import REJECTIONS
from functions.catalog.wiring import catalog
from kernel.observability import logger

UNREADABLE_CODES = {"1010", "1040"}  # MediaConvert: input cannot be opened, cannot be transcoded
OURS = "Processing failed on our side; it has been recorded and can be tried again."


def code_of(error: str) -> str:
    """`SilentAudio` → `silent_audio`"""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", error).lower()


def explain(error: str, cause: str) -> tuple[str, str, bool]:
    """Code, words, and whether the material (not we) is at fault."""
    rejection = REJECTIONS.get(error)
    if rejection is None and any(f"{code}:" in cause or f'"ErrorCode":{code}' in cause for code in UNREADABLE_CODES):
        rejection = REJECTIONS["CorruptMedia"]
    if rejection is not None:
        return code_of(rejection.__name__), rejection.reason, True
    return "processing_failed", OURS, False


@logger.inject_lambda_context
def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """{title_id, error: {Error, Cause}} → {title_id, code, rejected}."""
    error = event["error"]
    code, reason, rejected = explain(error.get("Error", ""), error.get("Cause", ""))
    logger.warning(
        "title failed", extra={"title_id": event["title_id"], "code": code, "cause": json.dumps(error)[:2000]}
    )
    catalog().fail(event["title_id"], code, reason)
    return {"title_id": event["title_id"], "code": code, "rejected": rejected}
