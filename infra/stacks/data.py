"""What must survive: tables, keys, the token secret and the command queues."""

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.components.access import BACKTEST_QUEUE, Keys
from infra.components.environment import pascal
from infra.components.queues import command_queue, job_queue
from infra.config import Stage
from nexus.adapters.dynamodb.schema import TABLES, TTL_ATTRIBUTE, Index, Table

_SCALARS = {"S": dynamodb.AttributeType.STRING, "N": dynamodb.AttributeType.NUMBER}


class DataStack(cdk.Stack):
    """Hold the state of one stage."""

    def __init__(self, scope: Construct, stage: Stage) -> None:
        super().__init__(scope, "data", stack_name=f"{stage.prefix}-data")
        self._stage = stage
        self._removal = cdk.RemovalPolicy.RETAIN if stage.keeps_data else cdk.RemovalPolicy.DESTROY
        data_key = self._key("DataKey", "data", "tables and secrets")
        broker_key = self._key("BrokerKey", "broker", "broker tokens")
        secret = self._jwt_secret(data_key)
        bucket = self._backtest_bucket()
        self.backtest_bucket = bucket.bucket_name
        self.keys = Keys(data_key.key_arn, broker_key.key_arn, secret.attr_id, bucket.bucket_arn)
        tables = {table.name: self._table(table, data_key) for table in TABLES}
        self.streams = {
            name: table.table_stream_arn for name, table in tables.items() if table.table_stream_arn
        }
        self.command_queue_urls = cdk.Fn.join(
            ",", [self._command_queue(shard) for shard in range(stage.shards)]
        )
        jobs = job_queue(Construct(self, "BacktestJobs"), stage, BACKTEST_QUEUE)
        self.backtest_queue_url = jobs.queue.queue_url
        self._outputs()

    def _key(self, construct: str, alias: str, protects: str) -> kms.Key:
        return kms.Key(
            self,
            construct,
            alias=f"{self._stage.prefix}/{alias}",
            description=f"Nexus {self._stage.name}: {protects}",
            enable_key_rotation=True,
            removal_policy=self._removal,
        )

    def _jwt_secret(self, key: kms.Key) -> secretsmanager.CfnSecret:
        secret = secretsmanager.CfnSecret(
            self,
            "JwtSecret",
            name=f"{self._stage.prefix}/jwt",
            kms_key_id=key.key_arn,
            generate_secret_string=secretsmanager.CfnSecret.GenerateSecretStringProperty(
                password_length=64, exclude_punctuation=True
            ),
        )
        secret.apply_removal_policy(self._removal)
        return secret

    def _backtest_bucket(self) -> s3.Bucket:
        uploads = s3.LifecycleRule(prefix="uploads/", expiration=cdk.Duration.days(1))
        return s3.Bucket(
            self,
            "BacktestFiles",
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            enforce_ssl=self._stage.requires_tls,
            lifecycle_rules=[uploads],
            removal_policy=self._removal,
        )

    def _table(self, table: Table, key: kms.Key) -> dynamodb.Table:
        created = dynamodb.Table(
            self,
            pascal(table.name),
            table_name=f"{self._stage.prefix}-{table.name}",
            partition_key=_attribute(table.partition),
            sort_key=_attribute(table.sort),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            encryption=dynamodb.TableEncryption.CUSTOMER_MANAGED,
            encryption_key=key,
            time_to_live_attribute=TTL_ATTRIBUTE,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=table.point_in_time_recovery
            ),
            stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES if table.streamed else None,
            deletion_protection=self._stage.keeps_data,
            removal_policy=self._removal,
        )
        for index in table.indexes:
            _add_index(created, index)
        return created

    def _command_queue(self, shard: int) -> str:
        return command_queue(
            Construct(self, f"Commands{shard}"), self._stage, shard
        ).queue.queue_url

    def _outputs(self) -> None:
        values = {
            "TablePrefix": f"{self._stage.prefix}-",
            "DataKeyArn": self.keys.data_key,
            "BrokerKeyArn": self.keys.broker_key,
            "JwtSecretArn": self.keys.jwt_secret,
            "CommandQueueUrls": self.command_queue_urls,
            "BacktestQueueUrl": self.backtest_queue_url,
            "BacktestBucketName": self.backtest_bucket,
        }
        for name, value in values.items():
            cdk.CfnOutput(self, name, value=value)


def _attribute(name: str, scalar: str = "S") -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=_SCALARS[scalar])


def _add_index(table: dynamodb.Table, index: Index) -> None:
    table.add_global_secondary_index(
        index_name=index.name,
        partition_key=_attribute(index.partition),
        sort_key=_attribute(index.sort, index.sort_type),
        projection_type=dynamodb.ProjectionType(index.projection),
    )
