"""Invariants of months made as people make them: through the API, the stand-in for Stripe and the back office."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import boto3
import pytest

from functions.backoffice import api as backoffice
from functions.billing import close_month, on_name_told
from functions.billing.alerts.store import AlertRow
from functions.billing.donations.days import GivenRow
from functions.billing.donations.store import DonationRow
from functions.billing.ledger import chart
from functions.billing.ledger.chart import BY_CODE
from functions.billing.ledger.journal import Balances
from functions.billing.ledger.store import FactRow, ledger
from functions.billing.names import DonorNameRow
from functions.billing.subscriptions.store import CustomerRow
from kernel.access import allowed_groups
from kernel.outbox import OutboxRow
from tests.billing.gifts import GIFT, give
from tests.billing.life import Life, living
from tests.desks import connect
from tests.lambdas import Answer, call, claims
from tools.month_checks import register_checks

MONTHS = ("2027-01", "2027-02", "2027-03")
NAME, MESSAGE = "박보라 Bora Park", "생일 축하해요! call me at +82 10 5555 0199"


@pytest.fixture
def life(tables: None, monkeypatch: pytest.MonkeyPatch, setting: Any) -> Iterator[Life]:
    with living(monkeypatch, setting) as made:
        connect(monkeypatch, setting)
        setting(EXPORTS_BUCKET="exports")
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="exports")
        yield made


def a_month(life: Life) -> None:
    """A plan, an upgrade, a donation with words and a name, and a part of it given back."""
    life.customer(tried={"viewer"})
    life.subscribe("basic")
    opened = give({**GIFT, "message": MESSAGE}, who=life.user).json
    life.server.pay(opened["checkout_url"])
    life.hear()
    life.to("2027-02-10")
    assert life.ask("POST", "/v1/me/subscriptions/viewer/product", {"product": "premium"}).status == 200
    life.hear()
    donation = DonationRow.get(opened["id"])
    life.server.refund({"payment_intent": donation.payment_id, "amount": "1000"})
    life.hear()
    life.recognise("2027-02-10")
    life.book()
    told = {"user_id": life.user, "display_name": NAME, "locale": "ko"}
    detail = {"metadata": {"event_id": "evt_name", "occurred_at": "2027-02-01T00:00:00.000Z"}, "data": told}
    on_name_told.remember({"detail-type": "ProfileChanged", "detail": detail})


def files(period: str) -> dict[str, bytes]:
    made = close_month.run(period, closing=False)
    body = boto3.client("s3").get_object(Bucket="exports", Key=made["archive"])["Body"].read()
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def turned() -> Balances:
    total = Balances()
    for month in MONTHS:
        total = total.with_added(ledger().balances(month))
    return total


def office(method: str, path: str, who: str, body: Any = None, **more: Any) -> Answer:
    return call(backoffice.handler, method, f"/v1/backoffice{path}", body, who=claims(f"usr_{who}", who), **more)


@pytest.mark.parametrize("moments", [("2027-02-02", "2027-02-14", "2027-02-25"), ("2027-03-01", "2027-03-16")])
def test_invariant_19_an_upgrade_costs_the_rest_of_the_period_at_both_prices(
    life: Life, moments: tuple[str, ...]
) -> None:
    """Credit and charge are the prices times what is left, each within a minor unit; 31 January is the anchor."""
    life.customer(tried={"viewer"})
    life.subscribe("basic")
    for moment in moments:
        life.to(moment)
        slot, asked = life.slot("viewer"), life.ask("GET", "/v1/me/subscriptions/viewer/preview/premium").json
        end = datetime.fromisoformat(slot["renews_at"])
        start = (
            datetime(2027, 1, 31, 10, tzinfo=UTC) if moment < "2027-02-28" else datetime(2027, 2, 28, 10, tzinfo=UTC)
        )
        assert end.date() == (date(2027, 2, 28) if moment < "2027-02-28" else date(2027, 3, 31))
        left = Fraction(int((end - life.now).total_seconds()), int((end - start).total_seconds()))
        assert abs(asked["credit_minor"] - 499 * left) <= 1, moment
        assert abs(asked["due_now_minor"] + asked["credit_minor"] - 999 * left) <= 1, moment
        assert abs(asked["due_now_minor"] - (999 - 499) * left) <= 1, moment


def test_invariant_20_the_dashboards_figures_are_the_ledgers(life: Life) -> None:
    a_month(life)
    month = turned()
    revenue = -sum(of.functional_balance for (code, _), of in month.of.items() if BY_CODE[code].type == "revenue")
    costs = sum(of.functional_balance for (code, _), of in month.of.items() if BY_CODE[code].type == "expense")
    shown = office("GET", "/figures", "finance", query={"first": MONTHS[0], "last": MONTHS[-1]}).json
    assert (shown["total_revenue"], shown["net_income"]) == (revenue, revenue - costs)
    assert sum(shown["revenue_by_account"].values()) == revenue > 1200, "a part of the donation and ten days of a plan"
    for period in MONTHS[:2]:
        told = office("GET", f"/months/{period}/trial-balance", "finance").json
        assert told["balanced"]
        booked = ledger().balances(period)
        assert {(row["account"], row["currency"]): row["debits"] - row["credits"] for row in told["rows"]} == {
            **{(row["account"], row["currency"]): 0 for row in told["rows"]},
            **{key: of.balance for key, of in booked.of.items()},
        }


def test_invariant_25_finance_reads_everything_and_writes_nothing_but_adjustments(life: Life) -> None:
    a_month(life)
    lists = "/v1/backoffice/recommendations/"  # no money is in these
    routes = {key: one for key, one in backoffice.office.routes.items() if not key[1].startswith(lists)}
    reads = {path for method, path in routes if method == "GET"}
    assert len(reads) >= 10
    assert all("finance" in allowed_groups(routes["GET", path].roles) for path in reads)
    writes = {path for (method, path), route in routes.items() if method != "GET"}
    may = {path for path in writes if "finance" in allowed_groups(routes["POST", path].roles)}
    place = "/v1/backoffice"
    books = {f"{place}/adjustments", *(f"{place}/adjustments/{{adjustment_id}}/{act}" for act in ("approve", "reject"))}
    notes = {f"{place}/months/{{period}}/drafts", f"{place}/reconciliations/processor", f"{place}/reconciliations/file"}
    assert may == books | notes
    assert len(writes - may) >= 2
    before = _books()
    for path in writes - may:
        answer = office("POST", path.removeprefix(place).replace("{period}", "2027-01"), "finance", {})
        assert (answer.status, answer.code) == (403, "role_required"), path
    days = {"first": "2027-01-31", "last": "2027-02-10"}
    assert office("POST", "/reconciliations/processor", "finance", days).status == 201
    assert close_month.run("2027-01", closing=False)["manifest"]["status"] == "draft"
    assert _books() == before, "what finance may besides leaves the books as they were"


def _books() -> tuple[Any, ...]:
    return ledger().head(), len(list(FactRow.scan())), len(list(OutboxRow.scan())), turned().of


def test_invariant_26_no_file_of_a_month_has_personal_data(life: Life) -> None:
    """Parquet files say what their CSV says (test_columnar.py); compressed bytes may look like anything."""
    a_month(life)
    assert DonorNameRow.get(life.user).name == NAME
    external = CustomerRow.get(life.user).external_id
    for period in MONTHS[:2]:
        made = {name: content for name, content in files(period).items() if not name.endswith(".parquet")}
        assert life.user.encode() in b"".join(made.values()), "a token is there"
        for text in (NAME, "Bora", "박보라", MESSAGE, "생일", "5555 0199", "@", external):
            assert [name for name, content in made.items() if text.encode() in content] == [], text
        card = re.compile(rb"(?<![0-9a-f])4242(?![0-9a-f])")  # in a hash it may stand
        assert [name for name, content in made.items() if card.search(content)] == []


def test_invariant_27_erasing_a_person_leaves_the_sums_and_the_files(life: Life) -> None:
    """Identity erases nobody yet; what it will have to erase of money is names, words, customers and lists."""
    a_month(life)
    sums, made = turned().of, {period: files(period) for period in MONTHS[:2]}
    for row in (*DonorNameRow.scan(), *DonationRow.scan(), *GivenRow.scan(), *AlertRow.scan(), *CustomerRow.scan()):
        row.delete()
    assert turned().of == sums
    assert {period: files(period) for period in MONTHS[:2]} == made
    assert close_month.rebuild("2027-02")["restated"] == 0


def test_invariant_11_the_roll_forward_of_deferred_revenue_closes_to_its_account(life: Life) -> None:
    a_month(life)
    total = 0
    for period in MONTHS[:2]:
        made = files(period)
        assert [name for name, holds, _ in register_checks(made) if not holds] == []
        header, row = (line.split(",") for line in made["deferred_rollforward.csv"].decode().splitlines())
        of = dict(zip(header, row, strict=True))
        moved = ("additions", "refunded", "recognised", "disputed", "adjusted")
        assert int(of["opening"]) == total
        assert int(of["opening"]) + sum(int(of[name]) for name in moved) == int(of["closing"])
        total -= ledger().balances(period).of[chart.DEFERRED, "USD"].balance
        assert int(of["closing"]) == total > 0
