"""Who knows where films can be seen: a service that is asked over HTTPS, or a file that somebody puts into the lake."""

import http
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal
from urllib.parse import urlencode, urlsplit

from pydantic import BaseModel, StringConstraints, TypeAdapter, ValidationError

from functions.recommendations.availability.refreshing import NoMore, NotNow
from functions.recommendations.items import Offer
from functions.recommendations.schemas import Provider, Region
from functions.recommendations.training import objects
from kernel.clock import Clock

FILE = "availability/offers.jsonl"
A_SECOND = 4.0  # questions
SECONDS = 10.0  # for an answer
LARGEST = 1_000_000  # bytes of an answer
PLAIN = {"127.0.0.1", "localhost"}
Fetch = Callable[[str], bytes]


class OfferIn(BaseModel):
    provider: Provider
    region: Region
    way: Literal["subscription", "rent", "buy"]
    url: Annotated[str, StringConstraints(pattern=r"^https://[^\s\"<>]{1,500}$")]


OFFERS = TypeAdapter(list[OfferIn])


def offers_of(told: Any, checked_at: datetime) -> list[Offer]:
    """ValidationError for what is no list of offers."""
    return [Offer(**one.model_dump(), checked_at=checked_at) for one in OFFERS.validate_python(told)]


class HttpAvailability:
    """`GET <url>?name=…&year=…` answers {"offers": [{"provider", "region", "way", "url"}]}, 404 for an unknown title.

    It is asked a few times a second and no more; a 429 ends the night. Answers are cached on the titles themselves.
    """

    def __init__(self, url: str, now: Clock, fetch: Fetch, pause: Callable[[float], None] = time.sleep) -> None:
        self.url, self.now, self.fetch, self.pause = url, now, fetch, pause
        self._asked = False

    def offers(self, title_id: str, name: str, year: int | None) -> Sequence[Offer] | None:
        if self._asked:
            self.pause(1 / A_SECOND)
        self._asked = True
        query = urlencode({"name": name, **({"year": year} if year else {})})
        try:
            return offers_of(json.loads(self.fetch(f"{self.url}?{query}"))["offers"], self.now())
        except urllib.error.HTTPError as error:
            if error.code == http.HTTPStatus.TOO_MANY_REQUESTS:
                raise NoMore(title_id) from error
            if error.code == http.HTTPStatus.NOT_FOUND:
                return None
            raise NotNow(f"status {error.code}") from error
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise NotNow(repr(error)) from error


def fetched(url: str) -> bytes:
    """OSError; ValueError for an address that is not https, but on this machine."""
    address = urlsplit(url)
    if address.scheme != "https" and address.hostname not in PLAIN:
        raise ValueError("availability is asked over https")
    with urllib.request.urlopen(url, timeout=SECONDS) as response:  # noqa: S310 - checked above
        body: bytes = response.read(LARGEST)
        return body


class FileAvailability:
    """Lines of {"item_id", "offers"}; they were checked when the file was written. NotNow for a line that is none."""

    def __init__(self) -> None:
        self._offers: dict[str, list[Offer]] = {}
        for entry in objects.entries(FILE):
            for line in objects.lines(entry.key):
                self._read(line, entry.modified)

    def __bool__(self) -> bool:
        return bool(self._offers)

    def offers(self, title_id: str, name: str, year: int | None) -> Sequence[Offer] | None:  # noqa: ARG002 - the port's
        return self._offers.get(title_id)

    def _read(self, line: bytes, checked_at: datetime) -> None:
        try:
            told = json.loads(line)
            self._offers[str(told["item_id"])] = offers_of(told["offers"], checked_at)
        except (ValidationError, ValueError, KeyError, TypeError) as error:
            raise NotNow(f"{FILE}: {line[:80]!r} {error!r}") from error
