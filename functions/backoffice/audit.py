"""Who did what in the back office, and how it ended: written for every request that changes something."""

from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from kernel import environment
from kernel.clock import iso, now
from kernel.identifiers import new_id


class DeedRow(Model):
    """By month; `what` is the route, `about` what it names."""

    class Meta:
        table_name = environment.table_name("officedeeds")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    month = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    at = UnicodeAttribute()
    actor = UnicodeAttribute()
    what = UnicodeAttribute()
    about = UnicodeAttribute()
    reason = UnicodeAttribute()
    status = NumberAttribute()

    def plain(self) -> dict[str, Any]:
        names = ("at", "actor", "what", "about", "reason")
        return {**{name: getattr(self, name) for name in names}, "status": int(self.status)}


def write(actor: str, what: str, about: str, reason: str, status: int) -> None:
    at = now()
    row = DeedRow(f"{at:%Y-%m}", new_id("dee"), at=iso(at), actor=actor)
    row.what, row.about, row.reason, row.status = what, about, reason, status
    row.save()


def of(month: str, limit: int) -> list[dict[str, Any]]:
    """The newest first."""
    return [row.plain() for row in DeedRow.query(month, scan_index_forward=False, limit=limit)]
