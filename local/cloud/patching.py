"""Patches of the emulator assert what they replace: an upgrade that moves it fails at the start, not in a demo."""

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
