"""Subscribing in real browsers, the streamer's revenue, and the back office with an adjustment by two people."""

import io
import zipfile
from pathlib import Path

from local.api_client import wait_for
from local.settings import Settings
from tests.e2e.browser import chromium
from tests.e2e.chat import new_payer
from tests.e2e.chat_browser import REFUSED_CALL
from tests.e2e.command import main
from tests.e2e.main_job import new_streamer
from tests.e2e.money import give, pay
from tests.e2e.money_browser import pictures
from tests.e2e.plans_stage import Stage, fits, of_office, visitors
from tests.e2e.report import Report

REFUSED = 400
ACCOUNT_NUMBER = "1101234567890"
TAX_TOKEN = "tok_3f8a19c07e5d"
RUNNING = "() => document.querySelector('[data-testid=subscribed-outcome]')?.dataset.state === 'running'"
STATE = "(state) => document.querySelector('[data-testid=subscription]')?.dataset.state === state"
PREVIEW = "() => document.querySelector('[data-testid=change-preview]')?.dataset.change"
PRICED = "() => (document.querySelector('[data-testid=sub-sentence]')?.innerText ?? '').match(/.*₩.*/)?.[0]"
PRODUCT = "(code) => document.querySelector('[data-testid=subscription]')?.dataset.product === code"
ADJUSTMENT = "(state) => document.querySelector('[data-testid=adjustment]')?.dataset.state === state"
REASON = "11월 은행 수수료"


def run(settings: Settings, report: Report) -> None:
    with report.part("a channel with a gift, and people of the office"), chromium() as browser:
        streamer = new_streamer(settings, "미나")
        room = streamer.make_channel("미나의 부엌", recording="disposable")["id"]
        viewer, giver = new_payer(settings, "소라"), new_payer(settings, "하늘")
        office = [of_office(settings, *who) for who in (("finance", "은서"), ("finance", "도윤"), ("operator", "지우"))]
        opened = wait_for(
            lambda: give(giver, room, "gift", amount_minor=50_000, currency="KRW"), lambda got: got.ok, "a gift", 20
        )
        pay(opened.json()["checkout_url"], "4242 4242 4242 4242")
        with visitors(settings, browser, [streamer, viewer, *office]) as found:
            scenes(Stage(settings, report, room, opened.json()["id"], *found))


def scenes(stage: Stage) -> None:
    everybody = stage.mina, stage.sora, stage.finance, stage.second, stage.operator
    failed: list[str] = []
    for one in everybody:
        one.page.on("response", lambda got: failed.append(f"{got.status} {got.url}") if got.status >= REFUSED else None)
    for what, act in PARTS.items():
        with stage.report.part(what):
            act(stage)
    broken = [text for one in everybody for text in one.complaints if REFUSED_CALL not in text]
    broken += [call for call in failed if stage.settings.site_url in call]
    stage.report.check("consoles are empty and no call fails", not broken, "; ".join(broken[:3]))


def subscribing(stage: Stage) -> None:
    sora = stage.sora
    sora.page.goto(stage.site("/plans"))
    card = sora.wait("plan-basic").inner_text()
    whole = all(part in card for part in ("₩6,500", "부가세 10 % 포함", "14일", "7일", "두 번 누르면"))
    stage.report.check("the card says price, tax, trial, how to end and to take back", whole, card)
    pictures(sora, "plans-phone")
    fits(stage, sora, "plans")
    sora.see("subscribe-basic").click()
    sora.wait("subscribe-pay")
    pictures(sora, "plans-review")
    sora.see("subscribe-pay").click()
    stand_in = stage.settings.stripe_url
    sora.page.wait_for_url(f"{stand_in}/**")
    sora.page.locator("button[value=pay]").click()
    sora.until(RUNNING, 40)
    stage.report.check("back on the page the trial runs", "베이직" in sora.see("subscribed-outcome").inner_text())
    pictures(sora, "plans-running")


def managing(stage: Stage) -> None:
    sora = stage.sora
    sora.page.goto(stage.site("/account"))
    sora.wait("account-subscriptions").click()
    sora.until(STATE, 20, "trialing")
    sentence = sora.until(PRICED, 20)
    stage.report.check("the trial's end and what is paid then are said", "₩6,500" in sentence, sentence)
    sora.see("sub-change").click()
    sora.wait("change-to-premium").check()
    kind = sora.until(PREVIEW, 20)
    told = sora.see("change-preview").inner_text()
    stage.report.check("the preview says what is due now and a month then", "₩13,000" in told, f"{kind}: {told}")
    pictures(sora, "subscription-change")
    sora.see("change-yes").click()
    sora.until(PRODUCT, 20, "premium")
    said = sora.wait("sub-next").inner_text()
    stage.report.check("what it becomes after the trial is said", "프리미엄" in said, said)
    sora.see("sub-cancel").click()
    sora.wait("cancel-dialog-yes").click()
    sora.until(STATE, 20, "ending")
    pictures(sora, "subscription-ending")
    sora.see("sub-keep").click()
    sora.until(STATE, 20, "trialing")
    stage.report.check("ended with two presses, and kept with one", ok=True)
    sora.wait("invoice")
    pictures(sora, "subscriptions")
    fits(stage, sora, "subscriptions")


def joining(stage: Stage) -> None:
    sora = stage.sora
    sora.page.goto(stage.site(f"/watch/live/{stage.room}"))
    sora.wait("join").click()
    sora.wait("subscribe-pay")  # the dialog asks first whether one may pay
    price = sora.wait("subscribe-dialog").inner_text()
    stage.report.check("a membership says its price in the viewer's country", "₩4,900" in price, price)
    pictures(sora, "join")
    sora.see("subscribe-pay").click()
    sora.page.wait_for_url(f"{stage.settings.stripe_url}/**")
    sora.page.locator("button[value=pay]").click()
    sora.until(RUNNING, 40)
    stage.report.check("who has joined is a member", "멤버" in sora.wait("member").inner_text())
    fits(stage, sora, "watch-member")


def revenue(stage: Stage) -> None:
    mina = stage.mina
    mina.page.goto(stage.site(f"/studio/{stage.room}/revenue"))
    mina.wait("waterfall", 40)
    earned = mina.until(
        "() => Number(document.querySelector('[data-testid=earned][data-currency=KRW]')?.dataset.amount) > 35000", 40
    )
    stage.report.check("the month's earnings are the books': the gift and the membership", bool(earned))
    mina.page.locator("[data-testid=fall][data-code=given] button").click()
    lines = mina.wait("payout-lines").inner_text()
    stage.report.check("a step opens its lines", "₩50,000" in lines, lines)
    fits(stage, mina, "revenue")
    pictures(mina, "revenue")
    mina.see("tax-country").select_option("KR")
    mina.see("tax-reference").fill("900101-1234567")
    mina.see("tax-save").click()
    stage.report.check("a tax number is not sent", "tok_" in mina.wait("tax-reference-error").inner_text())
    mina.see("tax-reference").fill(TAX_TOKEN)
    mina.see("tax-save").click()
    said = mina.until("() => document.querySelector('[data-testid=tax-consequence]')?.innerText.includes('3 %')", 20)
    stage.report.check("what is withheld is said", bool(said))
    mina.see("onboard").click()
    mina.page.wait_for_url(f"{stage.settings.stripe_url}/**")
    mina.page.locator("input[name=bank]").fill("마당은행")
    mina.page.locator("input[name=number]").fill(ACCOUNT_NUMBER)
    mina.page.locator("button[value=finish]").click()
    mina.until("() => document.querySelector('[data-testid=payout-bank]')?.dataset.state === 'ready'", 40)
    stage.report.check("the processor's page leads back to an account that is ready", ok=True)
    mina.see("payout-account").scroll_into_view_if_needed()
    pictures(mina, "payout-account")


def office_reads(stage: Stage) -> None:
    stage.sora.page.goto(stage.site("/office"))
    stage.sora.wait("not-for-you")
    stage.report.check("who is not of the office is told so", not stage.sora.see("nav-office").count())
    finance = stage.finance
    finance.page.goto(stage.site("/"))
    finance.wait("nav-office").click()
    finance.wait("month")
    fits(stage, finance, "office-months")
    with finance.page.expect_download(timeout=90_000) as kept:
        finance.see("make-draft").first.click()
        finance.wait("download-draft", 80).click()
    archive = zipfile.ZipFile(io.BytesIO(Path(kept.value.path()).read_bytes()))
    stage.report.check(
        "the draft is a zip with its manifest", "manifest.json" in archive.namelist(), archive.namelist()
    )
    pictures(finance, "office-months")
    finance.see("office-balance").click()
    balanced = finance.wait("balanced").get_attribute("data-balanced")
    stage.report.check("the trial balance is balanced", balanced == "true", balanced)
    pictures(finance, "office-balance")
    finance.see("office-journal").click()
    finance.wait("entry")
    finance.see("journal-account").select_option("2200")
    finance.until("() => document.querySelectorAll('.office-mark').length > 0", 20)
    pictures(finance, "office-journal")
    fits(stage, finance, "office-journal")
    finance.see("office-reconciliation").click()
    finance.wait("reconcile-run").click()
    finance.wait("reconciliation", 60)
    pictures(finance, "office-reconciliation")
    for section in ("figures", "exceptions"):
        finance.see(f"office-{section}").click()
        finance.page.wait_for_timeout(800)
        pictures(finance, f"office-{section}")


def adjustment(stage: Stage) -> None:
    finance, second = stage.finance, stage.second
    finance.page.goto(stage.site("/office/adjustments"))
    for n, (account, typed) in enumerate((("5400", "12.50"), ("1100", "12.50"))):
        finance.see("line-account").nth(n).select_option(account)
        finance.see("line-amount").nth(n).fill(typed)
    finance.see("adjustment-reason").fill(REASON)
    pictures(finance, "office-adjustment-form")
    finance.see("adjustment-send").click()
    finance.until(ADJUSTMENT, 20, "requested")
    why = finance.wait("own-adjustment").inner_text()
    stage.report.check("one's own cannot be approved, and it says why", not finance.see("approve").count(), why)
    fits(stage, finance, "office-adjustments")
    second.page.goto(stage.site("/office/adjustments"))
    second.wait("approve").click()
    second.wait("approve-dialog-preset").click()
    second.until(ADJUSTMENT, 20, "approved")
    stage.report.check("somebody else of finance approves it", ok=True)
    pictures(second, "office-adjustments")
    second.see("office-deeds").click()
    second.wait("deed")
    stage.report.check("the log tells both deeds", second.see("deed").filter(has_text="adjustment").count() >= 2)
    pictures(second, "office-deeds")


def operating(stage: Stage) -> None:
    operator, found = stage.operator, stage.report
    operator.page.goto(stage.site("/office/adjustments"))
    operator.wait("adjustment")
    found.check("an operator neither asks nor approves", not operator.see("adjustment-form").count())
    operator.see("office-refunds").click()
    operator.wait("refund-of").fill(stage.gift)
    operator.see("refund-currency").select_option("KRW")
    operator.see("refund-amount").fill("10,000")
    operator.see("refund-reason").fill("Asked by its giver")
    pictures(operator, "office-refunds")
    operator.see("refund-send").click()
    operator.wait("refund-yes").click()
    given = operator.wait("refund-done").inner_text()
    found.check("an operator gives a part of the gift back", "10,000" in given, given)
    operator.page.goto(stage.site("/plans"))
    operator.wait("plan-basic")
    pictures(operator, "plans-desk")


PARTS = {
    "subscribing": subscribing, "managing": managing, "joining": joining, "revenue": revenue,
    "the office reads": office_reads, "an adjustment by two": adjustment, "an operator": operating,
}  # fmt: skip

if __name__ == "__main__":
    main({"plans browser": run})
