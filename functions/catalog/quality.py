"""What a finished ladder must be: not black, not silent, not cut short. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from functions.catalog.ladder import Media

BLACK_LUMA = 18.0  # mean of 0-255; video black is 16
BLACK_SHARE = 0.95
SILENT_LKFS = -60.0  # ITU-R BS.1770 gates at -70; speech sits near -24
SHORTEST_SHARE = 0.9


class RejectedMedia(Exception):
    """The material itself is not fit to be published; trying again changes nothing."""

    reason = "The file cannot be published."


class EmptyMedia(RejectedMedia):
    reason = "The file is empty."


class CorruptMedia(RejectedMedia):
    reason = "The file is damaged or is not a video or sound file."


class TruncatedMedia(RejectedMedia):
    reason = "The file breaks off: less of it can be decoded than it promises."


class BlackVideo(RejectedMedia):
    reason = "The picture is black throughout."


class SilentAudio(RejectedMedia):
    reason = "The sound is silent throughout."


class NoSound(RejectedMedia):
    reason = "Music and podcasts need a sound track."


class NoPicture(RejectedMedia):
    reason = "A video needs a picture; upload it as music or a podcast."


REJECTIONS = {
    kind.__name__: kind
    for kind in (EmptyMedia, CorruptMedia, TruncatedMedia, BlackVideo, SilentAudio, NoSound, NoPicture)
}


@dataclass(frozen=True)
class Measured:
    """Mean luma of each captured frame (0-255), integrated loudness (None: no sound track), seconds transcoded."""

    lumas: Sequence[float]
    loudness_lkfs: float | None
    duration_seconds: float


def check_tracks(title_type: str, media: Media) -> None:
    if title_type in {"music", "podcast"} and not media.has_audio:
        raise NoSound
    if title_type in {"live", "video"} and not media.has_video:
        raise NoPicture


def faults(media: Media, measured: Measured) -> list[type[RejectedMedia]]:
    """What is wrong with the result, the gravest first."""
    found: list[type[RejectedMedia]] = []
    if measured.duration_seconds < SHORTEST_SHARE * media.duration_seconds:
        found.append(TruncatedMedia)
    black = sum(luma < BLACK_LUMA for luma in measured.lumas)
    if media.has_video and measured.lumas and black >= BLACK_SHARE * len(measured.lumas):
        found.append(BlackVideo)
    if measured.loudness_lkfs is not None and measured.loudness_lkfs <= SILENT_LKFS:
        found.append(SilentAudio)
    return found
