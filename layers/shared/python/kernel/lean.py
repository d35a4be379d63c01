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
LATE_PATTERNS = {
    "botocore",
    "botocore.compat",
    "botocore.endpoint_provider",
    "botocore.handlers",
    "botocore.utils",
    "configparser",
    "email.feedparser",
    "email.header",
    "email.utils",
    "fractions",
    "platform",
    "textwrap",
    "urllib.request",
    "urllib3.util.url",
    "xml.etree.ElementPath",
}
PLAIN_DICTS = {"pydantic_core.core_schema"}
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

    def __init__(self, pattern: str, flags: int) -> None:
        self.source = pattern, flags

    def __getattr__(self, name: str) -> Any:
        value = getattr(_compile(*self.source), name)
        setattr(self, name, value)
        return value


def _compile_late(pattern: str, flags: int = 0) -> Any:
    wanted = sys._getframe(1).f_globals.get("__name__") in LATE_PATTERNS  # noqa: SLF001 # what it imports is not meant
    return _LatePattern(pattern, flags) if wanted else _compile(pattern, flags)


class _PlainDict(dict[str, Any]):
    """In the place of TypedDict, which compiles each annotation of core_schema, for type checkers only."""

    def __new__(cls, *args: Any, **fields: Any) -> Any:
        return dict(*args, **fields)

    def __init_subclass__(cls, *, total: bool = True) -> None:
        """Totality too is for type checkers."""


class _Replacing:
    """The loader of a module that finds something else under a name while it runs; afterwards all is as before."""

    def __init__(self, real: Any, name: str, value: Any, modules: Sequence[str]) -> None:
        self.create_module, self.real = real.create_module, real
        self.name, self.value, self.modules = name, value, modules

    def exec_module(self, module: ModuleType) -> None:
        owners = [import_module(name) for name in self.modules]
        before = [getattr(owner, self.name) for owner in owners]
        for owner in owners:
            setattr(owner, self.name, self.value)
        try:
            self.real.exec_module(module)
        finally:
            for owner, value in zip(owners, before, strict=True):
                setattr(owner, self.name, value)


def _lean_loader(name: str, real: Any) -> Any:
    if name in LATE_PATTERNS:
        return _Replacing(real, "compile", _compile_late, ["re"])
    if name in PLAIN_DICTS:
        return _Replacing(real, "TypedDict", _PlainDict, ["typing", "typing_extensions"])
    return _Unopened(real, HOMES[name])


class _Finder:
    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None, _target: ModuleType | None = None) -> ModuleSpec | None:
        if name not in HOMES and name not in LATE_PATTERNS and name not in PLAIN_DICTS:
            return None
        spec = PathFinder.find_spec(name, path)
        if spec:  # importlib.abc, whose Loader the type wants, is what this spares
            spec.loader = _lean_loader(name, spec.loader)
        return spec


def prepare() -> None:
    """Once, before the packages are imported; what is imported already stays as it is."""
    gc.set_threshold(COLLECT_EVERY, *gc.get_threshold()[1:])
    sys.meta_path.insert(0, _Finder)
