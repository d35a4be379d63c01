"""The pieces of a plan: the one decode, its branches, the streams of an output. Pure."""

from dataclasses import dataclass, field
from itertools import count

from local.media.convert import encoders
from local.media.convert.errors import CANNOT_TRANSCODE, JobError, SettingsError
from local.media.convert.job import AudioDescription, Input, Output, VideoDescription


@dataclass(frozen=True, slots=True)
class Source:
    """What was found in the input; seconds, pixels, frames a second."""

    duration: float
    size: tuple[int, int] | None
    framerate: float
    audio_tracks: int


@dataclass(frozen=True, slots=True)
class PlannedOutput:
    """`file` is what the COMPLETE event names, in the group's directory; of `captures` (a glob) the last one."""

    file: str
    size: tuple[int, int] | None
    captures: str | None = None


@dataclass(slots=True)
class PlannedGroup:
    kind: str
    destination: str
    directory: str
    playlist: str | None = None
    outputs: list[PlannedOutput] = field(default_factory=list)
    loudness: dict[str, str] = field(default_factory=dict)  # what ametadata prints → the CSV it becomes


class Planner:
    """Collects what the outputs ask of the one input."""

    def __init__(self, source: Source, job_input: Input) -> None:
        self.source = source
        self.input = job_input
        self.branches: list[str] = []
        self.audio_filters: list[str] = []
        self.arguments: list[str] = []
        self.numbers = count()

    def picture(self, description: VideoDescription, before: str = "") -> tuple[str, tuple[int, int]]:
        """The label of a scaled branch of the one decode."""
        if self.source.size is None:
            raise JobError(CANNOT_TRANSCODE, f"Input [{self.input.file_input}] has no video for the outputs that have")
        chain, size = encoders.scale(description, self.source.size)
        self.branches.append(before + chain)
        return f"[v{len(self.branches) - 1}]", size

    def sound(self, description: AudioDescription, at: str, group: PlannedGroup, name: str) -> str | None:
        """The map argument of an audio description; None when the input has no sound: it is left out then."""
        track = self._track(description, at)
        if track > self.source.audio_tracks:
            return None
        pad = f"0:a:{track - 1}"
        filters = _loudness_filters(description, group, name)
        if not filters:
            return pad
        label = f"[a{next(self.numbers)}]"
        self.audio_filters.append(f"[{pad}]{filters}{label}")
        return label

    def _track(self, description: AudioDescription, at: str) -> int:
        selectors = self.input.audio_selectors
        name = description.audio_source_name
        if name is None:
            return next((one.tracks[0] for one in selectors.values() if one.default_selection == "DEFAULT"), 1)
        if name not in selectors:
            raise SettingsError(f"{at}.AudioSourceName", f"the input has no audio selector {name!r}")
        return selectors[name].tracks[0]

    def graph(self) -> list[str]:
        parts = list(self.audio_filters)
        if self.branches:
            labels = [f"[d{index}]" for index in range(len(self.branches))]
            parts.append(f"[0:v:0]split={len(labels)}{''.join(labels)}")
            parts += [
                f"{label}{chain}[v{index}]"
                for index, (label, chain) in enumerate(zip(labels, self.branches, strict=True))
            ]
        return ["-filter_complex", ";".join(parts)] if parts else []


def streams(
    planner: Planner,
    group: PlannedGroup,
    output: Output,
    at: str,
    name: str,
    numbers: tuple[int, int],
    *,
    aligned: bool,
) -> tuple[list[str], list[str], tuple[int, int] | None]:
    """Map arguments, encoder options for the stream numbers given (video, audio), and the picture's size."""
    maps, options = list[str](), list[str]()
    size = None
    if output.video_description:
        where = f"{at}.VideoDescription.CodecSettings"
        codec = output.video_description.codec_settings
        if codec.codec != "H_264" or codec.h264_settings is None:
            raise SettingsError(f"{where}.Codec", "only H_264 with its H264Settings is supported here")
        label, size = planner.picture(output.video_description)
        maps += ["-map", label]
        which = f"v:{numbers[0]}"
        options += encoders.h264(
            codec.h264_settings, f"{where}.H264Settings", which, planner.source.framerate, aligned=aligned
        )
    for description in output.audio_descriptions:
        sound = planner.sound(description, f"{at}.AudioDescriptions[0]", group, name)
        if sound:
            maps += ["-map", sound]
            options += encoders.aac(description.codec_settings.aac_settings, f"a:{numbers[1]}")
    return maps, options, size


def _loudness_filters(description: AudioDescription, group: PlannedGroup, name: str) -> str:
    settings = description.audio_normalization_settings
    if settings is None:
        return ""
    filters = []
    if settings.loudness_logging == "LOG":
        printed = f"{group.directory}/loudness{len(group.loudness)}.txt"
        group.loudness[printed] = f"{name}_loudness.csv"
        peak = ":peak=true" if settings.peak_calculation == "TRUE_PEAK" else ""
        filters.append(f"ebur128=metadata=1:framelog=quiet{peak},ametadata=mode=print:file={printed}")
    if settings.algorithm_control == "CORRECT_AUDIO":
        filters.append(f"loudnorm=I={settings.target_lkfs:g}")
    return ",".join(filters)
