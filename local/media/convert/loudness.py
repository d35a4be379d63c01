"""The loudness log of AudioNormalizationSettings.LoudnessLogging, from the metadata that ffmpeg's ebur128 prints.

One row per 100 ms: momentary, short-term and integrated loudness in LKFS (ITU-R BS.1770-4, EBU Tech 3341), loudness
range in LU (Tech 3342), true peak in dBTP. The columns of AWS's own log are not documented: these names are ours.
"""

import csv
import io
import math
from collections.abc import Callable, Iterable

COLUMNS = ("Seconds", "MomentaryLoudness", "ShortTermLoudness", "IntegratedLoudness", "LoudnessRange", "TruePeak")
_KEYS = ("M", "S", "I", "LRA", "true_peak")
_SILENCE = -120.0


def table(lines: Iterable[str]) -> str:
    """CSV of what `ametadata=mode=print` wrote."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    seconds, values = "", dict[str, str]()
    for line in lines:
        if line.startswith("frame:"):
            _write(writer.writerow, seconds, values)
            seconds, values = line.rpartition("pts_time:")[2].strip(), {}
        elif line.startswith("lavfi.r128."):
            name, _, value = line.strip().removeprefix("lavfi.r128.").partition("=")
            values[name] = value
    _write(writer.writerow, seconds, values)
    return out.getvalue()


def _write(write_row: Callable[[list[str]], object], seconds: str, values: dict[str, str]) -> None:
    if not values:
        return
    row = [_number(values.get(key)) for key in _KEYS]
    row[-1] = _decibels(values.get("true_peak"))
    write_row([f"{float(seconds):.1f}", *row])


def _number(text: str | None) -> str:
    value = float(text) if text else math.nan
    return f"{max(value, _SILENCE):.2f}" if math.isfinite(value) else ""


def _decibels(text: str | None) -> str:
    if text is None:
        return ""
    peak = float(text)
    return f"{max(20 * math.log10(peak), _SILENCE):.2f}" if peak > 0 else f"{_SILENCE:.2f}"
