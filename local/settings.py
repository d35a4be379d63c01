"""Where the laptop cloud keeps its state, and the ports it listens on. Everything binds to 127.0.0.1."""

import sys
from dataclasses import dataclass
from pathlib import Path

from kernel import environment

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
ACCOUNT = "000000000000"
REGION = "us-east-1"


def _port(name: str, default: int) -> int:
    return int(environment.optional(f"MADANG_{name}_PORT", str(default)))


@dataclass(frozen=True)
class Settings:
    """`MADANG_HOME` and `MADANG_*_PORT` move the whole cloud, so that two can stand side by side.

    `MADANG_TRANSLATOR` is the address of a LibreTranslate server that the emulated Amazon Translate asks.
    """

    home: Path
    aws_port: int
    site_port: int
    rtmp_port: int
    media_port: int
    translator: str = ""

    @classmethod
    def read(cls) -> "Settings":
        home = Path(environment.optional("MADANG_HOME", str(ROOT / ".madang")))
        ports = _port("AWS", 4566), _port("SITE", 8080), _port("RTMP", 1935), _port("MEDIA", 8090)
        return cls(home, *ports, translator=environment.optional("MADANG_TRANSLATOR", ""))

    @property
    def aws_url(self) -> str:
        return f"http://{HOST}:{self.aws_port}"

    @property
    def site_url(self) -> str:
        return f"http://{HOST}:{self.site_port}"

    @property
    def stripe_url(self) -> str:
        return f"{self.aws_url}/_stripe"

    @property
    def media_url(self) -> str:
        return f"http://{HOST}:{self.media_port}"

    @property
    def rtmp_url(self) -> str:
        return f"rtmp://{HOST}:{self.rtmp_port}/app/"

    @property
    def state(self) -> Path:
        return self.home / "state"

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    @property
    def pid_file(self) -> Path:
        return self.home / "cloud.pid"

    @property
    def bin(self) -> Path:
        """Where this interpreter's programs are, Node among them."""
        return Path(sys.executable).parent

    def credentials(self) -> dict[str, str]:
        """The environment of a program that calls the laptop cloud as its account's owner."""
        return {
            "AWS_ENDPOINT_URL": self.aws_url,
            "AWS_ACCESS_KEY_ID": ACCOUNT,
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",
            "AWS_EC2_METADATA_DISABLED": "true",
        }
