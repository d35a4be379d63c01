"""Who has what of an order, to the minor unit, in currencies of 0, 2 and 3 digits; bounds of rates, ads and deals."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.marketplace import OrderLine
from functions.billing import policies
from functions.billing.ads.deals import Deal, DynamoDeals
from functions.billing.ads.domain import billed
from functions.billing.commissions.agreements import Agreement, DynamoAgreements
from functions.billing.commissions.domain import Parts, Terms, rate_on, share_of, split, taken_back
from kernel.errors import Conflict, Unprocessable
from kernel.money import DIGITS, Money
from tests.billing.orders import line

DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 19, 23, tzinfo=UTC)
BY_DIGITS = {0: "KRW", 2: "USD", 3: "KWD"}
shares = st.fractions(min_value=0, max_value=Fraction(2, 5), max_denominator=10_000)


@st.composite
def lines(draw: st.DrawFn) -> OrderLine:
    """Any price with discounts within it, in minor units of whatever currency."""
    goods = draw(st.integers(0, 10**10))
    by_seller = draw(st.integers(0, goods))
    by_platform = draw(st.integers(0, goods - by_seller))
    shipping, tax = draw(st.integers(0, 10**6)), draw(st.integers(0, 10**9))
    return line(1, goods, discount_by_seller=by_seller, discount_by_platform=by_platform, shipping=shipping, tax=tax)


def paid(of: OrderLine) -> int:
    return of.goods - of.discount_by_seller - of.discount_by_platform + of.shipping + of.tax


@given(lines(), shares, shares, st.fractions(min_value=0, max_value=Fraction(1, 20)))
def test_invariant_07_the_parts_of_an_order_sum_to_it_and_the_platform_takes_the_remainder(
    of: OrderLine, commission: Fraction, creator: Fraction, fee: Fraction
) -> None:
    parts, base = split(of, Terms(commission, creator, fee)), of.goods - of.discount_by_seller
    assert parts.platform + parts.seller + parts.creator + parts.tax + parts.fee == paid(of)
    assert parts.tax == of.tax
    assert 0 <= base * creator - parts.creator < 1
    assert 0 <= paid(of) * fee - parts.fee < 1
    assert 0 <= parts.platform + of.discount_by_platform - base * commission < 2
    assert abs(base * (1 - commission - creator) + of.shipping - paid(of) * fee - parts.seller) < 2


@given(lines(), shares, st.lists(st.fractions(min_value=0, max_value=1), max_size=5))
def test_invariant_12_refunds_in_any_pieces_take_each_part_back_whole(
    of: OrderLine, commission: Fraction, pieces: list[Fraction]
) -> None:
    parts = split(of, Terms(commission, Fraction(3, 25), Fraction(3, 100)))
    gone, before = Parts(0, 0, 0, 0, 0), 0
    for piece in [*pieces, Fraction(1)]:
        amount = int((parts.paid - before) * piece)
        if amount:
            back = taken_back(parts, before, amount)
            assert back.paid == amount
            gone, before = Parts(*(a + b for a, b in zip(_all(gone), _all(back), strict=True))), before + amount
            part = Fraction(before, parts.paid)
            assert all(abs(have - whole * part) < 4 for have, whole in zip(_all(gone), _all(parts), strict=True))
    assert gone == (parts if parts.paid else Parts(0, 0, 0, 0, 0))
    with pytest.raises(Conflict, match="more than what is left"):
        taken_back(parts, before, 1)


def _all(parts: Parts) -> tuple[int, ...]:
    return parts.platform, parts.seller, parts.creator, parts.tax, parts.fee


@pytest.mark.parametrize("currency", BY_DIGITS.values())
def test_by_hand_in_whole_won_in_cents_and_in_fils(currency: str) -> None:
    """10,000 minor units at 8 % and 12 %, as docs/finance.md has it; then 333, whose parts have remainders."""
    assert DIGITS[currency] == {kind: digits for digits, kind in BY_DIGITS.items()}[currency]
    terms = Terms(Fraction(8, 100), Fraction(12, 100))
    assert split(line(goods=10_000), terms) == Parts(800, 8_000, 1_200, 0, 0)
    assert split(line(goods=333), terms) == Parts(28, 266, 39, 0, 0), "26.64, 266.4 and 39.96: the platform takes 28"


def test_who_gives_off_the_price_bears_it() -> None:
    terms = Terms(Fraction(1, 10), Fraction(0))
    assert split(line(goods=1000, discount_by_seller=100), terms) == Parts(90, 810, 0, 0, 0)
    assert split(line(goods=1000, discount_by_platform=300), terms) == Parts(-200, 900, 0, 0, 0)
    whole = line(goods=1000, discount_by_seller=1000, tax=100)
    assert split(whole, Terms(Fraction(1, 10), Fraction(0), Fraction(1, 10))) == Parts(0, -10, 0, 100, 10)


@pytest.mark.parametrize("wrong", [{"discount_by_seller": 101}, {"discount_by_platform": -1}, {"tax": -1}])
def test_a_line_that_does_not_add_up_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="does not add up"):
        split(line(goods=100, **wrong), Terms(Fraction(0), Fraction(0)))


def test_of_a_third_that_went_back_each_gives_a_third() -> None:
    parts = Parts(100, 700, 100, 90, 10)
    assert share_of(parts, 500) == Parts(50, 350, 50, 45, 5)
    assert share_of(parts, 333) == Parts(34, 233, 33, 30, 3), "tax is rounded, the platform takes what is over"


BANDS = {"general": (5, 8, 10), "premium": (10, 12, 15), "exclusive": (15, 17, 20), "service": (20, 25, 30)}


def agree(goods_class: str, rate: Fraction, valid_from: date = DAY) -> None:
    made = Agreement("usr_hana", goods_class, rate, valid_from, "usr_finance")
    DynamoAgreements().agree(made, NOW, datetime.date)


@pytest.mark.parametrize("goods_class", BANDS)
def test_invariant_08_a_rate_stands_in_the_band_of_its_class(tables: None, goods_class: str) -> None:
    least, default, most = (Fraction(percent, 100) for percent in BANDS[goods_class])
    assert policies.commissions(DAY)[goods_class] == policies.Band(least, most, default)
    assert DynamoAgreements().rate("usr_hana", goods_class, DAY) == default
    for outside in (least - Fraction(1, 10_000), most + Fraction(1, 10_000)):
        with pytest.raises(Unprocessable) as refused:
            agree(goods_class, outside)
        assert (refused.value.status, refused.value.code) == (422, "rate_out_of_band")
    agree(goods_class, least)
    agree(goods_class, most, date(2026, 12, 1))
    assert [one.rate for one in DynamoAgreements().of("usr_hana", goods_class)] == [least, most]


def test_invariant_08_an_agreement_is_followed_never_changed_and_begins_no_earlier_than_tomorrow(tables: None) -> None:
    agree("general", Fraction(6, 100))
    with pytest.raises(Conflict) as taken:
        agree("general", Fraction(7, 100))
    assert taken.value.code == "already_agreed"
    for begun in (NOW.date(), date(2026, 10, 1)):
        with pytest.raises(Conflict) as late:
            agree("general", Fraction(7, 100), begun)
        assert late.value.code == "day_has_begun"
    agree("general", Fraction(9, 100), date(2026, 11, 25))
    rates = DynamoAgreements()
    found = {day: rates.rate("usr_hana", "general", date(2026, 11, day)) for day in (19, 20, 24, 25)}
    assert found == {19: Fraction(8, 100), 20: Fraction(6, 100), 24: Fraction(6, 100), 25: Fraction(9, 100)}
    assert rates.rate("usr_joon", "general", DAY) == Fraction(8, 100)
    with pytest.raises(Unprocessable, match="no class"):
        agree("antique", Fraction(8, 100))


@given(st.dictionaries(st.dates(date(2026, 2, 1), date(2027, 2, 1)), shares, max_size=6), st.dates(DAY))
def test_invariant_08_what_is_agreed_on_later_changes_no_earlier_day(agreed: dict[date, Fraction], later: date) -> None:
    before = rate_on(agreed, "general", DAY)
    follows = {**agreed, **({later: Fraction(1, 20)} if later > DAY else {})}
    assert rate_on(follows, "general", DAY) == before


@pytest.mark.parametrize(
    ("ad_format", "cpm", "impressions", "cents"),
    [("banner", 100, 1_000_000, 100_000), ("banner", 300, 1_001, 300), ("video", 300, 0, 0), ("video", 800, 999, 799),
     ("banner", 250, 1_002, 251)],  # 250.5, half away from zero
)  # fmt: skip
def test_impressions_are_billed_by_the_thousand(ad_format: str, cpm: int, impressions: int, cents: int) -> None:
    assert billed(impressions, Money(cpm, "USD"), ad_format, DAY) == Money(cents, "USD")


@given(st.integers(0, 10**9), st.integers(0, 1000))
def test_what_is_billed_is_within_half_a_cent_and_within_the_bounds(impressions: int, cpm: int) -> None:
    for ad_format, least, most in (("banner", 100, 300), ("video", 300, 800)):
        if least <= cpm <= most:
            minor = billed(impressions, Money(cpm, "USD"), ad_format, DAY).minor
            assert abs(minor - Fraction(impressions * cpm, 1000)) <= Fraction(1, 2)
        else:
            with pytest.raises(Unprocessable) as refused:
                billed(impressions, Money(cpm, "USD"), ad_format, DAY)
            assert refused.value.code == "cpm_out_of_bounds"


@pytest.mark.parametrize(
    ("impressions", "cpm", "ad_format", "code"),
    [(1, Money(200, "KRW"), "banner", "currency_not_taken"), (1, Money(200, "USD"), "popup", "not_sold"),
     (-1, Money(200, "USD"), "banner", "impressions_negative")],
)  # fmt: skip
def test_what_is_not_sold_is_not_billed(impressions: int, cpm: Money, ad_format: str, code: str) -> None:
    with pytest.raises(Unprocessable) as refused:
        billed(impressions, cpm, ad_format, DAY)
    assert refused.value.code == code


@pytest.mark.parametrize(("kind", "least", "most"), [("sponsored", 10_000, 100_000), ("partnership", 50_000, 500_000)])
def test_a_deal_stands_within_its_bounds_and_is_never_another(tables: None, kind: str, least: int, most: int) -> None:
    def record(name: str, cents: int) -> Deal:
        deal = Deal(name, "chn_mina", kind, "brd_1", Money(cents, "USD"), DAY, "s3://contracts/1.pdf")
        DynamoDeals().record(deal, "usr_finance", NOW)
        return deal

    for outside in (least - 1, most + 1):
        with pytest.raises(Unprocessable) as refused:
            record("dea_1", outside)
        assert refused.value.code == "deal_out_of_bounds"
    assert DynamoDeals().of("chn_mina", "dea_1") is None
    made = record("dea_1", least)
    assert record("dea_1", least) == made, "recorded twice it is the same"
    assert DynamoDeals().of("chn_mina", "dea_1") == made
    with pytest.raises(Conflict):
        record("dea_1", most)
    record("dea_2", most)
