"""All stacks of one stage, in the order in which they stand on each other."""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import Validations
from cdk_nag import AwsSolutionsChecks

from infra.capability import CapabilityStack
from infra.edge.stack import EdgeStack
from infra.foundation import FoundationStack
from infra.learning import LearningStack
from infra.media import MediaStack
from infra.money import MoneyStack
from infra.nag import acknowledge
from infra.outbox import publish_outbox
from infra.stage import Stage
from kernel.capability import Capability


def build(app: cdk.App, capabilities: Sequence[Capability]) -> list[cdk.Stack]:
    """Adds every stack to the app; `--context nag=off` skips the rules check (unit tests, laptop)."""
    stage = Stage.of(app.node)
    foundation = FoundationStack(app, stage)
    publish_outbox(foundation, foundation.platform, [capability.name for capability in capabilities])
    media = MediaStack(app, foundation.platform)
    edge = EdgeStack(app, foundation.platform, media)
    learning = LearningStack(app, foundation.platform, media.access_logs)
    money = MoneyStack(app, foundation.platform, media.access_logs)
    stacks: list[cdk.Stack] = [foundation, media, edge, learning, money]
    stacks += [CapabilityStack(app, capability, foundation.platform) for capability in capabilities]
    cdk.Tags.of(app).add("madang:stage", stage.name)
    if app.node.try_get_context("nag") != "off":
        Validations.of(app).add_plugins(AwsSolutionsChecks(app))
        acknowledge(app)
    return stacks
