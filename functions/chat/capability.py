"""The courtyard's talk: rooms over WebSockets, their logs, and who may speak."""

from contracts.channels import ChannelReady
from contracts.identity import ProfileChanged, UserSignedUp
from contracts.live import LiveEnded, LiveStarted
from functions.chat.members import LeaseRow, MemberRow, TicketRow
from functions.chat.names import NameRow
from functions.chat.store import EntryRow, RoomRow, SaidRow
from kernel.capability import Access, Capability, Http, Socket, Subscriber, Task

capability = Capability(
    name="chat",
    tables=(RoomRow, EntryRow, SaidRow, MemberRow, TicketRow, LeaseRow, NameRow),
    functions=(
        Http(
            access=Access(
                reads=(NameRow,),
                writes=(RoomRow, EntryRow, SaidRow, TicketRow),
                settings=("SOCKET_URL", "DELIVER_QUEUE"),
            )
        ),
        Subscriber("on_channel_event", to=(ChannelReady, LiveStarted, LiveEnded), access=Access(writes=(RoomRow,))),
        Subscriber("on_name_told", to=(UserSignedUp, ProfileChanged), access=Access(writes=(NameRow,))),
        Task(
            "deliver",
            access=Access(
                reads=(RoomRow, EntryRow), writes=(MemberRow, LeaseRow), settings=("SOCKET_CALLBACK", "DELIVER_QUEUE")
            ),
        ),
    ),
    socket=Socket(
        access=Access(
            writes=(RoomRow, EntryRow, SaidRow, MemberRow, LeaseRow), settings=("SOCKET_CALLBACK", "DELIVER_QUEUE")
        ),
        authorizer_access=Access(writes=(TicketRow,)),
    ),
)
