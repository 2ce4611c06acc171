"""Reads what was on the wire into plain values, by the shapes of a model; what no shape knows is a deviation."""

import base64
from xml.etree import ElementTree


class Reader:
    """Reads XML and forms; JSON is plain values already."""

    def __init__(self, service, deviate):
        self.service = service
        self.deviate = deviate

    # XML ---------------------------------------------------------------------------------------------------------

    def xml_members(self, element, shape, path):
        """A structure from an element's children and attributes."""
        by_name, value = {}, {}
        for name, reference in shape.get("members", {}).items():
            member = self.service.shape(reference)
            if reference.get("location") or name == shape.get("payload"):
                continue
            tag = member.get("locationName", name)
            if member["type"] == "list" and flattened(member):
                tag = reference.get("locationName") or self.service.shape(member["member"]).get("locationName") or name
            by_name[tag] = (name, member)
        for attribute, text in element.attrib.items():
            plain = attribute.rpartition("}")[2]
            owner = next((one for tag, one in by_name.items() if tag.rpartition(":")[2] == plain), None)
            if owner:
                value[owner[0]] = text
        for child in element:
            tag = local(child)
            if tag not in by_name:
                self.deviate(f"{path}.{tag}", "no such member")
                continue
            name, member = by_name[tag]
            if member["type"] == "list" and flattened(member):
                inner = self.service.shape(member["member"])
                value.setdefault(name, []).append(self.xml(child, inner, f"{path}.{name}[]"))
            elif member["type"] == "map" and flattened(member):
                value.setdefault(name, {}).update(self.entry(child, member, f"{path}.{name}"))
            else:
                value[name] = self.xml(child, member, f"{path}.{name}")
        return value

    def xml(self, element, shape, path):
        kind = shape["type"]
        if kind == "structure":
            return self.xml_members(element, shape, path)
        if kind == "list":
            inner = self.service.shape(shape["member"])
            wanted = shape["member"].get("locationName", "member")
            for child in element:
                if local(child) != wanted:
                    self.deviate(path, f"an element {local(child)} for {wanted}")
            return [self.xml(child, inner, f"{path}[]") for child in element]
        if kind == "map":
            value = {}
            for child in element:
                value.update(self.entry(child, shape, path))
            return value
        return element.text or ""

    def entry(self, element, shape, path):
        parts = {local(child): child for child in element}
        key = parts.get(shape["key"].get("locationName", "key"))
        value = parts.get(shape["value"].get("locationName", "value"))
        if key is None or value is None:
            self.deviate(path, "an entry without key or value")
            return {}
        return {key.text or "": self.xml(value, self.service.shape(shape["value"]), f"{path}{{}}")}

    # Forms -------------------------------------------------------------------------------------------------------

    def form(self, fields, shape, path):
        """A value from the fields below a prefix; a field of no name is the value itself."""
        kind = shape["type"]
        if kind == "structure":
            return self.form_members(fields, shape, path)
        if kind == "list":
            if list(fields) == [""]:
                return []
            inner = self.service.shape(shape["member"])
            wanted = None if flattened(shape) else shape["member"].get("locationName", "member")
            return [self.form(one, inner, f"{path}[]") for one in self.numbered(fields, wanted, path)]
        if kind == "map":
            entries = self.numbered(fields, None if flattened(shape) else "entry", path)
            key, value = (shape[part].get("locationName", part) for part in ("key", "value"))
            inner = self.service.shape(shape["value"])
            return {
                one.get(key, ""): self.form(below(one, value), inner, f"{path}{{}}") for one in entries
            }
        if list(fields) != [""]:
            self.deviate(path, f"{sorted(fields)} for a {kind}")
            return ""
        return fields[""]

    def form_members(self, fields, shape, path):
        value = {}
        names = {
            reference.get("locationName", name) if not flattened(self.service.shape(reference)) else name: (name, reference)
            for name, reference in shape.get("members", {}).items()
        }
        for head in dict.fromkeys(field.partition(".")[0] for field in fields):
            if head not in names:
                self.deviate(f"{path}.{head}", "no such member")
                continue
            name, reference = names[head]
            value[name] = self.form(below(fields, head), self.service.shape(reference), f"{path}.{name}")
        return value

    def numbered(self, fields, wanted, path):
        groups = {}
        for field, text in fields.items():
            rest = field
            if wanted is not None:
                head, _, rest = field.partition(".")
                if head != wanted:
                    self.deviate(path, f"a field {head} for {wanted}")
                    continue
            number, _, inner = rest.partition(".")
            groups.setdefault(int(number), {})[inner] = text
        if sorted(groups) != list(range(1, len(groups) + 1)):
            self.deviate(path, "numbers of its entries have gaps")
        return [groups[number] for number in sorted(groups)]


def parse_xml(body):
    return ElementTree.fromstring(body)


def local(element):
    return element.tag.rpartition("}")[2]


def namespace(element):
    return element.tag[1:].partition("}")[0] if element.tag.startswith("{") else ""


def flattened(shape):
    return shape.get("flattened") is True


def below(fields, head):
    """The fields below a name, without it."""
    found = {}
    for field, text in fields.items():
        first, _, rest = field.partition(".")
        if first == head:
            found[rest] = text
    return found


def body_of(exchange, side):
    return base64.b64decode(exchange[side])
