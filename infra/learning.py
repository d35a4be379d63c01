"""What models are trained with and answer from: the lake, the recommender's image, SageMaker's role and registry.

The image is built by CodeBuild from an asset of this repository when that changes; who deploys needs no Docker.
"""

import hashlib
import shutil
from pathlib import Path

from aws_cdk import Acknowledgment, CfnOutput, CustomResource, Duration, RemovalPolicy, Stack, Validations
from aws_cdk import aws_codebuild as codebuild
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3_assets as assets
from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct

from functions.recommendations.items import KINDS
from infra import code
from infra.buckets import house_bucket
from infra.lambda_function import HouseFunction, Shape, retention
from infra.nag import explain_wildcard
from infra.platform import Platform

BUILD_MINUTES = 13  # the function that waits for it has fifteen
READS_KEPT_DAYS = 30  # what a training read can be made again from the lake
LIVED_KEPT_DAYS = 430  # longer than a training looks back, and than functions/…/tend_lake.py keeps a day
MARKS = ("forgotten", "without-traits")  # of who asked to be left out: they outlive every row that they speak of
OBJECTS = "Objects are named at run time; these folders hold nothing but what training reads and makes."
BUILDSPEC = """version: 0.2
phases:
  pre_build:
    commands:
      - aws ecr get-login-password | docker login --username AWS --password-stdin "${IMAGE%%/*}"
  build:
    commands:
      - docker build --file ml/recommendations/Dockerfile --tag "$IMAGE" .
      - docker push "$IMAGE"
"""


def image_source() -> Path:
    """What the image is made of, in a folder named by its content: the programs and the locks that they stand on."""
    package = code.ROOT / "ml" / "recommendations"
    files = [code.ROOT / "ml" / "__init__.py", package / "Dockerfile", *sorted(package.rglob("*.py"))]
    files.append(code.REQUIREMENTS / "recommender.lock")
    digest = hashlib.sha256()
    for file in files:
        digest.update(str(file.relative_to(code.ROOT)).encode() + b"\0" + file.read_bytes())
    target = code.STAGING / f"recommender-{digest.hexdigest()[:16]}"
    if not target.exists():
        partial = target.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        for file in files:
            copy = partial / file.relative_to(code.ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)
        partial.rename(target)
    return target


class LearningStack(Stack):
    def __init__(self, scope: Construct, platform: Platform, access_logs: s3.IBucket) -> None:
        stage = platform.stage
        super().__init__(
            scope, stage.stack_name("learning"), env=stage.environment, termination_protection=stage.protect
        )
        self.platform = platform
        self.lake = house_bucket(
            self, platform, "Lake", access_logs,
            lifecycle_rules=[
                s3.LifecycleRule(abort_incomplete_multipart_upload_after=Duration.days(2)),
                s3.LifecycleRule(prefix="training/", expiration=Duration.days(READS_KEPT_DAYS)),
                s3.LifecycleRule(prefix="behaviours/", expiration=Duration.days(LIVED_KEPT_DAYS)),
                *(s3.LifecycleRule(prefix=f"{mark}/", expiration=Duration.days(LIVED_KEPT_DAYS)) for mark in MARKS),
            ],
        )  # fmt: skip
        self.repository = ecr.Repository(
            self,
            "Recommender",
            image_tag_mutability=ecr.TagMutability.IMMUTABLE,
            image_scan_on_push=True,
            removal_policy=stage.removal_policy,  # a deployed model names its image
        )
        platform.names["RECOMMENDER_IMAGE"] = self._image()
        platform.names["LEARNING_ROLE_ARN"] = self._role().role_arn
        self._registry()
        CfnOutput(self, "LakeBucket", value=self.lake.bucket_name)

    def _image(self) -> str:
        source = assets.Asset(self, "RecommenderSource", path=str(image_source()))
        project = self._project(source)
        shape = Shape(
            handler="functions.platform.build_image.handler",
            code=code.function_code("platform", self.platform.stage),
            environment={},
            timeout=Duration.minutes(15),
            memory_mb=256,
        )
        builder = HouseFunction(self, "ImageBuilder", shape, self.platform.stage, self.platform.alarms)
        for actions, arn in (
            (["codebuild:StartBuild", "codebuild:BatchGetBuilds"], project.attr_arn),
            (["ecr:DescribeImages"], self.repository.repository_arn),
        ):
            builder.add_to_role_policy(iam.PolicyStatement(actions=actions, resources=[arn]))
        image = CustomResource(
            self,
            "RecommenderImage",
            service_token=builder.function_arn,
            resource_type="Custom::ContainerImage",
            properties={
                "Project": project.ref,
                "Repository": self.repository.repository_name,
                "RepositoryUri": self.repository.repository_uri,
                "SourceBucket": source.s3_bucket_name,
                "SourceKey": source.s3_object_key,
                "Tag": source.asset_hash,
            },
        )
        image.node.add_dependency(builder, project, self.build_role)  # and so on their permissions
        return image.get_att_string("Uri")

    def _project(self, source: assets.Asset) -> codebuild.CfnProject:
        stage = self.platform.stage
        group = logs.LogGroup(
            self, "ImageBuilds", retention=retention(stage.log_retention_days), removal_policy=RemovalPolicy.DESTROY
        )
        self.build_role = iam.Role(self, "ImageBuildRole", assumed_by=iam.ServicePrincipal("codebuild.amazonaws.com"))
        asset = source.bucket.arn_for_objects(source.s3_object_key)
        self.build_role.add_to_policy(iam.PolicyStatement(actions=["s3:GetObject"], resources=[asset]))
        group.grant_write(self.build_role)
        self.repository.grant_pull_push(self.build_role)
        explain_wildcard(self.build_role, "ECR's sign-in knows no resources.")
        project = codebuild.CfnProject(
            self,
            "ImageProject",
            description="The recommender's image, from the asset that each build is given",
            service_role=self.build_role.role_arn,
            artifacts={"type": "NO_ARTIFACTS"},
            source={
                "type": "S3", "location": f"{source.s3_bucket_name}/{source.s3_object_key}", "buildSpec": BUILDSPEC,
            },
            environment={
                "type": "LINUX_CONTAINER",
                "image": "aws/codebuild/amazonlinux-x86_64-standard:5.0",  # serverless endpoints run on x86 alone
                "computeType": "BUILD_GENERAL1_SMALL",
                "privilegedMode": True,
            },
            logs_config={"cloudWatchLogs": {"status": "ENABLED", "groupName": group.log_group_name}},
            timeout_in_minutes=BUILD_MINUTES,
        )  # fmt: skip
        for rule, reason in {
            "CB3": "docker build needs it; the project builds one Dockerfile of this repository and nothing else.",
            "CB4": "No artifact is left: the image goes to ECR, which encrypts it.",
        }.items():
            Validations.of(project).acknowledge(Acknowledgment(id=f"AwsSolutions::AwsSolutions-{rule}", reason=reason))
        return project

    def _role(self) -> iam.Role:
        """What training jobs and endpoints run with."""
        role = iam.Role(self, "LearningRole", assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com"))
        folders = [self.lake.arn_for_objects(f"{folder}/*") for folder in ("training", "models")]
        role.add_to_policy(iam.PolicyStatement(actions=["s3:GetObject"], resources=folders))
        role.add_to_policy(iam.PolicyStatement(actions=["s3:PutObject"], resources=folders[1:]))
        role.add_to_policy(iam.PolicyStatement(actions=["s3:ListBucket"], resources=[self.lake.bucket_arn]))
        role.add_to_policy(
            iam.PolicyStatement(
                actions=["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
                resources=[f"arn:aws:logs:{self.region}:{self.account}:log-group:/aws/sagemaker/*"],
            )
        )
        self.repository.grant_pull(role)
        explain_wildcard(role, f"{OBJECTS} SageMaker names its log groups itself; ECR's sign-in knows no resources.")
        return role

    def _registry(self) -> None:
        prefix = f"madang-{self.platform.stage.name}"
        for kind in KINDS:
            sagemaker.CfnModelPackageGroup(
                self,
                f"{kind.title()}Models",
                model_package_group_name=f"{prefix}-{kind}",
                model_package_group_description=f"Recommenders of kind {kind}, the approved ones are or were champions",
            )
        place = f"arn:aws:sagemaker:{self.region}:{self.account}"
        self.platform.names.update(
            LEARNING_PREFIX=prefix,
            LEARNING_JOBS_ARN=f"{place}:training-job/{prefix}-*",
            LEARNING_MODELS_ARN=f"{place}:model/{prefix}-*",
            LEARNING_CONFIGS_ARN=f"{place}:endpoint-config/{prefix}-*",
            LEARNING_ENDPOINTS_ARN=f"{place}:endpoint/{prefix}-*",
            LEARNING_PACKAGE_GROUPS_ARN=f"{place}:model-package-group/{prefix}-*",
            LEARNING_PACKAGES_ARN=f"{place}:model-package/{prefix}-*",
        )
