"""python -m ml.recommendations.serve --model /opt/ml/model/model.npz --port 8080: SageMaker's container contract."""

import argparse
from pathlib import Path

from aiohttp import web

from ml.recommendations.artefact import Artefact
from ml.recommendations.serve.engine import Engine
from ml.recommendations.serve.program import application


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", nargs="?", choices=["serve"], help="what SageMaker starts a container with")
    parser.add_argument("--model", type=Path, default=Path("/opt/ml/model/model.npz"))
    parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 in a container")
    parser.add_argument("--port", type=int, default=8080)
    arguments = parser.parse_args()
    engine = Engine.of(Artefact.load(arguments.model))
    web.run_app(application(engine), host=arguments.host, port=arguments.port, print=None, access_log=None)


if __name__ == "__main__":
    main()
