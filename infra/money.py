"""What the books stand on: the processor's secrets, whose books they are, and the bucket that keeps the exports."""

from aws_cdk import CfnOutput, Duration, SecretValue, Stack
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.platform import Platform

STRIPE = "https://api.stripe.com"
KEPT_YEARS = 10  # of exports in a protected stage: the longest that tax law asks for where the product is sold


class MoneyStack(Stack):
    """The two secrets are filled in by tools/connect_stripe.py, once a stage."""

    def __init__(self, scope: Construct, platform: Platform, access_logs: s3.IBucket) -> None:
        stage = platform.stage
        super().__init__(scope, stage.stack_name("money"), env=stage.environment, termination_protection=stage.protect)
        exports = s3.Bucket(
            self,
            "Exports",
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            enforce_ssl=True,
            versioned=True,
            object_lock_enabled=stage.protect or None,
            object_lock_default_retention=(
                s3.ObjectLockRetention.governance(Duration.days(365 * KEPT_YEARS)) if stage.protect else None
            ),
            removal_policy=stage.removal_policy,
            server_access_logs_bucket=access_logs,
            server_access_logs_prefix="exports/",
        )
        secrets = {
            name: secretsmanager.Secret(
                self,
                name,
                description=f"{use}; filled in by tools/connect_stripe.py",
                secret_string_value=SecretValue.unsafe_plain_text("not connected yet"),
                removal_policy=stage.removal_policy,
            )
            for name, use in {"StripeKey": "Stripe API key", "StripeWebhook": "Stripe webhook secret"}.items()
        }
        platform.names.update(
            EXPORTS_BUCKET=exports.bucket_name,
            EXPORTS_BUCKET_ARN=self.export_value(exports.bucket_arn),
            STRIPE_KEY=secrets["StripeKey"].secret_arn,
            STRIPE_WEBHOOK_SECRET=secrets["StripeWebhook"].secret_arn,
            STRIPE_URL=stage.stripe_url or STRIPE,
            LEDGER_ENTITY=stage.ledger_entity,
            LEDGER_CURRENCY=stage.ledger_currency,
            LEDGER_ZONE=stage.ledger_zone,
        )
        CfnOutput(self, "ExportsBucket", value=exports.bucket_name)
        for name, secret in secrets.items():
            CfnOutput(self, f"{name}Secret", value=secret.secret_arn)
