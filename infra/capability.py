"""The one interpreter of a capability's declaration: one stack, with all that follows from it."""

import importlib
from collections import ChainMap
from collections.abc import Iterator
from typing import Any

from aws_cdk import Duration, Stack
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as event_targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_scheduler_targets as schedule_targets
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra import code, permissions
from infra.channels import EventChannels
from infra.lambda_function import HouseFunction, Shape, dead_letter_queue
from infra.model_table import ModelTable, entity_of, index_names
from infra.nag import explain_wildcard
from infra.platform import Platform
from infra.socket import SocketApi
from infra.workflows import add_workflow
from kernel.access import PUBLIC
from kernel.capability import (
    Access,
    AwsEvent,
    Capability,
    Desk,
    Function,
    Http,
    PubSub,
    Schedule,
    Socket,
    Step,
    Subscriber,
    Table,
    Task,
)

METHODS = ("get", "post", "put", "patch", "delete")
MAX_RECEIVES = 5
SOCKET_URL, SOCKET_CALLBACK, SOCKET_CLOSER = "SOCKET_URL", "SOCKET_CALLBACK", "SOCKET_CLOSER"
EVENTS_URL, EVENTS_HOST, EVENTS_REALTIME_URL = "EVENTS_URL", "EVENTS_HOST", "EVENTS_REALTIME_URL"


class CapabilityStack(Stack):
    def __init__(self, scope: Construct, capability: Capability, platform: Platform) -> None:
        stage = platform.stage
        super().__init__(
            scope, stage.stack_name(capability.name), env=stage.environment, termination_protection=stage.protect
        )
        self.capability, self.platform = capability, platform
        self.tables: dict[Table, dynamodb.TableV2] = {m: ModelTable(self, m, stage) for m in capability.tables}
        self.package = code.function_code(capability.name, stage)
        self.dead_letters: dict[str, sqs.Queue] = {}
        self.names = ChainMap[str, str](
            stage.numbers, platform.names
        )  # ours, before what the platform and others added
        self.task_queues = {task: self._task_queue(task) for task in capability.functions if isinstance(task, Task)}
        self.socket = self._socket_api() if capability.socket else None
        self.channels: EventChannels | None = None  # its authorizer, made first, publishes nothing
        if capability.pubsub:
            self.channels = self._event_channels(capability.pubsub)
        for workflow in capability.workflows:  # before the functions: they may be given the machine's name
            steps = {step.module.rsplit(".", 1)[-1]: self._function(step) for step in workflow.steps}
            add_workflow(self, workflow, steps, platform)
        for declared in capability.functions:
            self._wire(declared, self._function(declared))
        if capability.socket and self.socket:
            frames, authorizer = (self._function(step) for step in steps_of(capability.socket))
            self.socket.answer(frames, authorizer)

    def _wire(self, declared: Function, function: HouseFunction) -> None:
        match declared:
            case Http():
                self._routes(declared, function)
            case Subscriber():
                self._subscribe(declared, function)
            case Desk():
                name = f"{self.capability.name.upper()}_DESK"
                self.platform.desks[name] = self
                self.platform.names[name] = self.export_value(function.function_name)
                self.platform.names[f"{name}_ARN"] = self.export_value(function.function_arn)
            case Task():
                function.add_event_source(
                    sources.SqsEventSource(
                        self.task_queues[declared],
                        batch_size=declared.batch,
                        max_batching_window=Duration.seconds(declared.gather_seconds) if declared.batch > 1 else None,
                        max_concurrency=declared.at_once,
                        report_batch_item_failures=True,
                    )
                )
            case Schedule():
                scheduler.Schedule(
                    self,
                    f"{pascal(declared.module)}Schedule",
                    schedule=scheduler.ScheduleExpression.expression(declared.rate),
                    target=schedule_targets.LambdaInvoke(
                        function, dead_letter_queue=self._dead_letters(pascal(declared.module))
                    ),
                )

    def _function(self, declared: Function) -> HouseFunction:
        seconds = 29 if isinstance(declared, Http) else declared.timeout_seconds
        shape = Shape(
            handler=f"functions.{self.capability.name}.{declared.module}.handler",
            code=self.package,
            environment=self._environment(declared.access),
            timeout=Duration.seconds(seconds),
            memory_mb=declared.memory_mb,
            disk_mb=getattr(declared, "disk_mb", 512),
            packages=getattr(declared, "packages", None),
        )
        function = HouseFunction(self, pascal(declared.module), shape, self.platform.stage, self.platform.alarms)
        self._grant(function, declared.access)
        for setting in declared.access.settings:
            if setting in self.platform.desks:  # a name alone tells CloudFormation of no order
                self.add_dependency(self.platform.desks[setting])
        return function

    def _environment(self, access: Access) -> dict[str, str]:
        tables = {entity_of(model): self.tables[model].table_name for model in {*access.reads, *access.writes}}
        return {
            **{f"{entity.upper()}_TABLE": name for entity, name in tables.items()},
            **({"OUTBOX_TABLE": self.platform.outbox.table_name} if self._announces(access) else {}),
            **{name: self.names[name] for name in (*access.settings, *access.secrets)},
        }

    def _grant(self, function: HouseFunction, access: Access) -> None:
        for statement in self._statements(access):
            function.add_to_role_policy(statement)
        for setting, method in ((SOCKET_CALLBACK, "POST"), (SOCKET_CLOSER, "DELETE")):
            if self.socket and setting in access.settings:
                self.socket.allow(function, method)
        for grant in access.grants:
            function.add_to_role_policy(permissions.grant_statement(grant, self.names))
            if grant.why:
                explain_wildcard(function.role or function, grant.why)

    def _statements(self, access: Access) -> Iterator[iam.PolicyStatement]:
        """What follows from the tables, secrets and settings that a function names."""
        for models, write in ((access.reads, False), (access.writes, True)):
            for model in models:
                yield permissions.table_statement(self.tables[model].table_arn, index_names(model), write=write)
        if self._announces(access):
            yield permissions.outbox_statement(self.platform.outbox.table_arn, self.capability.name)
        for secret in access.secrets:
            yield permissions.secret_statement(self.names[secret])
        for task, queue in self.task_queues.items():
            if setting_of(task) in access.settings:
                yield permissions.send_statement(queue.queue_arn)
        if self.channels and EVENTS_URL in access.settings:
            yield self.channels.publish_statement()

    def _task_queue(self, task: Task) -> sqs.Queue:
        name = pascal(task.module)
        queue = sqs.Queue(
            self,
            f"{name}Queue",
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            visibility_timeout=Duration.seconds(task.timeout_seconds * 6),
            dead_letter_queue=sqs.DeadLetterQueue(queue=self._dead_letters(name), max_receive_count=MAX_RECEIVES),
        )
        self.names[setting_of(task)] = queue.queue_url
        return queue

    def _socket_api(self) -> SocketApi:
        made = SocketApi(self, self.platform.stage)
        self.names.update(
            {SOCKET_URL: made.client_url, SOCKET_CALLBACK: made.callback_url, SOCKET_CLOSER: made.callback_url}
        )
        return made

    def _event_channels(self, declared: PubSub) -> EventChannels:
        authorizer = self._function(Step(declared.authorizer, declared.access, timeout_seconds=10))
        made = EventChannels(self, self.platform.stage, declared.namespace, authorizer)
        self.names.update({EVENTS_URL: made.url, EVENTS_HOST: made.host, EVENTS_REALTIME_URL: made.realtime_url})
        return made

    def _announces(self, access: Access) -> bool:
        return bool(access.writes and self.capability.emits)

    def _routes(self, declared: Http, function: HouseFunction) -> None:
        integration = integrations.HttpLambdaIntegration(f"{pascal(declared.module)}Integration", function)
        for method, path, operation in routes(self.capability.name, declared.module):
            public = PUBLIC in (operation.tags or [])
            apigateway.HttpRoute(
                self,
                f"{method.title()}{pascal(path)}",
                http_api=self.platform.http_api,
                route_key=apigateway.HttpRouteKey.with_(path, apigateway.HttpMethod[method.upper()]),
                integration=integration,
                authorizer=apigateway.HttpNoneAuthorizer() if public else self.platform.authorizer,
            )

        if declared.unrouted:
            apigateway.HttpRoute(
                self,
                "Unrouted",
                http_api=self.platform.http_api,
                route_key=apigateway.HttpRouteKey.DEFAULT,
                integration=integration,
                authorizer=apigateway.HttpNoneAuthorizer(),
            )

    def _subscribe(self, declared: Subscriber, function: HouseFunction) -> None:
        name = pascal(declared.module)
        queue = sqs.Queue(
            self,
            f"{name}Queue",
            fifo=True if declared.serial else None,
            content_based_deduplication=True if declared.serial else None,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            visibility_timeout=Duration.seconds(declared.timeout_seconds * 6),
            dead_letter_queue=sqs.DeadLetterQueue(
                queue=self._dead_letters(name, fifo=declared.serial), max_receive_count=MAX_RECEIVES
            ),
        )
        target = event_targets.SqsQueue(queue, message_group_id=declared.module if declared.serial else None)
        for number, (bus, pattern) in enumerate(self._patterns(declared)):
            events.Rule(self, f"{name}Rule{number}", event_bus=bus, event_pattern=pattern, targets=[target])
        function.add_event_source(
            sources.SqsEventSource(
                queue,
                batch_size=5 if declared.serial else 10,
                max_concurrency=declared.at_once,
                report_batch_item_failures=True,
            )
        )

    def _patterns(self, declared: Subscriber) -> Iterator[tuple[events.IEventBus | None, events.EventPattern]]:
        """One rule a bus: ours for published events, the account's default one for those of AWS services."""
        ours = [event for event in declared.to if not isinstance(event, AwsEvent)]
        if ours:
            yield (
                self.platform.bus,
                events.EventPattern(
                    source=sorted({event.source() for event in ours}),
                    detail_type=sorted({event.detail_type() for event in ours}),
                ),
            )
        theirs = [event for event in declared.to if isinstance(event, AwsEvent)]
        if theirs:
            yield (
                None,
                events.EventPattern(
                    source=sorted({event.source for event in theirs}),
                    detail_type=sorted({event.detail_type for event in theirs}),
                ),
            )

    def _dead_letters(self, name: str, *, fifo: bool = False) -> sqs.Queue:
        if name not in self.dead_letters:
            self.dead_letters[name] = dead_letter_queue(self, name, self.platform.alarms, fifo=fifo)
        return self.dead_letters[name]


def routes(capability: str, module: str) -> Iterator[tuple[str, str, Any]]:
    """Method, path and OpenAPI operation of each decorated function of a resolver."""
    resolver = importlib.import_module(f"functions.{capability}.{module}").api
    for path, item in resolver.get_openapi_schema().paths.items():
        for method in METHODS:
            operation = getattr(item, method)
            if operation is not None:
                yield method, path, operation


def steps_of(socket: Socket) -> tuple[Step, Step]:
    """The two functions of a socket: for frames, and for who may connect."""
    frames = Step(socket.module, socket.access, timeout_seconds=29, memory_mb=socket.memory_mb)
    return frames, Step(socket.authorizer, socket.authorizer_access, timeout_seconds=10)


def setting_of(task: Task) -> str:
    """`deliver` is asked through DELIVER_QUEUE."""
    return f"{task.module.upper()}_QUEUE"


def pascal(text: str) -> str:
    """`on_order_paid` and `/v1/me/channels` as construct ids."""
    words = "".join(letter if letter.isalnum() else " " for letter in text).split()
    return "".join(word[:1].upper() + word[1:] for word in words)
