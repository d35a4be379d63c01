"""MediaConvert settings → one ffmpeg command with one decode, and where each output will lie. Pure."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from local.media.convert.errors import SettingsError
from local.media.convert.file_group import add_file
from local.media.convert.job import FileGroupSettings, Input, JobSettings, OutputGroup
from local.media.convert.planner import PlannedGroup, Planner, Source
from local.media.convert.segmented_group import add_segmented

_GROUP_TYPES = {
    "HLS_GROUP_SETTINGS": "HLS_GROUP",
    "CMAF_GROUP_SETTINGS": "CMAF_GROUP",
    "FILE_GROUP_SETTINGS": "FILE_GROUP",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """`before` and `after` are ffmpeg's arguments around its input; paths are relative to the working directory."""

    before: list[str]
    after: list[str]
    groups: list[PlannedGroup]
    duration: float


def translate(settings: JobSettings, source: Source) -> Plan:
    """Raises SettingsError for what cannot be carried out, JobError when the input does not fit."""
    job_input = settings.inputs[0]
    planner = Planner(source, job_input)
    groups = [
        _group(planner, group, f"OutputGroups[{index}]", f"g{index}")
        for index, group in enumerate(settings.output_groups)
    ]
    before, duration = _clip(job_input, source)
    return Plan(before, [*planner.graph(), *planner.arguments], groups, duration)


def _clip(job_input: Input, source: Source) -> tuple[list[str], float]:
    if not job_input.input_clippings:
        return [], source.duration
    clipping = job_input.input_clippings[0]
    at = "Inputs[0].InputClippings[0]"
    start = _seconds(clipping.start_timecode or "00:00:00:00", source.framerate, f"{at}.StartTimecode")
    end = (
        _seconds(clipping.end_timecode, source.framerate, f"{at}.EndTimecode")
        if clipping.end_timecode
        else source.duration
    )
    if not start < min(end, source.duration):
        raise SettingsError(at, "it ends before it starts, or starts after the input ends")
    duration = min(end, source.duration) - start
    return ["-ss", f"{start:.3f}", "-t", f"{duration:.3f}"], duration


def _seconds(timecode: str, framerate: float, at: str) -> float:
    try:
        hours, minutes, seconds, frames = (int(part) for part in timecode.split(":"))
    except ValueError as error:
        raise SettingsError(at, "a timecode is HH:MM:SS:FF") from error
    return hours * 3600 + minutes * 60 + seconds + frames / (framerate or 30.0)


def _group(planner: Planner, group: OutputGroup, at: str, directory: str) -> PlannedGroup:
    settings = group.output_group_settings
    chosen = {
        "HLS_GROUP_SETTINGS": settings.hls_group_settings,
        "CMAF_GROUP_SETTINGS": settings.cmaf_group_settings,
        "FILE_GROUP_SETTINGS": settings.file_group_settings,
    }[settings.type]
    if chosen is None:
        raise SettingsError(f"{at}.OutputGroupSettings", f"{settings.type} needs its settings")
    prefix, _, base = chosen.destination.rpartition("/")
    base = base or PurePosixPath(planner.input.file_input).stem
    planned = PlannedGroup(_GROUP_TYPES[settings.type], f"{prefix}/", directory)
    if isinstance(chosen, FileGroupSettings):
        for index, output in enumerate(group.outputs):
            add_file(planner, planned, output, f"{at}.Outputs[{index}]", base)
    else:
        add_segmented(planner, planned, group, chosen, at, base)
    return planned
