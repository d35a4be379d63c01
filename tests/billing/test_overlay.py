"""The alert overlay: every donation has one number, is shown once, and nothing is lost or shown twice."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from contracts.identity import UserSignedUp
from functions.billing import on_donation_received, on_name_told, overlay_api
from functions.billing.alerts.store import AlertRow, DynamoAlerts
from tests.billing.conftest import CHANNEL, OWNER
from tests.billing.stripe_server import StripeServer
from tests.billing.test_donations import DONOR, announced
from tests.billing.test_received import LIST, ask, gift, take_back
from tests.lambdas import Answer, call
from tests.lambdas import announced as told

PLACE = f"/v1/overlays/{CHANNEL}"


def address(method: str = "GET") -> tuple[str, str]:
    """The page and the token."""
    answer = ask(method, f"/v1/channels/{CHANNEL}/overlay")
    assert answer.headers["Cache-Control"] == "no-store"
    page, _, token = answer.json["url"].partition("#")
    return page, token


def alerts(token: str, after: int | None = None) -> Answer:
    query = {} if after is None else {"after": str(after)}
    return call(overlay_api.handler, "GET", f"{PLACE}/alerts", headers={"overlay-token": token}, query=query)


def numbers(token: str, after: int | None = None) -> list[int]:
    return [item["number"] for item in alerts(token, after).json["items"]]


def shown(token: str, number: int) -> Answer:
    return call(overlay_api.handler, "POST", f"{PLACE}/shown", {"number": number}, headers={"overlay-token": token})


def hear() -> None:
    for event in announced():
        if event["detail-type"] == "DonationReceived":
            on_donation_received.number(event)


def test_each_donation_is_one_alert_however_often_it_is_announced(stripe: StripeServer):
    _, token = address()
    on_name_told.remember(told(UserSignedUp(user_id=DONOR, display_name="소라", locale="ko", terms_version="1")))
    for key in "abc":
        gift(stripe, key)
        hear()
    hear()
    assert numbers(token) == [1, 2, 3]
    first = alerts(token).json["items"][0]
    expected: dict[str, Any] = {"number": 1, "show": True, "donor_name": "소라", "message": "노래 최고!"}
    assert first == {**expected, "amount_minor": 5000, "currency": "USD"}


def test_a_reload_shows_neither_again_nor_less(stripe: StripeServer):
    _, token = address()
    for key in "abc":
        gift(stripe, key)
    hear()
    assert shown(token, 2).json == {"last": 3, "shown": 2}
    assert numbers(token) == [3], "a new page goes on where the last one stopped"
    assert shown(token, 1).json["shown"] == 2, "a late word takes nothing back"
    assert shown(token, 99).json["shown"] == 2, "nor is what is to come skipped"
    assert (numbers(token, after=1), numbers(token, after=3)) == ([2, 3], [])


def test_numbers_have_no_gap_when_many_give_at_once(stripe: StripeServer):
    made = [gift(stripe, f"key-{n}") for n in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda one: DynamoAlerts().add(CHANNEL, one), [*made, *made]))
    rows = list(AlertRow.query(CHANNEL))
    assert [int(row.number) for row in rows] == [1, 2, 3, 4]
    assert sorted(row.donation_id for row in rows) == sorted(made)


def test_what_was_given_before_there_was_an_overlay_is_not_shown(stripe: StripeServer):
    gift(stripe, "before")
    hear()
    _, token = address()
    assert numbers(token) == []
    gift(stripe, "after")
    hear()
    assert numbers(token) == [2]


def test_hidden_words_and_what_went_back_are_not_shown(stripe: StripeServer):
    _, token = address()
    rude = gift(stripe, "rude")
    hear()
    back = gift(stripe, "back")
    hear()
    ask("PUT", f"{LIST}/{rude}/message", body={"hidden": True})
    take_back(stripe, back)
    one, two = alerts(token).json["items"]
    assert (one["message"], one["show"]) == ("", True)
    assert two["show"] is False


def test_a_new_address_ends_the_old_one(stripe: StripeServer):
    page, old = address()
    assert page == f"https://site.example/overlay/{CHANNEL}"
    assert address() == (page, old), "looking at it changes nothing"
    _, new = address("POST")
    assert (alerts(old).code, alerts(new).status) == ("no_such_overlay", 200)
    assert address()[1] == new


@pytest.mark.parametrize("token", ["", "wrong", "ㅎ", OWNER])
def test_nobody_reads_without_the_token(stripe: StripeServer, token: str):
    assert alerts(token).code == shown(token, 1).code == "no_such_overlay", "where there is no overlay"
    address()
    assert alerts(token).code == shown(token, 1).code == "no_such_overlay"
    assert call(overlay_api.handler, "GET", f"{PLACE}/alerts").code == "no_such_overlay"
