"""What the moderators' API takes and answers."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from functions.chat.audit import ActionRow
from functions.chat.entries import Message
from functions.chat.reviews import ReviewRow
from functions.chat.schemas import Reason
from functions.chat.standings import StandingRow
from kernel.schemas import RequestBody, View, example

A_PERSON = "01KAG2V8QJ7Y3W5N4T6R9XBCDE"
LONGEST_TIMEOUT = 14 * 24 * 3600


class SanctionRequest(
    RequestBody,
    json_schema_extra=example({"measure": "timeout", "seconds": 600, "reason": "Advertises in every sentence."}),
):
    measure: Literal["ban", "timeout"]
    seconds: int | None = Field(default=None, ge=1, le=LONGEST_TIMEOUT, description="Of a timeout")
    reason: Reason


class ReasonRequest(RequestBody, json_schema_extra=example({"reason": "It was a misunderstanding."})):
    reason: Reason


class DecisionRequest(RequestBody, json_schema_extra=example({"approve": True, "reason": "Said in jest."})):
    approve: bool
    reason: Reason


class AppealRequest(RequestBody, json_schema_extra=example({"text": "I quoted the film, I did not mean anybody."})):
    text: Annotated[str, StringConstraints(min_length=1, max_length=1000)]


class AnswerRequest(RequestBody, json_schema_extra=example({"grant": True, "reason": "You are right."})):
    grant: bool
    reason: Reason


class ReviewView(View):
    """A message that waits, or one that is shown and doubted."""

    message: Message
    state: Literal["waiting", "shown"]
    reasons: list[str] = Field(description="profanity, slur, link, room, model …")
    score: float = Field(description="0 to 1: how likely it is abusive")
    language: str
    sentiment: float = Field(description="-1 to 1")

    @classmethod
    def of(cls, row: ReviewRow) -> "ReviewView":
        return cls(message=Message.model_validate(row.message), state=row.state, reasons=list(row.reasons),
                   score=float(row.score), language=row.language, sentiment=float(row.sentiment))  # fmt: skip


class QueueView(View):
    items: list[ReviewView]


class SanctionView(View):
    user_id: str
    name: str
    banned: bool
    timeout_until: datetime | None

    @classmethod
    def of(cls, row: StandingRow) -> "SanctionView":
        return cls(user_id=row.user_id, name=row.name or "", banned=bool(row.banned), timeout_until=row.timeout_until)


class SanctionsView(View):
    items: list[SanctionView]


class AppealView(View):
    text: str = Field(max_length=1000)
    at: datetime
    state: Literal["open", "granted", "refused"]
    answered_by: str | None = None
    answered_at: datetime | None = None
    answer: str | None = None


class ActionView(View):
    """One act of moderation. `before` and `after` are what it changed, in the form of its kind."""

    id: str
    kind: str
    actor_id: str | None = Field(description="Absent for the person concerned, who is not told who acted")
    reason: str
    at: datetime
    subject_id: str | None
    subject_name: str | None
    message_id: str | None
    before: Any = None
    after: Any = None
    undoes: str | None
    undone_by: str | None
    appeal: AppealView | None

    @classmethod
    def of(cls, row: ActionRow, *, actor: bool = True) -> "ActionView":
        told = {name: getattr(row, name) for name in cls.model_fields}
        return cls.model_validate({**told, "actor_id": row.actor_id if actor else None})


class BanElsewhere(View):
    room_id: str
    name: str


class MyStanding(View):
    """What the room knows of the caller, and what was done to him."""

    role: str
    banned: bool
    banned_in: list[BanElsewhere] = Field(description="Rooms whose list of bans this one follows; only they lift it")
    timeout_until: datetime | None
    follows: bool
    subscribed_until: datetime | None
    badges: list[str]
    actions: list[ActionView]
