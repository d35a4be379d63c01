"""Invariants of the books in general: whatever comes, in whatever order, over however many months."""

import csv
import json
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts import billing as facts
from functions.billing.exports.month import Exported, Opening, export
from functions.billing.exports.tables import digest_of
from functions.billing.ledger import chart
from functions.billing.ledger.journal import Balances, Head, next_period
from functions.billing.plans import book
from kernel.events import Event
from kernel.money import DIGITS, digits_of
from tests.billing.books import ENTITY, RATES, balances_of, booked
from tests.billing.facts import START, month_of_facts

NOW = datetime(2027, 2, 3, tzinfo=UTC)
NOTHING = Opening(Balances(), Head())
seeds = st.integers(0, 10**6)


def rows_of(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def three_months(folder: Path, seed: int, count: int = 60) -> list[Exported]:
    """October to December, each of a seed of its own, closed one after the other."""
    made, opening, period = [], NOTHING, "2026-10"
    for number in range(3):
        start = START.replace(month=10 + number)
        items, _ = booked(month_of_facts(count, seed + number, start, days=30), NOW)
        place = folder / period
        place.mkdir(parents=True)
        made.append(export(ENTITY, period, opening, items, place, closed=True))
        opening, period = made[-1].closing, next_period(period)
    return made


@given(seeds)
@settings(max_examples=20)
def test_invariant_01_every_entry_balances_in_each_currency_and_in_the_functional_one(seed: int) -> None:
    for item in booked(month_of_facts(40, seed), NOW)[0]:
        sums: dict[str, int] = defaultdict(int)
        for line in item.entry.draft.lines:
            sums[line.amount.currency] += line.amount.minor
        assert set(sums.values()) == {0}
        assert sum(line.functional_minor for line in item.entry.draft.lines) == 0


@pytest.mark.parametrize("seed", [11, 222, 3333])
def test_invariant_02_a_month_opens_with_what_the_one_before_closed_with(tmp_path: Path, seed: int) -> None:
    closing: dict[tuple[str, str], tuple[int, int]] = {}
    for made in three_months(tmp_path, seed):
        rows = rows_of(made.archive.parent, "trial_balance.csv")
        opening = {_key(row): (int(row["opening"]), int(row["functional_opening"])) for row in rows}
        assert opening == {**dict.fromkeys(opening, (0, 0)), **closing}
        closing = {_key(row): (int(row["closing"]), int(row["functional_closing"])) for row in rows}
        sums: dict[str, int] = defaultdict(int)
        for (_, currency), (minor, functional) in closing.items():
            sums[currency] += minor
            sums["functional"] += functional
        assert set(sums.values()) == {0}


def _key(row: dict[str, str]) -> tuple[str, str]:
    return row["account"], row["currency"]


@given(st.permutations(list(month_of_facts(24, seed=9, days=1))), st.sets(st.integers(0, 23)))
@settings(max_examples=30)
def test_invariant_05_06_any_order_of_a_day_with_some_heard_twice_is_the_same_balances(
    day: list[tuple[str, Event]], twice: set[int]
) -> None:
    again = [*day, *(day[place] for place in sorted(twice))]
    items, head = booked(again, NOW)
    assert head.sequence == len(day)
    in_order = booked(month_of_facts(24, seed=9, days=1), NOW)[0]
    assert balances_of(item.entry for item in items).of == balances_of(item.entry for item in in_order).of


@pytest.mark.parametrize("region", book.regions(date(2026, 11, 20)))
def test_invariant_14_a_price_shown_is_its_base_and_tax_in_every_region(region: str) -> None:
    """Within half a minor unit of base x rate, or of amount x rate / (1 + rate) where the price has its tax in it."""
    for offer in book.offers(region, date(2026, 11, 20)).values():
        rate, shown = offer.region.tax_rate, offer.shown.minor
        assert offer.total == offer.net + offer.tax
        assert offer.total.minor == (shown if offer.region.tax_included else shown + offer.tax.minor)
        assert abs(offer.net.minor * rate - offer.tax.minor) <= Fraction(1, 2) * (1 + rate)
        assert (offer.tax.minor > 0) == (rate > 0)


@given(st.integers(0, 10**9), st.fractions(min_value=0, max_value=Fraction(1, 2), max_denominator=1000), st.booleans())
def test_invariant_14_tax_is_rounded_half_away_from_zero(minor: int, rate: Fraction, included: bool) -> None:
    tax = book.tax_of(minor, book.Region("XX", rate, "X", included))
    exact = minor * (rate / (1 + rate) if included else rate)
    assert -Fraction(1, 2) <= exact - tax < Fraction(1, 2)


@given(seeds)
@settings(max_examples=20)
def test_invariant_16_an_amount_times_its_stored_rate_is_its_functional_amount(seed: int) -> None:
    for item in booked(month_of_facts(40, seed), NOW)[0]:
        for line in item.entry.draft.lines:
            if line.account != chart.DIFFERENCES and line.amount.currency in item.entry.rates:
                rate = Fraction(item.entry.rates[line.amount.currency][0])
                assert rate == RATES[line.amount.currency].value
                scale = Fraction(10) ** (digits_of("USD") - DIGITS[line.amount.currency])
                assert abs(line.amount.minor * rate * scale - line.functional_minor) < Fraction(3, 2)


@st.composite
def carried(draw: st.DrawFn) -> list[tuple[str, int]]:
    """Customers who pay ahead and use it up later: never more than there is."""
    left: dict[str, int] = defaultdict(int)
    moves = []
    for _ in range(draw(st.integers(1, 12))):
        who = draw(st.sampled_from(["usr_1", "usr_2", "usr_3"]))
        used = draw(st.integers(-5_000, left[who]).filter(bool))
        left[who] -= used
        moves.append((who, used))
    return moves


@given(carried())
@settings(max_examples=30)
def test_invariant_18_the_roll_forward_of_prepaid_balances_closes_and_none_is_below_zero(
    moves: list[tuple[str, int]],
) -> None:
    """2400 carries what a customer paid ahead. Points are not there: nothing is posted to 2410.

    What is too little to charge is owed for the time of one invoice: that is held beside the subscriptions.
    """
    told = [(f"evt_{place}", _invoice(place, who, used)) for place, (who, used) in enumerate(moves)]
    half = len(told) // 2
    october, head = booked(told[:half], NOW)
    november, _ = booked(told[half:], NOW, head)
    opening, moved = (balances_of(item.entry for item in items) for items in (october, november))
    issued = sum(-used for _, used in moves[half:] if used < 0)
    redeemed = sum(used for _, used in moves[half:] if used > 0)
    closing = opening.with_added(moved).of[chart.PREPAID, "USD"].balance
    assert -closing == -opening.of[chart.PREPAID, "USD"].balance + issued - redeemed
    by_customer: dict[str, int] = defaultdict(int)
    for item in (*october, *november):
        for line in item.entry.draft.lines:
            if line.account == chart.PREPAID and line.party:
                by_customer[line.party.id] -= line.amount.minor
                assert by_customer[line.party.id] >= 0
    assert sum(by_customer.values()) == -closing
    assert not [key for key in opening.with_added(moved).of if key[0] == chart.POINTS]


def _invoice(place: int, who: str, from_balance: int) -> facts.InvoicePaid:
    day = START.date() + timedelta(days=place)
    line = facts.InvoiceLine(
        line_id=f"il_{place}", product="plan:basic", net=6_000, period_from=day, period_to=day + timedelta(days=30)
    )
    return facts.InvoicePaid(
        invoice_id=f"in_{place}",
        customer_id=who,
        payment_id=f"pi_{place}",
        currency="USD",
        total=6_000,
        lines=(line,),
        paid_at=START + timedelta(days=place),
        from_balance=from_balance,
    )


@pytest.mark.parametrize("seed", [5, 6])
def test_invariant_21_22_an_export_is_the_same_twice_and_its_control_sums_are_the_manifests(
    tmp_path: Path, seed: int
) -> None:
    first, again = (three_months(tmp_path / name, seed) for name in ("first", "again"))
    assert [digest_of(one.archive) for one in first] == [digest_of(one.archive) for one in again]
    for made in first:
        folder = made.archive.parent
        manifest = json.loads((folder / "manifest.json").read_text())
        checked = 0
        for name, said in manifest["files"].items():
            for column, total in said.get("control_sums", {}).items():
                assert sum(int(row[column] or 0) for row in rows_of(folder, name)) == total
                checked += total != 0
        assert checked > 20


@pytest.mark.parametrize("seed", [31, 32])
def test_invariant_23_both_twins_balance_and_assert_what_the_trial_balance_closes_with(
    tmp_path: Path, seed: int
) -> None:
    """What bean-check and hledger check, read by rules of our own; their own programs run in make close-month."""
    for made in three_months(tmp_path, seed):
        folder = made.archive.parent
        wanted = {_key(row): int(row["closing"]) for row in rows_of(folder, "trial_balance.csv")}
        for twin in ("ledger.beancount", "ledger.journal"):
            summed, asserted = _read((folder / twin).read_text())
            assert {key: value for key, value in summed.items() if value} == {k: v for k, v in wanted.items() if v}
            assert asserted == wanted


def _read(text: str) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], int]]:
    """Minor units by account and currency: what the postings sum to, and what is asserted at the end."""
    summed: dict[tuple[str, str], int] = defaultdict(int)
    asserted: dict[tuple[str, str], int] = {}
    for block in text.split("\n\n"):
        sums: dict[str, int] = defaultdict(int)
        for words in (line.split() for line in block.splitlines()):
            if "balance" in words[1:2] or "=" in words:
                name = next(word for word in words if ":" in word)
                asserted[name.split(":")[1][:4], words[-1]] = _minor(words[-2], words[-1])
            elif len(words) == 3 and ":" in words[0] and words[0][0].isupper():
                minor = _minor(words[1], words[2])
                sums[words[2]] += minor
                if "Carried-forward" not in words[0]:
                    summed[words[0].split(":")[1][:4], words[2]] += minor
        assert not any(sums.values()), block
    return dict(summed), asserted


def _minor(text: str, currency: str) -> int:
    return int(Decimal(text).scaleb(digits_of(currency)))
