"""A stage is configuration and nothing else: the same stacks, other numbers (cdk.json, context `stages`)."""

import sys
from dataclasses import dataclass
from typing import Any, Literal

import aws_cdk as cdk
from aws_cdk import aws_lambda as lambda_
from constructs import Node

# In a context of their own: a laptop cloud may be on other ports.
ADDRESSES = (
    "site_url", "playback_origin", "uploads_origin", "socket_url", "socket_callback",
    "events_url", "events_realtime_url", "stripe_url",
)  # fmt: skip


@dataclass(frozen=True)
class Stage:
    """`runtime` "host" is the interpreter that runs the synth; `dependencies` "runtime" means that the functions'
    locked packages are installed in the runtime itself, "layer" that they travel with the functions. The two
    origins are where browsers play live video from and send uploads to; the two socket addresses are where clients
    connect and functions post ({api}, {host}, {stage} are filled in), the two for events where functions publish and
    clients listen ({api}); without them AWS's own, and for `stripe_url` Stripe's. `ledger_*` say whose books are kept,
    in which currency and time zone; they never change once something is booked. `posts_a_second` is chat's share of
    the account's requests, `translated_characters_a_day` what a room may have translated. `availability_source`
    knows where films can be seen: an https address, or a file in the lake.
    """

    name: str
    runtime: str
    architecture: Literal["arm64", "x86_64"]
    dependencies: Literal["layer", "runtime"]
    https: bool
    api_rate: int
    api_burst: int
    log_retention_days: int
    protect: bool
    posts_a_second: int
    translated_characters_a_day: int
    account: str | None = None
    region: str | None = None
    site_url: str | None = None
    playback_origin: str | None = None
    uploads_origin: str | None = None
    socket_url: str | None = None
    socket_callback: str | None = None
    events_url: str | None = None
    events_realtime_url: str | None = None
    stripe_url: str | None = None
    availability_source: str = "lake"
    ledger_entity: str = "madang"
    ledger_currency: str = "USD"
    ledger_zone: str = "UTC"
    alarm_email: str | None = None

    @classmethod
    def of(cls, node: Node) -> "Stage":
        """The stage that `--context stage=…` names; ValueError with the known ones for any other."""
        name = str(node.get_context("stage"))
        stages: dict[str, dict[str, Any]] = node.get_context("stages")
        if name not in stages:
            raise ValueError(f"no stage {name!r} in cdk.json; there are {', '.join(sorted(stages))}")
        moved = {key: node.try_get_context(key) for key in ADDRESSES}
        return cls(name=name, **{**stages[name], **{key: url for key, url in moved.items() if url}})

    @property
    def python_version(self) -> str:
        """`3.13`"""
        if self.runtime == "host":
            return f"{sys.version_info.major}.{sys.version_info.minor}"
        return self.runtime.removeprefix("python")

    @property
    def lambda_runtime(self) -> lambda_.Runtime:
        return lambda_.Runtime(f"python{self.python_version}", lambda_.RuntimeFamily.PYTHON)

    @property
    def lambda_architecture(self) -> lambda_.Architecture:
        return lambda_.Architecture.ARM_64 if self.architecture == "arm64" else lambda_.Architecture.X86_64

    @property
    def environment(self) -> cdk.Environment:
        return cdk.Environment(account=self.account, region=self.region)

    @property
    def numbers(self) -> dict[str, str]:
        """Settings of functions that are the same everywhere in a stage."""
        return {
            "POSTS_A_SECOND": str(self.posts_a_second),
            "TRANSLATED_CHARACTERS_A_DAY": str(self.translated_characters_a_day),
            "AVAILABILITY_SOURCE": self.availability_source,
        }

    @property
    def removal_policy(self) -> cdk.RemovalPolicy:
        """State outlives its stack in every stage; a laptop's whole cloud is thrown away with `make reset`."""
        return cdk.RemovalPolicy.RETAIN

    def stack_name(self, part: str) -> str:
        return f"Madang-{self.name.title()}-{part.title()}"
