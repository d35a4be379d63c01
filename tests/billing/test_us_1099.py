"""us_1099.csv: who of the United States was paid, and from what a year on it is reported."""

from datetime import UTC, datetime

from contracts.billing import PayoutPaid
from functions.billing.exports.us_1099 import US_1099, UnitedStates

AT = datetime(2026, 10, 15, tzinfo=UTC)


def paid(payee_id: str, gross: int, back: int = 0, country: str = "US", kind: str = "individual") -> PayoutPaid:
    return PayoutPaid(
        payout_id=f"po_{payee_id}_{gross}", payee_type="creator", payee_id=payee_id, currency="USD", gross=gross,
        adjustments=back, fee=0, income_tax=0, local_tax=0, net=gross - back, paid_at=AT, tax_country=country,
        tax_kind=kind, tax_reference=f"tok_{payee_id}",
    )  # fmt: skip


def rows(*facts: PayoutPaid, before: int = 0) -> list[dict[str, object]]:
    month = UnitedStates("2026-10")
    for fact in facts:
        month.add(fact)
    sums = {fact.payee_id: 0 for fact in facts}
    for fact in facts:
        sums[fact.payee_id] += fact.gross - fact.adjustments
    made = month.rows(lambda _type, payee_id, _currency: before + sums[payee_id])
    return [dict(zip(US_1099.columns, row, strict=True)) for row in made]


def test_a_payees_payouts_of_the_month_are_one_line_before_what_was_withheld() -> None:
    (row,) = rows(paid("chn_1", 60_000, back=1_000), paid("chn_1", 41_000))
    assert (row["paid_in_month"], row["payouts"], row["year_to_date"], row["reportable"]) == (100_000, 2, 100_000, 0)
    assert (row["form"], row["box"], row["payee_tin_token"]) == ("1099-NEC", "1", "tok_chn_1")


def test_from_the_threshold_of_the_year_on_it_is_reported() -> None:
    assert [row["reportable"] for row in rows(paid("chn_1", 1), before=199_999)] == [1]
    assert [row["reportable"] for row in rows(paid("chn_1", 1), before=199_998)] == [0]


def test_businesses_are_listed_and_not_reported_and_others_are_not_there() -> None:
    found = rows(paid("chn_1", 500_000, kind="business"), paid("chn_2", 500_000, country="KR"))
    assert [(row["payee_id"], row["reportable"]) for row in found] == [("chn_1", 0)]
