"""How likely a message is abusive: logistic regression over runs of characters, read from one packed file.

The file: MAGIC, a format version, the number of slots; for each of ko, en and zh slope and intercept as doubles; then
one signed byte a slot, deflated. Little-endian throughout. The slots are shared by the languages.
"""

import math
import struct
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from functions.chat.moderation.features import SLOTS, slots
from functions.chat.moderation.verdict import Language

MODEL = Path(__file__).with_name("model.bin")
MAGIC = b"MDNG"
VERSION = 1
LANGUAGES: tuple[Language, ...] = ("ko", "en", "zh")
_HEAD = struct.Struct("<4sHI")
_LANGUAGE = struct.Struct("<dd")
_HIGHEST = 127
_SATURATED = 30.0


class WrongModelFile(ValueError):
    """The file is no packed model of this version, or is cut short."""


@dataclass(frozen=True)
class Calibration:
    """Turns the mean weight of a message's runs into a logit: slope and intercept."""

    slope: float
    intercept: float


@dataclass(frozen=True)
class Model:
    """weights: one signed step a slot, -127 to 127."""

    weights: memoryview
    calibrations: dict[Language, Calibration]

    def logit(self, plain: str, language: Language) -> float | None:
        """Of a normalised text, the log odds of abuse at even priors. None of empty texts and of other languages."""
        calibration = self.calibrations.get(language)
        if calibration is None or not plain:
            return None
        return calibration.slope * self.margin(plain, language) + calibration.intercept

    def margin(self, plain: str, language: Language) -> float:
        """Steps of weight, summed over a text's runs and divided by the root of their number."""
        runs = slots(plain, language)
        weights = self.weights
        return sum([weights[run] for run in runs]) / math.sqrt(len(runs))

    def packed(self) -> bytes:
        """The content of the file."""
        parts = [_HEAD.pack(MAGIC, VERSION, len(self.weights))]
        parts += [
            _LANGUAGE.pack(self.calibrations[name].slope, self.calibrations[name].intercept) for name in LANGUAGES
        ]
        return b"".join(parts) + zlib.compress(self.weights.tobytes(), 9)

    @classmethod
    def unpacked(cls, content: bytes) -> "Model":
        """Raises WrongModelFile."""
        start = _HEAD.size + len(LANGUAGES) * _LANGUAGE.size
        if len(content) < start:
            raise WrongModelFile("the file ends within its head")
        magic, version, count = _HEAD.unpack_from(content)
        if (magic, version, count) != (MAGIC, VERSION, SLOTS):
            raise WrongModelFile(f"magic {magic!r}, version {version}, {count} slots")
        calibrations = {
            name: Calibration(*_LANGUAGE.unpack_from(content, _HEAD.size + i * _LANGUAGE.size))
            for i, name in enumerate(LANGUAGES)
        }
        try:
            weights = zlib.decompress(content[start:])
        except zlib.error as error:
            raise WrongModelFile(str(error)) from error
        if len(weights) != count:
            raise WrongModelFile(f"{len(weights)} weights instead of {count}")
        return cls(memoryview(weights).cast("b"), calibrations)


def quantised(weights: list[float]) -> tuple[memoryview, float]:
    """Signed steps, and how much one step is. The largest weight is the last step: to cut the few large ones costs more
    (Chinese AUC .87 to .86) than to round the many small ones to nothing.
    """
    step = max(map(abs, weights), default=0.0) / _HIGHEST or 1.0
    values = bytes(round(weight / step) & 0xFF for weight in weights)
    return memoryview(values).cast("b"), step


def logistic(logit: float) -> float:
    return 1 / (1 + math.exp(-max(-_SATURATED, min(_SATURATED, logit))))


@cache
def model() -> Model:
    """The packed model next to this file, read once a process."""
    return Model.unpacked(MODEL.read_bytes())
