"""MediaConvert's codec settings as ffmpeg's options. Pure."""

from local.media.convert.errors import SettingsError
from local.media.convert.job import AacSettings, H264Settings, VideoDescription

# QVBR levels 1-10 as x264's constant rate factor: 7, the level of AWS's own ladders for HD, is x264's default of 23.
_RATE_FACTOR_OF_LEVEL = {1: 41, 2: 38, 3: 35, 4: 32, 5: 29, 6: 26, 7: 23, 8: 21, 9: 19, 10: 17}
_PRESET_OF_TUNING = {"SINGLE_PASS": "veryfast", "SINGLE_PASS_HQ": "faster"}


def h264(settings: H264Settings, at: str, which: str, framerate: float, *, aligned: bool) -> list[str]:
    """Options for output stream `which` (such as "v:0"); `aligned` forbids keyframes that other renditions have not."""
    options = [f"-c:{which}", "libx264", f"-preset:{which}", _PRESET_OF_TUNING[settings.quality_tuning_level]]
    options += [f"-profile:{which}", settings.codec_profile.lower(), f"-pix_fmt:{which}", "yuv420p"]
    if settings.framerate_control == "SPECIFIED":
        if not settings.framerate_numerator or not settings.framerate_denominator:
            raise SettingsError(f"{at}.FramerateNumerator", "SPECIFIED needs a numerator and a denominator")
        framerate = settings.framerate_numerator / settings.framerate_denominator
        options += [f"-r:{which}", f"{settings.framerate_numerator}/{settings.framerate_denominator}"]
    in_frames = settings.gop_size_units == "FRAMES"
    gop = round(settings.gop_size if in_frames else settings.gop_size * framerate) or 1
    options += [f"-g:{which}", str(gop), f"-keyint_min:{which}", str(gop)]
    if aligned or settings.scene_change_detect == "DISABLED":
        options += [f"-sc_threshold:{which}", "0"]
    if settings.number_b_frames_between_reference_frames is not None:
        options += [f"-bf:{which}", str(settings.number_b_frames_between_reference_frames)]
    return options + _rate(settings, at, which)


def _rate(settings: H264Settings, at: str, which: str) -> list[str]:
    needed, name = (
        (settings.bitrate, "Bitrate") if settings.rate_control_mode == "CBR" else (settings.max_bitrate, "MaxBitrate")
    )
    if needed is None:
        raise SettingsError(f"{at}.{name}", f"{settings.rate_control_mode} needs it")
    limits = [f"-maxrate:{which}", str(needed), f"-bufsize:{which}", str(settings.hrd_buffer_size or 2 * needed)]
    if settings.rate_control_mode == "CBR":
        return [
            f"-b:{which}",
            str(needed),
            f"-minrate:{which}",
            str(needed),
            *limits,
            f"-x264-params:{which}",
            "nal-hrd=cbr",
        ]
    if settings.rate_control_mode == "VBR":
        if settings.bitrate is None:
            raise SettingsError(f"{at}.Bitrate", "VBR needs it")
        return [f"-b:{which}", str(settings.bitrate), *limits]
    return [f"-crf:{which}", str(_RATE_FACTOR_OF_LEVEL[settings.qvbr_settings.qvbr_quality_level]), *limits]


def aac(settings: AacSettings, which: str) -> list[str]:
    channels = "1" if settings.coding_mode == "CODING_MODE_1_0" else "2"
    options = [f"-c:{which}", "aac", f"-b:{which}", str(settings.bitrate)]
    return [*options, f"-ac:{which}", channels, f"-ar:{which}", str(settings.sample_rate)]


def size(description: VideoDescription, source: tuple[int, int]) -> tuple[int, int]:
    """The output's width and height; a missing one follows from the source's shape."""
    width, height = source
    if description.width and description.height:
        return description.width, description.height
    if description.width:
        return description.width, 2 * round(description.width * height / width / 2)
    if description.height:
        return 2 * round(description.height * width / height / 2), description.height
    return width - width % 2, height - height % 2


def scale(description: VideoDescription, source: tuple[int, int]) -> tuple[str, tuple[int, int]]:
    """The filter chain to the output's size, and that size. DEFAULT pads what has another shape."""
    width, height = size(description, source)
    if description.scaling_behavior == "STRETCH_TO_OUTPUT":
        return f"scale={width}:{height},setsar=1", (width, height)
    fit = min(width / source[0], height / source[1])
    inner = min(width, 2 * round(source[0] * fit / 2)), min(height, 2 * round(source[1] * fit / 2))
    plain = f"scale={inner[0]}:{inner[1]},setsar=1"
    if description.scaling_behavior == "FIT" or inner == (width, height):
        return plain, inner
    return f"{plain},pad={width}:{height}:(ow-iw)/2:(oh-ih)/2", (width, height)
