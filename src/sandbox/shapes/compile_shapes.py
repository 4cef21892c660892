"""Makes a C++ source of constant tables of the models data/shapes/*.json, for shapes/model.h.

    compile_shapes.py OUTPUT.cpp MODEL.json...

The tables hold numbers and one array of text alone, no pointers: nothing is worked out when a program starts, and pages that
nobody asks for are never read.
"""
import json
import pathlib
import sys

KINDS = ["structure", "list", "map", "string", "integer", "long", "float", "double", "boolean", "timestamp", "blob",
         "document"]
REPLACES = {"yes": 64, "maybe": 128}
LOCATIONS = [None, "uri", "querystring", "header", "headers", "statusCode"]
PROTOCOLS = ["json", "query", "ec2", "rest-json", "rest-xml"]
MATCHERS = ["path", "pathAll", "pathAny", "status", "error"]
STATES = ["success", "retry", "failure"]


class Pool:
    """Texts, each once, ended by a zero byte; 0 is the empty one."""

    def __init__(self):
        self.offsets, self.size, self.texts = {"": 0}, 1, [""]

    def add(self, text):
        text = text or ""
        if text not in self.offsets:
            self.offsets[text] = self.size
            self.texts.append(text)
            self.size += len(text.encode()) + 1
        return self.offsets[text]


class Compiler:
    def __init__(self, name, model):
        self.name, self.model, self.pool = name, model, Pool()
        self.shape_of = {shape: number for number, shape in enumerate(model["shapes"])}
        self.members, self.texts, self.acceptors = [], [], []

    def span(self, texts):
        """Where a list of texts begins, and how many there are."""
        if isinstance(texts, str):
            texts = [texts]
        begin = len(self.texts)
        self.texts += [self.pool.add(text) for text in texts or []]
        return [begin, len(self.texts) - begin]

    def member(self, name, member, required):
        flags = (required << 0) | (bool(member.get("idempotencyToken")) << 1) | (bool(member.get("flattened")) << 2)
        flags |= bool(member.get("streaming")) << 3
        flags |= bool(member.get("xmlAttribute")) << 4
        flags |= REPLACES.get(member.get("replaces"), 0)
        wire = member.get("locationName")
        return [self.pool.add(name), self.pool.add(wire or name), self.pool.add(member.get("queryName") or capitalized(wire or name)),
                self.shape_of[member["shape"]], LOCATIONS.index(member.get("location")), flags | (bool(wire) << 5)]

    def shape(self, name, shape):
        begin = len(self.members)
        required = set(shape.get("required", []))
        self.members += [self.member(key, member, key in required) for key, member in shape.get("members", {}).items()]
        count = len(self.members) - begin
        for part in ("member", "key", "value"):
            if part in shape:
                self.members.append(self.member(part, shape[part], False))
        payload = list(shape.get("members", {})).index(shape["payload"]) + 1 if "payload" in shape else 0
        flags = bool(shape.get("flattened")) | (("min" in shape) << 1) | (("max" in shape) << 2)
        flags |= bool(shape.get("sensitive")) << 3
        return [self.pool.add(name), KINDS.index(shape["type"]), begin, count, payload, flags,
                self.pool.add(shape.get("pattern")), self.pool.add(shape.get("timestampFormat")),
                *self.span(shape.get("enum"))], [int(shape.get("min", 0)), int(shape.get("max", 0))]

    def operation(self, name, row):
        side = [self.shape_of[row[key]] + 1 if key in row else 0 for key in ("input", "output")]
        pages = row.get("pages", {})
        parts = [self.span(pages.get(key)) for key in ("input_token", "output_token", "result_key")]
        return [self.pool.add(name), *side, self.pool.add(row["method"]), self.pool.add(row["uri"]),
                *(number for part in parts for number in part), self.pool.add(pages.get("limit_key"))]

    def waiter(self, name, row):
        begin = len(self.acceptors)
        for acceptor in row["acceptors"]:
            self.acceptors.append([STATES.index(acceptor["state"]), MATCHERS.index(acceptor["matcher"]),
                                   self.pool.add(acceptor.get("argument")),
                                   self.pool.add(json.dumps(acceptor["expected"]))])
        return [self.pool.add(name), self.pool.add(row["operation"]), row["delay"], row["maxAttempts"], begin,
                len(row["acceptors"])]

    def source(self):
        pairs = [self.shape(*item) for item in self.model["shapes"].items()]
        shapes, limits = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        operations = [self.operation(*item) for item in self.model["operations"].items()]
        waiters = [self.waiter(*item) for item in self.model["waiters"].items()]
        errors = [[self.pool.add(code), status] for code, status in self.model["errors"].items()]
        others = self.span(self.model["others"])
        header = [self.pool.add(self.name), self.pool.add(self.model["title"]),
                  PROTOCOLS.index(self.model["protocol"]), *others]
        tables = [("ShapeRow", "kShapes", shapes), ("ShapeLimits", "kLimits", limits),
                  ("MemberRow", "kMembers", self.members), ("OperationRow", "kOperations", operations),
                  ("WaiterRow", "kWaiters", waiters), ("AcceptorRow", "kAcceptors", self.acceptors), ("ErrorRow", "kErrors", errors)]
        body = "".join(table(*part) for part in tables)
        texts = ", ".join(str(offset) for offset in self.texts) or "0"
        return (f'namespace {namespace_of(self.name)} {{\n\n'
                f'const char kText[] =\n{literals(self.pool.texts)};\n\n{body}'
                f'const std::uint32_t kTexts[] = {{{texts}}};\n\n'
                f'const Tables kTables{{kText, kShapes, kLimits, kMembers, kOperations, {len(operations)}, '
                f'kWaiters, {len(waiters)}, kAcceptors, kErrors, {len(errors)}, kTexts, {", ".join(map(str, header))}}};\n\n'
                f'}}  // namespace {namespace_of(self.name)}\n\n')


def namespace_of(service):
    return f"{service.replace('-', '_')}_model"


def source_of(models):
    """All models in one source. CloudFormation's types have the form of a service's operations, but are none."""
    tables = "".join(Compiler(name, model).source() for name, model in models.items())
    listed = "".join(f"    &{namespace_of(name)}::kTables,\n" for name in models if name != "resources")
    return (f'#include "sandbox/shapes/tables.h"\n\nnamespace eni::sandbox::shapes {{\nnamespace {{\n\n{tables}}}  // namespace\n\n'
            f'extern const Tables* const kServices[] = {{\n{listed}}};\n'
            f'extern const std::uint32_t kServiceCount = sizeof(kServices) / sizeof(kServices[0]);\n'
            f'extern const Tables* const kResourceTypes = &resources_model::kTables;\n\n'
            f'}}  // namespace eni::sandbox::shapes\n')


def capitalized(name):
    return name[:1].upper() + name[1:]


def table(kind, name, rows):
    rows = rows or [[]]
    lines = "".join("    {" + ", ".join(map(str, row)) + "},\n" for row in rows)
    return f"const {kind} {name}[] = {{\n{lines}}};\n\n"


def literals(texts):
    """String literals in pieces, each text with its zero byte."""
    return "\n".join('    "' + "".join(escaped(byte) for byte in text.encode()) + '\\0"' for text in texts)


def escaped(byte):
    character = chr(byte)
    if character in '\\"?' or not 32 <= byte < 127:
        return f"\\{byte:03o}"
    return character


def main():
    output, *models = [pathlib.Path(argument) for argument in sys.argv[1:]]
    output.write_text(source_of({model.stem: json.loads(model.read_text()) for model in models}))


if __name__ == "__main__":
    main()
