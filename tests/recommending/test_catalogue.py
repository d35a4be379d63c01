"""What is sold where, and what items are about, from what others announce of them in any order."""

from datetime import timedelta

import pytest

from contracts.chat import TalkCounted, WordCount
from contracts.marketplace import ProductWithdrawn
from functions.chat.entries import Message, Person
from functions.chat.pulse import Talk
from functions.recommendations import api, on_item_told
from functions.recommendations.catalogue import Catalogue, ShelfRow
from functions.recommendations.items import DynamoItems
from functions.recommendations.trends import DynamoTrends
from kernel.clock import from_iso, now
from tests.lambdas import announced, call, claims, deliver
from tests.recommending.channels import channel, title
from tests.recommending.world import ask, hear, product


def test_a_product_whose_listing_failed_half_way_stands_on_its_shelf_and_among_the_new(monkeypatch: pytest.MonkeyPatch):
    listing, at = product(1, keywords=("lamp",)), now()
    for owner, name in ((ShelfRow, "save"), (DynamoTrends, "add")):
        with monkeypatch.context() as broken:
            broken.setattr(owner, name, lambda *_args, **_more: 1 / 0)
            assert deliver(on_item_told.handler, announced(listing, at)) == [0]
    for _ in range(3):
        hear(listing, at=at)
    assert Catalogue.sold_in("chn_shop") == {"prd_1": frozenset({"thing", "lamp"})}
    assert DynamoTrends().top("product", 3, now())["prd_1"] == pytest.approx(1.0, abs=0.01), "new once"


def test_a_product_leaves_the_shelves_of_channels_that_sell_it_no_more():
    at = now() - timedelta(minutes=9)
    hear(product(1, channel_ids=("chn_1", "chn_2")), at=at)
    hear(product(1, channel_ids=("chn_2", "chn_3")), at=at + timedelta(seconds=2))
    hear(product(1, channel_ids=("chn_1",)), at=at + timedelta(seconds=1))
    assert [name for name in ("chn_1", "chn_2", "chn_3") if Catalogue.sold_in(name)] == ["chn_2", "chn_3"]
    hear(ProductWithdrawn(product_id="prd_1", seller_id="usr-seller"), at=at + timedelta(seconds=3))
    hear(product(1, channel_ids=("chn_1",)), at=at + timedelta(seconds=2))
    assert not any(Catalogue.sold_in(name) for name in ("chn_1", "chn_2", "chn_3"))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("月亮灯", "这个月亮灯好看"),
        ("고양이 인형", "고양이가 귀여워요"),
        ("달빛의 조명", "달빛 너무 예쁘다"),
        ("PS5", "is the ps5 in stock?"),
    ],
)
def test_a_product_is_known_by_the_words_that_chat_counts(name: str, said: str):
    """From what is said in a room to what the shelf knows it by, through the announcement."""
    hear(product(1, name=name))
    talk = Talk()
    talk.add(Message(seq=1, id="m", at=now(), by=Person(user_id="u", name="u", role="viewer"), text=said))
    told = talk.told("chn_shop", "ses", now(), now())
    assert Catalogue.sold_in("chn_shop")["prd_1"] & {one.word for one in told.words}


def test_a_channel_has_a_tag_whatever_it_is_called():
    hear(channel(1, name="요리하는 밤"), channel(2, name="Zzyzx"), title(3, name="Zzyzx"))
    items = DynamoItems()
    assert items.find("channel", ["chn_1", "chn_2"])["chn_1"].genres == ("cooking",)
    assert items.find("channel", ["chn_2"])["chn_2"].genres == ("various",)
    assert items.find("title", ["ttl_3"])["ttl_3"].genres == ("various",)
    hear(channel(2, name="Jazz piano", version=1), at=now() + timedelta(seconds=1))
    assert items.find("channel", ["chn_2"])["chn_2"].genres == ("music",), "a new name tells anew"


def test_a_streamer_reads_how_often_each_product_was_named_by_the_minute():
    hear(channel(1), product(1, channel="chn_1", keywords=("lamp",)), product(2, channel="chn_1", name="Rug"))
    minute = now().replace(second=0, microsecond=0) - timedelta(minutes=10)
    for seconds, count in ((10, 4), (20, 3), (75, 1), (-4000, 9)):
        at = minute + timedelta(seconds=seconds)
        words_said = (WordCount(word="lamp", messages=count, chatters=1),)
        told = TalkCounted(channel_id="chn_1", session_id="ses", since=at - timedelta(seconds=10), until=at,
                           messages=9, chatters=4, words=words_said)  # fmt: skip
        hear(told, told)
    path = "/v1/recommendations/mentions/chn_1"
    (lamp,) = ask("GET", path, who="owner-1").json["items"]
    assert (lamp["product_id"], lamp["mentions"]) == ("prd_1", 8)
    assert [(from_iso(one["at"]), one["mentions"]) for one in lamp["minutes"]] == [
        (minute, 7), (minute + timedelta(minutes=1), 1),
    ]  # fmt: skip
    assert ask("GET", path).code == "no_such_channel", "somebody else's"
    assert call(api.handler, "GET", path, who=claims("usr-op", "operator")).status == 200
    assert ask("GET", "/v1/recommendations/mentions/chn_9", who="owner-1").status == 404
