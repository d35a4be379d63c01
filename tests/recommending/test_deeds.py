"""What is told survives failures, disorder and second thoughts; the lake reads it as it was meant."""

import json
from datetime import timedelta
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.recommendations import ChannelWatched
from functions.recommendations import lake, recording
from functions.recommendations.deeds import Deed, DeedRow, DynamoDeeds, Verb
from functions.recommendations.dislikes import lowered
from functions.recommendations.ranking import Scored
from functions.recommendations.recording import Recording
from functions.recommendations.tastes import DynamoTastes
from functions.recommendations.training.steps import validate
from functions.recommendations.trends import DynamoTrends
from functions.recommendations.wiring import stores
from kernel import clock
from kernel.clock import iso, now
from ml.recommendations import behaviours
from tests.lambdas import outbox
from tests.recommending.channels import channel, title
from tests.recommending.world import FakeModel, Queue, answer, ask, film, films, hear, ids, listed


def tell(verb: str, item: str = "film-1", who: str = "usr-1", **more: Any) -> Any:
    return ask("POST", "/v1/me/deeds", {"deeds": [{"kind": "title", "item_id": item, "verb": verb, **more}]}, who=who)


def learnt(queue: Queue) -> list[tuple[str, float | None]]:
    return [(message["row"]["verb"], message["row"]["stars"]) for message in queue.rows]


@pytest.mark.parametrize("verb", get_args(Verb))
def test_training_reads_every_verb_as_the_product_writes_it(queue: Queue, verb: Verb):
    """The rows of the lake, by the two programs that read them."""
    Recording(stores(), clock.now).record("usr-1", Deed("channel", "chn_1", verb, now(), 4.0))
    row = json.loads(json.dumps(queue.rows[-1]["row"]))
    reading = validate.Reading()
    reading.read("file", json.dumps(row).encode(), 1, {"chn_1"})
    assert (reading.rows, reading.problems) == (1, [])
    word = behaviours.read(row, 1)
    assert bool(word and word.stars) == (verb not in {"clicked", "not_interested", "refunded"})


def test_a_rating_without_stars_and_a_moment_without_a_zone_are_refused():
    films(film(1))
    assert (tell("rated").status, tell("rated").code) == (422, "invalid_fields")
    assert tell("watched", at="2026-11-01T10:00:00").status == 422
    assert list(DeedRow.scan()) == []


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1970-01-01T00:00:00Z"])
def test_any_moment_becomes_one_that_is_kept(at: str):
    films(film(1))
    assert tell("watched", at=at).status == 202
    (deed,) = DynamoDeeds().of("usr-1")
    assert now() - timedelta(days=731) < deed.at <= now()


def test_a_queue_that_fails_once_loses_nothing(queue: Queue, monkeypatch: pytest.MonkeyPatch):
    films(film(1), film(2))
    tell("watched", "film-2", at=iso(now() - timedelta(minutes=9)))
    at, before = iso(now() - timedelta(minutes=1)), len(queue.rows)

    def broken(*_: Any) -> None:
        raise ConnectionError("the queue is away")

    with monkeypatch.context() as patch:
        patch.setattr(lake, "keep", broken)
        assert tell("watched", at=at).status == 500
    assert tell("watched", at=at).json["kept"] == 1, "told again, it is kept"
    assert len(queue.rows) == before + 1
    assert tell("watched", at=at).json["kept"] == 0


@pytest.mark.parametrize("later", [False, True])
def test_what_could_not_be_counted_is_counted_when_it_comes_again(monkeypatch: pytest.MonkeyPatch, *, later: bool):
    films(film(1), film(2))
    tell("watched", "film-2", at=iso(now() - timedelta(minutes=9)))
    at, trend = iso(now() - timedelta(minutes=1)), DynamoTrends().top("title", 9, now())["film-1"]

    def broken(*_: Any) -> None:
        raise ConnectionError("no trends today")

    with monkeypatch.context() as patch:
        patch.setattr(DynamoTrends, "add", broken)
        assert tell("watched", at=at).status == 500
    assert tell("watched", **({} if later else {"at": at})).json["kept"] == 1
    tell("watched", at=at)
    assert DynamoTrends().top("title", 9, now())["film-1"] == pytest.approx(trend + 1, abs=0.01), "once"
    assert DeedRow.get("usr-1", "title#film-1").owes is None


def test_what_was_put_away_and_taken_back_is_what_it_was(queue: Queue, model: FakeModel):
    films(*(film(number) for number in range(5)))
    at = iso(now() - timedelta(days=3))
    tell("watched", at=at, minutes=90)
    tell("rated", at=iso(now() - timedelta(days=2)), stars=4)
    for _ in range(2):
        assert ask("PUT", "/v1/me/not-interested/titles/film-1").status == 204
    assert learnt(queue)[-1] == ("not_interested", None)
    model.says = lambda *_: answer(("film-2", 2))
    listed()
    assert model.asked[-1]["history"] == []
    assert ask("DELETE", "/v1/me/not-interested/titles/film-1").status == 204
    (deed,) = DynamoDeeds().of("usr-1")
    assert (deed.verb, deed.stars, deed.minutes) == ("rated", 4, 90)
    assert deed.at < now() - timedelta(days=1), "when it was done"
    assert learnt(queue)[-1] == ("rated", 4)
    assert queue.rows[-1]["row"]["at"] > queue.rows[-2]["row"]["at"], "the lake's last word"
    listed()
    assert model.asked[-1]["history"] == ["film-1"]
    told = len(queue.rows)
    ask("DELETE", "/v1/me/not-interested/titles/film-1")
    assert len(queue.rows) == told


def test_one_star_stays_one_star_in_training(queue: Queue):
    films(film(1))
    start = now() - timedelta(minutes=30)
    for place, (verb, more) in enumerate((("watched", {}), ("rated", {"stars": 1}), ("watched", {}))):
        tell(verb, at=iso(start + timedelta(minutes=place)), **more)
    assert learnt(queue) == [("watched", None), ("rated", 1), ("rated", 1)]


def test_fifty_deeds_read_what_is_known_once(monkeypatch: pytest.MonkeyPatch):
    films(*(film(number) for number in range(50)))
    reads, of = [], DynamoDeeds.of
    monkeypatch.setattr(DynamoDeeds, "of", lambda *given: reads.append(given) or of(*given))
    deeds = [{"kind": "title", "item_id": f"film-{number}", "verb": "watched"} for number in range(50)]
    assert ask("POST", "/v1/me/deeds", {"deeds": deeds}).json["kept"] == 50
    assert len(reads) == 1


def test_consent_that_is_taken_back_is_marked_after_it_is_gone(monkeypatch: pytest.MonkeyPatch):
    ask("PUT", "/v1/me/taste", {"gender": "F", "demographics": True})
    seen: list[tuple[str, list[str]]] = []

    def mark(user_id: str, name: str, _at: Any) -> None:
        seen.append((name, DynamoTastes().of(user_id).traits))

    monkeypatch.setattr(recording.lake, "mark", mark)
    ask("PUT", "/v1/me/taste", {"demographics": False})
    assert seen == [("without-traits", [])]
    ask("PUT", "/v1/me/taste", {"gender": "F", "demographics": True})
    ask("DELETE", "/v1/me/taste")
    assert seen[1:] == [("forgotten", ["gender F"]), ("forgotten", [])], "and what came in between is left out too"


def test_a_dropped_film_can_still_be_dropped_again(model: FakeModel):
    films(*(film(number) for number in range(3)))
    model.says = lambda *_: answer(("film-1", 3), ("film-2", 2))
    for _ in range(2):
        ask("PUT", "/v1/me/not-interested/titles/film-1")
        assert "film-1" not in ids(listed())
        ask("DELETE", "/v1/me/not-interested/titles/film-1")
        assert "film-1" in ids(listed())


def test_what_was_put_away_lowers_what_people_take_up_with_it(model: FakeModel):
    films(*(film(number) for number in range(8)))
    for who in range(12):
        for item in ("film-1", "film-2"):
            tell("watched", item, who=f"usr-fan-{who}")
        tell("watched", "film-3", who=f"usr-other-{who}")
    model.says = lambda *_: answer(*((f"film-{number}", 9.0 - number) for number in (2, 3, 4, 5, 6, 7, 1)))
    assert ids(listed()).index("film-2") < ids(listed()).index("film-3")
    ask("PUT", "/v1/me/not-interested/titles/film-1")
    told = ids(listed())
    assert "film-1" not in told
    assert told.index("film-3") < told.index("film-2"), "it is what the dropped one's friends watch"
    assert ids(listed(who="usr-2")).index("film-2") < ids(listed(who="usr-2")).index("film-3"), "nobody else's"
    ask("DELETE", "/v1/me/not-interested/titles/film-1")
    assert ids(listed()).index("film-2") < ids(listed()).index("film-3")


scores = st.dictionaries(st.sampled_from("abcdef"), st.floats(-1e6, 1e6), min_size=1)
likenesses = st.dictionaries(st.sampled_from("abcdef"), st.floats(0, 9))


@given(scores, likenesses)
def test_lowering_raises_nothing_and_depends_on_no_models_scale(told: dict[str, float], like: dict[str, float]):
    before = {name: Scored(score, (name,)) for name, score in told.items()}
    dropped = {name: Scored(score) for name, score in like.items()}
    after = lowered(before, dropped)
    assert all(after[name].score <= one.score and after[name].because == one.because for name, one in before.items())
    assert all(after[name] == one for name, one in before.items() if name not in dropped)
    twice = lowered({name: Scored(2 * one.score) for name, one in before.items()}, dropped)
    assert all(twice[name].score == pytest.approx(2 * one.score, rel=1e-6, abs=1e-6) for name, one in after.items())


def test_what_was_watched_of_a_channel_is_announced_once():
    hear(channel(1), title(1))
    films(film(1))
    at = iso(now())
    for _ in range(2):
        tell("watched", "chn_1", kind="channel", minutes=12, at=at)
    for _ in range(2):  # a browser that heard no answer
        tell("watched", "ttl_1", minutes=30, told_id="a1b2c3d4")
    tell("clicked", "chn_1", kind="channel")
    tell("watched", "film-1", minutes=90)  # a film of other services is nobody's channel's
    told = [(one.channel_id, one.minutes) for one in outbox(ChannelWatched) if isinstance(one, ChannelWatched)]
    assert sorted(told) == [("chn_1", 12), ("chn_1", 30)]


def test_several_words_on_one_film_at_once_are_taken_in_their_order():
    films(film(1))
    deeds = [{"kind": "title", "item_id": "film-1", "verb": "watched", "minutes": 90},
             {"kind": "title", "item_id": "film-1", "verb": "rated", "stars": 4}]  # fmt: skip
    assert ask("POST", "/v1/me/deeds", {"deeds": deeds}).json["kept"] == 2
    (kept,) = DynamoDeeds().of("usr-1")
    assert (kept.verb, kept.stars, kept.minutes) == ("rated", 4, 90)


def test_what_was_watched_elsewhere_is_no_audience_of_a_channel_here():
    hear(channel(1), title(1, name="The Long Rain"))
    watched = [{"name": "The Long Rain", "at": iso(now()), "minutes": 94}]
    taken = ask("POST", "/v1/me/taste/import", {"consent": ["watched"], "watched": watched}).json
    assert taken["kept"] == 1
    assert outbox(ChannelWatched) == []
