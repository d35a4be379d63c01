"""What the platform stacks offer to the capability stacks."""

from dataclasses import dataclass, field

from aws_cdk import Stack
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_events as events
from aws_cdk import aws_sns as sns

from infra.stage import Stage


@dataclass
class Platform:
    """`names` resolves the settings, secrets and grant placeholders that capabilities declare."""

    stage: Stage
    bus: events.IEventBus
    outbox: dynamodb.ITable
    http_api: apigateway.HttpApi
    authorizer: authorizers.HttpJwtAuthorizer
    alarms: sns.ITopic
    names: dict[str, str] = field(default_factory=dict)
    desks: dict[str, Stack] = field(default_factory=dict)  # by setting, such as BILLING_DESK
