"""A small catalogue and a few people, driven as API Gateway and EventBridge drive the functions."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from contracts.marketplace import ProductListed
from functions.recommendations import api, desk, on_item_told, on_person_told, on_signal, taste_api
from functions.recommendations.training.endpoint import Answer, Listed
from kernel.clock import iso, now
from kernel.events import Event
from tests.lambdas import LambdaContext, announced, call, claims, deliver

GENRES = ("Drama", "Comedy", "Crime", "Sci-Fi")
PROVIDERS = ("alpha", "beta", "gamma")


@dataclass
class FakeModel:
    """Answers with what it is told to, and remembers what it was asked."""

    asked: list[dict[str, Any]] = field(default_factory=list)
    says: Callable[[str, dict[str, Any]], Answer | None] = lambda _kind, _instance: None

    def __call__(self, kind: str, instance: dict[str, Any], bucket: float) -> Answer | None:
        assert 0 <= bucket < 1
        self.asked.append({"kind": kind, **instance})
        return self.says(kind, instance)


def answer(*items: tuple[str, float], because: tuple[str, ...] = (), basis: str = "history", **more: Any) -> Answer:
    listed = tuple(Listed(name, score, because) for name, score in items)
    facts = {"model_version": "v1", "low_confidence": False, "stale": False, "variant": "champion", **more}
    return Answer(items=listed, basis=basis, **facts)


def film(number: int, **more: Any) -> dict[str, Any]:
    facts = {
        "id": f"film-{number}", "name": f"Film {number}", "genres": [GENRES[number % len(GENRES)]],
        "year": 1990 + number, "adults_only": False, "popularity": 0.0,
        "offers": [{"provider": PROVIDERS[number % 3], "region": "KR", "way": "subscription",
                    "url": f"https://{PROVIDERS[number % 3]}.example/{number}", "checked_at": iso(now())}],
    }  # fmt: skip
    return {**facts, **more}


def films(*chosen: dict[str, Any]) -> None:
    told = desk.handler({"do": "import_films", "with": {"films": list(chosen)}}, LambdaContext())
    assert "answer" in told, told


def product(number: int, *, channel: str = "chn_shop", **more: Any) -> ProductListed:
    facts: dict[str, Any] = {
        "product_id": f"prd_{number}", "seller_id": "usr-seller", "name": f"Thing {number}", "category": ("home",),
        "price": 1000, "currency": "KRW", "channel_ids": (channel,),
    }  # fmt: skip
    return ProductListed(**{**facts, **more})


def hear(*events: Event, at: datetime | None = None) -> None:
    """Each by the subscriber that hears it."""
    handlers = (on_item_told, on_signal, on_person_told)
    for event in events:
        heard = next(module for module in handlers if event.detail_type() in vars(module))
        assert deliver(heard.handler, announced(event, at)) == []


def ask(method: str, path: str, body: Any = None, *, who: str = "usr-1", **more: Any) -> Any:
    module = taste_api if "/me/" in path or "/survey/" in path else api
    return call(module.handler, method, path, body, who=claims(who), **more)


def listed(shelf: str = "titles", who: str = "usr-1", limit: int = 20) -> Any:
    told = ask("GET", f"/v1/recommendations/{shelf}", who=who, query={"limit": str(limit)})
    assert told.status == 200, told
    return told.json


def ids(told: Any) -> list[str]:
    return [one["id"] for one in told["items"]]


@dataclass
class Queue:
    """What was handed over to tasks."""

    rows: list[dict[str, Any]] = field(default_factory=list)

    def send_message(self, **message: Any) -> None:
        self.rows.append(json.loads(message["MessageBody"]))
