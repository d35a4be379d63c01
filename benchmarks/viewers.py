"""Synthetic low-latency viewers: each reloads a media playlist by blocking and fetches every new part, like hls.js."""

import asyncio
import re
from pathlib import Path
from urllib.parse import urljoin

import aiohttp

_PART = re.compile(r'#EXT-X-PART:[^\n]*URI="([^"]+)"')
_WINDOW_SECONDS = 8.0
_CLOCK_TICKS_PER_SECOND = 100


def cost_of_viewers(playback_url: str, process_id: int) -> dict[str, float]:
    """CPU seconds a second of that process, with no, ten and a hundred viewers; empty where /proc is missing."""
    if not Path("/proc/self/stat").exists():
        return {}
    return {str(count): asyncio.run(_measure(playback_url, process_id, count)) for count in (0, 10, 100)}


async def _measure(playback_url: str, process_id: int, count: int) -> float:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        viewers = [asyncio.create_task(_watch(session, playback_url)) for _ in range(count)]
        await asyncio.sleep(2)
        before = _cpu_seconds(process_id)
        await asyncio.sleep(_WINDOW_SECONDS)
        spent = _cpu_seconds(process_id) - before
        for viewer in viewers:
            viewer.cancel()
        failures = [one for one in await asyncio.gather(*viewers, return_exceptions=True) if not _is_cancelled(one)]
    if failures:
        raise RuntimeError(f"{len(failures)} viewers failed: {failures[0]!r}")
    return round(spent / _WINDOW_SECONDS, 4)


def _is_cancelled(outcome: BaseException | None) -> bool:
    return isinstance(outcome, asyncio.CancelledError)


async def _watch(session: aiohttp.ClientSession, playback_url: str) -> None:
    async with session.get(playback_url, raise_for_status=True) as answer:
        lines = (await answer.text()).splitlines()
    playlist = urljoin(playback_url, next(line for line in lines if not line.startswith("#")))
    seen: set[str] = set()
    directives = ""
    while True:
        async with session.get(playlist + directives, raise_for_status=True) as answer:
            text = await answer.text()
        fresh = [uri for uri in _PART.findall(text) if uri not in seen]
        for uri in fresh[-1:] if not seen else fresh:
            async with session.get(urljoin(playlist, uri), raise_for_status=True) as answer:
                await answer.read()
        seen.update(fresh)
        directives = "?" + _next(text)


def _next(text: str) -> str:
    """The delivery directives for the part after the last one listed."""
    first = int(re.search(r"#EXT-X-MEDIA-SEQUENCE:(\d+)", text)[1])  # type: ignore[index]
    whole = text.count("#EXTINF")
    parts_of_open = len(_PART.findall(text[text.rfind("#EXTINF") :]))
    return f"_HLS_msn={first + whole}&_HLS_part={parts_of_open}"


def _cpu_seconds(process_id: int) -> float:
    fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _CLOCK_TICKS_PER_SECOND
