"""Why a job does not come to its end.

Codes are those of the MediaConvert user guide, "Error codes": 1010 an input cannot be opened (corrupt, unknown
format), 1040 it opens but cannot be transcoded, 1401 access is denied, 1404 it is missing, 1999 anything else.
"""

CANNOT_OPEN = 1010
CANNOT_TRANSCODE = 1040
DENIED = 1401
MISSING = 1404
INTERNAL = 1999


class SettingsError(ValueError):
    """The job asks for something this runner does not do, or not that way: CreateJob's BadRequestException.

    `path` names the setting as boto3 does, for example OutputGroups[0].Outputs[1].VideoDescription.CodecSettings.Codec.
    """

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path


class JobError(Exception):
    """The job failed: the ERROR event's `errorCode` and `errorMessage`."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    def as_detail(self) -> dict[str, int | str]:
        return {"errorCode": self.code, "errorMessage": self.message}


class JobCanceledError(Exception):
    """The caller cancelled the job."""
