"""`python -m local.cloud`: the process behind `make up`."""

import asyncio
import logging
import sys

from kernel import environment
from local.settings import Settings


def main() -> None:
    settings = Settings.read()
    for folder in (settings.state, settings.logs):
        folder.mkdir(parents=True, exist_ok=True)
    environment.adopt(
        {
            **settings.credentials(),
            "GATEWAY_PORT": str(settings.aws_port),
            "BIND_HOST": "127.0.0.1",
            "AUTH": "true",  # IAM policies are evaluated: what a role is not granted fails here as it would at AWS
            "PERSIST_STATE": "1",
            "STATE_DIR": str(settings.state / "services"),
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(settings.state / "s3"),
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "LOG_LEVEL": "WARNING",
        }
    )
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    from local.cloud.server import LaptopCloud  # the emulator reads its settings when it is imported

    asyncio.run(LaptopCloud(settings).run())


main()
