"""The courtyard's talk: rooms over WebSockets, their logs, and who may speak."""

from contracts.channels import ChannelReady
from contracts.identity import ProfileChanged, UserSignedUp
from contracts.live import LiveEnded, LiveStarted
from functions.chat.marks import ShardRow
from functions.chat.members import LeaseRow, MemberRow, TicketRow
from functions.chat.names import NameRow
from functions.chat.quota import QuotaRow
from functions.chat.routes import NAMESPACE
from functions.chat.store import EntryRow, RoomRow, SaidRow
from kernel.capability import Access, Capability, Http, PubSub, Socket, Subscriber, Task

SENDS = ("SOCKET_CALLBACK", "EVENTS_URL", "EVENTS_HOST", "POSTS_A_SECOND", "DELIVER_QUEUE", "DELIVER_SHARD_QUEUE")

capability = Capability(
    name="chat",
    tables=(RoomRow, EntryRow, SaidRow, MemberRow, TicketRow, LeaseRow, NameRow, ShardRow, QuotaRow),
    functions=(
        Http(
            access=Access(
                reads=(NameRow, LeaseRow),
                writes=(RoomRow, EntryRow, SaidRow, TicketRow),
                settings=("SOCKET_URL", "EVENTS_HOST", "EVENTS_REALTIME_URL", "DELIVER_QUEUE"),
            )
        ),
        Subscriber("on_channel_event", to=(ChannelReady, LiveStarted, LiveEnded), access=Access(writes=(RoomRow,))),
        Subscriber("on_name_told", to=(UserSignedUp, ProfileChanged), access=Access(writes=(NameRow,))),
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
    ),
    socket=Socket(
        access=Access(writes=(RoomRow, EntryRow, SaidRow, MemberRow, LeaseRow, QuotaRow), settings=SENDS),
        authorizer_access=Access(writes=(TicketRow,)),
    ),
    pubsub=PubSub(NAMESPACE, authorizer="channel_authorizer", access=Access(writes=(TicketRow,))),
)
