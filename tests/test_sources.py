"""What the sources look like: formatting, file sizes, words that do not belong.

What belongs here: checks of text that need no build and finish in seconds.
"""
import pathlib
import re
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent
CLANG_FORMAT = shutil.which("clang-format-14")
LONGEST_FILE = 600


def tracked(*patterns):
    """Files of the checkout that git knows, or would add."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *patterns],
                            cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    return sorted({name for name in listed.split("\0") if name and (ROOT / name).exists()})


def test_sources_are_formatted():
    if not CLANG_FORMAT:
        pytest.skip("no clang-format-14 here; formatting is pinned to it")
    done = subprocess.run([CLANG_FORMAT, "--dry-run", "-Werror", *tracked("*.h", "*.cpp")], cwd=ROOT,
                          stderr=subprocess.PIPE, text=True)
    wrong = sorted(set(re.findall(r"^([^:\n]+):\d+:\d+: error", done.stderr, re.MULTILINE)))
    assert done.returncode == 0, "./dev format would change " + ", ".join(wrong)


def test_no_file_swells():
    long = [f"{name}: {lines} lines" for name in tracked("*.h", "*.cpp", "*.py", "*.mjs", "*.js")
            if (lines := (ROOT / name).read_text().count("\n")) > LONGEST_FILE]
    assert not long, f"longer than {LONGEST_FILE} lines; split by ideas: " + ", ".join(long)


def test_folders_have_telling_names():
    vague = {"utils", "util", "common", "core", "helpers", "misc"}
    folders = {part for name in tracked("src", "apps", "tests") for part in name.split("/")[:-1]}
    assert not folders & vague


def test_tests_import_from_helpers_only():
    """What two files of tests need is a module of its own: to import tests runs nothing twice, and hides where things are."""
    found = [f"{name}: {line}" for name in tracked("tests/*.py")
             for line in re.findall(r"^\s*(?:from|import) test_.*$", (ROOT / name).read_text(), re.MULTILINE)]
    assert not found, "move it to a module that is no test: " + ", ".join(found)


@pytest.mark.parametrize("top", ["src", "apps", "bench"])
def test_every_source_is_listed_in_cmake(top):
    """A test that is not listed would never run."""
    unlisted = []
    for name in tracked(f"{top}/*.cpp"):
        folder = (ROOT / name).parent
        lists = [parent / "CMakeLists.txt" for parent in (folder, *folder.parents) if ROOT in (parent, *parent.parents)]
        text = "".join(file.read_text() for file in lists if file.exists())
        if not re.search(rf"(?<![\w.]){re.escape((ROOT / name).name)}\b", text):
            unlisted.append(name)
    assert not unlisted, "in no CMakeLists.txt: " + ", ".join(unlisted)


def test_files_that_scripts_name_are_there():
    """Measurements are not run by the tests: nothing else would tell that one names what has moved."""
    made = {"build", "node_modules"}
    named = [(name, "/".join(re.findall(r'"([^"]+)"', parts)))
             for name in tracked("bench/*.py", "docs/*.py", "packaging/*.py")
             for parts in re.findall(r"""\bROOT((?:\s*/\s*"[^"]+")+)""", (ROOT / name).read_text())]
    gone = [f"{name}: {path}" for name, path in named if not made & set(path.split("/")) and not (ROOT / path).exists()]
    assert len(named) > 10
    assert not gone, "no such file: " + ", ".join(gone)


def test_cloudformation_spells_its_statuses_in_one_table():
    """FAILED alone is also what a custom resource's function answers."""
    table = "src/sandbox/store/cloudformation_status.cpp"
    statuses = set(re.findall(r'Status::k\w+, "([A-Z_]+)"', (ROOT / table).read_text())) - {"FAILED"}
    assert len(statuses) > 25
    sources = tracked("src/sandbox/services/cloudformation/*", "src/sandbox/store/cloudformation_*", "src/sandbox/store/*.sql")
    elsewhere = [f"{name}: {text}" for name in sources if name != table and not name.endswith("_test.cpp")
                 for text in re.findall(r"""["']([A-Z_]+)["']""", (ROOT / name).read_text()) if text in statuses]
    assert not elsewhere, "a literal in place of the enumeration: " + ", ".join(elsewhere)
