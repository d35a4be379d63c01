"""AppSync Events of a capability: functions publish with their own roles, clients listen with a ticket."""

from aws_cdk import Stack
from aws_cdk import aws_appsync as appsync
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.stage import Stage

BY_ROLE, BY_TICKET = "AWS_IAM", "AWS_LAMBDA"


class EventChannels(Construct):
    """Costs nothing while nobody listens, so every stage has it."""

    def __init__(self, scope: Construct, stage: Stage, namespace: str, authorizer: lambda_.IFunction) -> None:
        super().__init__(scope, "EventChannels")
        role = appsync.CfnApi.AuthModeProperty(auth_type=BY_ROLE)
        ticket = appsync.CfnApi.AuthModeProperty(auth_type=BY_TICKET)
        self.api = appsync.CfnApi(
            self,
            "Api",
            name=Stack.of(self).stack_name,
            event_config=appsync.CfnApi.EventConfigProperty(
                auth_providers=[
                    appsync.CfnApi.AuthProviderProperty(auth_type=BY_ROLE),
                    appsync.CfnApi.AuthProviderProperty(
                        auth_type=BY_TICKET,
                        lambda_authorizer_config=appsync.CfnApi.LambdaAuthorizerConfigProperty(
                            authorizer_uri=authorizer.function_arn, authorizer_result_ttl_in_seconds=0
                        ),
                    ),
                ],
                connection_auth_modes=[ticket],
                default_publish_auth_modes=[role],
                default_subscribe_auth_modes=[ticket],
            ),
        )
        self.namespace = appsync.CfnChannelNamespace(self, "Namespace", api_id=self.api.attr_api_id, name=namespace)
        authorizer.add_permission(
            "Listening", principal=iam.ServicePrincipal("appsync.amazonaws.com"), source_arn=self.api.attr_api_arn
        )
        self.host = self.api.attr_dns_http
        self.url = stage.events_url or f"https://{self.host}"
        realtime = stage.events_realtime_url or f"wss://{self.api.attr_dns_realtime}/event/realtime"
        self.realtime_url = realtime.replace("{api}", self.api.attr_api_id)

    def publish_statement(self) -> iam.PolicyStatement:
        """Publishing on the channels of the one namespace."""
        return iam.PolicyStatement(
            actions=["appsync:EventPublish"], resources=[self.namespace.attr_channel_namespace_arn]
        )
