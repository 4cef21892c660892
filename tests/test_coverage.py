"""Every operation has a test, and the documents know every operation.

What belongs here: checks that hold the operation tables, the conformance tests and docs/compatibility.md together.
Needs the built command (ENI_TRUNKING_BINARY, by default build/eni-trunking).
"""
import importlib.util
import json
import os
import pathlib
import re

import pytest

xform_name = pytest.importorskip("botocore", reason="python3-botocore is not installed").xform_name

ROOT = pathlib.Path(__file__).resolve().parent.parent
BINARY = os.environ.get("ENI_TRUNKING_BINARY", str(ROOT / "build" / "eni-trunking"))


def load_generator():
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate_compatibility.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


generator = load_generator()


@pytest.fixture(scope="module")
def tables():
    return generator.read_tables(BINARY)


@pytest.fixture(scope="module")
def tests():
    """(a file's text, that and the texts of the helpers that it imports: a client may be one of theirs)"""
    folder = ROOT / "tests" / "conformance"

    def helpers(text):
        files = (folder / f"{name}.py" for name in re.findall(r"^(?:from|import) (\w+)", text, re.MULTILINE))
        return "".join(file.read_text() for file in files if file.exists())
    texts = [file.read_text() for file in sorted(folder.glob("test_*.py"))]
    return [(text, text + helpers(text)) for text in texts]


def names(operation):
    """How a test calls an operation, or hands it on to be called: boto3's method, a paginator's or a waiter's name, the CLI's,
    or the wire's."""
    snake, kebab = xform_name(operation), xform_name(operation, "-")
    return re.compile(rf'\.{snake}\b|["\']({snake}|{kebab}|{operation})["\']')


def test_compatibility_document_is_up_to_date(tables):
    committed = generator.DOCUMENT.read_text()
    is_current = committed == generator.with_generated_part(committed, generator.generated_part(tables))
    assert is_current, "run ./dev docs"


def test_every_operation_has_a_conformance_test(tables, tests):
    untested = []
    for service in tables["services"]:
        of_service = [text for text, with_helpers in tests if re.search(rf'["\']{service["name"]}["\']', with_helpers)]
        for row in service["operations"]:
            if not any(names(row["name"]).search(text) for text in of_service):
                untested.append(f"{service['name']}:{row['name']}")
    assert not untested, "no test in tests/conformance calls " + ", ".join(untested)


def test_every_resource_type_has_a_conformance_test(tables):
    folder = ROOT / "tests" / "conformance"
    texts = [file.read_text() for pattern in ("*.py", "**/*.yml", "**/*.json") for file in folder.glob(pattern)]
    texts += [file.read_text() for file in (ROOT / "templates").glob("*.yml")]
    untested = [row["type"] for row in tables.get("resource_types", [])
                if not any(row["type"].rstrip("*") in text for text in texts)]
    assert not untested, "no template in tests/conformance has " + ", ".join(untested)


def model_members(service):
    """The members of each operation's input by their names on the wire, as trees; in documents of S3 by their own names."""
    model = json.loads((ROOT / "data" / "shapes" / f"{service}.json").read_text())

    def wire_name(name, member):
        wire = member.get("locationName") or name
        return (member.get("queryName") or wire[:1].upper() + wire[1:]) if model["protocol"] == "ec2" else wire

    def has(shape, path, is_input=True):
        shape = model["shapes"][shape]
        while shape["type"] in ("list", "map"):
            shape = model["shapes"][shape["member" if shape["type"] == "list" else "value"]["shape"]]
        is_document = model["protocol"] == "rest-xml" and not is_input
        members = {item[0] if is_document else wire_name(*item): item[1]["shape"]
                   for item in shape.get("members", {}).items()}
        return path[0] in members and (len(path) == 1 or has(members[path[0]], path[1:], False))

    return {name: (lambda path, row=row: "input" in row and has(row["input"], path))
            for name, row in model["operations"].items()}


def paths(text):
    """The paths of a row's members: "A B{C D}" has A, B.C and B.D."""
    open_ends, last = [[]], None
    for token in re.findall(r"[{}]|[^\s{}]+", text):
        if token == "{":
            open_ends.append(open_ends[-1] + [last])
        elif token == "}":
            open_ends.pop()
        else:
            last = token
            yield open_ends[-1] + [token]


def test_every_operation_and_member_is_in_the_models(tables):
    unknown = []
    for service in tables["services"]:
        members = model_members(service["name"])
        for row in service["operations"]:
            if row["name"] not in members:
                unknown.append(f"{service['name']}:{row['name']}")
                continue
            unknown += [f"{service['name']}:{row['name']} {'.'.join(path)}"
                        for path in paths(row["reads"] + " " + row["ignores"]) if not members[row["name"]](path)]
    assert not unknown, "data/shapes has no " + ", ".join(unknown) + "; data/shapes/cut.py cuts new operations"
