"""What waits for a moderator is marked for who said it, also when the page is opened anew."""

from datetime import timedelta
from typing import Any

import pytest

from functions.chat.standings import DynamoStandings
from functions.chat.waiting import MOST
from kernel.clock import now
from tests.chat.rooms import ROOM, Court, moderate
from tests.lambdas import call, claims

OWNER = claims("usr-owner")
ABUSE = "씨발 꺼져"


def decide(message_id: str, *, approve: bool) -> None:
    body = {"approve": approve, "reason": "x"}
    assert call(moderate, "POST", f"/v1/rooms/{ROOM}/queue/{message_id}", body, who=OWNER).status == 200


def held_of(court: Court, who: str) -> list[dict[str, Any]]:
    return list(court.join(f"c-{who}-again", who).get("held", []))


def test_it_is_marked_for_its_author_only(court: Court):
    court.join("a")
    held = court.say("a", f"{ABUSE} 두 번")
    assert held["held"]
    assert held_of(court, "usr-mina") == [{"message_id": held["message_id"], "text": f"{ABUSE} 두 번"}]
    assert held_of(court, "usr-joon") == []


@pytest.mark.parametrize("approve", [True, False])
def test_once_it_is_decided_upon_it_is_marked_no_more(court: Court, approve: bool):
    first, second = (court.say("a", f"{ABUSE} {number}")["message_id"] for number in "12")
    decide(first, approve=approve)
    assert [one["message_id"] for one in held_of(court, "usr-mina")] == [second]
    decide(second, approve=approve)
    assert held_of(court, "usr-mina") == []


def test_what_the_queue_has_forgotten_is_marked_no_more(court: Court):
    court.say("a", ABUSE)
    court.desk.now = lambda: now() + timedelta(days=31)
    assert held_of(court, "usr-mina") == []


def test_somebody_who_says_nothing_else_does_not_fill_his_row(court: Court):
    for number in range(MOST + 2):
        court.desk.now = lambda number=number: now() + timedelta(minutes=number)
        assert court.say(f"a-{number}", f"{ABUSE} {number}")["held"]
    assert len(DynamoStandings().of(ROOM, "usr-mina").held) == MOST
