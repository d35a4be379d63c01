"""The renditions a source deserves, as MediaConvert job settings. Pure."""

import math
from dataclasses import dataclass
from typing import Any

RUNGS = {1080: 6_000_000, 720: 3_200_000, 480: 1_400_000}  # short side in pixels → most bits a second (H.264, QVBR 7)
SEGMENT_SECONDS = 4
AUDIO_BITRATE = 128_000
MOST_FRAMES = 100  # of the seek bar: one 10 × 10 sprite
FRAME_WIDTH = 320


@dataclass(frozen=True)
class Media:
    """What a source holds; zero sizes where it has no picture."""

    duration_seconds: float
    width: int
    height: int
    has_audio: bool

    @property
    def has_video(self) -> bool:
        return self.width > 0 and self.height > 0


@dataclass(frozen=True)
class Rung:
    """One rendition to encode: pixels, bits a second."""

    width: int
    height: int
    max_bitrate: int

    @property
    def name(self) -> str:
        return f"_{min(self.width, self.height)}p"


def rungs(media: Media) -> list[Rung]:
    """Every rung up to the source's own size, by its short side (so that a portrait video keeps its sharpness).

    Nothing is ever upscaled: a source below the lowest rung is offered as it is.
    """
    if not media.has_video:
        return []
    short = min(media.width, media.height)
    chosen = [side for side in RUNGS if side <= short] or [short - short % 2]
    return [_rung(media, side) for side in chosen]


def _rung(media: Media, side: int) -> Rung:
    scale = side / min(media.width, media.height)
    bitrate = RUNGS.get(side, RUNGS[min(RUNGS)])
    return Rung(_even(media.width * scale), _even(media.height * scale), bitrate)


def _even(length: float) -> int:
    return 2 * round(length / 2)


def frame_interval(duration_seconds: float) -> int:
    """Seconds between the frames of the seek bar."""
    return max(1, math.ceil(duration_seconds / MOST_FRAMES))


def job_settings(source_url: str, destination: str, media: Media) -> dict[str, Any]:
    """`Settings` of CreateJob: a CMAF ladder with HLS manifests, a loudness log, frames for the seek bar.

    `destination` is an s3:// folder without a trailing slash.
    """
    groups = [_ladder_group(f"{destination}/index", media)]
    if media.has_video:
        groups.append(_frames_group(f"{destination}/frames/frame", media))
    selectors = {"Audio Selector 1": {"DefaultSelection": "DEFAULT"}} if media.has_audio else {}
    return {
        "TimecodeConfig": {"Source": "ZEROBASED"},
        "Inputs": [{"FileInput": source_url, "AudioSelectors": selectors, "TimecodeSource": "ZEROBASED"}],
        "OutputGroups": groups,
    }


def _ladder_group(destination: str, media: Media) -> dict[str, Any]:
    outputs = [_video_output(rung) for rung in rungs(media)]
    if media.has_audio:
        outputs.append(_audio_output())
    settings = {
        "Destination": destination,
        "SegmentLength": SEGMENT_SECONDS,
        "FragmentLength": SEGMENT_SECONDS,
        "SegmentControl": "SEGMENTED_FILES",
        "ManifestDurationFormat": "FLOATING_POINT",
        "WriteHlsManifest": "ENABLED",
        "WriteDashManifest": "DISABLED",
    }
    return {
        "Name": "Ladder",
        "OutputGroupSettings": {"Type": "CMAF_GROUP_SETTINGS", "CmafGroupSettings": settings},
        "Outputs": outputs,
    }


def _video_output(rung: Rung) -> dict[str, Any]:
    return {
        "NameModifier": rung.name,
        "ContainerSettings": {"Container": "CMFC"},
        "VideoDescription": {
            "Width": rung.width,
            "Height": rung.height,
            "CodecSettings": {
                "Codec": "H_264",
                "H264Settings": {
                    "RateControlMode": "QVBR",
                    "QvbrSettings": {"QvbrQualityLevel": 7},
                    "MaxBitrate": rung.max_bitrate,
                    "GopSize": 2,
                    "GopSizeUnits": "SECONDS",
                    "GopClosedCadence": 1,
                    "SceneChangeDetect": "DISABLED",
                    "FramerateControl": "INITIALIZE_FROM_SOURCE",
                    "ParControl": "INITIALIZE_FROM_SOURCE",
                },
            },
        },
    }


def _audio_output() -> dict[str, Any]:
    return {
        "NameModifier": "_audio",
        "ContainerSettings": {"Container": "CMFC"},
        "AudioDescriptions": [
            {
                "AudioSourceName": "Audio Selector 1",
                "AudioNormalizationSettings": {
                    "Algorithm": "ITU_BS_1770_4",
                    "AlgorithmControl": "MEASURE_ONLY",
                    "LoudnessLogging": "LOG",
                },
                "CodecSettings": {
                    "Codec": "AAC",
                    "AacSettings": {
                        "Bitrate": AUDIO_BITRATE,
                        "CodingMode": "CODING_MODE_2_0",
                        "SampleRate": 48000,
                    },
                },
            }
        ],
    }


def _frames_group(destination: str, media: Media) -> dict[str, Any]:
    capture = {
        "FramerateNumerator": 1,
        "FramerateDenominator": frame_interval(media.duration_seconds),
        "MaxCaptures": MOST_FRAMES,
        "Quality": 80,
    }
    height = _even(media.height * FRAME_WIDTH / media.width)
    output = {
        "ContainerSettings": {"Container": "RAW"},
        "VideoDescription": {
            "Width": FRAME_WIDTH,
            "Height": height,
            "CodecSettings": {"Codec": "FRAME_CAPTURE", "FrameCaptureSettings": capture},
        },
    }
    return {
        "Name": "Frames",
        "OutputGroupSettings": {
            "Type": "FILE_GROUP_SETTINGS",
            "FileGroupSettings": {"Destination": destination},
        },
        "Outputs": [output],
    }
