"""Who lets streamers see that they would fit: nobody, until they say so. And what a streamer gives whom."""

from collections.abc import Iterable
from dataclasses import dataclass

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute
from pynamodb.models import Model

from kernel import environment


class ConsentRow(Model):
    class Meta:
        table_name = environment.table_name("audienceconsents")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    user_id = UnicodeAttribute(hash_key=True)
    matching = BooleanAttribute(default=False)
    purchasing = BooleanAttribute(default=False)
    told_at = UnicodeAttribute()


@dataclass(frozen=True)
class Consent:
    """`matching`: to be shown to streamers as somebody who would fit; `purchasing`: with a coarse band of money."""

    matching: bool = False
    purchasing: bool = False


class DynamoConsents:
    def of(self, user_id: str) -> Consent:
        return self.all_of([user_id])[user_id]

    def all_of(self, user_ids: Iterable[str]) -> dict[str, Consent]:
        names = list(dict.fromkeys(user_ids))
        found = {row.user_id: row for row in ConsentRow.batch_get(names, consistent_read=True)}
        return {
            name: Consent(found[name].matching, found[name].purchasing) if name in found else Consent()
            for name in names
        }

    def tell(self, user_id: str, consent: Consent, at: str) -> None:
        ConsentRow(user_id, matching=consent.matching, purchasing=consent.matching and consent.purchasing,
                   told_at=at).save()  # fmt: skip

    def forget(self, user_id: str) -> None:
        ConsentRow(user_id).delete()
