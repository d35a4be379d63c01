"""A subscriber's months on a test clock, money that goes back, the office's day, and two months that close."""

from datetime import datetime, timedelta
from typing import Any

import requests

from kernel import clock, environment
from local.api_client import Person, wait_for
from local.deploy import outputs
from local.on_clock import OnClock, first_of_month
from local.settings import Settings
from tests.e2e.chat import new_payer, new_viewer
from tests.e2e.command import main
from tests.e2e.main_job import new_streamer
from tests.e2e.report import Report
from tools.close_month import invoked
from tools.grant_role import grant
from tools.stacks import resource

PATIENCE_SECONDS = 60.0


def run(settings: Settings, report: Report) -> None:
    environment.adopt(settings.credentials())
    begin = first_of_month(2, clock.now())
    with report.part("people"):
        streamer = new_streamer(settings, "마당지기")
        channel = streamer.make_channel("회원 마당")["id"]
        viewer = new_payer(settings, "보라")
        office = {role: _officer(settings, name, role) for name, role in _OFFICERS}
    with report.part("plans"):
        prices(report, viewer)
    with report.part("a subscription on a clock"):
        life = OnClock(settings, viewer, "KR", begin)
        subscriptions(report, life, begin, channel)
    with report.part("what is earned"):
        earned(report, streamer, channel)
    with report.part("a part goes back"):
        refunds(report, life, office)
    with report.part("the office"):
        the_office(report, office, f"{begin:%Y-%m}")


_OFFICERS = (("재무", "finance"), ("회계", "controller"), ("운영", "operator"))


def _officer(settings: Settings, name: str, role: str) -> Person:
    person = new_viewer(settings, name)
    grant(outputs(settings)["UserPoolId"], person.email, "finance" if role == "controller" else role)
    person.sign_in()
    return person


def post(person: Person, path: str, body: Any = None, key: str = "k") -> requests.Response:
    return person.raw("POST", path, body, {"Idempotency-Key": f"{key}-{path}"})


def prices(report: Report, viewer: Person) -> None:
    shown = viewer.call("GET", "/v1/plans?region=US")["items"]
    amounts = {one["product"]: one["shown_minor"] for one in shown}
    wanted = {"basic": 499, "premium": 999, "vip": 1999, "streamer": 2999, "addon_ai": 1999}
    report.check("the prices of the price book", wanted.items() <= amounts.items(), amounts)
    korean = next(one for one in viewer.call("GET", "/v1/plans?region=KR")["items"] if one["product"] == "basic")
    parts = (korean["total_minor"], korean["net_minor"] + korean["tax_minor"], korean["tax_included"])
    report.check("in Korea with its tax in it", parts == (6500, 6500, True), parts)
    refused = viewer.raw("GET", "/v1/plans?region=ZZ")
    report.check("a country that is not served", refused.status_code == 422, refused.json()["code"])


def subscriptions(report: Report, life: OnClock, begin: datetime, channel: str) -> None:
    slot, member = life.subscribe("basic"), life.subscribe("membership", channel)
    again = post(life.person, "/v1/me/subscriptions", {"product": "premium", "region": "KR"}, "again")
    report.check("nobody subscribes twice", again.json().get("code") == "already_subscribed", again.status_code)
    life.to(begin + timedelta(days=14))
    place = f"/v1/me/subscriptions/{slot}"
    preview = life.person.call("GET", f"{place}/preview/premium")
    changed = post(life.person, f"{place}/product", {"product": "premium"})
    replayed = post(life.person, f"{place}/product", {"product": "premium"})
    other = post(life.person, f"{place}/product", {"product": "vip"})
    report.check("an upgrade", changed.status_code == 200, changed.text[:120])
    report.check("once", replayed.headers.get("Idempotency-Replayed") == "true", replayed.status_code)
    report.check("another body under its key: 422", other.status_code == 422, other.json()["code"])
    life.until(slot, lambda found: found["paid_product"] == "premium", "the upgrade")
    upgrade = next(one for one in life.invoices(3) if len(one["lines"]) > 1)
    report.check("costs what was said", upgrade["total_minor"] == preview["due_now_minor"], upgrade["total_minor"])
    life.to(first_of_month(0, clock.now()))
    wanted = first_of_month(-1, clock.now())
    for one in (slot, member):
        life.until(one, lambda found: found["paid_until"] >= f"{wanted:%Y-%m-%d}", "two renewals")
    totals = [(one["product"], one["total_minor"]) for one in life.invoices(7)]
    expected = [("basic", 6500), ("membership", 4900), ("premium", upgrade["total_minor"])]
    expected += [("membership", 4900), ("premium", 13000)] * 2
    report.check("every invoice", sorted(totals) == sorted(expected), totals)
    names = {one["name"] for one in life.person.call("GET", "/v1/me/entitlements")["items"]}
    report.check("what it entitles to", names == {"plan:premium", f"membership:{channel}"}, names)
    _stops(report, life, slot)


def _stops(report: Report, life: OnClock, slot: str) -> None:
    ended = post(life.person, f"/v1/me/subscriptions/{slot}/cancel").json()
    kept = post(life.person, f"/v1/me/subscriptions/{slot}/keep").json()
    said = (ended.get("ends_at_renewal"), kept.get("ends_at_renewal"))
    report.check("cancelled, and kept after all", said == (True, False), said)
    page = post(life.person, "/v1/me/card", {"return_path": "/"}).json()["url"]
    report.check("a page for another card", requests.get(page, timeout=30).status_code == 200, page)


def earned(report: Report, streamer: Person, channel: str) -> None:
    function = resource("laptop", "billing", "AWS::Lambda::Function", "RecogniseRevenue")
    report.check("every day's revenue is recognised", invoked(function, {})["moved"] >= 0)
    report.check("and not again", invoked(function, {})["moved"] == 0)
    owed: dict[str, Any] = wait_for(
        lambda: streamer.call("GET", f"/v1/channels/{channel}/revenue"),
        lambda found: sum(row["entries"] for row in found["rows"]) >= 3,
        "the creator's part",
        PATIENCE_SECONDS,
    )
    amounts = [row["amount_minor"] for row in owed["rows"] if row["source"] == "invoice"]
    report.check("the creator's part of each month", amounts == [3118] * 3, amounts)
    explained = streamer.call("GET", f"/v1/channels/{channel}/payouts/next")
    report.check("and how it comes to a payout", bool(explained), str(explained)[:160])


def refunds(report: Report, life: OnClock, office: dict[str, Person]) -> None:
    newest = next(one for one in reversed(life.invoices(7)) if one["product"] == "premium")
    amount = newest["total_minor"] * 37 // 100
    body = {"of": newest["id"], "amount_minor": amount, "currency": "KRW", "reason": "Two days without a picture"}
    asked = post(office["operator"], "/v1/backoffice/refunds", body)
    report.check("37 % by an operator", asked.status_code == 202, asked.text[:120])
    wait_for(
        lambda: next(one for one in life.invoices(7) if one["id"] == newest["id"])["refunded_minor"],
        lambda back: back == amount,
        "the refund",
        PATIENCE_SECONDS,
    )
    much = post(office["operator"], "/v1/backoffice/refunds", {**body, "amount_minor": newest["total_minor"]}, "more")
    report.check("more than is left: 409", much.json().get("code") == "refund_exceeds_payment", much.status_code)
    finance = post(office["finance"], "/v1/backoffice/refunds", body, "f")
    report.check("not by finance", finance.json().get("code") == "role_required", finance.status_code)


def the_office(report: Report, office: dict[str, Person], first: str) -> None:
    finance, controller, operator = office["finance"], office["controller"], office["operator"]
    today = f"{clock.now():%Y-%m-%d}"
    lines = [{"account": "5400", "amount": 1250}, {"account": "1100", "amount": -1250}]
    wanted = {"day": today, "currency": "USD", "reason": "Bank charges", "lines": lines}
    made = post(finance, "/v1/backoffice/adjustments", wanted).json()
    own = post(finance, f"/v1/backoffice/adjustments/{made['id']}/approve", {"reason": "I asked for it"})
    report.check("nobody approves his own", own.json().get("code") == "second_person_needed", own.status_code)
    approved = post(controller, f"/v1/backoffice/adjustments/{made['id']}/approve", {"reason": "Seen the statement"})
    report.check("another one does", approved.json().get("state") == "approved", approved.text[:100])
    days = {"first": f"{first}-01", "last": f"{first}-28"}
    compared: dict[str, Any] = wait_for(
        lambda: post(finance, "/v1/backoffice/reconciliations/processor", days).json(),
        lambda found: bool(found.get("clean") and found["matched"]),
        "the books to have all that the processor has",
        PATIENCE_SECONDS,
    )
    report.check("the processor's balance is the books'", compared["clean"], f"{compared['matched']} matched")
    months = [one for one in finance.call("GET", "/v1/backoffice/months")["items"] if one["period"] <= first]
    due = next((one["period"] for one in months if one["state"] == "due"), None)
    report.check("the month before last may close", due == first, [(one["period"], one["state"]) for one in months])
    refused = post(finance, f"/v1/backoffice/months/{first}/close", {"reason": "Closing"})
    report.check("not by finance", refused.json().get("code") == "role_required", refused.status_code)
    if due:
        _closes(report, operator, finance, first)
    deeds = finance.call("GET", f"/v1/backoffice/deeds/{today[:7]}")["items"]
    refusals = [deed for deed in deeds if deed["status"] == 403]
    report.check("the log has what was refused too", len(refusals) >= 2, len(deeds))


def _closes(report: Report, operator: Person, finance: Person, period: str) -> None:
    asked = post(operator, f"/v1/backoffice/months/{period}/close", {"reason": "All is there"})
    report.check("an operator closes it", asked.status_code == 202, asked.text[:120])

    def export() -> dict[str, Any]:
        items = finance.call("GET", "/v1/backoffice/months")["items"]
        month = next(one for one in items if one["period"] == period)
        return next((one for one in month["exports"] if one["status"] == "closed"), {})

    wait_for(export, lambda found: found.get("state") == "made", "the archive", PATIENCE_SECONDS)
    link = finance.call("GET", f"/v1/backoffice/months/{period}/exports/closed")["url"]
    archive = requests.get(link, timeout=30)
    report.check("its archive comes by a signed link", archive.content[:2] == b"PK", len(archive.content))
    balance = finance.call("GET", f"/v1/backoffice/months/{period}/trial-balance")
    report.check("it balances", balance["balanced"], len(balance["rows"]))
    lines = [{"account": "5400", "amount": 1}, {"account": "1100", "amount": -1}]
    late = {"day": f"{period}-15", "currency": "USD", "reason": "Too late", "lines": lines}
    refused = post(finance, "/v1/backoffice/adjustments", late, "late")
    report.check(
        "a closed month takes no more: 409", refused.json().get("code") == "period_closed", refused.status_code
    )


if __name__ == "__main__":
    main({"plans": run})
