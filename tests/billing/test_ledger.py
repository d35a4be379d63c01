"""The books: balanced whatever comes, in whatever order; what was booked shows when it is changed."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.billing.ledger import chart
from functions.billing.ledger.entries import Draft, Line, Source, Unbalanced, in_functional, lines_of
from functions.billing.ledger.journal import (
    ChainBroken,
    Head,
    OutOfOrder,
    PeriodClosed,
    PeriodNotEnded,
    book,
    close,
    next_period,
    require_open,
    verify,
)
from functions.billing.ledger.rules import RULES, draft_of
from kernel.money import DIGITS, Money
from tests.billing.books import ENTITY, balances_of, booked, rates
from tests.billing.facts import month_of_facts

NOW = datetime(2026, 11, 3, tzinfo=UTC)


@pytest.fixture(scope="module")
def ten_thousand() -> list:
    return list(month_of_facts(10_000))


def test_ten_thousand_facts_in_any_order_with_duplicates_make_the_same_books(ten_thousand: list) -> None:
    in_order = balances_of(item.entry for item in booked(ten_thousand, NOW)[0])
    chance = random.Random(7)  # noqa: S311
    disordered = ten_thousand + chance.sample(ten_thousand, 500)
    chance.shuffle(disordered)
    items, head = booked(disordered, NOW)
    assert head.sequence == 10_000
    assert balances_of(item.entry for item in items).of == in_order.of
    assert set(in_order.sums().values()) == {0}
    assert in_order.functional_sum() == 0


def test_every_rule_is_among_the_facts_of_these_tests(ten_thousand: list) -> None:
    untried = set(RULES) - {type(fact) for _, fact in ten_thousand}
    assert {kind.__name__ for kind in untried} == {"RevenueRecognised", "BooksAdjusted", "BooksRevalued"}


def test_an_edited_entry_breaks_the_chain(ten_thousand: list) -> None:
    entries = [item.entry for item in booked(ten_thousand[:300], NOW)[0]]
    assert verify(entries).sequence == 300
    place = 123
    lines = entries[place].draft.lines
    more = replace(lines[0], amount=lines[0].amount + Money(1, lines[0].amount.currency))
    edited = replace(entries[place], draft=replace(entries[place].draft, memo="Donatioo"))
    assert entries[place].draft.memo != "Donatioo"
    with pytest.raises(Unbalanced):
        replace(entries[place].draft, lines=(more, *lines[1:]))
    for broken in (
        [*entries[:place], edited, *entries[place + 1 :]],
        [*entries[:place], edited.sealed(), *entries[place + 1 :]],  # who edits and hashes it anew
        [*entries[:place], *entries[place + 1 :]],
        [*entries[:place], entries[place + 1], entries[place], *entries[place + 2 :]],
    ):
        with pytest.raises(ChainBroken):
            verify(broken)


amounts = st.integers(min_value=1, max_value=10**12)


@given(
    st.lists(amounts, min_size=1, max_size=6),
    st.sampled_from(sorted(DIGITS)),
    st.fractions(min_value=Fraction(1, 10_000), max_value=10_000),
)
def test_the_functional_amounts_balance_and_are_near_the_product(
    parts: list[int], currency: str, rate: Fraction
) -> None:
    total = Line(chart.PROCESSOR, Money(sum(parts), currency))
    lines = (total, *(Line(chart.CREATORS, Money(-part, currency)) for part in parts))
    done = in_functional(lines, {currency: rate}, "USD")
    assert sum(line.functional_minor for line in done) == 0
    scale = Fraction(1) if currency == "USD" else rate * Fraction(10) ** (2 - DIGITS[currency])
    for line in done:
        assert abs(line.functional_minor - line.amount.minor * scale) < Fraction(3, 2)


def test_an_entry_out_of_balance_or_on_no_account_is_refused() -> None:
    def draft(*lines: Line) -> Draft:
        return Draft("evt_1", NOW, Source("test", "1"), "", lines)

    dollars = Money(100, "USD")
    for lines in (
        (Line(chart.CASH, dollars),),
        (Line(chart.CASH, dollars), Line(chart.PROCESSOR, Money(-100, "KRW"))),
        (Line("1000", dollars), Line(chart.PROCESSOR, -dollars)),  # a heading
        (Line("7777", dollars), Line(chart.PROCESSOR, -dollars)),
        (),
    ):
        with pytest.raises(Unbalanced):
            draft(*lines)
    assert lines_of(Line(chart.CASH, Money(0, "USD")), None) == ()


def test_months_close_in_turn_and_stay_closed() -> None:
    head = Head(sequence=3)
    with pytest.raises(OutOfOrder):
        close(head, "2026-11", date(2026, 12, 1), first="2026-10")
    with pytest.raises(PeriodNotEnded):
        close(head, "2026-10", date(2026, 10, 31), first="2026-10")
    closed = close(head, "2026-10", date(2026, 11, 1), first="2026-10")
    with pytest.raises(PeriodClosed) as refused:
        close(closed, "2026-10", date(2026, 11, 2), first="2026-10")
    assert refused.value.status == 409
    with pytest.raises(PeriodClosed):
        require_open(closed, "2026-10")
    require_open(closed, "2026-11")
    assert close(closed, "2026-11", date(2026, 12, 1), first="2026-10").closed == "2026-11"
    assert next_period("2026-12") == "2027-01"


def test_what_comes_after_its_month_was_closed_goes_to_the_next_and_says_so() -> None:
    (event_id, fact), *_ = month_of_facts(1)
    entry, _ = book(ENTITY, Head(closed="2026-10"), draft_of(fact, event_id), NOW, rates)
    assert entry.late
    assert (entry.period, entry.accounting_date) == ("2026-11", date(2026, 11, 1))
    assert entry.draft.occurred_at < datetime(2026, 11, 1, tzinfo=UTC)


def test_a_day_is_that_of_the_entity() -> None:
    seoul = replace(ENTITY, zone="Asia/Seoul", functional="KRW")
    assert seoul.day_of(datetime(2026, 10, 31, 15, tzinfo=UTC)) == date(2026, 11, 1)
