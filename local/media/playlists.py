"""Writes HLS playlists (RFC 8216bis). Pure: a rendition's state in, text out.

Hand-written: m3u8, the kept library, builds a tree of objects a reload, and these are reloaded three times a second.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from local.media.clock import iso
from local.media.rendition import LISTED_SEGMENTS, SEGMENTS_WITH_PARTS, Rendition, Segment

HEADROOM = 1.1  # BANDWIDTH must be an upper bound; the peak so far is not yet the peak


@dataclass(frozen=True, slots=True)
class Variant:
    """One line of a multivariant playlist; bit rates in bits a second."""

    uri: str
    codecs: str
    resolution: tuple[int, int] | None
    framerate: float
    bandwidth: int
    average_bandwidth: int

    def lines(self) -> tuple[str, str]:
        attributes = [
            f"BANDWIDTH={self.bandwidth}",
            f"AVERAGE-BANDWIDTH={self.average_bandwidth}",
            f'CODECS="{self.codecs}"',
        ]
        if self.resolution:
            attributes.append("RESOLUTION={}x{}".format(*self.resolution))
            attributes.append(f"FRAME-RATE={self.framerate:.3f}")
        return f"#EXT-X-STREAM-INF:{','.join(attributes)}", self.uri


def multivariant(variants: Iterable[Variant], version: int) -> str:
    """Best first, as players without a bandwidth estimate start with the first."""
    best_first = sorted(variants, key=lambda variant: -variant.bandwidth)
    lines = ["#EXTM3U", f"#EXT-X-VERSION:{version}", "#EXT-X-INDEPENDENT-SEGMENTS"]
    for variant in best_first:
        lines += variant.lines()
    return "\n".join(lines) + "\n"


def variant_of(rendition: Rendition, framerate: float, uri: str) -> Variant:
    if rendition.init is None:
        raise ValueError(f"{rendition.name} has no init segment yet")
    average = round(rendition.average_bits_per_second)
    return Variant(
        uri=uri,
        codecs=rendition.init.codecs,
        resolution=rendition.init.resolution,
        framerate=framerate,
        bandwidth=round(rendition.peak_bits_per_second * HEADROOM),
        average_bandwidth=average,
    )


def live(rendition: Rendition, others: Sequence[Rendition], *, low_latency: bool) -> str:
    """The media playlist of a running or just ended broadcast; URIs are relative, other renditions are its siblings."""
    listed = list(rendition.segments)[-LISTED_SEGMENTS:]
    first = listed[0].sequence if listed else (rendition.open.sequence if rendition.open else 0)
    lines = ["#EXTM3U", "#EXT-X-VERSION:9", f"#EXT-X-TARGETDURATION:{rendition.target_duration}"]
    lines += _server_control(rendition, low_latency=low_latency)
    lines += [f"#EXT-X-MEDIA-SEQUENCE:{first}", "#EXT-X-INDEPENDENT-SEGMENTS", '#EXT-X-MAP:URI="init.mp4"']
    for index, segment in enumerate(listed):
        with_parts = low_latency and index >= len(listed) - SEGMENTS_WITH_PARTS
        lines += _segment(segment, with_parts=with_parts)
        lines += [f"#EXTINF:{segment.duration:.5f},", f"s{segment.sequence}.m4s"]
    if low_latency and rendition.open:
        lines += _segment(rendition.open, with_parts=True)
    if rendition.ended:
        lines.append("#EXT-X-ENDLIST")
    elif low_latency:
        lines.append(f'#EXT-X-PRELOAD-HINT:TYPE=PART,URI="p{rendition.next_part}.m4s"')
        lines += [_report(other) for other in others if other.last]
    return "\n".join(lines) + "\n"


def _server_control(rendition: Rendition, *, low_latency: bool) -> list[str]:
    hold_back = 3 * rendition.target_duration
    if not low_latency:
        return [f"#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,HOLD-BACK={hold_back}"]
    part_hold_back = max(3 * rendition.part_target, 1.0)
    return [
        f"#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK={part_hold_back:.3f},HOLD-BACK={hold_back}",
        f"#EXT-X-PART-INF:PART-TARGET={rendition.part_target:.3f}",
    ]


def _segment(segment: Segment, *, with_parts: bool) -> list[str]:
    lines = [f"#EXT-X-PROGRAM-DATE-TIME:{iso(segment.starts_at)}"]
    if with_parts:
        for part in segment.parts:
            independent = ",INDEPENDENT=YES" if part.independent else ""
            lines.append(f'#EXT-X-PART:DURATION={part.duration:.5f},URI="p{part.number}.m4s"{independent}')
    return lines


def _report(other: Rendition) -> str:
    sequence, part = other.last or (0, 0)
    return f'#EXT-X-RENDITION-REPORT:URI="../{other.name}/index.m3u8",LAST-MSN={sequence},LAST-PART={part}'


def recorded(segments: Sequence[tuple[str, float, str]], init: str = "init.mp4") -> str:
    """The playlist of a finished recording, of (file, seconds, program date time)."""
    target = max([1, *(round(seconds) for _, seconds, _ in segments)])
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", f"#EXT-X-TARGETDURATION:{target}", "#EXT-X-MEDIA-SEQUENCE:0"]
    lines += ["#EXT-X-PLAYLIST-TYPE:VOD", "#EXT-X-INDEPENDENT-SEGMENTS", f'#EXT-X-MAP:URI="{init}"']
    for file, seconds, starts_at in segments:
        lines += [f"#EXT-X-PROGRAM-DATE-TIME:{starts_at}", f"#EXTINF:{seconds:.5f},", file]
    return "\n".join([*lines, "#EXT-X-ENDLIST", ""])
