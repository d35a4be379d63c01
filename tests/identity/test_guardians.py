"""Ages and guardians: told once, asked without an oracle, within limits that the adult sets."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.identity import AdulthoodTold, GuardianConsented, GuardianConsentWithdrawn, ProfileChanged
from functions.identity import api, guardians_api
from functions.identity.domain import TERMS_VERSION, Profile
from functions.identity.guardians.majority import adult_on, birthday
from functions.identity.store import DynamoProfiles
from kernel import clock
from kernel.outbox import OutboxRow
from tests.lambdas import Answer, call, claims, outbox

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINOR, ADULT, OTHER = "sub-minor", "sub-adult", "sub-other"
BORN_MINOR, BORN_ADULT = "2010-03-01", "1980-05-17"
LIMITS = {"limits": [{"currency": "KRW", "most_a_month_minor": 50_000}]}


def ask(method: str, path: str, body: Any = None, who: str = MINOR) -> Answer:
    return call(guardians_api.handler, method, path, body, who=claims(who, "viewer"))


def tell(who: str, born: str, country: str = "KR") -> Answer:
    return ask("PUT", "/v1/me/birth-date", {"birth_date": born, "country": country}, who)


@pytest.fixture
def time(tables: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`time(days)`: that many days after the beginning."""

    def at(days: int) -> None:
        monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=days))

    at(0)
    for user in (MINOR, ADULT, OTHER):
        profile = Profile(user, f"{user}@example.com", user.title(), "ko", TERMS_VERSION, NOW)
        event = ProfileChanged(user_id=user, display_name=profile.display_name, locale="ko")
        DynamoProfiles().create(profile, event, NOW)
    return at


@pytest.fixture
def family(time: Any) -> Any:
    for user, born in ((MINOR, BORN_MINOR), (ADULT, BORN_ADULT), (OTHER, BORN_ADULT)):
        assert tell(user, born).status == 200
    return time


def request(who: str = ADULT) -> Answer:
    return ask("POST", "/v1/me/guardian-requests", {"email": f"{who}@example.com"})


def consent(who: str = ADULT, body: Any = LIMITS) -> Answer:
    return ask("PUT", f"/v1/me/minors/{MINOR}/consent", body, who)


def end(who: str = ADULT) -> Answer:
    return ask("DELETE", f"/v1/me/minors/{MINOR}/consent", None, who)


def states() -> list[tuple[str, str]]:
    return [(one["email"], one["state"]) for one in ask("GET", "/v1/me/guardian-requests").json["items"]]


@pytest.mark.parametrize(
    ("born", "country", "of_age"),
    [
        ("2007-11-23", "KR", "2026-11-23"),
        ("2008-02-29", "KR", "2027-03-01"),
        ("2008-02-29", "US", "2026-03-01"),
        ("2002-04-02", "JP", "2022-04-01"),  # was 19 on the day on which 18 was enough
        ("2002-03-31", "JP", "2022-03-31"),  # turned 20 the day before
        ("2004-04-02", "JP", "2022-04-02"),
        ("1993-07-02", "KR", "2013-07-01"),
        ("1990-01-01", "KR", "2010-01-01"),
        ("1906-12-31", "FR", "1924-12-31"),
    ],
)
def test_coming_of_age_follows_the_law_of_the_day(born: str, country: str, of_age: str):
    assert adult_on(date.fromisoformat(born), country) == date.fromisoformat(of_age)


@given(st.dates(date(1907, 1, 1), date(2030, 1, 1)), st.sampled_from(["KR", "JP", "US", "DE"]))
def test_everybody_comes_of_age_between_18_and_20_and_the_older_one_first(born: date, country: str):
    day = adult_on(born, country)
    assert birthday(born, 18) <= day <= birthday(born, 20)
    assert adult_on(born - timedelta(days=1), country) <= day


def test_a_birth_date_is_told_once(time: Any):
    assert ask("GET", "/v1/me/age").json["told"] is False
    first = tell(MINOR, BORN_MINOR)
    assert (first.json["adult"], first.json["adult_on"]) == (False, "2029-03-01")
    assert tell(MINOR, BORN_MINOR).status == 200
    for other in ((MINOR, "2000-01-01"), (MINOR, BORN_MINOR, "US")):
        refused = tell(*other)
        assert (refused.status, refused.code) == (409, "birth_date_already_told")
    assert ask("GET", "/v1/me/age").json["birth_date"] == BORN_MINOR
    assert outbox(AdulthoodTold) == [AdulthoodTold(user_id=MINOR, adult_on=date(2029, 3, 1))]


@pytest.mark.parametrize(
    ("born", "country", "code"),
    [
        ("2026-11-24", "KR", "implausible_birth_date"),
        ("1905-12-31", "KR", "implausible_birth_date"),
        ("1990-01-01", "XX", "unknown_country"),
        ("1990-02-30", "KR", "invalid_fields"),
        ("1990-01-01", "kr", "invalid_fields"),
    ],
)
def test_what_cannot_be_is_refused(time: Any, born: str, country: str, code: str):
    refused = tell(MINOR, born, country)
    assert (refused.status, refused.code) == (422, code)
    assert ask("GET", "/v1/me/age").json["told"] is False


def test_the_birth_date_is_on_no_bus_and_in_no_profile(family: Any, caplog: pytest.LogCaptureFixture):
    request()
    consent()
    told = " ".join(str(row.detail) for row in OutboxRow.scan())
    days = {event.user_id: event.adult_on for event in outbox(AdulthoodTold)}
    assert days[ADULT] == NOW.date(), "of an adult only that he is"
    profile = call(api.handler, "GET", "/v1/me", who=claims(MINOR, "viewer")).text
    seen = ask("GET", "/v1/me/minors", who=ADULT).text
    for text in (told, profile, seen, caplog.text):
        assert BORN_MINOR not in text
        assert BORN_ADULT not in text
        assert "1980" not in text


def test_a_guardian_is_asked_agrees_changes_and_withdraws(family: Any):
    assert request().status == 202
    (open_one,) = ask("GET", "/v1/me/minors", who=ADULT).json["items"]
    assert (open_one["name"], open_one["state"], open_one["until"]) == ("Sub-Minor", "open", None)
    assert consent().json["until"] == "2029-03-01"
    (mine,) = ask("GET", "/v1/me/guardian-requests").json["items"]
    assert (mine["state"], mine["guardian_name"], mine["limits"]) == ("consented", "Sub-Adult", LIMITS["limits"])
    assert request(OTHER).code == "has_guardian"
    assert consent(body={"limits": [{"currency": "USD", "most_a_month_minor": 900}]}).status == 200
    assert end().status == 204
    assert end().code == "no_such_request"
    agreed = {event.version: event.limits[0].amount for event in outbox(GuardianConsented)}  # all in one millisecond
    assert agreed == {2: 50_000, 3: 900}
    assert [event.version for event in outbox(GuardianConsentWithdrawn)] == [4]
    assert request().status == 202, "and may be asked again"


def test_who_has_no_account_is_asked_with_the_same_answer(family: Any):
    known, unknown = request(), ask("POST", "/v1/me/guardian-requests", {"email": "nobody@nowhere.example"})
    assert (known.status, known.text, known.headers) == (unknown.status, unknown.text, unknown.headers)
    assert {state for _, state in states()} == {"open"}


def test_three_are_asked_at_the_most_also_at_once(family: Any):
    with ThreadPoolExecutor(6) as pool:
        bodies = [{"email": f"adult{number}@example.com"} for number in range(6)]
        answers = list(pool.map(lambda body: ask("POST", "/v1/me/guardian-requests", body), bodies))
    assert len(states()) == sum(answer.status == 202 for answer in answers) <= 3
    for body in bodies:
        ask("POST", "/v1/me/guardian-requests", body)
    assert len(states()) == 3
    gone = states()[0][0]
    assert ask("POST", "/v1/me/guardian-requests/take-back", {"email": gone}).status == 204
    assert request().code == "too_many_requests_open", "taking back is no way to ask the whole world"
    family(2)
    assert request().status == 202


def test_a_refusal_is_kept_for_a_month_and_a_request_lapses(family: Any):
    request()
    assert request().status == 202
    assert end().status == 204
    assert states() == [("sub-adult@example.com", "refused")]
    assert request().code == "asked_lately"
    assert consent().code == "no_such_request"
    family(30)
    assert request().status == 202
    family(60)
    assert states() == [("sub-adult@example.com", "lapsed")]
    assert (consent().code, ask("GET", "/v1/me/minors", who=ADULT).json["items"]) == ("no_such_request", [])


def test_only_who_was_asked_and_is_of_age_consents(family: Any):
    request()
    assert consent(OTHER).code == "no_such_request"
    assert consent("sub-unknown").code == "birth_date_needed"
    assert consent(MINOR).code == "not_of_age"
    assert ask("GET", "/v1/me/minors").code == "not_of_age"
    assert ask("POST", "/v1/me/guardian-requests", {"email": "a@b.example"}, ADULT).code == "of_age"
    assert request(MINOR).code == "own_address"
    assert consent(body={"limits": [{"currency": "ZZZ", "most_a_month_minor": 1}]}).code == "unknown_currency"
    assert consent(body={"limits": []}).status == 422
    assert states() == [("sub-adult@example.com", "open")]


def test_two_adults_at_once_are_one_guardian(family: Any):
    request()
    request(OTHER)
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(consent, (ADULT, OTHER)))
    assert sorted(answer.status for answer in answers) == [200, 409]
    assert sorted(state for _, state in states()) == ["consented", "open"]
    assert len(outbox(GuardianConsented)) == 1


def test_a_consent_ends_by_itself_on_the_day_of_coming_of_age(family: Any):
    request()
    consent()
    days = (date(2029, 3, 1) - NOW.date()).days
    family(days - 1)
    assert ask("GET", "/v1/me/minors", who=ADULT).json["items"][0]["state"] == "consented"
    family(days)
    assert ask("GET", "/v1/me/minors", who=ADULT).json["items"] == []
    assert (states(), ask("GET", "/v1/me/age").json["adult"]) == ([], True)
    assert (consent().code, end().code) == ("no_such_request", "no_such_request")
    assert json.loads(ask("GET", "/v1/me/age").text)["adult_on"] == "2029-03-01"


def test_one_limit_for_each_currency(family: Any) -> None:
    """Of two the minor must not have the one that happened to stand last."""
    request()
    twice = [{"currency": "KRW", "most_a_month_minor": most} for most in (1000, 900_000)]
    assert ask("PUT", f"/v1/me/minors/{MINOR}/consent", {"limits": twice}, ADULT).status == 422
    assert ask("PUT", f"/v1/me/minors/{MINOR}/consent", LIMITS, ADULT).status == 200
