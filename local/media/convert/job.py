"""The part of CreateJob's Settings that this runner carries out, as boto3 spells it; the rest is refused by name.

A value that is accepted and does nothing here is one that MediaConvert would not change the result for either.
"""

from typing import Annotated, Any, Literal

from pydantic import AliasChoices, AliasGenerator, BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel, to_pascal

from local.media.convert.errors import SettingsError

Positive = Annotated[int, Field(gt=0)]
Even = Annotated[int, Field(gt=0, multiple_of=2, le=4096)]


class Setting(BaseModel):
    """Names are PascalCase as in boto3, or camelCase as on the wire."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        alias_generator=AliasGenerator(validation_alias=lambda name: AliasChoices(to_pascal(name), to_camel(name))),
    )


class AudioSelector(Setting):
    default_selection: Literal["DEFAULT", "NOT_DEFAULT"] = "DEFAULT"
    selector_type: Literal["TRACK"] = "TRACK"
    tracks: Annotated[list[Positive], Field(max_length=1)] = Field(default_factory=lambda: [1])


class VideoSelector(Setting):
    color_space: Literal["FOLLOW"] = "FOLLOW"
    rotate: Literal["DEGREE_0", "AUTO"] = "AUTO"


class InputClipping(Setting):
    start_timecode: str | None = None
    end_timecode: str | None = None


class Input(Setting):
    file_input: Annotated[str, Field(pattern=r"^(s3|https?)://.+")]
    audio_selectors: dict[str, AudioSelector] = Field(default_factory=dict)
    video_selector: VideoSelector = VideoSelector()
    timecode_source: Literal["ZEROBASED"] = "ZEROBASED"
    input_clippings: Annotated[list[InputClipping], Field(max_length=1)] = Field(default_factory=list)


class QvbrSettings(Setting):
    qvbr_quality_level: Annotated[int, Field(ge=1, le=10)] = 7


class H264Settings(Setting):
    rate_control_mode: Literal["QVBR", "CBR", "VBR"]
    qvbr_settings: QvbrSettings = QvbrSettings()
    bitrate: Annotated[int, Field(ge=1000)] | None = None
    max_bitrate: Annotated[int, Field(ge=1000)] | None = None
    hrd_buffer_size: Positive | None = None
    gop_size: Annotated[float, Field(gt=0)] = 2.0
    gop_size_units: Literal["FRAMES", "SECONDS"] = "SECONDS"
    gop_closed_cadence: Literal[1] = 1
    number_b_frames_between_reference_frames: Annotated[int, Field(ge=0, le=7)] | None = None
    scene_change_detect: Literal["DISABLED", "ENABLED", "TRANSITION_DETECTION"] = "ENABLED"
    quality_tuning_level: Literal["SINGLE_PASS", "SINGLE_PASS_HQ"] = "SINGLE_PASS"
    codec_profile: Literal["BASELINE", "MAIN", "HIGH"] = "MAIN"
    codec_level: Literal["AUTO"] = "AUTO"
    entropy_encoding: Literal["CABAC"] = "CABAC"
    interlace_mode: Literal["PROGRESSIVE"] = "PROGRESSIVE"
    framerate_control: Literal["INITIALIZE_FROM_SOURCE", "SPECIFIED"] = "INITIALIZE_FROM_SOURCE"
    framerate_conversion_algorithm: Literal["DUPLICATE_DROP"] = "DUPLICATE_DROP"
    framerate_numerator: Positive | None = None
    framerate_denominator: Positive | None = None
    par_control: Literal["INITIALIZE_FROM_SOURCE"] = "INITIALIZE_FROM_SOURCE"
    adaptive_quantization: Literal["AUTO"] = "AUTO"


class FrameCaptureSettings(Setting):
    framerate_numerator: Positive = 1
    framerate_denominator: Positive = 1
    max_captures: Positive = 10_000_000
    quality: Annotated[int, Field(ge=1, le=100)] = 80


class VideoCodec(Setting):
    codec: Literal["H_264", "FRAME_CAPTURE"]
    h264_settings: H264Settings | None = Field(
        default=None, validation_alias=AliasChoices("H264Settings", "h264Settings")
    )
    frame_capture_settings: FrameCaptureSettings | None = None


class VideoDescription(Setting):
    codec_settings: VideoCodec
    width: Even | None = None
    height: Even | None = None
    scaling_behavior: Literal["DEFAULT", "FIT", "STRETCH_TO_OUTPUT"] = "DEFAULT"


class AacSettings(Setting):
    bitrate: Annotated[int, Field(ge=6000, le=1_024_000)] = 96_000
    coding_mode: Literal["CODING_MODE_1_0", "CODING_MODE_2_0"] = "CODING_MODE_2_0"
    sample_rate: Literal[16000, 22050, 24000, 32000, 44100, 48000] = 48000
    rate_control_mode: Literal["CBR"] = "CBR"
    codec_profile: Literal["LC"] = "LC"
    raw_format: Literal["NONE"] = "NONE"
    specification: Literal["MPEG4"] = "MPEG4"


class AudioCodec(Setting):
    codec: Literal["AAC"]
    aac_settings: AacSettings = AacSettings()


class AudioNormalization(Setting):
    algorithm: Literal["ITU_BS_1770_2", "ITU_BS_1770_3", "ITU_BS_1770_4"] = "ITU_BS_1770_4"
    algorithm_control: Literal["MEASURE_ONLY", "CORRECT_AUDIO"] = "CORRECT_AUDIO"
    loudness_logging: Literal["LOG", "DONT_LOG"] = "DONT_LOG"
    peak_calculation: Literal["TRUE_PEAK", "NONE"] = "NONE"
    target_lkfs: Annotated[float, Field(ge=-59, le=0)] = -24.0


class AudioDescription(Setting):
    codec_settings: AudioCodec
    audio_source_name: str | None = None
    audio_normalization_settings: AudioNormalization | None = None
    audio_type_control: Literal["FOLLOW_INPUT"] = "FOLLOW_INPUT"
    language_code_control: Literal["FOLLOW_INPUT"] = "FOLLOW_INPUT"


class Mp4Settings(Setting):
    moov_placement: Literal["PROGRESSIVE_DOWNLOAD", "NORMAL"] = "PROGRESSIVE_DOWNLOAD"
    cslg_atom: Literal["EXCLUDE"] = "EXCLUDE"
    free_space_box: Literal["EXCLUDE"] = "EXCLUDE"


class ContainerSettings(Setting):
    container: Literal["M3U8", "CMFC", "MP4", "RAW"]
    mp4_settings: Mp4Settings = Mp4Settings()


class Output(Setting):
    container_settings: ContainerSettings
    name_modifier: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]*$", max_length=256)] = ""
    extension: Annotated[str, Field(pattern=r"^[A-Za-z0-9]+$")] | None = None
    video_description: VideoDescription | None = None
    audio_descriptions: Annotated[list[AudioDescription], Field(max_length=1)] = Field(default_factory=list)


class SegmentedSettings(Setting):
    """What the HLS and the CMAF group have in common."""

    destination: Annotated[str, Field(pattern=r"^s3://[^/]+/.*")]
    segment_length: Annotated[int, Field(gt=0, le=60)]
    min_segment_length: Literal[0] = 0
    segment_control: Literal["SEGMENTED_FILES"] = "SEGMENTED_FILES"
    segment_length_control: Literal["EXACT"] = "EXACT"
    manifest_compression: Literal["NONE"] = "NONE"
    manifest_duration_format: Literal["FLOATING_POINT"] = "FLOATING_POINT"
    stream_inf_resolution: Literal["INCLUDE"] = "INCLUDE"
    codec_specification: Literal["RFC_6381"] = "RFC_6381"
    client_cache: Literal["ENABLED"] = "ENABLED"


class HlsGroupSettings(SegmentedSettings):
    directory_structure: Literal["SINGLE_DIRECTORY"] = "SINGLE_DIRECTORY"
    output_selection: Literal["MANIFESTS_AND_SEGMENTS"] = "MANIFESTS_AND_SEGMENTS"
    program_date_time: Literal["EXCLUDE"] = "EXCLUDE"


class CmafGroupSettings(SegmentedSettings):
    """MediaConvert writes DASH unless told not to; this runner cannot, so it must be told."""

    fragment_length: Positive | None = None
    write_hls_manifest: Literal["ENABLED"] = "ENABLED"
    write_dash_manifest: Literal["DISABLED"] = Field(
        validation_alias=AliasChoices("WriteDashManifest", "writeDashManifest")
    )


class FileGroupSettings(Setting):
    destination: Annotated[str, Field(pattern=r"^s3://[^/]+/.*")]


class OutputGroupSettings(Setting):
    type: Literal["HLS_GROUP_SETTINGS", "CMAF_GROUP_SETTINGS", "FILE_GROUP_SETTINGS"]
    hls_group_settings: HlsGroupSettings | None = None
    cmaf_group_settings: CmafGroupSettings | None = None
    file_group_settings: FileGroupSettings | None = None


class OutputGroup(Setting):
    name: str | None = None
    custom_name: str | None = None
    output_group_settings: OutputGroupSettings
    outputs: Annotated[list[Output], Field(min_length=1)]


class TimecodeConfig(Setting):
    source: Literal["ZEROBASED"] = "ZEROBASED"


class JobSettings(Setting):
    inputs: Annotated[list[Input], Field(min_length=1, max_length=1)]
    output_groups: Annotated[list[OutputGroup], Field(min_length=1)]
    timecode_config: TimecodeConfig = TimecodeConfig()
    ad_avail_offset: Literal[0] = 0


def read(settings: dict[str, Any]) -> JobSettings:
    """Raises SettingsError with the first setting that cannot be carried out."""
    try:
        return JobSettings.model_validate(settings)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        reason = "this setting is not supported here" if first["type"] == "extra_forbidden" else first["msg"]
        raise SettingsError(_path(first["loc"]), reason) from error


def _path(location: tuple[int | str, ...]) -> str:
    path = ""
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else f".{step}"
    return path.lstrip(".")
