"""The network of the long-running processes: public addresses, no inbound rule, no NAT."""

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra.components.functions import log_group
from infra.config import Stage


class NetworkStack(cdk.Stack):
    """Hold the VPC and the cluster that the trader and the sandbox broker share."""

    def __init__(self, scope: Construct, stage: Stage) -> None:
        super().__init__(scope, "network", stack_name=f"{stage.prefix}-network")
        self.vpc = _vpc(self)
        self._log_flows(stage)
        self.cluster = ecs.Cluster(
            self,
            "Cluster",
            cluster_name=stage.prefix,
            vpc=self.vpc,
            container_insights_v2=ecs.ContainerInsights.ENABLED,
        )
        cdk.CfnOutput(self, "ClusterName", value=self.cluster.cluster_name)
        cdk.CfnOutput(self, "VpcId", value=self.vpc.vpc_id)

    def _log_flows(self, stage: Stage) -> None:
        scope = Construct(self, "Flows")
        log = log_group(scope, stage, "flows")
        role = iam.Role(
            scope, "Role", assumed_by=iam.ServicePrincipal("vpc-flow-logs.amazonaws.com")
        )
        self.vpc.add_flow_log(
            "FlowLog",
            destination=ec2.FlowLogDestination.to_cloud_watch_logs(log, role),
            traffic_type=ec2.FlowLogTrafficType.REJECT,
        )


def _vpc(scope: Construct) -> ec2.Vpc:
    services = ec2.GatewayVpcEndpointAwsService
    return ec2.Vpc(
        scope,
        "Vpc",
        max_azs=2,
        nat_gateways=0,
        subnet_configuration=[
            ec2.SubnetConfiguration(name="public", subnet_type=ec2.SubnetType.PUBLIC, cidr_mask=22)
        ],
        gateway_endpoints={
            "DynamoDb": ec2.GatewayVpcEndpointOptions(service=services.DYNAMODB),
            "S3": ec2.GatewayVpcEndpointOptions(service=services.S3),
        },
        restrict_default_security_group=False,
    )
