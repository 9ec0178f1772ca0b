"""A small product of its own: one of each thing that the real stacks are made of."""

from pathlib import Path
from typing import Any

from infra.local.assembly import Asset, Stack

ASSETS = "sample-assets"
FUNCTION = {"Fn::GetAtt": ["Function", "Arn"]}


def role(service: str, *statements: dict[str, Any]) -> dict[str, Any]:
    """Build a role that one service may take, allowed exactly the statements."""
    policy = {"Version": "2012-10-17", "Statement": list(statements)}
    trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
            "Policies": [{"PolicyName": "grants", "PolicyDocument": policy}],
        },
    }


def resource(kind: str, **properties: Any) -> dict[str, Any]:
    """Build a resource."""
    return {"Type": kind, "Properties": properties}


def grant(*actions: str) -> dict[str, Any]:
    """Allow actions on the table."""
    target = {"Fn::GetAtt": ["Table", "Arn"]}
    return {"Effect": "Allow", "Action": list(actions), "Resource": target}


def rest_api() -> dict[str, Any]:
    """Build a REST API that passes everything to the function."""
    arn = "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Function.Arn}"
    return {
        "Rest": resource("AWS::ApiGateway::RestApi", Name="sample"),
        "Proxy": resource(
            "AWS::ApiGateway::Resource",
            RestApiId={"Ref": "Rest"},
            ParentId={"Fn::GetAtt": ["Rest", "RootResourceId"]},
            PathPart="{proxy+}",
        ),
        "Any": resource(
            "AWS::ApiGateway::Method",
            RestApiId={"Ref": "Rest"},
            ResourceId={"Ref": "Proxy"},
            HttpMethod="ANY",
            AuthorizationType="NONE",
            Integration={
                "Type": "AWS_PROXY",
                "IntegrationHttpMethod": "POST",
                "Uri": {"Fn::Sub": f"{arn}/invocations"},
            },
        ),
        "RestDeployment": {
            **resource("AWS::ApiGateway::Deployment", RestApiId={"Ref": "Rest"}),
            "DependsOn": ["Any"],
        },
        "RestStage": resource(
            "AWS::ApiGateway::Stage",
            RestApiId={"Ref": "Rest"},
            DeploymentId={"Ref": "RestDeployment"},
            StageName="live",
        ),
        "RestPermission": permission("apigateway.amazonaws.com"),
    }


def permission(service: str) -> dict[str, Any]:
    """Let a service call the function."""
    return resource(
        "AWS::Lambda::Permission",
        Action="lambda:InvokeFunction",
        FunctionName=FUNCTION,
        Principal=service,
    )


def websocket_api() -> dict[str, Any]:
    """Build a WebSocket API with a connect route and one for every message."""
    arn = "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Function.Arn}"
    routes = {
        f"Route{number}": resource(
            "AWS::ApiGatewayV2::Route",
            ApiId={"Ref": "Live"},
            RouteKey=key,
            Target={"Fn::Sub": "integrations/${LiveIntegration}"},
        )
        for number, key in enumerate(["$connect", "$default"])
    }
    return {
        "Live": resource(
            "AWS::ApiGatewayV2::Api",
            Name="live",
            ProtocolType="WEBSOCKET",
            RouteSelectionExpression="$request.body.action",
        ),
        "LiveIntegration": resource(
            "AWS::ApiGatewayV2::Integration",
            ApiId={"Ref": "Live"},
            IntegrationType="AWS_PROXY",
            IntegrationUri={"Fn::Sub": f"{arn}/invocations"},
        ),
        "LiveStage": resource(
            "AWS::ApiGatewayV2::Stage", ApiId={"Ref": "Live"}, StageName="live", AutoDeploy=True
        ),
        **routes,
    }


def task() -> dict[str, Any]:
    """Build a task definition whose process says who it is and what it may do."""
    code = "import tests.local.sample_task as task; task.main()"
    return resource(
        "AWS::ECS::TaskDefinition",
        Family="sample",
        TaskRoleArn={"Fn::GetAtt": ["TaskRole", "Arn"]},
        ContainerDefinitions=[
            {
                "Name": "sample",
                "Image": "unused",
                "Command": ["python", "-c", code],
                "Environment": [{"Name": "TABLE", "Value": {"Ref": "Table"}}],
            }
        ],
    )


def sample_stack() -> Stack:
    """Return the whole sample."""
    resources = {
        "Table": resource(
            "AWS::DynamoDB::Table",
            TableName="sample-table",
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        ),
        "Role": role("lambda.amazonaws.com", grant("dynamodb:PutItem")),
        "TaskRole": role("ecs-tasks.amazonaws.com", grant("dynamodb:GetItem")),
        "Function": resource(
            "AWS::Lambda::Function",
            FunctionName="sample",
            Runtime="python3.13",
            Handler="sample.handler",
            Timeout=10,
            Role={"Fn::GetAtt": ["Role", "Arn"]},
            Code={"S3Bucket": ASSETS, "S3Key": "function.zip"},
            Environment={
                "Variables": {"TABLE": {"Ref": "Table"}, "GREETING": {"Ref": "PublicUrl"}}
            },
        ),
        "Task": task(),
        "Association": resource("AWS::WAFv2::WebACLAssociation", ResourceArn="a", WebACLArn="b"),
        **rest_api(),
        **websocket_api(),
    }
    outputs = {"RestApiId": "Rest", "WebsocketApiId": "Live", "TaskArn": "Task"}
    template = {
        "Parameters": {"PublicUrl": {"Type": "String"}, "BootstrapVersion": {"Type": "String"}},
        "Rules": {"CheckBootstrapVersion": {}},
        "Resources": resources,
        "Outputs": {name: {"Value": {"Ref": target}} for name, target in outputs.items()},
    }
    folder = Path(__file__).parent / "sample_function"
    return Stack("sample", template, (Asset(folder, True, ASSETS, "function.zip"),))
