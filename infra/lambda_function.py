"""One Lambda function as this house makes them: its own role, log group and alarm, and nothing granted by default."""

from collections.abc import Mapping
from dataclasses import dataclass

from aws_cdk import Duration, RemovalPolicy, Size
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.layers import layers_of
from infra.stage import Stage

SMALLEST_DISK_MB = 512  # what every function has and nothing is paid for


@dataclass(frozen=True)
class Shape:
    handler: str
    code: lambda_.Code
    environment: Mapping[str, str]
    timeout: Duration
    memory_mb: int = 512
    disk_mb: int = 512
    packages: str | None = None


def retention(days: int) -> logs.RetentionDays:
    """The CDK names retentions in words; CloudWatch takes only certain numbers of days."""
    by_days = {7: logs.RetentionDays.ONE_WEEK, 14: logs.RetentionDays.TWO_WEEKS, 30: logs.RetentionDays.ONE_MONTH,
               365: logs.RetentionDays.ONE_YEAR}  # fmt: skip
    return by_days[days]


class HouseFunction(lambda_.Function):
    def __init__(self, scope: Construct, name: str, shape: Shape, stage: Stage, alarms: sns.ITopic) -> None:
        log_group = logs.LogGroup(
            scope, f"{name}Logs", retention=retention(stage.log_retention_days), removal_policy=RemovalPolicy.DESTROY
        )
        role = iam.Role(scope, f"{name}Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        log_group.grant_write(role)
        super().__init__(
            scope,
            name,
            runtime=stage.lambda_runtime,
            architecture=stage.lambda_architecture,
            handler=shape.handler,
            code=shape.code,
            layers=layers_of(scope, stage, shape.packages),
            environment={"MADANG_STAGE": stage.name, "POWERTOOLS_SERVICE_NAME": name, **shape.environment},
            timeout=shape.timeout,
            memory_size=shape.memory_mb,
            ephemeral_storage_size=None if shape.disk_mb == SMALLEST_DISK_MB else Size.mebibytes(shape.disk_mb),
            role=role,
            log_group=log_group,
        )
        alarm = cloudwatch.Alarm(
            scope,
            f"{name}Errors",
            metric=self.metric_errors(period=Duration.minutes(5)),
            threshold=5,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            alarm_description=f"{name} fails; runbook: docs/runbook.md#function-errors",
        )
        alarm.add_alarm_action(actions.SnsAction(alarms))


def dead_letter_queue(scope: Construct, name: str, alarms: sns.ITopic, *, fifo: bool = False) -> sqs.Queue:
    """Keeps for 14 days what nobody could handle, and tells at the first message."""
    queue = sqs.Queue(
        scope,
        f"{name}DeadLetters",
        fifo=True if fifo else None,
        encryption=sqs.QueueEncryption.SQS_MANAGED,
        enforce_ssl=True,
        retention_period=Duration.days(14),
    )
    alarm = cloudwatch.Alarm(
        scope,
        f"{name}DeadLettersAlarm",
        metric=queue.metric_approximate_number_of_messages_visible(period=Duration.minutes(1), statistic="Maximum"),
        threshold=1,
        evaluation_periods=1,
        treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        alarm_description=f"{name} gave up on a message; runbook: docs/runbook.md#dead-letters",
    )
    alarm.add_alarm_action(actions.SnsAction(alarms))
    return queue
