"""In browsers: a pause, another card, an overdue invoice, an invoice taken back; a month that an operator closes."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from kernel import clock, environment
from local.api_client import Person, wait_for
from local.on_clock import OnClock, first_of_month
from local.settings import Settings
from tests.e2e.browser import chromium
from tests.e2e.chat import new_payer
from tests.e2e.chat_browser import REFUSED_CALL
from tests.e2e.command import main
from tests.e2e.money_browser import pictures
from tests.e2e.plans_stage import of_office
from tests.e2e.report import Report
from tests.e2e.visitor import Visitor, visitor

STATE = "(state) => document.querySelector('[data-testid=subscription]')?.dataset.state === state"
INVOICE = "(state) => document.querySelector('[data-testid=invoice]')?.dataset.state === state"
CLOSED = "(period) => document.querySelector(`[data-period='${period}']`)?.dataset.state === 'closed'"
CLEAN = "(clean) => document.querySelector('[role=status] [data-testid=reconciliation]')?.dataset.clean === clean"
DECLINES_LATER = "4000 0000 0000 0341"  # Stripe's test card that is taken and then does not pay
PAUSED_DAYS = 20
REASON = "모든 항목을 확인함"


def run(settings: Settings, report: Report) -> None:
    environment.adopt(settings.credentials())
    now = clock.now()
    with report.part("two subscribers on clocks"):
        fresh = OnClock(settings, new_payer(settings, "가람"), "KR", now - timedelta(days=1))
        fresh.subscribe("basic")
        owing = OnClock(settings, new_payer(settings, "나래"), "KR", first_of_month(2, now))
        owing.subscribe("premium")
        owing.to(first_of_month(0, now))
        owing.until("viewer", lambda one: one["paid_until"] >= f"{first_of_month(-1, now):%Y-%m-%d}", "two renewals")
    with chromium() as browser:
        subscribers(settings, report, browser, fresh, owing)
        with (
            report.part("the office's month"),
            seated(settings, browser, of_office(settings, "operator", "지우")) as one,
        ):
            reconciles(settings, report, one, owing)
            closes(settings, report, one)
            quiet(settings, report, one, "the office")


@contextmanager
def seated(settings: Settings, browser: Browser, person: Person) -> Iterator[Visitor]:
    """A person signed in before a browser."""
    with visitor(browser, "ko-KR") as one:
        one.page.goto(f"{settings.site_url}/terms")
        one.page.evaluate("(token) => localStorage.setItem('madang.refresh', token)", person.tokens["refresh_token"])
        yield one


def subscribers(settings: Settings, report: Report, browser: Browser, fresh: OnClock, owing: OnClock) -> None:
    with report.part("a pause and a refund"), seated(settings, browser, fresh.person) as one:
        pauses(settings, report, one)
        takes_back(report, one)
        quiet(settings, report, one, "a subscriber")
    with report.part("an overdue invoice"), seated(settings, browser, owing.person) as one:
        overdue(settings, report, one, owing)
        quiet(settings, report, one, "who owes")


def pauses(settings: Settings, report: Report, one: Visitor) -> None:
    one.page.goto(f"{settings.site_url}/account/subscriptions")
    one.until(STATE, 30, "active")
    one.see("sub-pause").click()
    one.wait("pause-until").fill((clock.now() - timedelta(days=2)).date().isoformat())
    one.see("pause-yes").click()
    refused = one.wait("pause-until-error").inner_text()
    report.check("a day that is gone is refused in words", bool(refused), refused)
    until = (clock.now() + timedelta(days=PAUSED_DAYS)).date()
    one.see("pause-until").fill(until.isoformat())
    pictures(one, "pause")
    one.see("pause-yes").click()
    one.until(STATE, 30, "paused")
    said = one.wait("sub-sentence").inner_text()
    report.check("paused until the day that is said", f"{until.day}일" in said, said)
    pictures(one, "paused")
    one.see("sub-resume").click()
    one.until(STATE, 30, "active")
    report.check("and resumed with one press", ok=True)


def takes_back(report: Report, one: Visitor) -> None:
    one.wait("invoice-refund").click()
    pictures(one, "invoice-refund")
    one.wait("refund-dialog-yes").click()
    one.until(INVOICE, 40, "refunded")
    report.check("an invoice of yesterday is taken back", ok=True)
    one.page.reload()
    one.wait("invoice")
    live = one.page.locator("[data-testid=subscription][data-state=active]").count()
    report.check("and its subscription has ended with it", live == 0, live)
    pictures(one, "invoice-refunded")


def change_card(settings: Settings, one: Visitor, card: str | None = None) -> None:
    one.wait("sub-card").click()
    one.page.wait_for_url(f"{settings.stripe_url}/**")
    if card:
        one.page.locator("input[name=card]").fill(card)
    one.page.locator("button[value=pay]").click()
    one.page.wait_for_url(f"{settings.site_url}/account/subscriptions**")


def card_of(owing: OnClock) -> str:
    """What the processor would charge next time."""
    (subscription,) = owing.stripe.subscriptions.list({"customer": owing.customer}).data
    return str(subscription.default_payment_method)


def overdue(settings: Settings, report: Report, one: Visitor, owing: OnClock) -> None:
    one.page.goto(f"{settings.site_url}/account/subscriptions")
    one.until(STATE, 30, "active")
    before = card_of(owing)
    change_card(settings, one, DECLINES_LATER)
    wait_for(lambda: card_of(owing), lambda card: card != before, "the subscription to have the other card", 30)
    owing.to(first_of_month(-1, clock.now()) + timedelta(hours=2))
    owing.until("viewer", lambda found: found["state"] == "past_due" and found["next_attempt_at"], "an overdue invoice")
    one.page.reload()
    one.until(STATE, 30, "past_due")
    said = one.wait("sub-sentence").inner_text()
    report.check("when the card is tried again is said", "다시" in said or "시도" in said, said)
    pictures(one, "overdue")
    one.see("sub-pay").click()
    refused = one.wait("money-refused").inner_text()
    report.check("a card that does not pay is told so", bool(refused), refused)
    change_card(settings, one)
    one.until(STATE, 30, "past_due")
    one.see("sub-pay").click()
    one.until(STATE, 40, "active")
    report.check("with another card it is paid at once", ok=True)
    pictures(one, "paid-again")


def balance_report(owing: OnClock) -> str:
    """Stripe's itemised balance report of this month's first day, made of its own balance transactions.

    Not of a month before: where that is closed, what comes late stands in the books on the first day after it.
    """
    file, day = io.StringIO(), f"{first_of_month(0, clock.now()):%Y-%m-%d}"
    writer = csv.writer(file)
    writer.writerow(["created", "currency", "gross", "fee", "reporting_category", "source_id", "payment_intent_id"])
    listed: Any = owing.stripe.balance_transactions.list({"limit": 100, "expand": ["data.source"]})
    for moved in listed.auto_paging_iter():
        at = datetime.fromtimestamp(moved.created, UTC)
        if f"{at:%Y-%m-%d}" == day:
            digits = 0 if moved.currency in {"krw", "jpy"} else 2
            gross, fee = (f"{amount / 10**digits:.{digits}f}" for amount in (moved.amount, moved.fee))
            about = (moved.reporting_category, moved.source.id, getattr(moved.source, "payment_intent", None))
            writer.writerow([f"{at:%Y-%m-%d %H:%M:%S}", moved.currency, gross, fee, *about])
    return file.getvalue()


def reconciles(settings: Settings, report: Report, one: Visitor, owing: OnClock) -> None:
    text = balance_report(owing)
    rows = text.count("\n") - 1
    one.page.goto(f"{settings.site_url}/office/reconciliation")
    wrong = text.replace(",charge,", ",refund,", 1)
    for name, content, clean in (("report.csv", text, "true"), ("wrong.csv", wrong, "false")):
        one.wait("reconcile-way-file").check()
        one.wait("reconcile-file").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content.encode()})
        one.see("reconcile-run").click()
        seen = one.until(CLEAN, 60, clean)
        report.check(f"{name}: {rows} lines of the processor's file, clean: {clean}", bool(rows and seen))
        pictures(one, f"office-file-{clean}")
    one.wait("reconcile-file").set_input_files({"name": "x.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n"})
    one.see("reconcile-run").click()
    refused = one.wait("money-refused").inner_text()
    report.check("a file that is no balance report is refused in words", bool(refused), refused)


def closes(settings: Settings, report: Report, one: Visitor) -> None:
    one.page.goto(f"{settings.site_url}/office")
    due = one.page.locator("[data-testid=month][data-state=due]").first
    due.wait_for(timeout=30_000)
    period = due.get_attribute("data-period") or ""
    due.get_by_test_id("close-month").click()
    one.wait("close-typed").fill("2020-01")
    one.see("close-reason").fill(REASON)
    one.see("close-yes").click()
    refused = one.wait("close-typed-error").inner_text()
    report.check("a month is closed by who types its name", period in refused, refused)
    one.see("close-typed").fill(period)
    pictures(one, "office-close")
    one.see("close-yes").click()
    one.until(CLOSED, 60, period)
    row = one.page.locator(f"[data-testid=month][data-period='{period}']")
    row.get_by_test_id("download-closed").wait_for(timeout=60_000)
    pictures(one, "office-closed")
    with one.page.expect_download(timeout=60_000) as kept:
        row.get_by_test_id("download-closed").click()
    archive = zipfile.ZipFile(io.BytesIO(Path(kept.value.path()).read_bytes()))
    manifest = json.loads(archive.read("manifest.json"))
    told = (manifest["status"], manifest["period"], "parquet/journal.parquet" in archive.namelist())
    report.check("its archive says closed, with Parquet beside CSV", told == ("closed", period, True), told)
    one.see("office-figures").click()
    one.wait("funnel-month")
    one.wait("target-year")
    pictures(one, "office-figures")


def quiet(settings: Settings, report: Report, one: Visitor, who: str) -> None:
    """409 and 422 are refusals that the page itself tells of."""
    broken = [text for text in one.complaints if REFUSED_CALL not in text]
    report.check(f"the console of {who} is empty", not broken, "; ".join(broken[:3]))


if __name__ == "__main__":
    main({"care browser": run})
