"""Checks requests against the Bot API as published, in machine-readable form."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.simulator.wire import Json

FILE_TYPE = "InputFile"
SCALARS: dict[str, tuple[type, ...]] = {
    "Integer": (int,),
    "Float": (int, float),
    "String": (str,),
    "Boolean": (bool,),
    "True": (bool,),
}


@dataclass(frozen=True, slots=True)
class Contract:
    """The methods and types of the Bot API."""

    methods: dict[str, Json]
    types: dict[str, Json]

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> "Contract":
        """Read the description from a file. OSError when there is none."""
        description = json.loads(Path(path).read_text(encoding="utf-8"))
        methods = {name.lower(): method for name, method in description["methods"].items()}
        return cls(methods, description["types"])

    def problems(self, method: str, params: Mapping[str, Any], files: tuple[str, ...] = ()) -> list[str]:
        """What is wrong with a call, in sentences; `files` names the parts that carry uploads.

        Values are JSON, or strings as forms carry them.
        """
        described = self.methods.get(method.lower())
        if described is None:
            return [f"{method}: unknown method"]
        fields = {field["name"]: field for field in described["fields"]}
        given = {name: value for name, value in params.items() if value is not None}
        found = [f"{method}: unknown parameter {name}" for name in given if name not in fields]
        found += [
            f"{method}: {name} is missing"
            for name, field in fields.items()
            if field["required"] and name not in given and name not in files
        ]
        for name, value in given.items():
            if name in fields:
                found += [f"{method}: {one}" for one in self._mismatches(name, value, fields[name]["types"])]
        return found

    def departures(self, kind: str, value: Any) -> list[str]:
        """What is wrong with an object of a type of the Bot API, in sentences; for what Telegram sends."""
        return self._checked(kind, value, kind)

    def _mismatches(self, name: str, value: Any, types: list[str]) -> list[str]:
        """What is wrong with a parameter, which a form may carry as a string."""
        if isinstance(value, str) and not {"String", FILE_TYPE} & set(types):
            try:
                value = json.loads(value)
            except ValueError:
                return [f"{name} is no JSON: {value[:40]!r}"]
        candidates = [self._checked(name, value, kind) for kind in types]
        return _least(candidates)

    def _checked(self, name: str, value: Any, kind: str) -> list[str]:
        if kind in SCALARS:
            is_right = isinstance(value, SCALARS[kind]) and (
                bool in SCALARS[kind] or not isinstance(value, bool)
            )
            return [] if is_right else [f"{name} is not {kind}: {value!r}"]
        if kind == FILE_TYPE:
            return [] if isinstance(value, str) else [f"{name} is not {kind}: {value!r}"]
        if kind.startswith("Array of "):
            return self._array(name, value, kind.removeprefix("Array of "))
        return self._object(name, value, kind)

    def _array(self, name: str, value: Any, kind: str) -> list[str]:
        if not isinstance(value, list):
            return [f"{name} is not an array: {value!r}"]
        kinds = kind.replace(" and ", ", ").split(", ")
        found: list[str] = []
        for number, one in enumerate(value):
            candidates = [self._checked(f"{name}[{number}]", one, item) for item in kinds]
            found += _least(candidates)
        return found

    def _object(self, name: str, value: Any, kind: str) -> list[str]:
        if not isinstance(value, dict):
            return [f"{name} is not an object {kind}: {value!r}"]
        described = self.types.get(kind, {})
        if variants := described.get("variants"):
            candidates = [self._object(name, value, variant) for variant in variants]
            return _least(candidates)
        fields = {field["name"]: field for field in described.get("fields", [])}
        found = [f"{name}: {kind} has no field {key}" for key in value if fields and key not in fields]
        found += [
            f"{name}: {kind} lacks {key}"
            for key, field in fields.items()
            if field["required"] and key not in value
        ]
        for key, one in value.items():
            if key in fields and one is not None:
                candidates = [self._checked(f"{name}.{key}", one, item) for item in fields[key]["types"]]
                found += _least(candidates)
        return found


def _least(candidates: Sequence[list[str]]) -> list[str]:
    """Of the problems with each of the allowed types those with the one that fits best."""
    return min(candidates, key=lambda problems: len(problems))
