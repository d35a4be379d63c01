"""The words that a room holds besides those of the house."""

import time

from pynamodb.attributes import JSONAttribute, UnicodeAttribute
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from kernel import environment

FRESH_SECONDS = 5.0  # a list of hundreds is not read again for every message


class TermsRow(Model):
    class Meta:
        table_name = environment.table_name("chatterms")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    room_id = UnicodeAttribute(hash_key=True)
    terms = JSONAttribute()


class DynamoTerms:
    """Kept for a moment in the container: a change is heard by all of them within FRESH_SECONDS."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, tuple[str, ...]]] = {}

    def of(self, room_id: str) -> tuple[str, ...]:
        read_at, terms = self._known.get(room_id, (-FRESH_SECONDS, ()))
        now = time.monotonic()
        if now - read_at >= FRESH_SECONDS:
            terms = self.stored(room_id)
            self._known[room_id] = now, terms
        return terms

    @staticmethod
    def stored(room_id: str) -> tuple[str, ...]:
        try:
            return tuple(TermsRow.get(room_id, consistent_read=True).terms)
        except TermsRow.DoesNotExist:
            return ()


def write_terms(write: TransactWrite, room_id: str, terms: list[str]) -> None:
    write.save(TermsRow(room_id, terms=terms))
