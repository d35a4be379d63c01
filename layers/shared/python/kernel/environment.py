"""The only place that reads os.environ; names are those infra/capability.py writes into a function."""

import os


class MissingSetting(RuntimeError):
    """A function was deployed without a setting its declaration names."""


def required(name: str) -> str:
    """Read at the first use, never on import: synth and tests import handlers without any environment."""
    try:
        return os.environ[name]  # noqa: TID251 - this is the one reader
    except KeyError:
        raise MissingSetting(name) from None


def optional(name: str, default: str) -> str:
    return os.environ.get(name, default)  # noqa: TID251 - this is the one reader


def table_name(entity: str) -> str:
    """The deployed table of a model; the bare entity name where nothing is deployed (tests with moto)."""
    return optional(f"{entity.upper()}_TABLE", entity)


def region() -> str:
    return optional("AWS_REGION", optional("AWS_DEFAULT_REGION", "us-east-1"))


def stage() -> str:
    return optional("MADANG_STAGE", "dev")


def adopt(settings: dict[str, str]) -> None:
    """Sets the environment of this process, for libraries that read it themselves (botocore, the laptop's emulator)."""
    os.environ.update(settings)  # noqa: TID251 - this is the one writer


def everything() -> dict[str, str]:
    """The whole environment, to hand on to a program."""
    return dict(os.environ)  # noqa: TID251 - this is the one reader
