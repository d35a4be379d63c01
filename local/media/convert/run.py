"""Carries out one MediaConvert job: probe, one ffmpeg run, upload."""

import subprocess
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import imageio_ffmpeg

from local.media.convert import job, loudness
from local.media.convert.errors import CANNOT_TRANSCODE, JobCanceledError, JobError
from local.media.convert.plan import Plan, translate
from local.media.convert.planner import PlannedGroup, PlannedOutput
from local.media.convert.probe import parse, printed, source_of
from local.media.convert.storage import Storage
from local.media.lifeline import tied

NICENESS = 10  # a live broadcast goes first
_KEPT_COMPLAINT = 600


def run(
    settings: dict[str, Any],
    storage: Storage,
    progress: Callable[[int], None] = lambda _: None,
    cancel: threading.Event | None = None,
    ffmpeg: str | None = None,
) -> list[dict[str, Any]]:
    """The `outputGroupDetails` of the COMPLETE event. Blocks; call it in a thread that stays until it is done.

    `progress` gets 0-100, never falling. Raises SettingsError before anything is read, JobError, JobCanceledError.
    """
    wanted = job.read(settings)
    program = ffmpeg or imageio_ffmpeg.get_ffmpeg_exe()
    url = wanted.inputs[0].file_input
    with tempfile.TemporaryDirectory(prefix="madang-convert-") as folder:
        work = Path(folder)
        source_arguments = storage.open_input(url, work)
        source = source_of(parse(printed(source_arguments, work, program), url))
        plan = translate(wanted, source)
        for group in plan.groups:
            (work / group.directory).mkdir()
        command = [program, "-hide_banner", "-nostdin", "-y", "-v", "error", "-progress", "pipe:1"]
        command += [*plan.before, *source_arguments, *plan.after]
        seconds = _transcode(command, work, plan, progress, cancel or threading.Event(), url)
        _write_loudness(plan, work)
        details = [_deliver(group, work, storage, seconds) for group in plan.groups]
        progress(100)
        return details


def _transcode(
    command: list[str], work: Path, plan: Plan, progress: Callable[[int], None], cancel: threading.Event, url: str
) -> float:
    """Seconds of media made."""
    complaints = work / "complaints.txt"
    seconds = 0.0
    with (
        complaints.open("wb") as errors,
        subprocess.Popen(
            tied(command, NICENESS), cwd=work, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process,
    ):
        for line in process.stdout or ():
            if cancel.is_set():
                process.kill()
                raise JobCanceledError(url)
            name, _, value = line.strip().partition("=")
            if name == "out_time_us" and value.isdigit():
                seconds = max(seconds, int(value) / 1_000_000)
                progress(min(99, int(100 * seconds / plan.duration)) if plan.duration else 0)
        status = process.wait()
    if status or not seconds:
        text = complaints.read_text(errors="replace").replace(str(work), "")
        told = " | ".join(line for line in text.splitlines() if "://" not in line)[:_KEPT_COMPLAINT]
        raise JobError(
            CANNOT_TRANSCODE, f"Unable to transcode input file [{url}]: [{told or 'nothing decodable in it'}]"
        )
    return min(seconds, plan.duration) if plan.duration else seconds  # frame captures round up


def _write_loudness(plan: Plan, work: Path) -> None:
    for group in plan.groups:
        for measured, name in group.loudness.items():
            path = work / measured
            with path.open() as lines:
                (work / group.directory / name).write_text(loudness.table(lines))
            path.unlink()


def _deliver(group: PlannedGroup, work: Path, storage: Storage, seconds: float) -> dict[str, Any]:
    """Uploads a group, playlists last: who sees one finds everything it names."""
    directory = work / group.directory
    files = sorted(
        directory.iterdir(), key=lambda path: (path.suffix == ".m3u8", path.name == group.playlist, path.name)
    )
    for path in files:
        storage.upload(path, group.destination + path.name)
    detail: dict[str, Any] = {
        "type": group.kind,
        "outputDetails": [_output_detail(output, group, directory, seconds) for output in group.outputs],
    }
    if group.playlist:
        detail["playlistFilePaths"] = [group.destination + group.playlist]
    return detail


def _output_detail(output: PlannedOutput, group: PlannedGroup, directory: Path, seconds: float) -> dict[str, Any]:
    file = output.file
    if output.captures:
        file = max((path.name for path in directory.glob(output.captures)), default=file)
    detail: dict[str, Any] = {"outputFilePaths": [group.destination + file], "durationInMs": round(seconds * 1000)}
    if output.size:
        detail["videoDetails"] = {"widthInPx": output.size[0], "heightInPx": output.size[1]}
    return detail
