"""AWS Elemental MediaConvert on a laptop: CreateJob settings become one ffmpeg run with one decode.

`run(settings, storage, …)` does a job, `probe(url, …)` answers the Probe operation. Serving the API is the caller's.
"""

from local.media.convert.errors import JobCanceledError, JobError, SettingsError
from local.media.convert.probe import probe
from local.media.convert.run import run
from local.media.convert.storage import Storage

__all__ = ["JobCanceledError", "JobError", "SettingsError", "Storage", "probe", "run"]
