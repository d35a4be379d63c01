"""Cold starts without what is not used.

Some packages' `__init__` imports everything they have to offer: Powertools its resolvers for AppSync, Bedrock and VPC
Lattice, tracing, metrics and forty event classes; PyJWT certificates; botocore the makers of its documentation.
Together with the garbage collector's looking at what stays, that is a fifth of what importing an API of ours costs
(docs/benchmarks/handlers.md). Such a module is entered here without being run: a name below comes from the module that
defines it, a submodule is imported as ever, and any other name runs the module after all.
"""

import gc
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

COLLECT_EVERY = 100_000  # new objects, not 700: importing makes some seventy thousand, and they all stay


def _no_documentation(**_: Any) -> str:
    """In the place of botocore's docstrings of client methods, which nobody reads in a function."""
    return ""


def _no_plugins() -> tuple[()]:
    """Pydantic would look for plugins of its own in the metadata of every installed package; there are none."""
    return ()


HOMES: dict[str, dict[str, Any]] = {
    "aws_lambda_powertools": {"Logger": "logging.logger"},
    "aws_lambda_powertools.event_handler": {
        "APIGatewayHttpResolver": "api_gateway",
        "ApiGatewayResolver": "api_gateway",
        "Response": "api_gateway",
    },
    "aws_lambda_powertools.utilities.data_classes": {
        "ALBEvent": "alb_event",
        "APIGatewayProxyEvent": "api_gateway_proxy_event",
        "APIGatewayProxyEventV2": "api_gateway_proxy_event",
        "BedrockAgentEvent": "bedrock_agent_event",
        "LambdaFunctionUrlEvent": "lambda_function_url_event",
        "VPCLatticeEvent": "vpc_lattice",
        "VPCLatticeEventV2": "vpc_lattice",
    },
    "botocore.docs": {},
    "botocore.docs.docstring": {
        "ClientMethodDocstring": _no_documentation,
        "PaginatorDocstring": _no_documentation,
        "WaiterDocstring": _no_documentation,
    },
    "cryptography.x509": {},
    "jwt": {"encode": "api_jwt"},
    "pydantic.plugin._loader": {"get_plugins": _no_plugins},
    "urllib3.http2": {},
}
LATE_PATTERNS = {"botocore.compat", "urllib3.util.url"}
_compile = re.compile


class _Unopened:
    """The loader that stands before the real one and runs it when a name is asked for that has no home above."""

    def __init__(self, real: Any, homes: dict[str, Any]) -> None:
        self.real, self.homes, self.opened = real, homes, False

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        created: ModuleType | None = self.real.create_module(spec)
        return created

    def exec_module(self, module: ModuleType) -> None:
        module.__getattr__ = lambda name: self.look_up(module, name)  # type: ignore[method-assign] # PEP 562

    def look_up(self, module: ModuleType, name: str) -> Any:
        home = self.homes.get(name)
        if home:
            return getattr(import_module(f"{module.__name__}.{home}"), name) if isinstance(home, str) else home
        if not name.startswith("__") or name in {"__all__", "__version__"}:
            if PathFinder.find_spec(f"{module.__name__}.{name}", vars(module).get("__path__", ())):
                return import_module(f"{module.__name__}.{name}")
            self.open(module)
        try:
            return vars(module)[name]
        except KeyError:
            raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}") from None

    def open(self, module: ModuleType) -> None:
        if not self.opened:
            self.opened = True
            self.real.exec_module(module)


class _LatePattern:
    """A regular expression that is compiled when it is first used; those that tell an IPv6 address never are."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.source = pattern, flags

    def __getattr__(self, name: str) -> Any:
        return getattr(_compile(*self.source), name)


class _LatePatterns:
    """The loader of a module whose regular expressions take longer than the rest of it."""

    def __init__(self, real: Any) -> None:
        self.create_module, self.real = real.create_module, real

    def exec_module(self, module: ModuleType) -> None:
        re.compile = _LatePattern  # type: ignore[assignment] # this one module's, and put back
        try:
            self.real.exec_module(module)
        finally:
            re.compile = _compile


class _Finder:
    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None, _target: ModuleType | None = None) -> ModuleSpec | None:
        if name not in HOMES and name not in LATE_PATTERNS:
            return None
        spec = PathFinder.find_spec(name, path)
        if spec:  # importlib.abc, whose Loader the type wants, is what this spares
            real: Any = spec.loader
            spec.loader = _Unopened(real, HOMES[name]) if name in HOMES else _LatePatterns(real)  # type: ignore[assignment]
        return spec


def prepare() -> None:
    """Once, before the packages are imported; what is imported already stays as it is."""
    gc.set_threshold(COLLECT_EVERY, *gc.get_threshold()[1:])
    sys.meta_path.insert(0, _Finder)
