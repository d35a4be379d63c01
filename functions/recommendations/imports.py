"""What somebody watched elsewhere, as they exported it from another service: taken only as far as they agree."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from functions.recommendations.choices import Choices
from functions.recommendations.items import Item
from functions.recommendations.recording import Recording
from functions.recommendations.schemas import DeedRequest, Provider
from kernel.errors import Forbidden
from kernel.schemas import RequestBody, View, example

Scope = Literal["watched", "services"]


class WatchedElsewhere(RequestBody):
    """A film by its name and, where two have the same, its year; `at` is when it was watched."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    year: Annotated[int, Field(ge=1888, le=2100)] | None = None
    at: AwareDatetime
    minutes: Annotated[float, Field(ge=0, le=1440)] | None = None
    stars: Annotated[float, Field(ge=1, le=5)] | None = None


class TasteImport(
    RequestBody,
    json_schema_extra=example(
        {
            "consent": ["watched", "services"],
            "services": ["a-service"],
            "watched": [{"name": "The Long Rain", "year": 2019, "at": "2026-11-01T20:00:00Z", "minutes": 94}],
        }
    ),
):
    """`consent` names what may be taken of the document: what is in it besides is refused, with all of it."""

    consent: Annotated[list[Scope], Field(max_length=2)]
    services: Annotated[list[Provider], Field(max_length=30, default_factory=list)]
    watched: Annotated[list[WatchedElsewhere], Field(max_length=200, default_factory=list)]


class ImportedView(View):
    """`unknown` are names of which there is no film here, or more than one."""

    kept: int
    unknown: list[str]
    services: list[str]


def permitted(body: TasteImport) -> None:
    """Forbidden, where something is told that nobody agreed to, and where nothing was agreed to at all."""
    told = {"watched": bool(body.watched), "services": bool(body.services)}
    beyond = [scope for scope, there in told.items() if there and scope not in body.consent]
    if beyond or not body.consent:
        raise Forbidden("This is taken only with your consent.", code="consent_required")


def take(recording: Recording, choices: Choices, user_id: str, watched: Sequence[WatchedElsewhere]) -> ImportedView:
    """Each becomes a deed, as if it had been done here, at the time of then."""
    deeds, unknown = [], []
    for one in sorted(watched, key=lambda one: one.at):
        item = _named(choices, one)
        if item is None:
            unknown.append(one.name)
            continue
        verb: Literal["watched", "rated"] = "watched" if one.stars is None else "rated"
        deeds.append(
            DeedRequest(kind="title", item_id=item.id, verb=verb, minutes=one.minutes, stars=one.stars, at=one.at)
        )
    kept, gone = recording.told(user_id, deeds, here=False)
    return ImportedView(kept=kept, unknown=[*unknown, *gone], services=[])


def _named(choices: Choices, one: WatchedElsewhere) -> Item | None:
    able = [item for item in choices.called(one.name) if one.year is None or item.year == one.year]
    return able[0] if len(able) == 1 else None
