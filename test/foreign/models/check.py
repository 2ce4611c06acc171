"""Checks recorded exchanges of a client and the sandbox against the models of the services, both requests and answers.

Reads a file of JSON lines, and prints a JSON object: how many exchanges of which operations there were, and
each deviation once.
"""

import json
import sys
from urllib.parse import parse_qsl

from check_value import Checker
from model import OF_SDKS, Service
from read_wire import Reader, body_of, local, namespace, parse_xml

# Errors that any operation of a service may answer ("Common errors" of each API reference; "Error responses",
# Amazon S3 API Reference).
COMMON = {
    "AccessDenied", "AccessDeniedException", "AuthorizationError", "ExpiredToken", "InternalFailure", "RequestExpired",
    "Throttling", "ThrottlingException", "ValidationError", "ValidationException", "UnrecognizedClientException",
}  # fmt: skip
# How the sandbox refuses what it does not have.
OF_SANDBOX = {"NotImplemented"}
OF_S3 = {
    "NoSuchBucket", "NoSuchKey", "NoSuchBucketPolicy", "NoSuchLifecycleConfiguration",
    "NoSuchPublicAccessBlockConfiguration", "NoSuchTagSet", "OwnershipControlsNotFoundError", "PermanentRedirect",
    "BucketNotEmpty", "ServerSideEncryptionConfigurationNotFoundError",
}  # fmt: skip


class Exchange:
    """One request and its answer."""

    def __init__(self, record, found):
        self.record = record
        self.found = found
        self.service = Service.of(record["service"])
        body = body_of(record, "requestBody")
        record["query"] = dict(parse_qsl(record["query"], keep_blank_values=True))
        record["form"] = dict(parse_qsl(body.decode("utf8"), keep_blank_values=True)) if is_form(record) else {}
        self.name, self.labels = self.service.operation(record)
        self.operation = self.service.operations.get(self.name)
        self.body = body
        self.answer = body_of(record, "answerBody")

    def check(self):
        if not self.operation:
            call = self.name or f"{self.record['method']} {self.record['path']}"
            return self.deviate("request")(call, "no such operation")
        self.check_request()
        if 200 <= self.record["status"] < 300:
            self.check_answer()
        elif self.record["method"] != "HEAD" and self.record["status"] != 304:
            self.check_error()

    def deviate(self, side):
        call = f"{self.service.name}:{self.name}"
        return lambda path, what: self.found.add((call, side, path, what))

    def check_request(self):
        shape = self.shape_of("input")
        deviate = self.deviate("request")
        value = {}
        if "x-amz-target" in self.record["headers"]:
            value = json.loads(self.body or b"{}")
        elif self.service.protocol == "query":
            fields = {name: text for name, text in self.record["form"].items() if name not in ("Action", "Version")}
            value = Reader(self.service, deviate).form(fields, shape, "")
        else:
            value = self.rest_request(shape, deviate)
        Checker(self.service, deviate, with_limits=True).check(value, shape, "")

    def rest_request(self, shape, deviate):
        record, value = self.record, {}
        members = {name: self.service.shape(one) for name, one in shape.get("members", {}).items()}
        known = self.service.fixed_query(self.operation)
        for name, member in members.items():
            place, key = member.get("location"), member.get("locationName", name)
            if place == "uri" and key in self.labels:
                value[name] = self.labels[key]
            elif place == "header" and key.lower() in record["headers"]:
                value[name] = record["headers"][key.lower()]
            elif place == "headers":
                start = key.lower()
                value[name] = {k[len(start) :]: v for k, v in record["headers"].items() if k.startswith(start)}
            elif place == "querystring":
                known.add(key)
                if key in record["query"]:
                    text = record["query"][key]
                    value[name] = [text] if member["type"] == "list" else text
        for key in record["query"]:
            if key not in known and not OF_SDKS.match(key):
                deviate(f"?{key}", "no such member")
        return {**value, **self.rest_body(self.body, shape, deviate)}

    def rest_body(self, body, shape, deviate):
        """The members that a body has: those without another place, or the one that is the payload."""
        payload = shape.get("payload")
        inner = self.service.shape(shape["members"][payload]) if payload else shape
        if not body:
            return {}
        if inner["type"] in ("blob", "string"):
            return {payload: body.decode("utf8", "replace")}
        if self.service.protocol == "rest-json":
            value = by_member_names(json.loads(body), inner)
        else:
            value = Reader(self.service, deviate).xml_members(parse_xml(body), inner, f".{payload}" if payload else "")
        return {payload: value} if payload else value

    def check_answer(self):
        shape = self.shape_of("output")
        deviate = self.deviate("answer")
        wanted = self.operation["http"].get("responseCode")
        if wanted and wanted != self.record["status"] and self.service.protocol.startswith("rest"):
            deviate("status", f"{self.record['status']} for {wanted}")
        if "x-amz-target" in self.record["headers"]:
            value = json.loads(self.answer or b"{}")
        elif self.service.protocol == "query":
            value = self.query_answer(shape, deviate)
        else:
            headers = self.record["answerHeaders"]
            value = {} if self.record["method"] == "HEAD" else self.rest_body(self.answer, shape, deviate)
            for name, reference in shape.get("members", {}).items():
                member = self.service.shape(reference)
                if member.get("location") == "header" and member["locationName"].lower() in headers:
                    value[name] = headers[member["locationName"].lower()]
        Checker(self.service, deviate, with_limits=False).check(value, shape, "")

    def query_answer(self, shape, deviate):
        root = parse_xml(self.answer)
        if namespace(root) != self.service.namespace:
            deviate("xmlns", f"{namespace(root)!r} for {self.service.namespace!r}")
        if local(root) != f"{self.name}Response":
            deviate(local(root), "is the root")
        parts = {local(child): child for child in root}
        if "RequestId" not in {local(one) for one in parts.get("ResponseMetadata", [])}:
            deviate("ResponseMetadata.RequestId", "is required")
        wrapper = self.operation.get("output", {}).get("resultWrapper")
        if not wrapper:
            return {}
        if wrapper not in parts:
            deviate(wrapper, "is required")
            return {}
        return Reader(self.service, deviate).xml_members(parts[wrapper], shape, "")

    def check_error(self):
        code, message = self.error_of_answer()
        deviate = self.deviate("error")
        if not code:
            return deviate(str(self.record["status"]), "has no code")
        if not message:
            deviate(code, "has no message")
        known = {}
        for reference in self.operation.get("errors", []):
            shape = self.service.shape(reference)
            known[shape.get("error", {}).get("code", reference["shape"])] = shape
            known[reference["shape"]] = shape
        if code in known:
            status = known[code].get("error", {}).get("httpStatusCode")
            if status and status != self.record["status"]:
                deviate(code, f"status {self.record['status']} for {status}")
        elif code not in COMMON | OF_SANDBOX and not (self.service.name == "s3" and code in OF_S3):
            deviate(code, "is no error of the operation")

    def error_of_answer(self):
        kind = self.record["answerHeaders"].get("content-type", "")
        if "json" in kind:
            body = json.loads(self.answer or b"{}")
            code = self.record["answerHeaders"].get("x-amzn-errortype") or body.get("__type", "")
            return code.split("#")[-1].split(":")[0], body.get("message") or body.get("Message")
        root = parse_xml(self.answer)
        error = root if local(root) == "Error" else next((one for one in root if local(one) == "Error"), root)
        parts = {local(child): child.text for child in error}
        return parts.get("Code"), parts.get("Message")

    def shape_of(self, side):
        reference = self.operation.get(side)
        return self.service.shape(reference) if reference else {"type": "structure", "members": {}}


def by_member_names(value, shape):
    """REST-JSON bodies have the members' names on the wire, if there are such."""
    names = {one.get("locationName", name): name for name, one in shape.get("members", {}).items()}
    return {names.get(key, key): one for key, one in value.items()}


def is_form(record):
    return record["headers"].get("content-type", "").startswith("application/x-www-form-urlencoded")


def main():
    found, counts = set(), {}
    with open(sys.argv[1], encoding="utf8") as file:
        lines = file.readlines()
    for line in lines:
        exchange = Exchange(json.loads(line), found)
        call = f"{exchange.service.name}:{exchange.name}"
        counts[call] = counts.get(call, 0) + 1
        exchange.check()
    deviations = [" ".join(one) for one in sorted(found)]
    print(json.dumps({"exchanges": sum(counts.values()), "operations": counts, "deviations": deviations}))


main()
