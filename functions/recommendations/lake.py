"""The event lake in S3: what people did, a line each, by kind and day, gathered by functions/…/keep_deeds.py.

`behaviours/kind=title/day=2026-11-23/<name>.jsonl` with user_id, item_id, verb, stars, at and, with consent, traits;
`forgotten/<user_id>` and `without-traits/<user_id>` hold the moment up to which nothing, or no trait, is learnt from.
"""

import json
from datetime import datetime
from functools import cache
from typing import Any, Literal

import botocore.session
from botocore.config import Config

from functions.recommendations.deeds import Deed
from kernel import environment, tasks
from kernel.clock import iso
from kernel.identifiers import new_id

Mark = Literal["forgotten", "without-traits"]


@cache
def _s3() -> Any:
    config = Config(signature_version="s3v4", s3={"addressing_style": "path"})
    return botocore.session.get_session().create_client("s3", region_name=environment.region(), config=config)


def keep(user_id: str, deed: Deed, traits: list[str]) -> None:
    """Hands it over; many are written together a little later."""
    row = {"user_id": user_id, "item_id": deed.item_id, "verb": deed.verb, "stars": deed.stars, "at": iso(deed.at)}
    shelf = f"kind={deed.kind}/day={deed.at.date().isoformat()}"
    tasks.ask("KEEP_DEEDS_QUEUE", {"shelf": shelf, "row": {**row, **({"traits": traits} if traits else {})}})


def write(shelf: str, rows: list[dict[str, Any]]) -> str:
    """One object of them; its key."""
    key = f"behaviours/{shelf}/{new_id('lak')}.jsonl"
    body = "".join(json.dumps(row, separators=(",", ":"), ensure_ascii=False) + "\n" for row in rows)
    _s3().put_object(Bucket=environment.required("LAKE_BUCKET"), Key=key, Body=body.encode(),
                     ContentType="application/x-ndjson")  # fmt: skip
    return key


def mark(user_id: str, mark: Mark, at: datetime) -> None:
    """Rows of this person until `at` are left out of trainings, or read without their traits."""
    _s3().put_object(Bucket=environment.required("LAKE_BUCKET"), Key=f"{mark}/{user_id}", Body=iso(at).encode())
