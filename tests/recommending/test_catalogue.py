"""What is sold where, and what items are about, from what others announce of them in any order."""

from datetime import timedelta

import pytest

from contracts.marketplace import ProductWithdrawn
from functions.chat.entries import Message, Person
from functions.chat.pulse import Talk
from functions.recommendations import on_item_told
from functions.recommendations.catalogue import Catalogue, ShelfRow
from functions.recommendations.trends import DynamoTrends
from kernel.clock import now
from tests.lambdas import announced, deliver
from tests.recommending.world import hear, product


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
