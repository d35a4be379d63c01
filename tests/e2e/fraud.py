"""Fraud as it happens: cards are tried until the door closes, what is doubtful waits for somebody who looks at it."""

from datetime import timedelta
from typing import Any

import requests

from kernel import clock, environment
from local.api_client import Person, wait_for
from local.deploy import outputs
from local.settings import Settings
from tests.e2e.chat import new_payer
from tests.e2e.command import main
from tests.e2e.main_job import new_streamer
from tests.e2e.payouts import account, next_payout_day, run_payouts
from tests.e2e.report import Report
from tools.grant_role import grant

PATIENCE_SECONDS = 60.0
DECLINED, AT_ONCE = "4000 0000 0000 0002", "4000 0000 0000 0077"
GIVEN, EARNED, LITTLE = 100_000, 70_000, 1_000
CASES = "/v1/backoffice/fraud-cases"


def run(settings: Settings, report: Report) -> None:
    environment.adopt(settings.credentials())
    with report.part("a creator, two viewers, an office"):
        creator = new_streamer(settings, "받는이")
        channel = creator.make_channel("살피는 마당")["id"]
        tester, doubtful = new_payer(settings, "카드들"), new_payer(settings, "둘러보는이")
        operator = _operator(settings)
        account(report, creator)
    with report.part("cards are tried"):
        card_testing(report, tester, channel, operator, creator)
    with report.part("looked at and cleared"):
        cleared(report, doubtful, channel, operator, creator)
    with report.part("looked at and confirmed"):
        confirmed(report, doubtful, channel, operator, creator)


def _operator(settings: Settings) -> Person:
    person = new_payer(settings, "운영")
    grant(outputs(settings)["UserPoolId"], person.email, "operator")
    person.sign_in()
    return person


def give(donor: Person, channel: str, key: str, amount: int = GIVEN) -> requests.Response:
    gift = {"amount_minor": amount, "currency": "KRW", "message": ""}
    return donor.raw("POST", f"/v1/channels/{channel}/donations", gift, {"Idempotency-Key": key})


def opened(donor: Person, channel: str, key: str, amount: int = GIVEN) -> dict[str, Any]:
    answer = wait_for(lambda: give(donor, channel, key, amount), lambda one: bool(one.ok), "the channel", 20)
    found: dict[str, Any] = answer.json()
    return found


def pay(url: str, card: str) -> int:
    return requests.post(url, data={"card": card, "act": "pay"}, allow_redirects=False, timeout=30).status_code


def case_about(operator: Person, donation_id: str, state: str = "open") -> dict[str, Any]:
    items = operator.call("GET", f"{CASES}?state={state}")["items"]
    return next((one for one in items if one["about"] == donation_id), {})


def decide(operator: Person, case: dict[str, Any], act: str) -> dict[str, Any]:
    answer = operator.raw("POST", f"{CASES}/{case['id']}/{act}", {"reason": "Talked to the bank"}, {})
    found: dict[str, Any] = answer.json()
    return found


def state_of(donor: Person, donation_id: str, state: str) -> str:
    seen: str = wait_for(
        lambda: str(donor.call("GET", f"/v1/donations/{donation_id}")["state"]),
        lambda seen: seen == state,
        state,
        PATIENCE_SECONDS,
    )
    return seen


def card_testing(report: Report, tester: Person, channel: str, operator: Person, creator: Person) -> None:
    page = opened(tester, channel, "tries")["checkout_url"]
    codes = [pay(page, DECLINED) for _ in range(4)]
    report.check("four cards are declined", codes == [402] * 4, codes)
    keys = iter(range(100))
    refused = wait_for(
        lambda: give(tester, channel, f"next-{next(keys)}", LITTLE),
        lambda one: one.status_code == 403,
        "the refusal",
        PATIENCE_SECONDS,
    )
    report.check("then the next payment is refused", refused.json()["code"] == "payment_refused", refused.text[:120])
    report.check("the answer tells no rule", "card_testing" not in refused.text, "")
    given = tester.call("GET", "/v1/me/donations")["items"]
    report.check("no donation of it", all(one["state"] == "pending" for one in given), len(given))
    blocked = [one for one in operator.call("GET", CASES)["items"] if one["outcome"] == "blocked"]
    rules = [one["rules"][0]["rule"] for one in blocked]
    report.check("a case in the office, with its rule", rules == ["card_testing"], blocked)
    report.check("no payment stands in it", blocked[0]["payments"] == [], "")
    rows = creator.call("GET", f"/v1/channels/{channel}/revenue")["rows"]
    report.check("nothing in the books", rows == [], rows)


def doubted(report: Report, donor: Person, channel: str, operator: Person, key: str) -> tuple[str, dict[str, Any]]:
    """A donation that was paid and whose case is open."""
    tries = opened(donor, channel, f"{key}-tries")["checkout_url"]
    for _ in range(3):
        pay(tries, DECLINED)
    keys = iter(range(1000))

    def noticed() -> dict[str, Any]:
        return case_about(operator, opened(donor, channel, f"{key}-{next(keys)}", LITTLE)["id"])

    wait_for(noticed, bool, "the declines", PATIENCE_SECONDS)
    one = opened(donor, channel, f"{key}-full")
    case = wait_for(lambda: case_about(operator, one["id"]), bool, "the case", PATIENCE_SECONDS)
    report.check("it may be paid", pay(one["checkout_url"], AT_ONCE) == 303, case["score"])
    state_of(donor, one["id"], "paid")
    return one["id"], case


def cleared(report: Report, donor: Person, channel: str, operator: Person, creator: Person) -> None:
    _, case = doubted(report, donor, channel, operator, "first")
    steps = wait_for(lambda: _steps(creator, channel), lambda found: "fraud_review" in found, "held", PATIENCE_SECONDS)
    report.check("its part is held from the payout", steps["fraud_review"] == -EARNED, steps)
    due = next_payout_day(clock.now().date() + timedelta(days=40))
    run_payouts(due)
    report.check("a run pays nothing of it", _paid(creator, channel) == [], "")
    told = decide(operator, case, "clear")
    report.check("somebody clears it", told.get("state") == "cleared", told.get("decided_by"))
    run_payouts(next_payout_day(due + timedelta(days=1)))
    paid = wait_for(lambda: _paid(creator, channel), bool, "the payout", PATIENCE_SECONDS)
    report.check("cleared it is paid", paid == [EARNED], paid)


def _steps(creator: Person, channel: str) -> dict[str, int]:
    items = creator.call("GET", f"/v1/channels/{channel}/payouts/next")["items"]
    return {step["code"]: step["amount_minor"] for one in items for step in one["steps"]}


def _paid(creator: Person, channel: str) -> list[int]:
    items = creator.call("GET", f"/v1/channels/{channel}/payouts")["items"]
    return [one["gross_minor"] for one in items if one["state"] == "paid"]


def confirmed(report: Report, donor: Person, channel: str, operator: Person, creator: Person) -> None:
    second = opened(donor, channel, "second")
    case = wait_for(lambda: case_about(operator, second["id"]), bool, "the case", PATIENCE_SECONDS)
    pay(second["checkout_url"], AT_ONCE)
    state_of(donor, second["id"], "paid")
    told = decide(operator, case, "confirm")
    report.check("somebody confirms it", told.get("state") == "confirmed", told.get("reason"))
    report.check("it goes back", state_of(donor, second["id"], "refunded") == "refunded", second["id"])
    refused = give(donor, channel, "after")
    report.check("and the person pays no more", refused.status_code == 403, refused.text[:120])
    owed = wait_for(
        lambda: creator.call("GET", f"/v1/channels/{channel}/revenue")["totals"][0]["payable_minor"],
        lambda left: left == 0,
        "the books",
        PATIENCE_SECONDS,
    )
    report.check("nothing of it is owed", owed == 0, owed)
    deeds = operator.call("GET", f"/v1/backoffice/deeds/{clock.now():%Y-%m}")["items"]
    acts = {deed["what"].rsplit("/", 1)[-1] for deed in deeds}
    report.check("both decisions are in the audit log", {"clear", "confirm"} <= acts, acts)


if __name__ == "__main__":
    main({"fraud": run})
