"""Prints figures of the tree's structure, to see whether adding a thing stays cheap.

    python3 tests/structure_figures.py

operations              rows in the tables of the services
lines an operation      of a service's sources, tests aside
resource types          rows in CloudFormation's table
lines a resource type   of all of cloudformation/resources, tests aside; of it its own (of its service's folder), and what all share
places to touch         where a thin operation, and a thin resource type, has to be written down, its test aside
"""
import json
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
SERVICES = ROOT / "src" / "sandbox" / "services"
TYPES = SERVICES / "cloudformation" / "resources"


def sources(folder):
    return [file for file in sorted(folder.rglob("*"))
            if file.suffix in (".h", ".cpp") and not re.search(r"_test\.cpp$|_for_test\.(h|cpp)$|^test_", file.name)]


def lines(files):
    return sum(len(file.read_text().splitlines()) for file in files)


def operation_count(service):
    model = ROOT / "data" / "shapes" / f"{service}.json"
    return len(json.loads(model.read_text())["operations"]) if model.exists() else 0


def resource_type_count():
    return sum(file.read_text().count('.name = "AWS::') for file in TYPES.rglob("*.cpp"))


def places_for_a_resource_type():
    """A row in its service's types.cpp; else that file, and lines in rows.h, table.cpp and CMakeLists.txt."""
    with_types = {file.parent.name for file in TYPES.glob("*/types.cpp")}
    return {folder.name: 1 if folder.name in with_types else 4 for folder in sorted(TYPES.iterdir()) if folder.is_dir()}


def main():
    services = sorted(folder.name for folder in SERVICES.iterdir() if folder.is_dir())
    print(f"operations             {sum(operation_count(name) for name in services)}")
    for name in services:
        count, size = operation_count(name), lines(sources(SERVICES / name))
        if name == "cloudformation":
            size -= lines(sources(TYPES))
        if count:
            print(f"  lines an operation   {name} {size // count}")
    count = resource_type_count()
    print(f"resource types         {count}")
    own = lines([file for file in sources(TYPES) if file.parent != TYPES])
    print(f"lines a resource type  {lines(sources(TYPES)) / count:.0f} ({own / count:.0f} its own)")
    print("places to touch        operation 2 (its file or that of its noun, its row)")
    places = ", ".join(f"{name} {number}" for name, number in places_for_a_resource_type().items())
    print(f"                       resource type of {places}")


if __name__ == "__main__":
    main()
