"""cdk-nag findings that stay, each with its reason."""

import aws_cdk as cdk
from aws_cdk import Acknowledgment, Validations

REASONS: dict[str, str] = {}


def acknowledge(app: cdk.App) -> None:
    for rule, reason in REASONS.items():
        Validations.of(app).acknowledge(Acknowledgment(id=rule, reason=reason))
