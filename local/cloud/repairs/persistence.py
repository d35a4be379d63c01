"""State is saved every few seconds, not only on a graceful stop: a killed laptop loses seconds, not a day."""

import logging
import threading
from collections.abc import Callable

import ministack.app as emulator
from ministack.core import persistence

SAVE_EVERY_SECONDS = 3.0
log = logging.getLogger("madang.persistence")
_extra: list[Callable[[], None]] = []
_stop = threading.Event()


def also_save(save: Callable[[], None]) -> None:
    """Registers a service of ours to be saved together with the emulator's."""
    _extra.append(save)


def save_now() -> None:
    persistence.save_all(emulator._build_persistence_save_dict())
    for save in _extra:
        save()


def _loop() -> None:
    while not _stop.wait(SAVE_EVERY_SECONDS):
        try:
            save_now()
        except RuntimeError:  # a dictionary changed while it was read; the next round has it
            log.debug("state changed while it was being saved", exc_info=True)


def apply() -> None:
    threading.Thread(target=_loop, daemon=True, name="madang-saver").start()


def stop() -> None:
    _stop.set()
