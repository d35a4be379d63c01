"""botocore clients of training, made once a container and at the first use: importing this costs nothing."""

from functools import cache
from typing import Any

from kernel import environment


@cache
def client(service: str) -> Any:
    import botocore.session  # late: the API asks a model only after it has answered what it can by itself

    return botocore.session.get_session().create_client(service, region_name=environment.region())


@cache
def runtime(connect_seconds: float, read_seconds: float) -> Any:
    """SageMaker's runtime, without retries: who waits for a list has a fallback."""
    import botocore.session
    from botocore.config import Config

    config = Config(
        connect_timeout=connect_seconds, read_timeout=read_seconds, retries={"total_max_attempts": 1},
        max_pool_connections=4,
    )  # fmt: skip
    return botocore.session.get_session().create_client(
        "sagemaker-runtime", region_name=environment.region(), config=config
    )
