"""Who fits a channel and who is what in its audience: matching by consent, segments by numbered rules."""

from contracts.audience import OfferMade, SegmentChanged, WelcomeDue
from contracts.billing import DonationReceived, PaymentRefunded, SubscriptionEnded, SubscriptionPaid
from contracts.channels import ChannelReady
from contracts.chat import TalkCounted
from contracts.identity import ProfileChanged, UserSignedUp
from contracts.live import LiveEnded
from contracts.recommendations import ChannelWatched
from contracts.social import ChannelFollowed, ChannelUnfollowed
from functions.audience.consents import ConsentRow
from functions.audience.fans import ChannelRow, FanRow, HeardRow
from functions.audience.matches import ChancesRow, MatchRow
from functions.audience.members import BudgetRow, DueRow, MemberRow, RuleRow
from functions.audience.names import NameRow
from functions.audience.payments import PaymentRow
from kernel.capability import Access, Capability, Http, Schedule, Subscriber, Task

capability = Capability(
    name="audience",
    tables=(FanRow, HeardRow, ChannelRow, ConsentRow, PaymentRow, MatchRow, ChancesRow, MemberRow, RuleRow, DueRow,
            BudgetRow, NameRow),
    emits=(SegmentChanged, WelcomeDue, OfferMade),
    functions=(
        Http(
            access=Access(
                reads=(ChannelRow, MatchRow, ChancesRow),
                writes=(ConsentRow, FanRow, MemberRow, RuleRow, BudgetRow, NameRow),
            )
        ),
        Subscriber("on_channel_event", to=(ChannelReady, LiveEnded), access=Access(writes=(ChannelRow, HeardRow))),
        Subscriber(
            "on_fan_event",
            to=(
                ChannelWatched,
                TalkCounted,
                ChannelFollowed,
                ChannelUnfollowed,
                SubscriptionPaid,
                SubscriptionEnded,
                DonationReceived,
                PaymentRefunded,
            ),
            access=Access(writes=(FanRow, HeardRow, PaymentRow)),
        ),
        Subscriber("on_name_told", to=(UserSignedUp, ProfileChanged), access=Access(writes=(NameRow,))),
        Schedule(
            "refresh",
            rate="rate(1 hour)",
            access=Access(reads=(ChannelRow, FanRow), writes=(ChancesRow,), settings=("REFRESH_CHANNEL_QUEUE",)),
            timeout_seconds=300,
        ),
        Task(
            "refresh_channel",
            access=Access(
                reads=(ChannelRow, FanRow, ConsentRow, ChancesRow, RuleRow),
                writes=(MatchRow, MemberRow, DueRow, BudgetRow),
            ),
            timeout_seconds=300,
        ),
    ),
)  # fmt: skip
