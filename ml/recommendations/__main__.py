"""python -m ml.recommendations train|serve: the program of the container, and of a laptop without one."""

import argparse
import sys
from pathlib import Path

from ml.recommendations import container


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=["train", "serve"], help="what SageMaker starts a container with")
    parser.add_argument("--root", type=Path, default=container.OPT_ML)
    parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 in a container")
    parser.add_argument("--port", type=int, default=8080)
    arguments = parser.parse_args()
    if arguments.command == "train":
        return container.train(arguments.root)
    container.serve(arguments.root, arguments.host, arguments.port)
    return 0


if __name__ == "__main__":
    sys.exit(main())
