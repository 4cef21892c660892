"""`eni-trunking iac`: what it prints and writes are the files of integrations/, which other tests deploy.

What belongs here: the command. The files are tested in test_sam_integration.py and in tests/clients.
"""
import subprocess

import pytest

from conftest import COMMAND, ROOT

MAIN_FILES = {"cdk": "eni-trunking.ts", "terraform": "main.tf", "sam": "template.yaml"}


def iac(*arguments, **options):
    return subprocess.run([COMMAND, "iac", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)


def files_of(folder):
    """Without what tools leave in it."""
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file() and file.suffix != ".zip"}


@pytest.mark.parametrize("tool", MAIN_FILES)
def test_it_prints_and_writes_what_is_tested(tool, tmp_path):
    integration = ROOT / "integrations" / tool
    printed = iac(tool)
    assert (printed.returncode, printed.stderr) == (0, "")
    assert printed.stdout == (integration / MAIN_FILES[tool]).read_text()
    written = iac(tool, "--directory", tmp_path / "new" / tool)
    assert (written.returncode, written.stderr) == (0, "")
    assert files_of(tmp_path / "new" / tool) == files_of(integration)
    archives = sorted(file.name for file in (tmp_path / "new" / tool).glob("*.zip"))
    architectures = ["x86_64"] if tool == "sam" else ["arm64", "x86_64"]
    names = [f"eni-trunking-function-{architecture}.zip" for architecture in architectures]
    assert archives == [name for name in names if (ROOT / "build" / "function" / name).exists()]  # those that were built
    for name in archives:
        assert (tmp_path / "new" / tool / name).read_bytes() == (ROOT / "build" / "function" / name).read_bytes()
    again = iac(tool, "--directory", tmp_path / "new" / tool)
    assert again.returncode == 0
    assert again.stdout == written.stdout.replace("written  ", "unchanged")


def test_a_file_that_differs_is_named_and_kept(tmp_path):
    (tmp_path / "main.tf").write_text("mine")
    refused = iac("terraform", "--directory", ".", cwd=tmp_path)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == ("eni-trunking: these files are there and differ: ./main.tf; nothing was written\n"
                              "  move them away, or choose another --directory\n")
    assert files_of(tmp_path) == {"main.tf": b"mine"}


def test_without_a_tool_it_says_which_there_are():
    assert iac().returncode == 2
    said = iac("--help").stdout
    assert all(tool in said for tool in MAIN_FILES)
