"""The two APIs that browsers and API clients reach: REST and WebSocket."""

import aws_cdk as cdk
from aws_cdk import aws_apigateway as rest
from aws_cdk import aws_apigatewayv2 as websocket
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.components.access import API_STAGE, Access
from infra.components.environment import Environment
from infra.components.functions import Functions, log_group
from infra.config import Stage
from infra.stacks.data import DataStack

# Paths only: query strings carry OAuth codes and tickets.
_WEBSOCKET_LOG = (
    '{"requestId":"$context.requestId","routeKey":"$context.routeKey",'
    '"connectionId":"$context.connectionId","status":"$context.status",'
    '"ip":"$context.identity.sourceIp","time":"$context.requestTime"}'
)


class ApiStack(cdk.Stack):
    """Serve `/api/*` and `/r/{code}` by REST, `/ws/*` by WebSocket."""

    def __init__(
        self, scope: Construct, stage: Stage, data: DataStack, placeholders: dict[str, str]
    ) -> None:
        super().__init__(scope, "api", stack_name=f"{stage.prefix}-api")
        self._stage = stage
        sockets = websocket.WebSocketApi(self, "WebSocketApi", api_name=f"{stage.prefix}-websocket")
        self.websocket_api_id = sockets.api_id
        functions = self._functions(data, placeholders)
        self._sockets(sockets, functions.make("websocket_api"))
        self.rest_api = self._rest(functions.make("rest_api"))
        self._outputs()

    def _functions(self, data: DataStack, placeholders: dict[str, str]) -> Functions:
        access = Access(self, self._stage, data.keys, self.websocket_api_id)
        facts = {
            "COMMAND_QUEUE_URLS": data.command_queue_urls,
            "BACKTEST_QUEUE_URL": data.backtest_queue_url,
            "BACKTEST_BUCKET": data.backtest_bucket,
            "JWT_SECRET_ARN": data.keys.jwt_secret,
            "BROKER_KEY_ARN": data.keys.broker_key,
        }
        filled = {**placeholders, "websocket_api": self.websocket_api_id, "api_stage": API_STAGE}
        return Functions(self, self._stage, access, Environment(self, self._stage, facts, filled))

    def _sockets(self, api: websocket.WebSocketApi, handler: lambda_.Function) -> None:
        for route in ("$connect", "$disconnect", "$default"):
            integration = integrations.WebSocketLambdaIntegration(f"Route{route[1:]}", handler)
            api.add_route(route, integration=integration)
        log = log_group(Construct(self, "WebSocketAccess"), self._stage, "websocket-access")
        throttle = self._stage.throttle
        websocket.CfnStage(
            self,
            "WebSocketStage",
            api_id=api.api_id,
            stage_name=API_STAGE,
            auto_deploy=True,
            default_route_settings=websocket.CfnStage.RouteSettingsProperty(
                throttling_rate_limit=throttle.rate,
                throttling_burst_limit=throttle.burst,
                detailed_metrics_enabled=True,
            ),
            access_log_settings=websocket.CfnStage.AccessLogSettingsProperty(
                destination_arn=log.log_group_arn, format=_WEBSOCKET_LOG
            ),
        )

    def _rest(self, handler: lambda_.Function) -> rest.RestApi:
        api = rest.RestApi(
            self,
            "RestApi",
            rest_api_name=f"{self._stage.prefix}-rest",
            description="Nexus under /api and referral links under /r",
            endpoint_types=[rest.EndpointType.REGIONAL],
            cloud_watch_role=True,
            cloud_watch_role_removal_policy=cdk.RemovalPolicy.RETAIN,
            deploy_options=self._rest_stage(),
        )
        integration = rest.LambdaIntegration(handler, allow_test_invoke=False)
        api.root.add_resource("api").add_resource("{proxy+}").add_method("ANY", integration)
        api.root.add_resource("r").add_resource("{code}").add_method("GET", integration)
        return api

    def _rest_stage(self) -> rest.StageOptions:
        log = log_group(Construct(self, "RestAccess"), self._stage, "rest-access")
        throttle = self._stage.throttle
        return rest.StageOptions(
            stage_name=API_STAGE,
            throttling_rate_limit=throttle.rate,
            throttling_burst_limit=throttle.burst,
            metrics_enabled=True,
            tracing_enabled=True,
            data_trace_enabled=False,
            logging_level=rest.MethodLoggingLevel.OFF,
            access_log_destination=rest.LogGroupLogDestination(log),
            access_log_format=rest.AccessLogFormat.json_with_standard_fields(
                caller=False,
                http_method=True,
                ip=True,
                protocol=True,
                request_time=True,
                resource_path=True,
                response_length=True,
                status=True,
                user=False,
            ),
        )

    def _outputs(self) -> None:
        values = {
            "RestApiId": self.rest_api.rest_api_id,
            "RestApiStage": API_STAGE,
            "WebsocketApiId": self.websocket_api_id,
            "WebsocketApiStage": API_STAGE,
        }
        for name, value in values.items():
            cdk.CfnOutput(self, name, value=value)
