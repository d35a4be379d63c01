"""State is saved every few seconds, not only on a graceful stop: a killed laptop loses seconds, not a day.

ministack 1.5.33 writes its JSON piece by piece in Python, 0.12 s for the three megabytes of CloudFormation's; made
whole, in C, it takes a third of that.
"""

import logging
import threading
import time
from collections.abc import Callable

import ministack.app as emulator
from ministack.core import persistence

from local.cloud.patching import rewrite

SAVE_EVERY_SECONDS = 3.0
SHARE = 0.1  # of the time that saving may take: a large state is saved less often
_PIECE_BY_PIECE = """                json.dump(
                    {"__ministack_format__": _state_format_version(service), "payload": data},
                    f, default=_json_default,
                )
"""
_WHOLE = """                f.write(json.dumps(
                    {"__ministack_format__": _state_format_version(service), "payload": data},
                    default=_json_default,
                ))
"""
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
    wait = SAVE_EVERY_SECONDS
    while not _stop.wait(wait):
        began = time.monotonic()
        try:
            save_now()
        except RuntimeError:  # a dictionary changed while it was read; the next round has it
            log.debug("state changed while it was being saved", exc_info=True)
        wait = max(SAVE_EVERY_SECONDS, (time.monotonic() - began) / SHARE)


def apply() -> None:
    rewrite(persistence, "save_state", _PIECE_BY_PIECE, _WHOLE)
    threading.Thread(target=_loop, daemon=True, name="madang-saver").start()


def stop() -> None:
    _stop.set()
