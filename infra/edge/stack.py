"""CloudFront: the web app, the API and the videos under one name, each with its own cache rules."""

from pathlib import Path

from aws_cdk import CfnOutput, CustomResource, Duration, Stack
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3_assets as assets
from constructs import Construct

from infra import code
from infra.edge.headers import page_headers
from infra.lambda_function import HouseFunction, Shape
from infra.media import MediaStack
from infra.nag import explain_wildcard
from infra.platform import Platform

HERE = Path(__file__).resolve().parent
SITE = HERE.parent.parent / "web" / "dist"
ALLOW_ALL, CACHED = cloudfront.AllowedMethods.ALLOW_ALL, cloudfront.AllowedMethods.ALLOW_GET_HEAD_OPTIONS


class EdgeStack(Stack):
    def __init__(self, scope: Construct, platform: Platform, media: MediaStack) -> None:
        stage = platform.stage
        super().__init__(scope, stage.stack_name("edge"), env=stage.environment, termination_protection=stage.protect)
        self.platform = platform
        policies = cloudfront.ViewerProtocolPolicy
        self.protocol = policies.REDIRECT_TO_HTTPS if stage.https else policies.ALLOW_ALL
        site = s3.Bucket(
            self,
            "Site",
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            enforce_ssl=True,
            removal_policy=stage.removal_policy,
            server_access_logs_bucket=media.access_logs,
            server_access_logs_prefix="site/",
        )
        media_origin = origins.S3BucketOrigin.with_origin_access_control(self._imported(media.media, "Media"))
        recordings_origin = origins.S3BucketOrigin.with_origin_access_control(
            self._imported(media.recordings, "Recordings")
        )
        distribution = cloudfront.Distribution(
            self,
            "Distribution",
            comment=f"Madang {stage.name}",
            default_root_object="index.html",
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            enable_logging=True,
            log_bucket=media.access_logs,
            log_file_prefix="cdn/",
            default_behavior=self._site(origins.S3BucketOrigin.with_origin_access_control(site), media.uploads),
            additional_behaviors={
                "/v1/*": self._api(),
                "/vod/*": self._videos(media_origin, self._key_group(media.cloudfront_public_key)),
                "/thumbnails/*": self._pictures(media_origin, Duration.days(1)),
                "/emotes/*": self._pictures(media_origin, Duration.days(365)),  # named by their content
                "/ivs/*/latest_thumbnail/*": self._pictures(recordings_origin, Duration.seconds(10)),
            },
        )
        self._let_read(media)
        self._deploy(site)
        url = stage.site_url or f"https://{distribution.distribution_domain_name}"
        platform.names.update(
            SITE_URL=url,
            DISTRIBUTION_ID=distribution.distribution_id,
            DISTRIBUTION_ARN=f"arn:aws:cloudfront::{self.account}:distribution/{distribution.distribution_id}",
        )
        CfnOutput(self, "SiteUrl", value=url)
        CfnOutput(self, "DistributionId", value=distribution.distribution_id)

    def _imported(self, bucket: s3.IBucket, name: str) -> s3.IBucket:
        """By name: the bucket's own stack cannot depend on the distribution that reads it (see _let_read)."""
        return s3.Bucket.from_bucket_attributes(
            self, name, bucket_name=bucket.bucket_name, region=self.region, account=self.account
        )

    def _let_read(self, media: MediaStack) -> None:
        """Origin access control: only CloudFront, and only for this account's distributions, may read the media."""
        for bucket in (media.media, media.recordings):
            bucket.add_to_resource_policy(
                iam.PolicyStatement(
                    actions=["s3:GetObject"],
                    principals=[iam.ServicePrincipal("cloudfront.amazonaws.com")],
                    resources=[bucket.arn_for_objects("*")],
                    conditions={"StringLike": {"AWS:SourceArn": f"arn:aws:cloudfront::{self.account}:distribution/*"}},
                )
            )

    def _key_group(self, public_key: str) -> cloudfront.KeyGroup:
        key = cloudfront.PublicKey(self, "VodKey", encoded_key=public_key)
        self.platform.names["CLOUDFRONT_KEY_ID"] = key.public_key_id
        return cloudfront.KeyGroup(self, "VodKeys", items=[key])

    def _function(self, name: str) -> list[cloudfront.FunctionAssociation]:
        function = cloudfront.Function(
            self,
            f"{name.title()}Request",
            code=cloudfront.FunctionCode.from_file(file_path=str(HERE / f"{name}.js")),
            runtime=cloudfront.FunctionRuntime.JS_2_0,
        )
        request = cloudfront.FunctionEventType.VIEWER_REQUEST
        return [cloudfront.FunctionAssociation(function=function, event_type=request)]

    def _site(self, origin: cloudfront.IOrigin, uploads: s3.IBucket) -> cloudfront.BehaviorOptions:
        return cloudfront.BehaviorOptions(
            origin=origin,
            viewer_protocol_policy=self.protocol,
            cache_policy=cloudfront.CachePolicy.CACHING_OPTIMIZED,
            response_headers_policy=page_headers(
                self,
                self.platform.stage,
                f"https://{uploads.bucket_regional_domain_name} https://{uploads.bucket_domain_name}",
            ),
            function_associations=self._function("site"),
            compress=True,
        )

    def _api(self) -> cloudfront.BehaviorOptions:
        """Nothing is cached: answers differ by caller, and their ETags already spare the bytes."""
        host = f"{self.platform.http_api.api_id}.execute-api.{self.region}.{self.url_suffix}"
        return cloudfront.BehaviorOptions(
            origin=origins.HttpOrigin(host),
            viewer_protocol_policy=self.protocol,
            allowed_methods=ALLOW_ALL,
            cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
            origin_request_policy=cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
            function_associations=self._function("api"),
            compress=True,
        )

    def _videos(self, origin: cloudfront.IOrigin, keys: cloudfront.KeyGroup) -> cloudfront.BehaviorOptions:
        """A day at the edge: a replaced title is invalidated. Signatures are checked before the cache, at every hit."""
        return cloudfront.BehaviorOptions(
            origin=origin,
            viewer_protocol_policy=self.protocol,
            allowed_methods=CACHED,
            cache_policy=self._cache("Videos", Duration.days(1)),
            trusted_key_groups=[keys],
            compress=False,
        )

    def _pictures(self, origin: cloudfront.IOrigin, keep: Duration) -> cloudfront.BehaviorOptions:
        return cloudfront.BehaviorOptions(
            origin=origin,
            viewer_protocol_policy=self.protocol,
            allowed_methods=CACHED,
            cache_policy=self._cache(f"Pictures{keep.to_seconds():.0f}s", keep),
            compress=False,
        )

    def _cache(self, name: str, keep: Duration) -> cloudfront.CachePolicy:
        return cloudfront.CachePolicy(
            self, name, min_ttl=Duration.seconds(0), default_ttl=keep, max_ttl=keep,
            cookie_behavior=cloudfront.CacheCookieBehavior.none(),
            query_string_behavior=cloudfront.CacheQueryStringBehavior.none(),
        )  # fmt: skip

    def _deploy(self, site: s3.Bucket) -> None:
        stage = self.platform.stage
        asset = assets.Asset(self, "SiteFiles", path=str(SITE))
        shape = Shape(
            handler="functions.platform.deploy_site.handler",
            code=code.function_code("platform", stage),
            environment={},
            timeout=Duration.minutes(5),
            memory_mb=512,
        )
        deployer = HouseFunction(self, "SiteDeployer", shape, stage, self.platform.alarms)
        read = iam.PolicyStatement(
            actions=["s3:GetObject"], resources=[asset.bucket.arn_for_objects(asset.s3_object_key)]
        )
        write = iam.PolicyStatement(actions=["s3:PutObject", "s3:DeleteObject"], resources=[site.arn_for_objects("*")])
        look = iam.PolicyStatement(actions=["s3:ListBucket"], resources=[site.bucket_arn])
        for statement in (read, write, look):
            deployer.add_to_role_policy(statement)
        explain_wildcard(deployer.role or deployer, "The site's files are named by their content.")
        resource = CustomResource(
            self,
            "SiteDeployment",
            service_token=deployer.function_arn,
            resource_type="Custom::SiteDeployment",
            properties={
                "SourceBucket": asset.s3_bucket_name,
                "SourceKey": asset.s3_object_key,
                "TargetBucket": site.bucket_name,
            },
        )
        resource.node.add_dependency(deployer)
