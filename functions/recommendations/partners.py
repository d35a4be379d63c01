"""What services of films get from lists: who went to them, and who then said that they have them.

A conversion is attributed to the last visit from a list, where the service is told within thirty days of it.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from pynamodb.attributes import BooleanAttribute, NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action
from pynamodb.models import Model

from kernel import environment
from kernel.clock import iso
from kernel.transactions import held

ATTRIBUTED = timedelta(days=30)


class VisitRow(Model):
    """That somebody went to a service, the last time; `joined` once they have told that they have it."""

    class Meta:
        table_name = environment.table_name("providervisits")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    user_id = UnicodeAttribute(hash_key=True)
    provider = UnicodeAttribute(range_key=True)
    at = UnicodeAttribute()
    joined = BooleanAttribute(null=True)
    expires = TTLAttribute()


class PartnerDayRow(Model):
    """Sums of a day (UTC) and a service."""

    class Meta:
        table_name = environment.table_name("partnerdays")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    day = UnicodeAttribute(hash_key=True)
    provider = UnicodeAttribute(range_key=True)
    visits = NumberAttribute(default=0)
    visitors = NumberAttribute(default=0)
    converted = NumberAttribute(default=0)


class DynamoPartners:
    def went(self, user_id: str, provider: str, at: datetime) -> None:
        """A visitor counts once in thirty days, however often they go."""
        row = VisitRow(user_id, provider, at=iso(at), expires=at + ATTRIBUTED)
        fresh = VisitRow.at.does_not_exist() | (VisitRow.at < iso(at - ATTRIBUTED))
        new = held(lambda: row.save(condition=fresh))
        if not new:
            later = VisitRow.at < iso(at)
            again: list[Action] = [VisitRow.at.set(iso(at)), VisitRow.expires.set(at + ATTRIBUTED)]
            held(lambda: VisitRow(user_id, provider).update(actions=again, condition=later))
        self._count(provider, at, visits=1, visitors=int(new))

    def joined(self, user_id: str, providers: Iterable[str], at: datetime) -> None:
        """Services that somebody says they have now, and did not before."""
        for provider in providers:
            visited = VisitRow.joined.does_not_exist() & (VisitRow.at >= iso(at - ATTRIBUTED))
            told = partial(VisitRow(user_id, provider).update, [VisitRow.joined.set(True)], condition=visited)
            if held(told):
                self._count(provider, at, converted=1)

    def of(self, user_id: str) -> list[dict[str, Any]]:
        return [{"provider": row.provider, "at": row.at, "joined": bool(row.joined)} for row in VisitRow.query(user_id)]

    def forget(self, user_id: str) -> None:
        rows = list(VisitRow.query(user_id))
        with VisitRow.batch_write() as write:
            for row in rows:
                write.delete(row)

    def report(self, first: date, last: date) -> list[dict[str, Any]]:
        """By service, the one visited most first."""
        sums: dict[str, Counter[str]] = {}
        for back in range((last - first).days + 1):
            for row in PartnerDayRow.query((first + timedelta(days=back)).isoformat()):
                counts = {name: int(getattr(row, name) or 0) for name in ("visits", "visitors", "converted")}
                sums.setdefault(row.provider, Counter()).update(counts)
        return [
            {
                "provider": provider,
                **{name: found[name] for name in ("visits", "visitors", "converted")},
                "conversion": round(found["converted"] / found["visitors"], 4) if found["visitors"] else None,
            }
            for provider, found in sorted(sums.items(), key=lambda pair: (-pair[1]["visits"], pair[0]))
        ]

    @staticmethod
    def _count(provider: str, at: datetime, **counts: int) -> None:
        actions = [getattr(PartnerDayRow, name).add(number) for name, number in counts.items() if number]
        PartnerDayRow(at.date().isoformat(), provider).update(actions=actions)
