"""What every capability stands on: event bus, outbox, users, HTTP API, layers, alarms."""

import json
from typing import cast

from aws_cdk import CfnOutput, Duration, RemovalPolicy, Stack
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_events as events
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from infra.lambda_function import retention
from infra.model_table import ModelTable
from infra.platform import Platform
from infra.stage import Stage
from kernel.access import GROUPS
from kernel.outbox import OutboxRow

ACCESS_LOG = {  # no address beyond the source IP, no query: nothing a viewer could not see in an abuse report
    "requestId": "$context.requestId",
    "at": "$context.requestTime",
    "ip": "$context.identity.sourceIp",
    "route": "$context.routeKey",
    "status": "$context.status",
    "bytes": "$context.responseLength",
    "latencyMs": "$context.responseLatency",
    "error": "$context.error.message",
}


class FoundationStack(Stack):
    def __init__(self, scope: Construct, stage: Stage) -> None:
        super().__init__(
            scope, stage.stack_name("foundation"), env=stage.environment, termination_protection=stage.protect
        )
        self.stage = stage
        alarms = self._alarm_topic()
        pool, client = self._users()
        issuer = f"https://cognito-idp.{self.region}.amazonaws.com/{pool.user_pool_id}"
        authorizer = authorizers.HttpJwtAuthorizer("Jwt", issuer, jwt_audience=[client.user_pool_client_id])
        self.platform = Platform(
            stage=stage,
            bus=events.EventBus(self, "Bus", event_bus_name=f"madang-{stage.name}"),
            outbox=ModelTable(self, OutboxRow, stage),
            http_api=self._http_api(),
            authorizer=authorizer,
            alarms=alarms,
        )
        self.platform.names.update(
            USER_POOL_ID=pool.user_pool_id,
            USER_POOL_CLIENT_ID=client.user_pool_client_id,
            USER_POOL_ARN=pool.user_pool_arn,
            EVENT_BUS=self.platform.bus.event_bus_name,
            OUTBOX_TABLE=self.platform.outbox.table_name,
            account=self.account,
            region=self.region,
        )
        CfnOutput(self, "ApiUrl", value=self.platform.http_api.api_endpoint)
        CfnOutput(self, "UserPoolId", value=pool.user_pool_id)

    def _alarm_topic(self) -> sns.Topic:
        topic = sns.Topic(self, "Alarms", enforce_ssl=True)
        if self.stage.alarm_email:
            topic.add_subscription(subscriptions.EmailSubscription(self.stage.alarm_email))
        return topic

    def _users(self) -> tuple[cognito.UserPool, cognito.UserPoolClient]:
        """Sign-up goes through identity's API alone (the client has a secret), so terms are always recorded."""
        pool = cognito.UserPool(
            self,
            "Users",
            self_sign_up_enabled=True,
            sign_in_aliases=cognito.SignInAliases(email=True),
            auto_verify=cognito.AutoVerifiedAttrs(email=True),
            mfa=cognito.Mfa.OPTIONAL,
            mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False),
            password_policy=cognito.PasswordPolicy(
                min_length=10, require_digits=True, require_lowercase=True, require_uppercase=True, require_symbols=True
            ),
            custom_attributes={
                "terms_version": cognito.StringAttribute(mutable=True),
                "terms_accepted_at": cognito.StringAttribute(mutable=True),
            },
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            deletion_protection=self.stage.protect,
            removal_policy=self.stage.removal_policy,
        )
        for precedence, group in enumerate(reversed(GROUPS)):
            cognito.CfnUserPoolGroup(
                self, f"{group.title()}Group", user_pool_id=pool.user_pool_id, group_name=group, precedence=precedence
            )
        client = pool.add_client(
            "Api",
            generate_secret=True,
            disable_o_auth=True,
            auth_flows=cognito.AuthFlow(user_password=True),
            prevent_user_existence_errors=True,
            access_token_validity=Duration.minutes(60),
            id_token_validity=Duration.minutes(60),
            refresh_token_validity=Duration.days(30),
            enable_token_revocation=True,
            refresh_token_rotation_grace_period=Duration.seconds(30),
        )
        return pool, client

    def _http_api(self) -> apigateway.HttpApi:
        access_logs = logs.LogGroup(
            self,
            "ApiAccessLogs",
            retention=retention(self.stage.log_retention_days),
            removal_policy=RemovalPolicy.DESTROY,
        )
        api = apigateway.HttpApi(self, "Api", create_default_stage=False)
        default = apigateway.HttpStage(
            self,
            "ApiStage",
            http_api=api,
            stage_name="$default",
            auto_deploy=True,
            detailed_metrics_enabled=True,
            throttle=apigateway.ThrottleSettings(rate_limit=self.stage.api_rate, burst_limit=self.stage.api_burst),
        )
        resource = cast("apigateway.CfnStage", default.node.default_child)
        resource.access_log_settings = apigateway.CfnStage.AccessLogSettingsProperty(
            destination_arn=access_logs.log_group_arn, format=json.dumps(ACCESS_LOG)
        )
        return api
