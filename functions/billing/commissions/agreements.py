"""What sellers agreed to pay: a rate by class of goods from a day on; never changed, only followed by another."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from pynamodb.attributes import UnicodeAttribute
from pynamodb.models import Model

from functions.billing.commissions.domain import rate_on, require_in_band
from kernel import environment
from kernel.clock import iso
from kernel.errors import Conflict
from kernel.transactions import held


class AgreementRow(Model):
    """`rate` is an exact fraction, `2/25`."""

    class Meta:
        table_name = environment.table_name("selleragreements")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    of = UnicodeAttribute(hash_key=True)  # usr_…#general
    valid_from = UnicodeAttribute(range_key=True)
    rate = UnicodeAttribute()
    agreed_by = UnicodeAttribute()
    agreed_at = UnicodeAttribute()


@dataclass(frozen=True)
class Agreement:
    seller_id: str
    goods_class: str
    rate: Fraction
    valid_from: date
    agreed_by: str


class DynamoAgreements:
    def agree(self, made: Agreement, at: datetime, day_of: Callable[[datetime], date]) -> None:
        """From tomorrow at the earliest, in the calendar of the books: a day's orders cost what was known before it.

        Raises a 422 for a rate out of the band of its first day, a 409 for a day that has begun or is taken.
        """
        require_in_band(made.goods_class, made.rate, made.valid_from)
        if made.valid_from <= day_of(at):
            raise Conflict("What is agreed on begins tomorrow at the earliest.", code="day_has_begun")
        row = AgreementRow(
            _of(made.seller_id, made.goods_class),
            made.valid_from.isoformat(),
            rate=str(made.rate),
            agreed_by=made.agreed_by,
            agreed_at=iso(at),
        )
        if not held(lambda: row.save(AgreementRow.of.does_not_exist())):
            raise Conflict("Something else was agreed on for that day.", code="already_agreed")

    def rate(self, seller_id: str, goods_class: str, day: date) -> Fraction:
        """What holds on the day: what was agreed on, or the default of the class."""
        newest = AgreementRow.query(
            _of(seller_id, goods_class),
            AgreementRow.valid_from <= day.isoformat(),
            scan_index_forward=False,
            limit=1,
            consistent_read=True,
        )
        return rate_on({date.fromisoformat(row.valid_from): Fraction(row.rate) for row in newest}, goods_class, day)

    def of(self, seller_id: str, goods_class: str) -> Iterator[Agreement]:
        """All there ever were, the oldest first."""
        for row in AgreementRow.query(_of(seller_id, goods_class), consistent_read=True):
            valid_from = date.fromisoformat(row.valid_from)
            yield Agreement(seller_id, goods_class, Fraction(row.rate), valid_from, row.agreed_by)


def _of(seller_id: str, goods_class: str) -> str:
    return f"{seller_id}#{goods_class}"
