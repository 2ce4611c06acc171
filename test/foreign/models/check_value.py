"""Checks a value against the constraints of its shape."""

import re
from datetime import datetime

ISO = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$")
# Java's classes of characters that Python's patterns do not know.
CLASSES = {r"\p{L}": r"^\W\d_", r"\p{Z}": r"\s", r"\p{N}": r"\d"}


class Checker:
    """Lengths, sizes and patterns are for requests: services answer `{}` for lists that must have an entry when asked."""

    def __init__(self, service, deviate, with_limits):
        self.service = service
        self.deviate = deviate
        self.with_limits = with_limits

    def check(self, value, shape, path):
        getattr(self, shape["type"], self.scalar)(value, shape, path)

    def structure(self, value, shape, path):
        if not isinstance(value, dict):
            return self.deviate(path, f"{kind(value)} for a structure")
        members = shape.get("members", {})
        for name, one in value.items():
            if name not in members:
                self.deviate(f"{path}.{name}", "no such member")
            elif one is None:
                self.deviate(f"{path}.{name}", "null")
            else:
                self.check(one, self.service.shape(members[name]), f"{path}.{name}")
        for name in shape.get("required", []):
            if name not in value:
                self.deviate(f"{path}.{name}", "is required")
        if {"Quantity", "Items"} <= members.keys() and not shape.get("wrapper"):
            if int(value.get("Quantity", 0)) != len(value.get("Items", [])):
                self.deviate(f"{path}.Quantity", "is not the number of Items")

    def list(self, value, shape, path):
        if not isinstance(value, list):
            return self.deviate(path, f"{kind(value)} for a list")
        self.limits(len(value), shape, path, "entries")
        inner = self.service.shape(shape["member"])
        for one in value:
            self.check(one, inner, f"{path}[]")

    def map(self, value, shape, path):
        if not isinstance(value, dict):
            return self.deviate(path, f"{kind(value)} for a map")
        self.limits(len(value), shape, path, "entries")
        key, inner = self.service.shape(shape["key"]), self.service.shape(shape["value"])
        for name, one in value.items():
            self.check(name, key, f"{path}{{key}}")
            self.check(one, inner, f"{path}{{}}")

    def string(self, value, shape, path):
        if not isinstance(value, str):
            return self.deviate(path, f"{kind(value)} for a string")
        if "enum" in shape and value not in shape["enum"]:
            self.deviate(path, f"{value!r} is not of the enum")
        self.limits(len(value), shape, path, "characters")
        if self.with_limits and "pattern" in shape and not matches(shape["pattern"], value):
            self.deviate(path, f"{value[:60]!r} does not match the pattern")

    def integer(self, value, shape, path):
        if isinstance(value, bool) or not re.fullmatch(r"-?\d+", str(value)):
            return self.deviate(path, f"{value!r} for a whole number")
        self.limits(int(value), shape, path, "")

    long = integer

    def double(self, value, shape, path):
        try:
            self.limits(float(value), shape, path, "")
        except (TypeError, ValueError):
            self.deviate(path, f"{value!r} for a number")

    float = double

    def boolean(self, value, shape, path):
        if str(value).lower() not in ("true", "false"):
            self.deviate(path, f"{value!r} for a boolean")

    def timestamp(self, value, shape, path):
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return
        try:
            if not ISO.match(value):
                datetime.strptime(value, "%a, %d %b %Y %H:%M:%S GMT")
        except (TypeError, ValueError):
            self.deviate(path, f"{value!r} for a time")

    def scalar(self, value, shape, path):
        """A blob: any bytes."""

    def limits(self, size, shape, path, unit):
        if not self.with_limits:
            return
        if shape.get("min") is not None and size < shape["min"]:
            self.deviate(path, f"{size} {unit}, at least {shape['min']} are asked for")
        if shape.get("max") is not None and size > shape["max"]:
            self.deviate(path, f"{size} {unit}, at most {shape['max']} are allowed")


def matches(pattern, value):
    for java, python in CLASSES.items():
        pattern = pattern.replace(java, python)
    try:
        return re.search(f"^(?:{pattern})$", value, re.DOTALL) is not None
    except re.error:
        return True


def kind(value):
    return {dict: "a structure", list: "a list", str: "a string", bool: "a boolean"}.get(type(value), "a number")
