"""A creator is paid: held with a reason until the processor knows the account, then every won explained to the bank."""

from datetime import date, timedelta
from typing import Any

import requests

from kernel import clock, environment
from local.api_client import Person, wait_for
from local.settings import Settings
from tests.e2e.browser import chromium
from tests.e2e.care_browser import seated
from tests.e2e.chat import new_payer
from tests.e2e.command import main
from tests.e2e.main_job import new_streamer
from tests.e2e.money_browser import pictures
from tests.e2e.report import Report
from tests.e2e.visitor import Visitor
from tools.close_month import invoked
from tools.stacks import resource

PATIENCE_SECONDS = 60.0
AT_ONCE = "4000 0000 0000 0077"  # Stripe's test card whose money is available at once
GIVEN, EARNED = 1_000_000, 700_000


def run(settings: Settings, report: Report) -> None:
    environment.adopt(settings.credentials())
    with report.part("a creator with earnings"):
        creator = new_streamer(settings, "받는이")
        channel = creator.make_channel("지급 마당")["id"]
        earnings(report, creator, new_payer(settings, "주는이"), channel)
    with report.part("what holds it"):
        due = next_payout_day(clock.now().date() + timedelta(days=40))
        held(report, creator, channel, due)
    with report.part("an account"):
        account(report, creator)
    with report.part("paid"):
        paid(report, creator, channel, due)
    with report.part("in the studio"), chromium() as browser, seated(settings, browser, creator) as one:
        shown(settings, report, one, channel)


def shown(settings: Settings, report: Report, one: Visitor, channel: str) -> None:
    one.page.goto(f"{settings.site_url}/studio/{channel}/revenue")
    payout = one.wait("payout", 40)
    told = payout.inner_text()
    whole = all(amount in told for amount in ("₩676,900", "₩700,000", "₩21,000", "₩2,100"))
    report.check("the past payout says gross, both taxes and what reached the bank", whole, told)
    payout.locator("summary").click()
    line = one.wait("payout-line").inner_text()
    report.check("and opens to the lines of the books in it", "₩700,000" in line, line)
    pictures(one, "past-payout")


def next_payout_day(day: date) -> date:
    """The fifteenth after it, on which payouts run."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=15) if day.day > 15 else day.replace(day=15)


def earnings(report: Report, creator: Person, donor: Person, channel: str) -> None:
    gift = {"amount_minor": GIVEN, "currency": "KRW", "message": "모두 드려요"}
    opened = wait_for(
        lambda: donor.raw("POST", f"/v1/channels/{channel}/donations", gift, {"Idempotency-Key": "all"}),
        lambda answer: bool(answer.ok),
        "the channel",
        20,
    ).json()
    requests.post(opened["checkout_url"], data={"card": AT_ONCE, "act": "pay"}, allow_redirects=False, timeout=30)
    found: dict[str, Any] = wait_for(
        lambda: creator.call("GET", f"/v1/channels/{channel}/revenue"),
        lambda seen: bool(seen["totals"]),
        "the earnings",
        PATIENCE_SECONDS,
    )
    owed = found["totals"][0]["payable_minor"]
    report.check("seven tenths of it are the creator's", owed == EARNED, owed)


def run_payouts(day: date) -> dict[str, Any]:
    function = resource("laptop", "billing", "AWS::Lambda::Function", "RunPayouts")
    return invoked(function, {"day": day.isoformat()})


def held(report: Report, creator: Person, channel: str, due: date) -> None:
    run_payouts(due)
    step = _held_step(creator, channel)
    report.check("without a tax profile it waits, and says why", "tax" in str(step).lower(), step)
    none = creator.call("GET", f"/v1/channels/{channel}/payouts")["items"]
    report.check("nothing is paid", not [one for one in none if one.get("state") == "paid"], len(none))


def _held_step(creator: Person, channel: str) -> Any:
    (explained,) = creator.call("GET", f"/v1/channels/{channel}/payouts/next")["items"]
    return next((one for one in explained["steps"] if "held" in str(one.get("code")) or one.get("reason")), explained)


def account(report: Report, creator: Person) -> None:
    profile = {"country": "KR", "kind": "individual", "tax_reference": "tok_3f8a19c07e5d"}
    said = creator.call("PUT", "/v1/me/payout-account", profile)
    report.check("the consequence of a tax profile is said", "3" in str(said.get("consequence")), said)
    wrong = creator.raw("PUT", "/v1/me/payout-account", {**profile, "tax_reference": "900101-1234567"})
    report.check("a tax number itself is refused", wrong.status_code == 422, wrong.status_code)
    key = {"Idempotency-Key": "board"}
    page = creator.raw("POST", "/v1/me/payout-account/onboarding", {"return_path": "/studio"}, key).json()["url"]
    bank = {"bank": "마당은행", "number": "110123456789", "act": "finish"}
    requests.post(page, data=bank, allow_redirects=False, timeout=30)
    ready = wait_for(
        lambda: creator.call("GET", "/v1/me/payout-account"),
        lambda seen: bool(seen["payouts_enabled"]),
        "the account",
        PATIENCE_SECONDS,
    )
    report.check("the processor says it may be paid to", ready["payouts_enabled"], ready)


def paid(report: Report, creator: Person, channel: str, due: date) -> None:
    later = next_payout_day(due + timedelta(days=1))
    run_payouts(later)

    def newest() -> dict[str, Any]:
        items = creator.call("GET", f"/v1/channels/{channel}/payouts")["items"]
        return next((one for one in items if one["state"] == "paid"), {})

    one = wait_for(newest, bool, "the payout", PATIENCE_SECONDS)
    taxes = (one["income_tax_minor"], one["local_tax_minor"])
    report.check("3 % and a tenth of it are withheld", taxes == (21_000, 2_100), taxes)
    net = one["gross_minor"] - one["adjustments_minor"] - one["fee_minor"] - sum(taxes)
    report.check("net = gross - fee - adjustments - withholding", (net, one["net_minor"]) == (676_900, net), one)
    lines = creator.call("GET", f"/v1/channels/{channel}/payouts/{one['id']}")["lines"]
    total = sum(line["amount_minor"] for line in lines)
    report.check("the lines sum to the gross", total == one["gross_minor"], f"{len(lines)}: {total}")
    again = run_payouts(later)
    count = len(creator.call("GET", f"/v1/channels/{channel}/payouts")["items"])
    report.check("run again it pays nothing", count == 1, again)
    owed = wait_for(
        lambda: creator.call("GET", f"/v1/channels/{channel}/revenue")["totals"][0]["payable_minor"],
        lambda left: left == 0,
        "the books",
        PATIENCE_SECONDS,
    )
    report.check("nothing is owed any more", owed == 0, owed)


if __name__ == "__main__":
    main({"payouts": run})
