"""Polls: one vote a person, counted on the server, the result told once and only when it is final."""

from datetime import timedelta
from typing import Any

import pytest

from functions.chat import close_poll
from functions.chat.polls import DynamoVotes
from kernel.clock import now
from tests.chat.rooms import ROOM, Court, moderate
from tests.lambdas import Answer, LambdaContext, call, claims

OWNER = claims("usr-owner", "streamer")
DISHES = {"question": "What next?", "options": ["Kimchi", "Bibimbap", "Tteok"], "seconds": 60}


def ask(method: str, path: str, body: Any = None, who: dict[str, str] = OWNER) -> Answer:
    return call(moderate, method, f"/v1/rooms/{ROOM}/{path}", body, who=who)


def vote(court: Court, who: str, poll_id: str, option: int) -> dict[str, Any]:
    return court.frame(who, {"action": "vote", "ref": "v", "poll_id": poll_id, "option": option}, who)


def close(court: Court) -> None:
    """What SQS does when the delay is over."""
    room_id, poll_id, _ = court.asked_to_close.pop(0)
    body = f'{{"room_id": "{room_id}", "poll_id": "{poll_id}"}}'
    record = {"messageId": "1", "body": body, "attributes": {}}
    assert close_poll.handler({"Records": [record]}, LambdaContext()) == {"batchItemFailures": []}


def test_a_poll_from_question_to_result(court: Court):
    court.join("a")
    poll = ask("POST", "polls", DISHES).json
    assert court.asked_to_close == [(ROOM, poll["id"], 61)]
    assert court.entries("a")[0]["poll"] == poll
    assert court.join("late")["poll"] == poll
    for who, option in (("usr-a", 0), ("usr-b", 1), ("usr-c", 1)):
        assert vote(court, who, poll["id"], option) == {
            "type": "voted", "ref": "v", "poll_id": poll["id"], "option": option,
        }  # fmt: skip
    assert ask("GET", f"polls/{poll['id']}").json["votes"] == [1, 2, 0]
    court.desk.now = lambda: now() + timedelta(seconds=61)
    assert vote(court, "usr-d", poll["id"], 0)["code"] == "poll_closed"
    close(court)
    told = court.entries("a")[-1]
    assert (told["kind"], told["votes"], "answer" in told) == ("poll_closed", [1, 2, 0], False)
    assert "poll" not in court.join("later")
    assert ask("GET", f"polls/{poll['id']}").code == "no_such_poll"


def test_one_vote_a_person_and_it_stays(court: Court):
    poll = ask("POST", "polls", DISHES).json["id"]
    assert vote(court, "usr-a", poll, 0)["type"] == "voted"
    assert vote(court, "usr-a", poll, 0)["type"] == "voted"  # sent again after a drop
    assert vote(court, "usr-a", poll, 2)["code"] == "voted_already"
    assert vote(court, "usr-b", poll, 3)["code"] == "no_such_option"
    assert vote(court, "usr-b", "pol_other", 0)["code"] == "poll_closed"
    guest = court.frame("g", {"action": "vote", "ref": "v", "poll_id": poll, "option": 0}, None)
    assert guest["code"] == "guests_read_only"
    assert ask("GET", f"polls/{poll}").json["votes"] == [1, 0, 0]


def test_votes_are_all_counted_and_none_twice(court: Court):
    poll = ask("POST", "polls", DISHES).json["id"]
    for number in [*range(30), *range(30)]:
        DynamoVotes().cast(poll, f"usr-{number}", number % 3)
    assert DynamoVotes().counted(poll, 3) == [10, 10, 10]


def test_a_quiz_tells_its_answer_at_the_end_only(court: Court):
    court.join("a")
    quiz = ask("POST", "polls", {**DISHES, "answer": 1}).json
    assert quiz["quiz"] is True
    assert "answer" not in str(court.entries("a"))
    assert ask("POST", f"polls/{quiz['id']}/end").status == 202
    ended = court.entries("a")[-1]
    assert (ended["kind"], ended["poll"]["id"]) == ("poll_ended", quiz["id"])
    assert quiz["closes_at"] > ended["poll"]["closes_at"], "everybody is told at once that it is over"
    assert vote(court, "usr-a", quiz["id"], 1)["code"] == "poll_closed"
    assert court.asked_to_close[1] == (ROOM, quiz["id"], 1)
    court.asked_to_close.pop(0)
    close(court)
    assert court.entries("a")[-1]["answer"] == 1
    court.asked_to_close.append((ROOM, quiz["id"], 0))
    close(court)  # the first asking comes late: nothing is told twice
    assert [entry["kind"] for entry in court.entries("a")] == ["poll_opened", "poll_ended", "poll_closed"]


def test_who_is_asked_too_early_asks_again(court: Court):
    poll = ask("POST", "polls", {**DISHES, "seconds": 3000}).json["id"]
    close(court)
    ((room, asked, seconds),) = court.asked_to_close
    assert (room, asked) == (ROOM, poll)
    assert 2990 <= seconds <= 3001


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"options": ["one"]}, "invalid_fields"),
        ({"answer": 3}, "no_such_option"),
        ({"seconds": 1}, "invalid_fields"),
        ({"question": ""}, "invalid_fields"),
    ],
)
def test_a_poll_that_makes_no_sense_is_refused(court: Court, change: dict[str, Any], code: str):
    assert ask("POST", "polls", {**DISHES, **change}).code == code


def test_one_poll_at_a_time_and_the_moderators_ask(court: Court):
    assert ask("POST", "polls", DISHES, who=claims("usr-joon")).code == "not_a_moderator"
    poll = ask("POST", "polls", DISHES).json["id"]
    assert ask("POST", "polls", DISHES).code == "poll_open"
    assert ask("POST", f"polls/{poll}/end", who=claims("usr-joon")).code == "not_a_moderator"
    banned = ask("PUT", "sanctions/usr-x", {"measure": "timeout", "seconds": 60, "reason": "x"})
    assert banned.status == 200
    assert vote(court, "usr-x", poll, 0)["code"] == "timed_out"
