"""Patches of the emulator assert what they replace: an upgrade that moves it fails at the start, not in a demo."""

import inspect
from collections.abc import Callable
from typing import Any


class EmulatorChanged(RuntimeError):
    """ministack no longer has what a repair expects; see local/cloud/repairs."""


def require(condition: object, what: str) -> None:
    if not condition:
        raise EmulatorChanged(what)


def replace(module: Any, name: str, make: Callable[[Any], Any]) -> None:
    """`module.name = make(original)`."""
    original = getattr(module, name, None)
    require(original is not None, f"{module.__name__}.{name} is gone")
    setattr(module, name, make(original))


def substitute(text: str, old: str, new: str, what: str) -> str:
    require(text.count(old) == 1, what)
    return text.replace(old, new)


def rewrite(module: Any, name: str, old: str, new: str) -> None:
    """A function of a module with a part of its text replaced; what took it before keeps the old one."""
    source = substitute(inspect.getsource(getattr(module, name)), old, new, f"{module.__name__}.{name} changed")
    exec(compile(source, f"{module.__file__}:{name}", "exec"), vars(module))  # noqa: S102 - the emulator's own text
