"""CreateJob settings as boto3 callers write them."""

from typing import Any

AAC = {"Codec": "AAC", "AacSettings": {"Bitrate": 128000, "CodingMode": "CODING_MODE_2_0", "SampleRate": 48000}}


def h264(**changes: Any) -> dict[str, Any]:
    settings = {
        "RateControlMode": "QVBR",
        "QvbrSettings": {"QvbrQualityLevel": 7},
        "MaxBitrate": 1_000_000,
        "GopSize": 2,
        "GopSizeUnits": "SECONDS",
    } | changes
    return {"Codec": "H_264", "H264Settings": {name: value for name, value in settings.items() if value is not None}}


def output(container: str, modifier: str, width: int, height: int, **h264_changes: Any) -> dict[str, Any]:
    return {
        "ContainerSettings": {"Container": container},
        "NameModifier": modifier,
        "VideoDescription": {"Width": width, "Height": height, "CodecSettings": h264(**h264_changes)},
        "AudioDescriptions": [{"AudioSourceName": "Audio Selector 1", "CodecSettings": AAC}],
    }


def hls_group(*outputs: dict[str, Any], destination: str = "s3://vod/t1/hls/index") -> dict[str, Any]:
    settings = {"Destination": destination, "SegmentLength": 4, "MinSegmentLength": 0}
    return {
        "Name": "HLS",
        "OutputGroupSettings": {"Type": "HLS_GROUP_SETTINGS", "HlsGroupSettings": settings},
        "Outputs": list(outputs),
    }


def cmaf_group(*outputs: dict[str, Any]) -> dict[str, Any]:
    settings = {"Destination": "s3://vod/t1/cmaf/", "SegmentLength": 4, "WriteDashManifest": "DISABLED"}
    return {
        "OutputGroupSettings": {"Type": "CMAF_GROUP_SETTINGS", "CmafGroupSettings": settings},
        "Outputs": list(outputs),
    }


def cmaf_outputs() -> list[dict[str, Any]]:
    video = output("CMFC", "_360", 640, 360)
    sound = {
        "ContainerSettings": {"Container": "CMFC"},
        "NameModifier": "_audio",
        "AudioDescriptions": video.pop("AudioDescriptions"),
    }
    return [video, sound]


def file_group(*outputs: dict[str, Any]) -> dict[str, Any]:
    settings = {"Destination": "s3://vod/t1/proxy/"}
    return {
        "OutputGroupSettings": {"Type": "FILE_GROUP_SETTINGS", "FileGroupSettings": settings},
        "Outputs": list(outputs),
    }


def captures(every_seconds: int = 2) -> dict[str, Any]:
    rate = {"FramerateNumerator": 1, "FramerateDenominator": every_seconds, "MaxCaptures": 500, "Quality": 80}
    codec = {"Codec": "FRAME_CAPTURE", "FrameCaptureSettings": rate}
    return {
        "ContainerSettings": {"Container": "RAW"},
        "NameModifier": "_thumb",
        "VideoDescription": {"Width": 160, "Height": 90, "CodecSettings": codec},
    }


def measured(one: dict[str, Any]) -> dict[str, Any]:
    """The output with its loudness logged."""
    normalization = {
        "Algorithm": "ITU_BS_1770_4",
        "AlgorithmControl": "MEASURE_ONLY",
        "LoudnessLogging": "LOG",
        "PeakCalculation": "TRUE_PEAK",
    }
    sound = one["AudioDescriptions"][0] | {"AudioNormalizationSettings": normalization}
    return one | {"AudioDescriptions": [sound]}


def job(*groups: dict[str, Any], file: str = "s3://uploads/a/film.mp4", **input_changes: Any) -> dict[str, Any]:
    selectors = {"Audio Selector 1": {"DefaultSelection": "DEFAULT"}}
    one_input = {"FileInput": file, "AudioSelectors": selectors, "TimecodeSource": "ZEROBASED"} | input_changes
    return {"Inputs": [one_input], "OutputGroups": list(groups), "TimecodeConfig": {"Source": "ZEROBASED"}}
