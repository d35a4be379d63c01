"""What a capability declares of itself. infra/capability.py is the only interpreter of these words."""

from dataclasses import dataclass, field

from pynamodb.models import Model

from kernel.events import Event

Table = type[Model]


@dataclass(frozen=True)
class AwsEvent:
    """An event that an AWS service puts on the account's default bus."""

    source: str
    detail_type: str


@dataclass(frozen=True)
class Grant:
    """Exact IAM actions on exact resources; `{account}`, `{region}` and the names of settings are filled in by infra.

    A resource that ends in a wildcard needs its `why`, which is put beside the policy for whoever audits it.
    """

    actions: tuple[str, ...]
    resources: tuple[str, ...]
    why: str = ""

    def __post_init__(self) -> None:
        if any("*" in resource for resource in self.resources) and not self.why:
            raise ValueError(f"a wildcard without a reason: {self.resources}")


@dataclass(frozen=True)
class Access:
    """What one function may touch. Nothing that is not named here is granted."""

    reads: tuple[Table, ...] = ()
    writes: tuple[Table, ...] = ()
    secrets: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()  # names that infra resolves to values and puts into the environment
    grants: tuple[Grant, ...] = ()


@dataclass(frozen=True)
class Http:
    """The HTTP API of the capability: every decorated function of `module`'s resolver becomes a route.

    `unrouted` makes it answer what nobody has a route for, so that even that is a problem document; one Http has it.
    """

    module: str = "api"
    access: Access = field(default_factory=Access)
    memory_mb: int = 512
    unrouted: bool = False


@dataclass(frozen=True)
class Subscriber:
    """Hears events through a queue of its own, with a dead-letter queue and an alarm.

    `serial` makes the queue FIFO with one group: at most one batch runs at a time, in order, and what fails holds up
    what is behind it. `at_once` bounds how many run side by side where the order does not matter.
    """

    module: str
    to: tuple[type[Event] | AwsEvent, ...]
    access: Access = field(default_factory=Access)
    serial: bool = False
    at_once: int | None = None
    timeout_seconds: int = 10
    memory_mb: int = 512


@dataclass(frozen=True)
class Socket:
    """The WebSocket API of the capability: `authorizer` admits clients, `module` answers every frame and every end.

    Its functions name the settings SOCKET_URL (where clients connect), SOCKET_CALLBACK, which lets them post, and
    SOCKET_CLOSER, which lets them close.
    """

    module: str = "socket"
    authorizer: str = "authorizer"
    access: Access = field(default_factory=Access)
    authorizer_access: Access = field(default_factory=Access)
    memory_mb: int = 1024


@dataclass(frozen=True)
class PubSub:
    """An AppSync Event API with one namespace: `authorizer` admits who listens, functions publish.

    Functions that name EVENTS_URL (where they connect) may publish; EVENTS_HOST is the API's name in requests, and
    EVENTS_REALTIME_URL where clients connect.
    """

    namespace: str
    authorizer: str
    access: Access = field(default_factory=Access)


@dataclass(frozen=True)
class Task:
    """Runs when a function of the capability asks (kernel/tasks.py): `deliver` may be asked by who names DELIVER_QUEUE.

    A queue of its own holds what is asked, with a dead-letter queue and an alarm. It runs for `batch` askings at once,
    which are gathered for `gather_seconds`, and at most `at_once` times side by side.
    """

    module: str
    access: Access = field(default_factory=Access)
    timeout_seconds: int = 60
    memory_mb: int = 512
    disk_mb: int = 512
    packages: str | None = None  # of requirements/<packages>.lock, besides everybody's
    batch: int = 1
    gather_seconds: int = 0
    at_once: int | None = None


@dataclass(frozen=True)
class Desk:
    """Answers the front of another capability at once (kernel/desks.py), where hearing events is not enough.

    That of billing is asked by who names the setting BILLING_DESK and has a grant on `{BILLING_DESK_ARN}`; the
    capability that asks stands behind the one that answers in app.py.
    """

    module: str = "desk"
    access: Access = field(default_factory=Access)
    timeout_seconds: int = 28
    memory_mb: int = 1024


@dataclass(frozen=True)
class Schedule:
    """Runs by the clock; `rate` is an EventBridge Scheduler expression."""

    module: str
    rate: str
    access: Access = field(default_factory=Access)
    timeout_seconds: int = 60
    memory_mb: int = 512
    disk_mb: int = 512
    packages: str | None = None  # of requirements/<packages>.lock, besides everybody's


@dataclass(frozen=True)
class Step:
    """A task of a state machine."""

    module: str
    access: Access = field(default_factory=Access)
    timeout_seconds: int = 60
    memory_mb: int = 512


@dataclass(frozen=True)
class Workflow:
    """A state machine of statemachines/<name>.asl.json.

    In it `${ProbeSource}` stands for the function of step `probe_source`, `${TRANSCODE_QUEUE}` for a setting, and
    `${DeadLetterQueue}` for the queue that failed executions are put into.
    """

    name: str
    steps: tuple[Step, ...]
    settings: tuple[str, ...] = ()
    grants: tuple[Grant, ...] = ()
    timeout_hours: int = 12


Function = Http | Subscriber | Schedule | Task | Step | Desk


@dataclass(frozen=True)
class Capability:
    name: str
    tables: tuple[Table, ...] = ()
    emits: tuple[type[Event], ...] = ()
    functions: tuple[Http | Subscriber | Schedule | Task | Desk, ...] = ()
    socket: Socket | None = None
    pubsub: PubSub | None = None
    workflows: tuple[Workflow, ...] = ()

    @property
    def apis(self) -> tuple[str, ...]:
        """The modules that answer HTTP requests."""
        return tuple(declared.module for declared in self.functions if isinstance(declared, Http))
