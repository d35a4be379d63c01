"""After a crash: finishes what the spool still holds, as far as it was on disk, and says so."""

from collections.abc import Callable
from datetime import datetime, timedelta

from local.media import recording_layout
from local.media.broadcast import close_entry, ended_notice
from local.media.control import Control
from local.media.recording import Recording, facts_of
from local.media.spool import Entry, Spool


async def recover(spool: Spool, open_recording: Callable[[Entry], Recording], control: Control) -> int:
    """How many broadcasts were cut off and are now finished."""
    entries = spool.unfinished()
    for entry in entries:
        grant, facts = facts_of(entry)
        journal = entry.journal()
        duration = recording_layout.duration_ms(journal, facts.rungs)
        recording = open_recording(entry)
        await recording.resume()
        last = max(
            (datetime.fromisoformat(line.starts_at) + timedelta(seconds=line.seconds) for line in journal),
            default=facts.started_at,
        )
        outcome = await recording.finish(last)
        if not (entry.directory / "told").exists():
            control.tell(grant.stream_id, "ended", ended_notice(last, "failed", duration, outcome, recovered=True))
        close_entry(entry, outcome)
    return len(entries)
