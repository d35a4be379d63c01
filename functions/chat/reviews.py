"""The moderators' queue: messages that wait, or that are shown while somebody should look at them."""

from datetime import timedelta

from pynamodb.attributes import JSONAttribute, NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from functions.chat.entries import Message
from functions.chat.moderation.verdict import Verdict
from kernel import clock, environment

KEPT = timedelta(days=30)
SHOWN, WAITING = "shown", "waiting"


class ReviewRow(Model):
    """`state` waiting: nobody else sees the message yet. shown: it is in the log, and doubted."""

    class Meta:
        table_name = environment.table_name("chatreviews")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    room_id = UnicodeAttribute(hash_key=True)
    message_id = UnicodeAttribute(range_key=True)
    message = JSONAttribute()
    state = UnicodeAttribute()
    reasons = JSONAttribute()
    score = NumberAttribute()
    language = UnicodeAttribute()
    sentiment = NumberAttribute()
    expires = TTLAttribute()


class DynamoReviews:
    def of(self, room_id: str) -> list[ReviewRow]:
        return list(ReviewRow.query(room_id))

    def find(self, room_id: str, message_id: str) -> ReviewRow | None:
        try:
            return ReviewRow.get(room_id, message_id, consistent_read=True)
        except ReviewRow.DoesNotExist:
            return None


def write_review(write: TransactWrite, room_id: str, message: Message, verdict: Verdict, state: str) -> None:
    write.save(
        ReviewRow(
            room_id,
            message.id,
            message=message.model_dump(mode="json"),
            state=state,
            reasons=list(verdict.reasons),
            score=round(verdict.score, 4),
            language=verdict.language,
            sentiment=round(verdict.sentiment, 3),
            expires=clock.now() + KEPT,
        )
    )


def write_decided(write: TransactWrite, room_id: str, message_id: str) -> None:
    """Takes it off the queue; Contention when somebody else decided first."""
    write.delete(ReviewRow(room_id, message_id), condition=ReviewRow.message_id.exists())
