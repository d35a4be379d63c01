"""The WebSocket API of a capability: who may connect, one function for every frame, posts back to the sockets."""

import json

from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.lambda_function import retention
from infra.nag import explain_wildcard
from infra.stage import Stage

STAGE_NAME = "v1"
TICKET = "route.request.querystring.ticket"
ACCESS_LOG = {  # never the query string: it holds the ticket
    "requestId": "$context.requestId",
    "at": "$context.requestTime",
    "event": "$context.eventType",
    "route": "$context.routeKey",
    "status": "$context.status",
    "connection": "$context.connectionId",
    "error": "$context.error.message",
}


class SocketApi(Construct):
    """Made before its functions, which need its addresses; `answer` ties them to it."""

    def __init__(self, scope: Construct, stage: Stage) -> None:
        super().__init__(scope, "SocketApi")
        self.api = apigateway.WebSocketApi(self, "Api", route_selection_expression="$request.body.action")
        region, suffix = Stack.of(self).region, Stack.of(self).url_suffix
        host = f"{self.api.api_id}.execute-api.{region}.{suffix}"
        places = {"api": self.api.api_id, "host": host, "stage": STAGE_NAME}
        self.client_url = (stage.socket_url or "wss://{host}/{stage}").format(**places)
        self.callback_url = (stage.socket_callback or "https://{host}/{stage}").format(**places)
        self._stage(stage)

    def answer(self, frames: lambda_.IFunction, authorizer: lambda_.IFunction) -> None:
        """`frames` hears what clients send and that they went; `authorizer` decides who connects."""
        admitted = authorizers.WebSocketLambdaAuthorizer("Tickets", authorizer, identity_source=[TICKET])
        self.api.add_route(
            "$connect", integration=integrations.WebSocketMockIntegration("Connect"), authorizer=admitted
        )
        for key, name, returns in (("$default", "Frames", True), ("$disconnect", "Ends", False)):
            integration = integrations.WebSocketLambdaIntegration(name, frames)
            self.api.add_route(key, integration=integration, return_response=returns)

    def allow(self, function: lambda_.Function, method: str) -> None:
        """POST to connections of this API, or DELETE them."""
        api = Stack.of(self).format_arn(service="execute-api", resource=self.api.api_id)
        resource = f"{api}/{STAGE_NAME}/{method}/@connections/*"
        function.add_to_role_policy(
            iam.PolicyStatement(actions=["execute-api:ManageConnections"], resources=[resource])
        )
        explain_wildcard(function.role or function, "Connections get their names when clients connect.")

    def _stage(self, stage: Stage) -> None:
        log_group = logs.LogGroup(
            self, "AccessLogs", retention=retention(stage.log_retention_days), removal_policy=RemovalPolicy.DESTROY
        )
        made = apigateway.CfnStage(
            self,
            "Stage",
            api_id=self.api.api_id,
            stage_name=STAGE_NAME,
            auto_deploy=True,
            access_log_settings=apigateway.CfnStage.AccessLogSettingsProperty(
                destination_arn=log_group.log_group_arn, format=json.dumps(ACCESS_LOG)
            ),
            default_route_settings=apigateway.CfnStage.RouteSettingsProperty(
                throttling_rate_limit=stage.api_rate, throttling_burst_limit=stage.api_burst,
                detailed_metrics_enabled=True,
            ),
        )  # fmt: skip
        made.node.add_dependency(log_group)
