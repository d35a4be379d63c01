"""What a person tells: the survey and its ten titles, consent, deeds and what becomes of them, forgetting."""

import json
from datetime import timedelta
from typing import Any

from contracts.marketplace import OrderLine, OrderPaid, OrderPayment, OrderRefunded, ReturnedLine
from contracts.social import ChannelFollowed, ProfileVisibilityChanged
from functions.recommendations import keep_deeds
from functions.recommendations.deeds import DynamoDeeds
from functions.recommendations.experiments.assignment import Arm
from functions.recommendations.experiments.store import DynamoExperiments, Experiment, SubjectRow
from functions.recommendations.exposures import ExposureRow
from functions.recommendations.wiring import stores
from kernel.clock import iso, now
from tests.lambdas import LambdaContext
from tests.recommending.world import FakeModel, Queue, answer, ask, film, films, hear, ids, listed, product


def survey(count: int, who: str = "usr-1", **more: Any) -> Any:
    titles = [f"film-{number}" for number in range(count)]
    return ask("POST", "/v1/me/survey", {"titles": titles, **more}, who=who)


def test_nine_titles_are_too_few_and_ten_are_enough(model: FakeModel):
    films(*(film(number) for number in range(20)))
    refused = survey(9)
    assert (refused.status, refused.code) == (422, "too_few_titles")
    assert refused.json["errors"] == [{"pointer": "/titles", "detail": "min_items=10"}]
    ten = [f"film-{number}" for number in range(9)] + ["film-8"]
    assert ask("POST", "/v1/me/survey", {"titles": ten}).code == "too_few_titles", "twice the same is one"
    answered = survey(10)
    assert (answered.status, answered.json["low_confidence"]) == (201, False)
    model.says = lambda *_: answer(("film-15", 3), because=("film-4",), basis="survey")
    told = listed()
    assert (told["basis"], told["low_confidence"]) == ("survey", False)
    assert told["items"][0]["reason"]["text"] == "Because you named Film 4"
    assert model.asked[-1]["survey"] == [f"film-{number}" for number in range(10)]
    assert set(ids(told)).isdisjoint(f"film-{number}" for number in range(10)), "what was named is known"


def test_a_partial_survey_is_taken_and_says_that_it_is_not_sure(model: FakeModel):
    films(*(film(number) for number in range(20)))
    model.says = lambda *_: answer(("film-15", 3), basis="survey", low_confidence=True)
    answered = survey(3, partial=True)
    assert (answered.status, answered.json["low_confidence"]) == (201, True)
    assert listed()["low_confidence"]
    assert ask("GET", "/v1/me/taste").json["low_confidence"]


def test_titles_that_are_not_there_are_named(model: FakeModel):
    films(film(1))
    refused = ask("POST", "/v1/me/survey", {"titles": ["film-1", "film-99"], "partial": True})
    assert (refused.status, refused.code) == (409, "no_such_title")
    assert [one["pointer"] for one in refused.json["errors"]] == ["/titles/1"]
    assert ask("GET", "/v1/me/taste").json["survey"] == []


def test_survey_titles_are_of_many_genres_and_can_be_searched():
    films(*(film(number, genres=["Drama"], popularity=9.0) for number in range(30)))
    films(film(50, genres=["Comedy"], name="Rainy Days"), film(51, genres=["Crime"], name="The Rain"))
    offered = ask("GET", "/v1/survey/titles", query={"limit": "6"}).json
    assert offered["min_items"] == 10
    assert len({one["genres"][0] for one in offered["items"]}) == 3
    found = ask("GET", "/v1/survey/titles", query={"q": "rain"}).json["items"]
    assert [one["name"] for one in found] == ["Rainy Days", "The Rain"]


def test_age_and_gender_count_only_with_consent_and_go_with_it(model: FakeModel, lake_keys: Any, queue: Queue):
    films(*(film(number) for number in range(12)))
    refused = ask("PUT", "/v1/me/taste", {"gender": "F", "age": 31})
    assert (refused.status, refused.code) == (422, "consent_required")
    told = ask("PUT", "/v1/me/taste", {"gender": "F", "age": 31, "demographics": True}).json
    assert (told["gender"], told["age_band"]) == ("F", 2)
    listed()
    assert model.asked[-1]["traits"] == ["gender F", "age band 2"]
    ask("POST", "/v1/me/deeds", {"deeds": [{"kind": "title", "item_id": "film-1", "verb": "liked"}]})
    assert queue.rows[-1]["row"]["traits"] == ["gender F", "age band 2"]
    told = ask("PUT", "/v1/me/taste", {"demographics": False}).json
    assert (told["gender"], told["age_band"], told["demographics"]) == (None, None, False)
    listed()
    assert model.asked[-1]["traits"] == []
    ask("POST", "/v1/me/deeds", {"deeds": [{"kind": "title", "item_id": "film-2", "verb": "liked"}]})
    assert "traits" not in queue.rows[-1]["row"]
    assert list(lake_keys("without-traits/")) == ["without-traits/usr-1"]


def test_wrong_tastes_are_refused_whole():
    for body in ({"time_zone": "Mars/Base"}, {"region": "Korea"}, {"age": 7}, {"shoe": 43}):
        assert ask("PUT", "/v1/me/taste", body).status == 422
    told = ask("PUT", "/v1/me/taste", {"time_zone": "Asia/Seoul", "region": "KR", "providers": ["beta", "beta"]}).json
    assert (told["time_zone"], told["region"], told["providers"]) == ("Asia/Seoul", "KR", ["beta"])


def test_deeds_are_kept_once_and_go_to_the_lake_together(queue: Queue, lake_keys: Any):
    films(film(1), film(2))
    at = iso(now() - timedelta(minutes=3))
    body = {"deeds": [{"kind": "title", "item_id": "film-1", "verb": "watched", "minutes": 12.5, "at": at},
                      {"kind": "title", "item_id": "film-77", "verb": "watched"}]}  # fmt: skip
    assert ask("POST", "/v1/me/deeds", body).json == {"kept": 1, "unknown": ["film-77"]}
    assert ask("POST", "/v1/me/deeds", body).json["kept"] == 0, "sent again"
    assert len(queue.rows) == 1
    records = [{"messageId": str(n), "body": json.dumps(row)} for n, row in enumerate(queue.rows * 2)]
    assert keep_deeds.handler({"Records": records}, LambdaContext()) == {"batchItemFailures": []}
    ((key, text),) = lake_keys("behaviours/").items()
    assert key.startswith(f"behaviours/kind=title/day={at[:10]}/")
    row = json.loads(text.splitlines()[0])
    assert row == {"user_id": "usr-1", "item_id": "film-1", "verb": "watched", "stars": None, "at": at}


def test_deeds_of_the_future_are_of_now():
    films(film(1))
    body = {"kind": "title", "item_id": "film-1", "verb": "watched", "at": iso(now() + timedelta(days=9))}
    ask("POST", "/v1/me/deeds", {"deeds": [body]})
    (deed,) = DynamoDeeds().of("usr-1")
    assert deed.at <= now()


def test_a_profile_weighs_newer_deeds_and_tells_the_hours_of_the_persons_own_clock():
    films(film(0), film(1), film(2, genres=["Drama", "Comedy"]))
    ask("PUT", "/v1/me/taste", {"time_zone": "Asia/Seoul"})
    noon = now().replace(hour=12, minute=0) - timedelta(days=1)
    for item, at, minutes in ((0, noon, 60), (1, noon - timedelta(days=30), 60), (2, noon, 60)):
        deed = {"kind": "title", "item_id": f"film-{item}", "verb": "watched", "minutes": minutes, "at": iso(at)}
        ask("POST", "/v1/me/deeds", {"deeds": [deed]})
    told = ask("GET", "/v1/me/taste/profile").json
    weights = {one["genre"]: one["weight"] for one in told["interests"]}
    assert abs(weights["Drama"] - 90 / 150) < 0.01
    assert abs(weights["Comedy"] - 60 / 150) < 0.01, "thirty days ago counts half"
    assert (told["best_hour"], told["hours"][21]) == (21, 3)


def order(number: int, product_id: str, at: Any) -> OrderPaid:
    line = OrderLine(line_id="l1", product_id=product_id, seller_id="s", goods_class="general", goods=1000)
    return OrderPaid(
        order_id=f"ord_{number}", buyer_id="usr-1", currency="KRW", total=1000, lines=(line,),
        payment=OrderPayment(payment_id="pay"), ordered_at=at, paid_at=at, returns_until=at + timedelta(days=14),
    )  # fmt: skip


def test_what_was_given_back_is_no_sign_of_liking_it(model: FakeModel):
    hear(product(1), product(2))
    at = now() - timedelta(minutes=5)
    hear(order(1, "prd_1", at), order(2, "prd_2", at))
    listed("products")
    assert sorted(model.asked[-1]["history"]) == ["prd_1", "prd_2"]
    back = (ReturnedLine(line_id="l1", amount=1000),)
    hear(
        OrderRefunded(
            refund_id="r", order_id="ord_1", currency="KRW", total=1000, lines=back, reason="x", refunded_at=now()
        )
    )
    told = listed("products")
    assert model.asked[-1]["history"] == ["prd_2"]
    assert "prd_1" not in ids(told), "nor is it shown again"


def test_a_part_of_the_price_back_says_nothing_of_the_product(model: FakeModel):
    hear(product(1))
    at = now() - timedelta(minutes=5)
    bought = order(1, "prd_1", at)
    for refund, amount, left in (("r1", 400, ["prd_1"]), ("r1", 400, ["prd_1"]), ("r2", 600, [])):
        back = (ReturnedLine(line_id="l1", amount=amount),)
        hear(
            bought,
            OrderRefunded(
                refund_id=refund, order_id="ord_1", currency="KRW", total=amount, lines=back, reason="x",
                refunded_at=now(),
            ),
        )  # fmt: skip
        listed("products")
        assert model.asked[-1]["history"] == left, "the first refund came twice"


def test_forgetting_takes_everything_and_marks_the_lake(model: FakeModel, lake_keys: Any):
    films(*(film(number) for number in range(12)))
    survey(10)
    ask("PUT", "/v1/me/taste", {"region": "KR", "providers": ["beta"], "demographics": True, "age": 40})
    ask("POST", "/v1/me/deeds", {"deeds": [{"kind": "title", "item_id": "film-11", "verb": "liked"}]})
    assert ask("DELETE", "/v1/me/taste").status == 204
    told = ask("GET", "/v1/me/taste").json
    assert (told["survey"], told["providers"], told["region"], told["age_band"]) == ([], [], None, None)
    listed()
    assert (model.asked[-1]["history"], model.asked[-1]["survey"]) == ([], [])
    assert list(lake_keys("forgotten/")) == ["forgotten/usr-1"]


def test_forgetting_takes_lists_and_experiments_of_this_person_alone():
    films(*(film(number) for number in range(3)))
    DynamoExperiments().begin(Experiment("arms", "title", (Arm("all", 10_000),), "played", 24, 0.02, "running", now()))
    for who in ("usr-1", "usr-1", "usr-2"):
        listed(who=who)
    assert len(list(ExposureRow.scan())) == 3
    assert ask("DELETE", "/v1/me/taste").status == 204
    assert [row.user_id for row in ExposureRow.scan()] == ["usr-2"]
    assert [row.user_id for row in SubjectRow.scan()] == ["usr-2"]


def test_not_interested_is_a_negative_label_and_can_be_taken_back(queue: Queue, model: FakeModel):
    films(*(film(number) for number in range(5)))
    model.says = lambda *_: answer(("film-1", 3), ("film-2", 2))
    assert ask("PUT", "/v1/me/not-interested/titles/film-1").status == 204
    assert queue.rows[-1]["row"]["verb"] == "not_interested"
    assert "film-1" not in ids(listed())
    assert ask("DELETE", "/v1/me/not-interested/titles/film-1").status == 204
    assert ids(listed())[0] == "film-1"
    assert ask("PUT", "/v1/me/not-interested/titles/film-99").code == "no_such_item"


def test_watching_on_does_not_make_a_bad_rating_a_like(model: FakeModel):
    films(film(1), film(2))
    at = now() - timedelta(minutes=30)
    for place, (verb, more) in enumerate(
        (("watched", {"minutes": 2}), ("rated", {"stars": 1}), ("watched", {"minutes": 9}))
    ):
        moment = iso(at + timedelta(minutes=place))
        deed = {"kind": "title", "item_id": "film-1", "verb": verb, "at": moment, **more}
        ask("POST", "/v1/me/deeds", {"deeds": [deed]})
    (deed,) = DynamoDeeds().of("usr-1")
    assert (deed.stars, deed.minutes, deed.taken) == (1, 11, False), "minutes add up"
    listed()
    assert model.asked[-1]["history"] == []


def test_what_is_empty_or_only_counted_upon_is_no_list_that_was_shown():
    listed("products")
    films(film(1))
    assert ask("GET", "/v1/services").status == 200
    assert list(ExposureRow.scan()) == []
    listed()
    assert len(list(ExposureRow.scan())) == 1


def test_an_export_holds_everything_that_is_kept_of_the_caller_and_nothing_of_others():
    films(*(film(number) for number in range(12)))
    DynamoExperiments().begin(Experiment("arms", "title", (Arm("all", 10_000),), "played", 24, 0.02, "running", now()))
    survey(10)
    ask("PUT", "/v1/me/taste", {"region": "KR", "providers": ["beta"], "demographics": True, "gender": "X"})
    hear(ChannelFollowed(channel_id="chn_1", user_id="usr-1"), ChannelFollowed(channel_id="chn_2", user_id="usr-2"))
    hear(ProfileVisibilityChanged(user_id="usr-1", display_name="Ann", public=True))
    for who in ("usr-1", "usr-2"):
        told = listed(who=who)
        deeds = [{"kind": "title", "item_id": ids(told)[0], "verb": "watched", "minutes": 12.5,
                  "request_id": told["request_id"]}]  # fmt: skip
        ask("POST", "/v1/me/deeds", {"deeds": deeds}, who=who)
    stores().partners.went("usr-1", "beta", now())
    found = ask("GET", "/v1/me/taste/export").json
    assert found["told"]["survey"] == [f"film-{number}" for number in range(10)]
    assert (found["told"]["region"], found["told"]["gender"], found["told"]["providers"]) == ("KR", "X", ["beta"])
    assert [(one["verb"], one["minutes"]) for one in found["deeds"]] == [("watched", 12.5)]
    (shown,) = found["lists"]
    assert shown["done"] == [f"watched#{found['deeds'][0]['item_id']}"]
    assert (found["visits"][0]["provider"], found["experiments"][0]["arm"]) == ("beta", "all")
    assert (found["follows"], found["shown_as"]) == (["chn_1"], "Ann")
    assert "usr-2" not in json.dumps(found)
    ask("DELETE", "/v1/me/taste")
    left = ask("GET", "/v1/me/taste/export").json
    assert [left[name] for name in ("deeds", "lists", "visits", "experiments")] == [[], [], [], []]


def test_what_was_watched_elsewhere_is_taken_as_far_as_somebody_agrees(model: FakeModel):
    films(film(1, name="The Long Rain"), film(2, name="The Long Rain"), film(3, name="Noodles"), film(4))
    at = iso(now() - timedelta(days=40))
    watched = [
        {"name": "the long rain", "year": 1991, "at": at, "minutes": 94},
        {"name": "Noodles", "at": at, "stars": 2},
        {"name": "The Long Rain", "at": at},
        {"name": "Nowhere", "at": at},
    ]
    whole = {"consent": ["watched", "services"], "services": ["beta"], "watched": watched}
    for consent in ([], ["watched"], ["services"]):
        refused = ask("POST", "/v1/me/taste/import", {**whole, "consent": consent})
        assert (refused.status, refused.code) == (403, "consent_required")
    assert ask("POST", "/v1/me/taste/import", {**whole, "consent": ["everything"]}).status == 422
    assert DynamoDeeds().of("usr-1") == []
    ask("PUT", "/v1/me/taste", {"providers": ["alpha"]})
    told = ask("POST", "/v1/me/taste/import", whole)
    assert (told.status, told.json["kept"], told.json["services"]) == (201, 2, ["alpha", "beta"])
    assert told.json["unknown"] == ["The Long Rain", "Nowhere"], "two have this name, none has that"
    assert ask("POST", "/v1/me/taste/import", whole).json["kept"] == 0, "sent again, it counts once"
    found = {deed.item_id: deed for deed in DynamoDeeds().of("usr-1")}
    assert (found["film-1"].minutes, found["film-3"].stars, iso(found["film-1"].at)) == (94, 2, at)
    listed()
    assert model.asked[-1]["history"] == ["film-1"]
    only = ask("POST", "/v1/me/taste/import", {"consent": ["services"], "services": ["gamma"]}).json
    assert (only["kept"], only["services"]) == (0, ["alpha", "beta", "gamma"])
