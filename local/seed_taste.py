"""Films of made-up services with a past: what a visitor finds on the page of recommendations on the first evening.

The films go through the back office, as an operator would import them. The people of their past do not exist, so what
they watched is written where what people do is gathered; from there on everything is the product's own.
"""

import json
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import boto3

from kernel import clock, environment
from kernel.clock import iso
from local.api_client import Person
from local.deploy import outputs
from local.settings import Settings

FILMS = Path(__file__).with_name("films.json")
OFFICE = "/v1/backoffice/recommendations"
PEOPLE, PAST_DAYS, A_PART = 600, 60, 100
REGION = "KR"
LEAST, MOST = 6, 18  # films that somebody of the past watched


def films() -> list[dict[str, Any]]:
    """As the office takes them; the earlier in the file the better known."""
    told = json.loads(FILMS.read_text(encoding="utf-8"))
    now = iso(clock.now())
    return [
        {
            **{name: one[name] for name in ("id", "name", "genres", "year")},
            "popularity": round(30 / (1 + place), 2),
            "offers": [
                {"provider": provider, "region": REGION, "way": way, "checked_at": now,
                 "url": f"https://{provider}.example/{one['id']}"}
                for provider, way in one["on"]
            ],
        }
        for place, one in enumerate(told)
    ]  # fmt: skip


def seed(settings: Settings, operator: Person) -> None:
    """Tells the films, writes their past, and lets a first model be trained, which nobody waits for."""
    told = films()
    tell(operator, told)
    keep(settings, "title", lived(told, clock.now()))
    operator.call("POST", f"{OFFICE}/models/title/trainings", {"reason": "The first model"})


def tell(operator: Person, told: list[dict[str, Any]]) -> None:
    for start in range(0, len(told), A_PART):
        operator.call("POST", f"{OFFICE}/films", {"films": told[start : start + A_PART]})


def keep(settings: Settings, kind: str, rows: Iterator[dict[str, Any]]) -> None:
    """Into the lake, by day."""
    days: dict[str, list[str]] = {}
    for row in rows:
        days.setdefault(row["at"][:10], []).append(json.dumps(row, ensure_ascii=False) + "\n")
    environment.adopt(settings.credentials())
    s3, bucket = boto3.client("s3"), outputs(settings)["LakeBucket"]
    for day, lines in days.items():
        key = f"behaviours/kind={kind}/day={day}/before.jsonl"
        s3.put_object(Bucket=bucket, Key=key, Body="".join(lines).encode())


def lived(told: list[dict[str, Any]], until: datetime, people: int = PEOPLE) -> Iterator[dict[str, Any]]:
    """Each with a liking for two genres, who now and then watches what is well known; always the same people."""
    chance = random.Random(11)  # noqa: S311 - a made-up past, no secret
    genres = sorted({genre for film in told for genre in film["genres"]})
    for number in range(people):
        liked = chance.sample(genres, 2)
        weights = [0.2 + 4 * sum(genre in liked for genre in film["genres"]) + film["popularity"] / 10 for film in told]
        at = until - timedelta(days=chance.uniform(1, PAST_DAYS))
        seen: set[str] = set()
        for film in chance.choices(told, weights, k=chance.randint(LEAST, MOST)):
            if film["id"] not in seen and at < until:
                seen.add(film["id"])
                yield {"user_id": f"past-{number:04}", "item_id": film["id"], "verb": "watched", "stars": None,
                       "at": iso(at)}  # fmt: skip
                at += timedelta(hours=chance.uniform(2, 60))
