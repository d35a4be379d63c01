"""Who fits a channel and who is what in its audience: matching by consent, segments by numbered rules."""

from contracts.audience import OfferMade, SegmentChanged, WelcomeDue
from contracts.billing import DonationReceived, PaymentRefunded, SubscriptionEnded, SubscriptionPaid
from contracts.channels import ChannelDeleted, ChannelReady
from contracts.chat import TalkCounted
from contracts.identity import AdulthoodTold, ProfileChanged, UserSignedUp
from contracts.live import LiveEnded
from contracts.recommendations import ChannelWatched
from contracts.social import ChannelFollowed, ChannelUnfollowed, PersonBlocked, PersonUnblocked
from functions.audience.blocks import BlockRow
from functions.audience.channels import ChannelRow
from functions.audience.consents import ConsentRow
from functions.audience.dues import BudgetRow, DueRow
from functions.audience.fans import FanRow
from functions.audience.forgotten import ForgottenRow
from functions.audience.heard import HeardRow
from functions.audience.matches import ChancesRow, MatchRow
from functions.audience.members import MemberRow
from functions.audience.names import NameRow
from functions.audience.payments import PaymentRow
from functions.audience.rules import RuleRow
from kernel.capability import Access, Capability, Http, Schedule, Subscriber, Task

capability = Capability(
    name="audience",
    tables=(FanRow, HeardRow, ChannelRow, ConsentRow, PaymentRow, MatchRow, ChancesRow, MemberRow, RuleRow, DueRow,
            BudgetRow, NameRow, BlockRow, ForgottenRow),
    emits=(SegmentChanged, WelcomeDue, OfferMade),
    functions=(
        Http(
            access=Access(
                reads=(ChannelRow, MatchRow, ChancesRow, ConsentRow, BlockRow, NameRow, MemberRow),
                writes=(RuleRow, BudgetRow),
            )
        ),
        Http(
            "mine_api",
            access=Access(
                reads=(NameRow,),
                writes=(ConsentRow, ForgottenRow, FanRow, MemberRow, MatchRow, DueRow, PaymentRow),
            ),
        ),
        Subscriber(
            "on_channel_event",
            to=(ChannelReady, LiveEnded, ChannelDeleted),
            access=Access(writes=(ChannelRow, HeardRow, MatchRow)),
        ),
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
            access=Access(reads=(ForgottenRow,), writes=(FanRow, HeardRow, PaymentRow)),
            timeout_seconds=60,
        ),
        Subscriber(
            "on_person_told",
            to=(UserSignedUp, ProfileChanged, AdulthoodTold, PersonBlocked, PersonUnblocked),
            access=Access(writes=(NameRow, ConsentRow, BlockRow)),
        ),
        Schedule(
            "refresh",
            rate="rate(1 hour)",
            access=Access(reads=(ChannelRow, FanRow), writes=(ChancesRow,), settings=("REFRESH_CHANNEL_QUEUE",)),
            timeout_seconds=300,
        ),
        Task(
            "refresh_channel",
            access=Access(
                reads=(ChannelRow, FanRow, ConsentRow, BlockRow, ChancesRow, RuleRow),
                writes=(MatchRow, MemberRow, DueRow, BudgetRow),
            ),
            timeout_seconds=300,
        ),
    ),
)  # fmt: skip
