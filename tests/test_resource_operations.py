"""What CloudFormation's resource types ask of other services: each operation that a row or a function names has a row in the
service's table, so that nothing is begun that cannot be answered. A name in a source is told by data/shapes: those are the
operations that AWS has, and those of them that the sandbox answers.
"""
import json
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
TYPES = ROOT / "src" / "sandbox" / "services" / "cloudformation" / "resources"
SERVICES = ROOT / "src" / "sandbox" / "services"
TEXT = re.compile(r'"([A-Z][A-Za-z0-9]+)"')


def operations(service):
    """The operations that AWS has, and whether the sandbox answers them."""
    model = json.loads((ROOT / "data" / "shapes" / f"{service}.json").read_text())
    return dict.fromkeys(model["others"], False) | dict.fromkeys(model["operations"], True)


def services():
    return [folder.name for folder in SERVICES.iterdir() if folder.is_dir()]


def sources():
    return [file for file in sorted(TYPES.glob("*/*")) if file.suffix in (".h", ".cpp") and "_test" not in file.name]


def texts(file):
    """The texts of the code, without what stands in comments."""
    return re.sub(r"//.*", "", file.read_text())


def test_every_operation_that_a_source_names_is_answered():
    known = {}
    for service in services():
        for name, answered in operations(service).items():
            known[name] = known.get(name, False) or answered
    named = {(file.name, name) for file in sources() for name in TEXT.findall(texts(file)) if name in known}
    assert len(named) > 100
    assert sorted((file, name) for file, name in named if not known[name]) == []
