"""The courtyard's talk: rooms over WebSockets, their logs, and who may speak."""

from contracts.billing import SubscriptionEnded, SubscriptionPaid
from contracts.channels import ChannelReady
from contracts.chat import TalkCounted
from contracts.identity import ProfileChanged, UserSignedUp
from contracts.live import LiveEnded, LiveStarted
from contracts.recommendations import RankingMoved
from contracts.social import ChannelFollowed, ChannelUnfollowed
from functions.chat.allowance import TranslatedRow
from functions.chat.audit import ActionRow
from functions.chat.broadcasts import BroadcastRow
from functions.chat.emotes import EmotesRow
from functions.chat.marks import ShardRow
from functions.chat.members import LeaseRow, MemberRow, TicketRow
from functions.chat.names import NameRow
from functions.chat.polls import CountRow, PollRow, VoteRow
from functions.chat.pulse import PulseRow
from functions.chat.quota import QuotaRow
from functions.chat.raids import RaidRow
from functions.chat.reviews import ReviewRow
from functions.chat.routes import NAMESPACE
from functions.chat.standings import StandingRow
from functions.chat.store import EntryRow, RoomRow, SaidRow
from functions.chat.tallies import MinuteRow, TallyRow
from functions.chat.terms import TermsRow
from kernel.capability import Access, Capability, Grant, Http, PubSub, Socket, Subscriber, Task

SENDS = ("SOCKET_CALLBACK", "EVENTS_URL", "EVENTS_HOST", "POSTS_A_SECOND", "DELIVER_QUEUE", "DELIVER_SHARD_QUEUE")
TRANSLATES = Grant(
    ("translate:TranslateText", "comprehend:DetectDominantLanguage"),  # the second for texts of no known language
    ("*",),
    "A text has no name, and no other resource is named in a request.",
)

EMOTES_SENT = ("{UPLOADS_BUCKET_ARN}/emotes/*",)
EMOTES_SERVED = ("{MEDIA_BUCKET_ARN}/emotes/*",)
OBJECTS = "Emotes are named at run time; nothing else has their prefix."

capability = Capability(
    name="chat",
    tables=(
        RoomRow,
        EntryRow,
        SaidRow,
        MemberRow,
        TicketRow,
        LeaseRow,
        NameRow,
        StandingRow,
        ReviewRow,
        ActionRow,
        TermsRow,
        MinuteRow,
        TallyRow,
        PollRow,
        VoteRow,
        CountRow,
        ShardRow,
        QuotaRow,
        RaidRow,
        EmotesRow,
        TranslatedRow,
        BroadcastRow,
        PulseRow,
    ),
    emits=(TalkCounted,),
    functions=(
        Http(
            access=Access(
                reads=(NameRow, RoomRow, EntryRow, StandingRow, LeaseRow, BroadcastRow),
                writes=(TicketRow,),
                settings=("SOCKET_URL", "EVENTS_HOST", "EVENTS_REALTIME_URL"),
            )
        ),
        Http(
            "room_api",
            access=Access(
                reads=(NameRow, SaidRow),
                writes=(RoomRow, EntryRow, ActionRow, TermsRow, MinuteRow, TallyRow, PollRow, CountRow),
                settings=("DELIVER_QUEUE", "CLOSE_POLL_QUEUE"),
            ),
        ),
        Http(
            "moderator_api",
            access=Access(
                reads=(NameRow,),
                writes=(RoomRow, EntryRow, SaidRow, MemberRow, StandingRow, ReviewRow, ActionRow, TermsRow),
                settings=("SOCKET_CLOSER", "DELIVER_QUEUE", "TRANSLATE_QUEUE"),
            ),
        ),
        Http(
            "raid_api",
            access=Access(
                reads=(MemberRow, StandingRow),
                writes=(RoomRow, EntryRow, ActionRow, RaidRow),
                settings=("DELIVER_QUEUE",),
            ),
        ),
        Http(
            "emote_api",
            access=Access(
                writes=(RoomRow, ActionRow, EmotesRow),
                settings=(
                    "UPLOADS_BUCKET",
                    "MEDIA_BUCKET",
                    "SITE_URL",
                    "DISTRIBUTION_ID",
                    "DELIVER_QUEUE",
                    "CHECK_EMOTE_QUEUE",
                ),
                grants=(
                    Grant(("s3:PutObject",), EMOTES_SENT, OBJECTS),
                    Grant(("s3:DeleteObject",), EMOTES_SERVED, OBJECTS),
                    Grant(("cloudfront:CreateInvalidation",), ("{DISTRIBUTION_ARN}",)),
                ),
            ),
        ),
        Subscriber(
            "on_channel_event",
            to=(ChannelReady, LiveStarted, LiveEnded),
            access=Access(writes=(RoomRow, BroadcastRow, PulseRow), settings=("COUNT_TALK_QUEUE",)),
        ),
        Subscriber(
            "on_fan_event",
            to=(ChannelFollowed, ChannelUnfollowed, SubscriptionPaid, SubscriptionEnded),
            access=Access(writes=(StandingRow,)),
        ),
        Subscriber("on_name_told", to=(UserSignedUp, ProfileChanged), access=Access(writes=(NameRow,))),
        Subscriber(
            "on_ranking_moved",
            to=(RankingMoved,),
            access=Access(writes=(RoomRow, EntryRow, SaidRow), settings=("DELIVER_QUEUE",)),
        ),
        Task(
            "close_poll",
            access=Access(
                reads=(PollRow, CountRow),
                writes=(RoomRow, EntryRow, SaidRow, ActionRow),
                settings=("DELIVER_QUEUE", "CLOSE_POLL_QUEUE"),
            ),
        ),
        Task(
            "check_emote",
            access=Access(
                writes=(EmotesRow,),
                settings=("UPLOADS_BUCKET", "MEDIA_BUCKET"),
                grants=(
                    Grant(("s3:GetObject",), EMOTES_SENT, OBJECTS),
                    Grant(("s3:ListBucket",), ("{UPLOADS_BUCKET_ARN}",)),  # else what is missing looks forbidden
                    Grant(("s3:PutObject",), EMOTES_SERVED, OBJECTS),
                ),
            ),
        ),
        Task(
            "count_talk",
            access=Access(reads=(RoomRow, EntryRow, BroadcastRow), writes=(PulseRow,), settings=("COUNT_TALK_QUEUE",)),
        ),
        Task(
            "deliver",
            access=Access(reads=(RoomRow, EntryRow), writes=(MemberRow, LeaseRow, QuotaRow), settings=SENDS),
        ),
        Task(
            "deliver_shard",
            access=Access(reads=(EntryRow,), writes=(MemberRow, ShardRow), settings=("SOCKET_CALLBACK",)),
            timeout_seconds=30,
            memory_mb=1024,
        ),
        Task(
            "translate",
            access=Access(
                writes=(RoomRow, EntryRow, TranslatedRow),
                settings=("DELIVER_QUEUE", "TRANSLATED_CHARACTERS_A_DAY"),
                grants=(TRANSLATES,),
            ),
            batch=50,
            gather_seconds=1,
            at_once=5,
        ),
    ),
    socket=Socket(
        access=Access(
            reads=(TermsRow, EmotesRow, NameRow),
            writes=(
                RoomRow,
                EntryRow,
                SaidRow,
                MemberRow,
                LeaseRow,
                StandingRow,
                ReviewRow,
                VoteRow,
                CountRow,
                QuotaRow,
            ),
            settings=(*SENDS, "SOCKET_CLOSER", "SITE_URL", "TRANSLATE_QUEUE"),
        ),
        authorizer_access=Access(writes=(TicketRow,)),
    ),
    pubsub=PubSub(NAMESPACE, authorizer="channel_authorizer", access=Access(writes=(TicketRow,))),
)
