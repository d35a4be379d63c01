"""What things of one training are called, in SageMaker and in the lake."""

import re

from kernel import environment

NAME = re.compile(r"^[A-Za-z0-9](-?[A-Za-z0-9])*$")
LONGEST = 63  # characters of a name in SageMaker


def resource(kind: str, version: str) -> str:
    """A version's model, endpoint configuration and endpoint all have this name."""
    return _checked(f"{environment.required('LEARNING_PREFIX')}-{kind}-{version}")


def job(execution: str) -> str:
    return _checked(f"{environment.required('LEARNING_PREFIX')}-{execution}")


def package_group(kind: str) -> str:
    return _checked(f"{environment.required('LEARNING_PREFIX')}-{kind}")


def _checked(name: str) -> str:
    if len(name) > LONGEST or not NAME.match(name):
        raise ValueError(f"{name!r} is no name for SageMaker")
    return name


def behaviours(kind: str) -> str:
    """Where behaviours are written, one JSON document a line, a folder a day."""
    return f"{BEHAVIOURS}kind={kind}/"


def day_of(key: str) -> str:
    """2026-11-23, of an object of such a folder."""
    return key.partition("/day=")[2].partition("/")[0]


def folder(kind: str, execution: str) -> str:
    """What one training reads: items/, behaviours/, validation.json. It expires by itself."""
    return f"training/{kind}/{execution}/"


def models(kind: str) -> str:
    return f"models/{kind}/"


BEHAVIOURS = "behaviours/"
FORGOTTEN, WITHOUT_TRAITS = "forgotten/", "without-traits/"  # then a person's id; its text is until when
