"""The one origin: the page from S3, the APIs and the referral links behind it."""

from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.components.access import API_STAGE
from infra.components.environment import Environment
from infra.components.security_headers import content_security_policy
from infra.config import Stage
from infra.stacks.api import ApiStack

EDGE = Path(__file__).resolve().parents[1] / "edge"
HTTPS = cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS


class WebStack(cdk.Stack):
    """Serve the page and both APIs from one distribution."""

    def __init__(self, scope: Construct, stage: Stage, api: ApiStack) -> None:
        super().__init__(scope, "web", stack_name=f"{stage.prefix}-web")
        self._stage = stage
        self._api = api
        self._headers = self._security_headers()
        bucket = self._bucket()
        distribution = self._distribution(bucket)
        cdk.CfnOutput(self, "SiteBucketName", value=bucket.bucket_name)
        cdk.CfnOutput(self, "DistributionId", value=distribution.distribution_id)
        cdk.CfnOutput(self, "DistributionDomainName", value=distribution.domain_name)

    def _bucket(self) -> s3.Bucket:
        return s3.Bucket(
            self,
            "Site",
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=self._stage.requires_tls,
            versioned=True,
            lifecycle_rules=[s3.LifecycleRule(noncurrent_version_expiration=cdk.Duration.days(30))],
            removal_policy=cdk.RemovalPolicy.RETAIN
            if self._stage.keeps_data
            else cdk.RemovalPolicy.DESTROY,
        )

    def _distribution(self, bucket: s3.Bucket) -> cloudfront.Distribution:
        certificate = self._certificate()
        rest = self._api_origin(self._api.rest_api.rest_api_id, f"/{API_STAGE}")
        return cloudfront.Distribution(
            self,
            "Distribution",
            comment=f"Nexus {self._stage.name}",
            default_root_object="index.html",
            default_behavior=self._page(bucket),
            additional_behaviors={
                "/api/*": self._pass_through(rest),
                "/r/*": self._pass_through(rest),
                "/ws/*": self._pass_through(
                    self._api_origin(self._api.websocket_api_id, None),
                    self._function("websocket"),
                ),
            },
            domain_names=[self._stage.domain] if self._stage.domain else None,
            certificate=certificate,
            minimum_protocol_version=cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            price_class=cloudfront.PriceClass.PRICE_CLASS_ALL,
        )

    def _certificate(self) -> acm.ICertificate | None:
        if self._stage.domain is None:
            return None
        arn = cdk.CfnParameter(
            self, "CertificateArn", description="Certificate of the domain, in us-east-1"
        )
        return acm.Certificate.from_certificate_arn(self, "Certificate", arn.value_as_string)

    def _api_origin(self, api_id: str, path: str | None) -> origins.HttpOrigin:
        return origins.HttpOrigin(
            f"{api_id}.execute-api.{self.region}.{self.url_suffix}",
            origin_path=path,
            protocol_policy=cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
            origin_ssl_protocols=[cloudfront.OriginSslPolicy.TLS_V1_2],
        )

    def _page(self, bucket: s3.Bucket) -> cloudfront.BehaviorOptions:
        return cloudfront.BehaviorOptions(
            origin=origins.S3BucketOrigin.with_origin_access_control(bucket),
            viewer_protocol_policy=HTTPS,
            cache_policy=cloudfront.CachePolicy.CACHING_OPTIMIZED,
            response_headers_policy=self._headers,
            compress=True,
            function_associations=[_on_request(self._function("page"))],
        )

    def _pass_through(
        self, origin: origins.HttpOrigin, function: cloudfront.Function | None = None
    ) -> cloudfront.BehaviorOptions:
        return cloudfront.BehaviorOptions(
            origin=origin,
            viewer_protocol_policy=HTTPS,
            allowed_methods=cloudfront.AllowedMethods.ALLOW_ALL,
            cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
            origin_request_policy=cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
            response_headers_policy=self._headers,
            function_associations=[_on_request(function)] if function else None,
        )

    def _function(self, name: str) -> cloudfront.Function:
        return cloudfront.Function(
            self,
            f"{name.capitalize()}Rewrite",
            function_name=f"{self._stage.prefix}-{name}",
            code=cloudfront.FunctionCode.from_file(file_path=str(EDGE / f"{name}.js")),
            runtime=cloudfront.FunctionRuntime.JS_2_0,
        )

    def _security_headers(self) -> cloudfront.ResponseHeadersPolicy:
        origin = Environment(self, self._stage, {}, {}).value("WEBSOCKET_URL")
        return cloudfront.ResponseHeadersPolicy(
            self,
            "SecurityHeaders",
            response_headers_policy_name=f"{self._stage.prefix}-security",
            security_headers_behavior=cloudfront.ResponseSecurityHeadersBehavior(
                content_security_policy=cloudfront.ResponseHeadersContentSecurityPolicy(
                    content_security_policy=content_security_policy(origin), override=True
                ),
                content_type_options=cloudfront.ResponseHeadersContentTypeOptions(override=True),
                frame_options=cloudfront.ResponseHeadersFrameOptions(
                    frame_option=cloudfront.HeadersFrameOption.DENY, override=True
                ),
                referrer_policy=cloudfront.ResponseHeadersReferrerPolicy(
                    referrer_policy=cloudfront.HeadersReferrerPolicy.SAME_ORIGIN, override=True
                ),
                strict_transport_security=cloudfront.ResponseHeadersStrictTransportSecurity(
                    access_control_max_age=cdk.Duration.days(365),
                    include_subdomains=True,
                    override=True,
                ),
            ),
        )


def _on_request(function: cloudfront.Function) -> cloudfront.FunctionAssociation:
    return cloudfront.FunctionAssociation(
        function=function, event_type=cloudfront.FunctionEventType.VIEWER_REQUEST
    )
