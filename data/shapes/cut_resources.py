"""Cuts the properties and attributes of the sandbox's resource types out of AWS's CloudFormation specification.

    npm pack @aws-cdk/aws-service-spec && tar xzf aws-cdk-aws-service-spec-*.tgz
    python3 data/shapes/cut_resources.py package

Taken are names, kinds, what is required, and what a change of a property means. None of the prose. Types are those that the
sandbox's rows name. Writes data/shapes/resources.json in the form of the other files here: a type is an operation that takes its
properties and gives its attributes. A member "replaces" with "yes" or "maybe". What identifies a resource is the "uri", in
words: property or attribute that Ref gives first, others after it; "" where Ref does not identify it.
@aws-cdk/aws-service-spec is Copyright Amazon.com, Inc. or its affiliates, Apache License 2.0.
"""
import datetime
import gzip
import json
import pathlib
import re
import sys

from cut import text

HERE = pathlib.Path(__file__).resolve().parent
ROWS = HERE.parent.parent / "src" / "sandbox" / "services" / "cloudformation" / "resources"
KINDS = {"string": "string", "integer": "integer", "number": "double", "boolean": "boolean", "json": "document",
         "date-time": "timestamp"}
TAG = {"type": "structure", "members": {"Key": {"shape": "string"}, "Value": {"shape": "string"}}, "required": ["Key", "Value"]}


class Cutter:
    def __init__(self, schema):
        self.definitions = {row["$id"]: row for row in schema["typeDefinition"]["entities"]}
        self.shapes, self.name_of = {}, {}

    def add(self, name, shape):
        """The shape under its name; a second one of the same name and another form gets a number."""
        plain, number = name, 1
        while self.shapes.setdefault(name, shape) != shape:
            number += 1
            name = f"{plain}{number}"
        return name

    def shape(self, kind):
        """The name of the shape of a type of the specification."""
        which = kind["type"]
        if which in KINDS:
            return self.add(KINDS[which], {"type": KINDS[which]})
        if which == "tag":
            return self.add("Tag", TAG)
        if which == "array":
            element = self.shape(kind["element"])
            return self.add(f"{element}List", {"type": "list", "member": {"shape": element}})
        if which == "map":
            value, key = self.shape(kind["element"]), self.shape({"type": "string"})
            return self.add(f"{value}Map", {"type": "map", "key": {"shape": key}, "value": {"shape": value}})
        if which == "union":
            return self.add("document", {"type": "document"})
        return self.structure(kind["reference"]["$ref"])

    def structure(self, definition):
        if definition not in self.name_of:
            row = self.definitions[definition]
            name = row["name"]
            while name in self.shapes:
                name += "_"
            self.name_of[definition] = name
            self.shapes[name] = {}  # a structure may hold itself
            self.shapes[name] = self.members(row["properties"])
        return self.name_of[definition]

    def members(self, properties):
        shape = {"type": "structure", "members": {}}
        for name, row in sorted(properties.items()):
            shape["members"][name] = {"shape": self.shape(row["type"])}
            if row.get("causesReplacement") in ("yes", "maybe"):
                shape["members"][name]["replaces"] = row["causesReplacement"]
        required = sorted(name for name, row in properties.items() if row.get("required"))
        return shape | ({"required": required} if required else {})


def types_of_rows():
    return set(re.findall(r'\.name = "(AWS::[A-Za-z0-9:]+)"', "".join(file.read_text() for file in ROWS.glob("**/*.cpp"))))


def identifier(row):
    names = row.get("primaryIdentifier", [])
    ref = row.get("cfnRefIdentifier", names)
    if len(ref) != 1 or ref[0] not in names:
        return ""
    return " ".join(ref + [name for name in names if name not in ref])


def cut(schema, version):
    cutter, operations, known = Cutter(schema), {}, types_of_rows()
    for row in sorted(schema["resource"]["entities"], key=lambda row: row["cloudFormationType"]):
        name = row["cloudFormationType"]
        if name not in known:
            continue
        cutter.shapes[name] = cutter.members(row["properties"])
        attributes = cutter.members({key: {"type": value["type"]} for key, value in row.get("attributes", {}).items()})
        cutter.shapes[f"{name} attributes"] = attributes
        operations[name] = {"method": "", "uri": identifier(row), "input": name, "output": f"{name} attributes"}
    return {"version": version, "protocol": "json", "title": "CloudFormation resource types", "operations": operations,
            "others": [], "waiters": {}, "errors": {}, "shapes": dict(sorted(cutter.shapes.items()))}


def main():
    package = pathlib.Path(sys.argv[1])
    version = json.loads((package / "package.json").read_text())["version"]
    schema = json.loads(gzip.decompress((package / "db.json.gz").read_bytes()))["schema"]
    source = (f"@aws-cdk/aws-service-spec {version}, Apache License 2.0, cut by data/shapes/cut_resources.py on "
              f"{datetime.date.today().isoformat()}")
    (HERE / "resources.json").write_text(text(cut(schema, version), source))


if __name__ == "__main__":
    main()
