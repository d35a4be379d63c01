"""The one path from a committed row to the event bus: stream, publisher, sweep, dead letter, alarm."""

from collections.abc import Sequence

from aws_cdk import Duration, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_scheduler_targets as targets

from infra import code
from infra.lambda_function import HouseFunction, Shape, dead_letter_queue
from infra.platform import Platform


def publish_outbox(stack: Stack, platform: Platform, capabilities: Sequence[str]) -> None:
    """Adds the two functions to the foundation stack."""
    environment = {
        "EVENT_BUS": platform.bus.event_bus_name,
        "OUTBOX_TABLE": platform.outbox.table_name,
        "CAPABILITIES": ",".join(capabilities),
    }
    package = code.function_code("platform", platform.stage)

    def function(name: str, module: str) -> HouseFunction:
        shape = Shape(
            handler=f"functions.platform.{module}.handler",
            code=package,
            environment=environment,
            timeout=Duration.seconds(30),
            memory_mb=256,
        )
        made = HouseFunction(stack, name, shape, platform.stage, platform.alarms)
        made.add_to_role_policy(
            iam.PolicyStatement(actions=["events:PutEvents"], resources=[platform.bus.event_bus_arn])
        )
        made.add_to_role_policy(
            iam.PolicyStatement(
                actions=["dynamodb:DeleteItem", "dynamodb:Query"], resources=[platform.outbox.table_arn]
            )
        )
        return made

    publisher = function("PublishOutbox", "on_outbox_row")
    dead_letters = dead_letter_queue(stack, "Outbox", platform.alarms)
    publisher.add_event_source(
        sources.DynamoEventSource(
            platform.outbox,
            starting_position=lambda_.StartingPosition.TRIM_HORIZON,
            batch_size=100,
            bisect_batch_on_error=True,
            retry_attempts=5,
            on_failure=sources.SqsDlq(dead_letters),
            filters=[lambda_.FilterCriteria.filter({"eventName": lambda_.FilterRule.is_equal("INSERT")})],
        )
    )
    scheduler.Schedule(
        stack,
        "SweepOutboxSchedule",
        schedule=scheduler.ScheduleExpression.rate(Duration.minutes(1)),
        target=targets.LambdaInvoke(function("SweepOutbox", "sweep_outbox")),
    )
