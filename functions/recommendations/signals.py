"""From an event to what it moves: a person's own list, everybody's trend, and what pushes an item for some minutes."""

from datetime import datetime, timedelta
from functools import partial

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.models import Model

from contracts.chat import TalkCounted
from contracts.live import AudienceChanged
from contracts.marketplace import OrderLine, OrderPaid, OrderRefunded
from contracts.recommendations import RankingMoved
from functions.recommendations.catalogue import Catalogue
from functions.recommendations.deeds import Deed, Verb
from functions.recommendations.heat import Signal, Stretch, Tell
from functions.recommendations.items import Kind
from functions.recommendations.mentions import DynamoMentions
from functions.recommendations.ranking import Viewer, may_see
from functions.recommendations.recommending import Stores
from functions.recommendations.recording import Recording
from kernel import environment
from kernel.clock import Clock, from_iso
from kernel.transactions import held

STRONG = 0.25  # a push of talk from which others are told that an item moved
USUAL_TALK, USUAL_MENTIONS = 10.0, 10.0  # a minute, of what was never measured: a first word is no surge
FEWEST_MESSAGES, FEWEST_MENTIONS = 10, 5  # of one stretch
FEWEST_CHATTERS = 3  # nobody makes a surge alone
BOUGHT_KEPT = timedelta(days=400)


class BoughtRow(Model):
    """Who bought what with a line of an order: its refund names only the line."""

    class Meta:
        table_name = environment.table_name("boughtlines")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    order_id = UnicodeAttribute(hash_key=True)
    line_id = UnicodeAttribute(range_key=True)
    user_id = UnicodeAttribute()
    product_id = UnicodeAttribute()
    paid_at = UnicodeAttribute()
    paid = NumberAttribute(default=0)  # minor units, with tax and shipping
    refunds = UnicodeSetAttribute(null=True)  # refund#amount, each once
    expires = TTLAttribute()

    def give_back(self, refund_id: str, amount: int) -> bool:
        """Whether the whole line is given back by now: a part of the price says nothing of the product."""
        self.update(actions=[BoughtRow.refunds.add({f"{refund_id}#{amount}"})])
        return sum(int(one.rpartition("#")[2]) for one in self.refunds or ()) >= int(self.paid or 0)


def _paid(line: OrderLine) -> int:
    return line.goods - line.discount_by_seller - line.discount_by_platform + line.shipping + line.tax


class Signals:
    def __init__(self, stores: Stores, now: Clock) -> None:
        self.stores, self.now = stores, now
        self.recording = Recording(stores, now)

    def began(self, channel_id: str, session_id: str, at: datetime) -> None:
        self.stores.on_air.begin(channel_id, session_id, at)

    def audience(self, told: AudienceChanged) -> None:
        """A channel is pushed as far as its audience grew, and falls as far as it shrank. Others are told of each."""
        self.stores.on_air.watched_by(told.channel_id, told.session_id, told.viewers)
        tell = self._tell("channel", told.channel_id, "audience", told.counted_at, told, least=0.0)
        push = self.stores.heat.watched(told.channel_id, told.viewers, told.viewers_before, told.counted_at, tell)
        grown = told.viewers - told.viewers_before
        if push is not None and grown > 0:
            self.stores.trends.add("channel", told.channel_id, 0.1 * grown, told.counted_at)

    def talk(self, told: TalkCounted) -> None:
        """Messages a minute, and mentions a minute of each product that the channel sells, beside what is usual."""
        minutes = max((told.until - told.since) / timedelta(minutes=1), 1 / 6)
        enough = told.messages >= FEWEST_MESSAGES and told.chatters >= FEWEST_CHATTERS
        tell = self._tell("channel", told.channel_id, "talk", told.until, told)
        heat, channel = self.stores.heat, Stretch(USUAL_TALK, enough, tell)
        heat.measure(("channel", told.channel_id), told.messages / minutes, told.until, channel)
        said = {one.word: one for one in told.words}
        for product_id, words in Catalogue.sold_in(told.channel_id).items():
            spoken = max((said[word] for word in words if word in said), key=lambda one: one.messages, default=None)
            if spoken is None:
                continue
            enough = spoken.messages >= FEWEST_MENTIONS and spoken.chatters >= FEWEST_CHATTERS
            stretch = Stretch(USUAL_MENTIONS, enough, self._tell("product", product_id, "talk", told.until, told))
            push = heat.measure(("product", product_id), spoken.messages / minutes, told.until, stretch)
            if push is not None:
                DynamoMentions.add(told.channel_id, product_id, spoken.messages, told.until)
            if push is not None and enough:
                self.stores.trends.add("product", product_id, 0.2 * spoken.messages, told.until)

    def bought(self, order: OrderPaid) -> None:
        for line in order.lines:
            row = BoughtRow(
                order.order_id, line.line_id, user_id=order.buyer_id, product_id=line.product_id,
                paid_at=order.paid_at.isoformat(), paid=_paid(line), expires=order.paid_at + BOUGHT_KEPT,
            )  # fmt: skip
            held(partial(row.save, condition=BoughtRow.order_id.does_not_exist()))
            self.recording.record(order.buyer_id, Deed("product", line.product_id, "purchased", order.paid_at))
        if order.channel_id:
            self.fan(order.buyer_id, order.channel_id, "purchased", order.paid_at)

    def refunded(self, told: OrderRefunded) -> None:
        """What was given back is no sign of liking it. A refund that overtook its purchase comes again."""
        for line in told.lines:
            bought = BoughtRow.get(told.order_id, line.line_id, consistent_read=True)
            if not bought.give_back(told.refund_id, line.amount):
                continue
            at = max(told.refunded_at, from_iso(bought.paid_at) + timedelta(milliseconds=1))
            self.recording.record(bought.user_id, Deed("product", bought.product_id, "refunded", at))

    def fan(self, user_id: str, channel_id: str, verb: Verb, at: datetime) -> None:
        self.recording.record(user_id, Deed("channel", channel_id, verb, at))

    def _tell(
        self,
        kind: Kind,
        item_id: str,
        signal: Signal,
        at: datetime,
        of: TalkCounted | AudienceChanged,
        least: float = STRONG,
    ) -> Tell:
        """Whoever shows lists hears of what moved much, with how far into the broadcast it was."""

        def tell(push: float) -> RankingMoved | None:
            if abs(push) < least:
                return None
            on = self.stores.on_air.of(of.channel_id)
            offset = round((at - on.started_at).total_seconds()) if on and on.session_id == of.session_id else None
            return RankingMoved(
                kind=kind, item_id=item_id, signal=signal, strength=round(push, 3), channel_id=of.channel_id,
                session_id=of.session_id, offset_seconds=offset, moved_at=at, name=self._name(kind, item_id, at),
            )  # fmt: skip

        return tell

    def _name(self, kind: Kind, item_id: str, at: datetime) -> str | None:
        """Of what may be told to a whole room."""
        item = self.stores.items.find(kind, [item_id]).get(item_id)
        return item.name if item and may_see(Viewer(), item, at) else None
