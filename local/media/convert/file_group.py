"""Output groups of single files: MP4 and frame captures. Pure."""

from local.media.convert.errors import SettingsError
from local.media.convert.job import FrameCaptureSettings, Output, VideoDescription
from local.media.convert.planner import PlannedGroup, PlannedOutput, Planner, streams


def add_file(planner: Planner, group: PlannedGroup, output: Output, at: str, base: str) -> None:
    container = output.container_settings.container
    video = output.video_description
    if video and video.codec_settings.codec == "FRAME_CAPTURE":
        if container != "RAW":
            raise SettingsError(f"{at}.ContainerSettings.Container", "frame captures are RAW")
        _captures(planner, group, output, video, at, base)
        return
    if container != "MP4":
        raise SettingsError(f"{at}.ContainerSettings.Container", f"{container} is no container of a file group here")
    name = f"{base}{output.name_modifier}"
    maps, options, size = streams(planner, group, output, at, name, (0, 0), aligned=False)
    if not maps:
        return
    flags = {"PROGRESSIVE_DOWNLOAD": ["-movflags", "+faststart"], "NORMAL": []}
    file = f"{name}.{output.extension or 'mp4'}"
    placement = flags[output.container_settings.mp4_settings.moov_placement]
    planner.arguments += [*maps, *options, "-f", "mp4", *placement, f"{group.directory}/{file}"]
    group.outputs.append(PlannedOutput(file, size))


def _captures(
    planner: Planner, group: PlannedGroup, output: Output, video: VideoDescription, at: str, base: str
) -> None:
    if output.audio_descriptions:
        raise SettingsError(f"{at}.AudioDescriptions", "frame captures have no sound")
    settings = video.codec_settings.frame_capture_settings or FrameCaptureSettings()
    rate = f"fps={settings.framerate_numerator}/{settings.framerate_denominator}:start_time=0,"
    label, size = planner.picture(video, before=rate)
    stem, extension = f"{base}{output.name_modifier}", output.extension or "jpg"
    scale = round(31 - settings.quality * 29 / 100)  # mjpeg's quantiser: 2 is best, 31 worst
    planner.arguments += ["-map", label, "-c:v", "mjpeg", "-pix_fmt", "yuvj420p", "-q:v", str(scale)]
    planner.arguments += ["-frames:v", str(settings.max_captures), "-f", "image2", "-start_number", "0"]
    planner.arguments += [f"{group.directory}/{stem.replace('%', '%%')}.%07d.{extension}"]
    group.outputs.append(PlannedOutput(f"{stem}.0000000.{extension}", size, captures=f"{stem}.*.{extension}"))
