"""Output groups of segments: HLS (MPEG-TS) and CMAF. Pure."""

from local.media.convert.errors import SettingsError
from local.media.convert.job import CmafGroupSettings, HlsGroupSettings, Output, OutputGroup
from local.media.convert.planner import PlannedGroup, PlannedOutput, Planner, streams


def add_segmented(
    planner: Planner,
    group: PlannedGroup,
    asked: OutputGroup,
    settings: HlsGroupSettings | CmafGroupSettings,
    at: str,
    base: str,
) -> None:
    """One HLS muxer for the whole group: ffmpeg writes the media playlists and the multivariant playlist."""
    cmaf = isinstance(settings, CmafGroupSettings)
    variants: list[str] = []
    maps, options = list[str](), list[str]()
    videos = audios = 0
    for index, output in enumerate(asked.outputs):
        where = f"{at}.Outputs[{index}]"
        _check_variant(output, where, cmaf=cmaf)
        name = f"{base}{output.name_modifier}"
        added, encoded, size = streams(planner, group, output, where, name, (videos, audios), aligned=True)
        if not added:
            continue
        has_audio = len(added) > 2 or not size  # noqa: PLR2004 - two arguments a map
        variants.append(_variant(output, videos if size else None, audios if has_audio else None, cmaf=cmaf))
        if size:
            options += [f"-force_key_frames:v:{videos}", f"expr:gte(t,n_forced*{settings.segment_length})"]
        videos, audios = videos + bool(size), audios + has_audio
        maps, options = maps + added, options + encoded
        group.outputs.append(PlannedOutput(f"{name}.m3u8", size))
    if cmaf and not audios:
        variants = [variant.replace(",agroup:sound", "") for variant in variants]
    group.playlist = f"{base}.m3u8"
    planner.arguments += [*maps, *options, *_muxer(settings, group, base, variants)]


def _check_variant(output: Output, at: str, *, cmaf: bool) -> None:
    container = output.container_settings.container
    if container != ("CMFC" if cmaf else "M3U8"):
        raise SettingsError(f"{at}.ContainerSettings.Container", f"{container} does not belong in this output group")
    if not output.name_modifier:
        raise SettingsError(f"{at}.NameModifier", "outputs of segmented groups need one")
    if cmaf and bool(output.video_description) == bool(output.audio_descriptions):
        raise SettingsError(at, "a CMAF output is either video or audio")
    if not cmaf and not output.video_description:
        raise SettingsError(f"{at}.VideoDescription", "HLS outputs of sound alone are not supported here")


def _variant(output: Output, video: int | None, audio: int | None, *, cmaf: bool) -> str:
    streams = [f"v:{video}"] if video is not None else []
    streams += [f"a:{audio}"] if audio is not None else []
    if cmaf:
        streams.append("agroup:sound")
        if video is None:
            streams.append("default:yes")
    return ",".join([*streams, f"name:{output.name_modifier}"])


def _muxer(
    settings: HlsGroupSettings | CmafGroupSettings, group: PlannedGroup, base: str, variants: list[str]
) -> list[str]:
    stem = f"{group.directory}/{base.replace('%', '%%')}%v"
    arguments = [
        "-f",
        "hls",
        "-hls_time",
        str(settings.segment_length),
        "-hls_playlist_type",
        "vod",
        "-start_number",
        "1",
    ]
    arguments += [
        "-hls_flags",
        "independent_segments",
        "-master_pl_name",
        f"{base}.m3u8",
        "-var_stream_map",
        " ".join(variants),
    ]
    if isinstance(settings, CmafGroupSettings):
        arguments += ["-hls_segment_type", "fmp4", "-hls_fmp4_init_filename", f"{base}%vinit.cmfv"]
        return [*arguments, "-hls_segment_filename", f"{stem}_%09d.cmfv", f"{stem}.m3u8"]
    return [*arguments, "-hls_segment_filename", f"{stem}_%05d.ts", f"{stem}.m3u8"]
