"""The services' own models, as botocore has them: which operation a request is, and what its shapes are."""

import gzip
import json
import os
import re
from urllib.parse import unquote

import botocore

DATA = os.path.join(os.path.dirname(botocore.__file__), "data")

# Where botocore calls a service otherwise than signatures do.
FOLDERS = {"monitoring": "cloudwatch"}

# Query parameters that SDKs add to any request.
OF_SDKS = re.compile(r"^(x-id|X-Amz-.*)$")


class Service:
    """One service's model, newest version."""

    _loaded = {}

    @classmethod
    def of(cls, name):
        if name not in cls._loaded:
            cls._loaded[name] = cls(name)
        return cls._loaded[name]

    def __init__(self, name):
        folder = os.path.join(DATA, FOLDERS.get(name, name))
        path = os.path.join(folder, max(os.listdir(folder)), "service-2.json")
        with gzip.open(path + ".gz") if os.path.exists(path + ".gz") else open(path, "rb") as file:
            model = json.load(file)
        self.name = name
        self.shapes = model["shapes"]
        self.operations = model["operations"]
        self.protocol = model["metadata"]["protocol"]
        self.namespace = model["metadata"].get("xmlNamespace")

    def shape(self, reference):
        """A shape with the traits of the place that refers to it."""
        return {**self.shapes[reference["shape"]], **reference, "name": reference["shape"]}

    def operation(self, exchange):
        """The operation's name, and the parameters of its path."""
        target = exchange["headers"].get("x-amz-target")
        if target:
            return target.split(".")[-1], {}
        if self.protocol == "query":
            return exchange["form"].get("Action"), {}
        return self._by_route(exchange)

    def _by_route(self, exchange):
        found = []
        for name, operation in self.operations.items():
            http = operation["http"]
            path, _, query = http["requestUri"].partition("?")
            if http["method"] != exchange["method"] or operation.get("deprecated"):
                continue
            match = pattern_of(path).match(exchange["path"])
            fixed = dict(part.partition("=")[::2] for part in query.split("&") if part)
            if not match or any(exchange["query"].get(key) != value for key, value in fixed.items()):
                continue
            if not self._has_required_headers(operation, exchange):
                continue
            found.append((len(fixed), self._required_headers(operation), name, match.groupdict()))
        if not found:
            return None, {}
        _, _, name, groups = max(found, key=lambda one: one[:2])
        return name, {decoded(key): unquote(value) for key, value in groups.items()}

    def _members(self, operation):
        reference = operation.get("input")
        shape = self.shape(reference) if reference else {}
        required = shape.get("required", [])
        return [self.shape(one) for name, one in shape.get("members", {}).items() if name in required]

    def _required_headers(self, operation):
        return sum(1 for one in self._members(operation) if one.get("location") == "header")

    def _has_required_headers(self, operation, exchange):
        return all(
            one["locationName"].lower() in exchange["headers"]
            for one in self._members(operation)
            if one.get("location") == "header"
        )

    def fixed_query(self, operation):
        query = operation["http"]["requestUri"].partition("?")[2]
        return {part.partition("=")[0] for part in query.split("&") if part}


def pattern_of(path):
    """A path of the model as a pattern; `{Key+}` takes slashes."""
    parts = re.split(r"(\{[^}]+\})", path.rstrip("/"))
    text = "".join(
        f"(?P<{encoded(part[1:-1].rstrip('+'))}>{'.+' if part.endswith('+}') else '[^/]+'})"
        if part.startswith("{")
        else re.escape(part)
        for part in parts
    )
    return re.compile(f"^{text}/?$")


def encoded(name):
    """A name for a group of a pattern, which has no hyphens."""
    return name.replace("-", "_HYPHEN_")


def decoded(name):
    return name.replace("_HYPHEN_", "-")
