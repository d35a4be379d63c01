"""Who lets streamers see that they would fit: nobody, until they say so. And what a streamer gives whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute
from pynamodb.models import Model

from kernel import clock, environment
from kernel.errors import Conflict


class ConsentRow(Model):
    """What somebody told, and beside it what identity told of them: from which day on they may."""

    class Meta:
        table_name = environment.table_name("audienceconsents")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    user_id = UnicodeAttribute(hash_key=True)
    matching = BooleanAttribute(default=False)
    purchasing = BooleanAttribute(default=False)
    told_at = UnicodeAttribute(null=True)
    adult_on = UnicodeAttribute(null=True)


@dataclass(frozen=True)
class Consent:
    """`matching`: to be shown to streamers as somebody who would fit; `purchasing`: with a coarse band of money."""

    matching: bool = False
    purchasing: bool = False


class DynamoConsents:
    def of(self, user_id: str) -> Consent:
        return self.all_of([user_id])[user_id]

    def all_of(self, user_ids: Iterable[str]) -> dict[str, Consent]:
        """Of everybody who is asked for; that of who is not of age, or not known to be, is none."""
        names, today = list(dict.fromkeys(user_ids)), clock.now().date()
        found = {row.user_id: row for row in ConsentRow.batch_get(names, consistent_read=True)}
        return {
            name: Consent(found[name].matching, found[name].purchasing)
            if name in found and _of_age(found[name], today)
            else Consent()
            for name in names
        }

    def tell(self, user_id: str, consent: Consent, at: str) -> None:
        """Conflict `adults_only` where somebody would be shown who is not known to be of age."""
        row = next(iter(ConsentRow.batch_get([user_id], consistent_read=True)), None)
        if consent.matching and not (row and _of_age(row, clock.now().date())):
            raise Conflict("Only who is of age, and told so, may be shown to streamers.", code="adults_only")
        ConsentRow(user_id).update(actions=[
            ConsentRow.matching.set(consent.matching),
            ConsentRow.purchasing.set(consent.matching and consent.purchasing),
            ConsentRow.told_at.set(at),
        ])  # fmt: skip

    def of_age_on(self, user_id: str, day: date) -> None:
        ConsentRow(user_id).update(actions=[ConsentRow.adult_on.set(day.isoformat())])

    def forget(self, user_id: str) -> None:
        """What they told; that somebody is of age is not told here."""
        ConsentRow(user_id).update(actions=[
            ConsentRow.matching.set(False), ConsentRow.purchasing.set(False), ConsentRow.told_at.remove(),
        ])  # fmt: skip


def _of_age(row: ConsentRow, today: date) -> bool:
    return row.adult_on is not None and date.fromisoformat(row.adult_on) <= today
