"""docs/asyncapi.json: one AsyncAPI 3.0 document of every capability's WebSocket, from the models of its protocol."""

import importlib
from collections.abc import Sequence
from types import ModuleType
from typing import Any

from pydantic import TypeAdapter

from kernel.capability import Capability

Json = dict[str, Any]
COMPONENT = "#/components/schemas/{model}"


def document(capabilities: Sequence[Capability], version: str) -> Json:
    made: Json = {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Madang sockets",
            "version": version,
            "description": "One WebSocket a room. Its address and a ticket come from the HTTP API (docs/openapi.json).",
        },
        "defaultContentType": "application/json",
        "channels": {},
        "operations": {},
        "components": {"messages": {}, "schemas": {}},
    }
    for capability in capabilities:
        if capability.socket:
            protocol = importlib.import_module(f"functions.{capability.name}.protocol")
            _add(made, capability.name, protocol)
    return made


def _add(made: Json, name: str, protocol: ModuleType) -> None:
    heard = _messages(made, protocol.client_frames, "action")
    told = _messages(made, protocol.server_frames, "type")
    made["channels"][name] = {
        "address": None,
        "title": name.title(),
        "description": protocol.__doc__,
        "bindings": {
            "ws": {
                "query": {
                    "type": "object",
                    "required": ["ticket"],
                    "properties": {"ticket": {"type": "string", "description": "Good for one connection, a minute"}},
                }
            }
        },
        "messages": {message: {"$ref": f"#/components/messages/{message}"} for message in [*heard, *told]},
    }
    for operation, action, messages in (("Hear", "receive", heard), ("Tell", "send", told)):
        made["operations"][f"{name}{operation}"] = {
            "action": action,
            "summary": "What clients send" if action == "receive" else "What clients are sent",
            "channel": {"$ref": f"#/channels/{name}"},
            "messages": [{"$ref": f"#/channels/{name}/messages/{message}"} for message in messages],
        }


def _messages(made: Json, frames: TypeAdapter[Any], tag: str) -> list[str]:
    """Adds a union's models; their names, in order."""
    schema = frames.json_schema(ref_template=COMPONENT)
    made["components"]["schemas"].update(schema.pop("$defs"))
    names = [reference["$ref"].rsplit("/", 1)[1] for reference in schema["oneOf"]]
    for name in names:
        model = made["components"]["schemas"][name]
        value = model["properties"][tag]["const"]
        made["components"]["messages"][name] = {
            "name": value,
            "title": name,
            "summary": model.get("description", "").split("\n")[0],
            "payload": {"$ref": COMPONENT.format(model=name)},
        }
    return names
