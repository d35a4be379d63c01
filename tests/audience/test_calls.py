"""What is done for hundreds of people at once asks DynamoDB a few times, not once for each."""

import pytest

from contracts.chat import ChatterCount, TalkCounted
from functions.audience import on_fan_event, refresh
from functions.audience.domain import Match
from functions.audience.fans import AT_ONCE, DynamoFans
from functions.audience.heard import HeardRow
from functions.audience.matches import DynamoMatches, Matched
from kernel.clock import now
from tests.audience.calls import counted
from tests.audience.world import OWNER, ask, consents, donation, fan, hear, made, watches
from tests.lambdas import LambdaContext, announced, deliver

CROWD = 200


def talk(people: int = CROWD, messages: int = 2) -> TalkCounted:
    moment = now()
    told = tuple(ChatterCount(user_id=f"usr-{number}", messages=messages) for number in range(people))
    return TalkCounted(channel_id="chn_1", session_id="ses_1", since=moment, until=moment, messages=people * messages,
                       chatters=people, people=told)  # fmt: skip


def test_a_talkative_room_is_counted_in_ten_calls():
    event = announced(talk())
    with counted() as calls:
        assert deliver(on_fan_event.handler, event) == []
    assert len(calls) <= 10, [name for name, _ in calls]
    assert deliver(on_fan_event.handler, event) == []
    assert {one.messages for one in DynamoFans().of_channel("chn_1")} == {2}
    assert len(list(DynamoFans().of_channel("chn_1"))) == CROWD
    assert len(fan("usr-7").weeks) == 1


def test_each_part_of_a_room_is_heard_by_itself():
    event = announced(talk())
    assert deliver(on_fan_event.handler, event) == []
    HeardRow(f"{event['detail']['metadata']['event_id']}#{AT_ONCE}").delete()  # as if it had ended before this part
    assert deliver(on_fan_event.handler, event) == []
    counts = [one.messages for one in DynamoFans().of_channel("chn_1")]
    assert sorted(set(counts)) == [2, 4]
    assert counts.count(4) == AT_ONCE


def test_what_somebody_said_outlives_what_else_they_do():
    hear(talk(2))
    watches("usr-1", "chn_1")
    hear(talk(2, messages=5), donation("usr-1", 500))
    known = fan("usr-1")
    assert (known.messages, known.minutes, known.paid) == (7, 60, {"KRW": 500})


def test_a_name_that_is_told_of_twice_says_both():
    told = talk(1)
    hear(told.model_copy(update={"people": told.people * 2}))
    assert fan("usr-0").messages == 4


def test_matches_are_told_in_six_calls(queue):
    made(1)
    names = [f"usr-{number}" for number in range(100)]
    for name in names:
        consents(name)
    fits = Match(content=0.5, hours=0.5, interaction=0.5, purchasing=None, loyalty=0.5)
    DynamoMatches().replace("chn_1", [Matched(name, fits) for name in names])
    with counted() as calls:
        answer = ask("GET", "/v1/channels/chn_1/audience-matches", query={"limit": "100"})
    assert len(answer.json["items"]) == 100
    assert len(calls) <= 6, [name for name, _ in calls]


def test_members_are_counted_not_read(queue):
    made(1)
    with counted() as calls:
        assert ask("GET", "/v1/channels/chn_1/segments").status == 200
    counts = [body for name, body in calls if name == "Query" and body.get("Select") == "COUNT"]
    assert len(counts) == 3


def test_what_chances_are_learnt_of_is_a_part_of_the_fans(queue, monkeypatch: pytest.MonkeyPatch):
    made(1)
    for number in range(6):
        watches(f"usr-{number}", "chn_1")
    monkeypatch.setattr(refresh, "LEARNT_OF", 3)
    with counted() as calls:
        refresh.handler({}, LambdaContext())
    limits = [body.get("Limit") for name, body in calls if name == "Query" and body["TableName"].endswith("fans")]
    assert limits == [3]
    assert OWNER not in {row["channel_id"] for row in queue.rows}
