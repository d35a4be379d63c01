"""What somebody may like next: titles, channels and products, from what they did and from what is going on now."""

from contracts.billing import DonationReceived, SubscriptionPaid
from contracts.catalog import TitlePublished, TitleRemoved
from contracts.channels import ChannelDeleted, ChannelReady
from contracts.chat import TalkCounted
from contracts.identity import AdulthoodTold
from contracts.live import AudienceChanged, LiveEnded, LiveStarted
from contracts.marketplace import OrderPaid, OrderRefunded, ProductListed, ProductWithdrawn
from contracts.recommendations import ChannelWatched, RankingMoved
from contracts.rights import AvailabilityChanged
from contracts.social import (
    ChannelFollowed,
    ChannelUnfollowed,
    PersonBlocked,
    PersonUnblocked,
    ProfileVisibilityChanged,
)
from functions.recommendations.catalogue import ShelfRow
from functions.recommendations.deeds import DeedRow
from functions.recommendations.experiments.store import ArmRow, ExperimentRow, SubjectRow
from functions.recommendations.exposures import DayRow, ExposureRow
from functions.recommendations.heat import HeatRow
from functions.recommendations.items import ItemRow
from functions.recommendations.mentions import MentionRow
from functions.recommendations.on_air import OnAirRow
from functions.recommendations.partners import PartnerDayRow, VisitRow
from functions.recommendations.seasons import SeasonRow
from functions.recommendations.signals import BoughtRow
from functions.recommendations.tastes import TasteRow
from functions.recommendations.ties import PersonRow, TieRow
from functions.recommendations.together import PairRow
from functions.recommendations.training.declared import (
    END_TRIALS,
    FOLLOW,
    INVOKE,
    LIST,
    LOOK,
    REMOVE,
    RETRAIN,
    RUNS,
    START,
    TEND_LAKE,
    WORKFLOW,
)
from functions.recommendations.training.store import ModelRow, ServingRow
from functions.recommendations.trends import TrendRow
from kernel.capability import Access, Capability, Desk, Grant, Http, Schedule, Subscriber, Task

LISTS = (
    ItemRow, DeedRow, TasteRow, TrendRow, PairRow, HeatRow, OnAirRow, TieRow, PersonRow, SeasonRow, ExperimentRow,
)  # fmt: skip
COUNTED = (ExposureRow, DayRow, SubjectRow, VisitRow, PartnerDayRow)
RECORDS = (DeedRow, TrendRow, PairRow, *COUNTED)
MARKS = Grant(
    ("s3:PutObject",),
    ("{LAKE_BUCKET_ARN}/forgotten/*", "{LAKE_BUCKET_ARN}/without-traits/*"),
    "A mark is named by the person who asked for it.",
)
SEEN = Grant(("s3:GetObject",), ("{LAKE_BUCKET_ARN}/availability/offers.jsonl",))
KEEPS = Grant(("s3:PutObject",), ("{LAKE_BUCKET_ARN}/behaviours/*",), "Objects are named at run time.")

capability = Capability(
    name="recommendations",
    tables=(*LISTS, *COUNTED, ArmRow, ShelfRow, MentionRow, BoughtRow, ModelRow, ServingRow),
    workflows=(WORKFLOW,),
    emits=(RankingMoved, ChannelWatched),
    functions=(
        Http(
            access=Access(
                reads=(*LISTS, ServingRow, MentionRow),
                writes=(ExposureRow, DayRow, SubjectRow, ModelRow),
                settings=("SHADOW_QUEUE",),
                grants=(INVOKE,),
            ),
            memory_mb=1024,
        ),
        Http(
            "taste_api",
            access=Access(
                reads=LISTS,
                writes=(TasteRow, *RECORDS),
                settings=("KEEP_DEEDS_QUEUE", "LAKE_BUCKET"),
                grants=(MARKS,),
            ),
        ),
        Subscriber(
            "on_item_told",
            to=(
                TitlePublished,
                TitleRemoved,
                ChannelReady,
                ChannelDeleted,
                ProductListed,
                ProductWithdrawn,
                AvailabilityChanged,
            ),
            access=Access(writes=(ItemRow, TrendRow, ShelfRow)),
        ),
        Subscriber(
            "on_signal",
            to=(
                LiveStarted,
                LiveEnded,
                AudienceChanged,
                TalkCounted,
                OrderPaid,
                OrderRefunded,
                DonationReceived,
                SubscriptionPaid,
            ),
            access=Access(
                reads=(TasteRow, ShelfRow, ItemRow),
                writes=(DeedRow, TrendRow, PairRow, HeatRow, OnAirRow, MentionRow, BoughtRow),
                settings=("KEEP_DEEDS_QUEUE",),
            ),
        ),
        Subscriber(
            "on_person_told",
            to=(
                AdulthoodTold,
                ChannelFollowed,
                ChannelUnfollowed,
                PersonBlocked,
                PersonUnblocked,
                ProfileVisibilityChanged,
            ),
            access=Access(writes=(TasteRow, TieRow, PersonRow, TrendRow)),
        ),
        Task(
            "keep_deeds",
            access=Access(settings=("LAKE_BUCKET",), grants=(KEEPS,)),
            batch=500,
            gather_seconds=20,
        ),
        Task("shadow", access=Access(reads=(ServingRow,), writes=(ModelRow,), grants=(INVOKE,))),
        Schedule(
            "count_experiments", rate="rate(10 minutes)", access=Access(writes=(ExperimentRow, SubjectRow, ArmRow))
        ),
        Schedule(
            "availability.refresh",
            rate="rate(1 day)",
            timeout_seconds=900,
            access=Access(writes=(ItemRow,), settings=("LAKE_BUCKET", "AVAILABILITY_SOURCE"), grants=(LIST, SEEN)),
        ),
        RETRAIN,
        END_TRIALS,
        TEND_LAKE,
        Desk(
            access=Access(
                reads=(DayRow, ArmRow, PartnerDayRow),
                writes=(ItemRow, TrendRow, SeasonRow, ExperimentRow, ModelRow, ServingRow),
                settings=("TRAINING_WORKFLOW_ARN", "LEARNING_PREFIX"),
                grants=(START, RUNS, FOLLOW, *REMOVE, LOOK),
            )
        ),
    ),
)
