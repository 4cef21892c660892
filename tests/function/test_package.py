"""The zips that are deployed."""
import pathlib
import subprocess
import sys
import zipfile

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("arch", ["x86_64", "arm64"])
def test_the_zip_holds_an_executable_bootstrap_and_is_small(arch):
    archive = ROOT / "build" / "function" / f"eni-trunking-function-{arch}.zip"
    if not archive.exists():
        pytest.skip(f"{archive} is not built: ./dev build")
    assert archive.stat().st_size <= 3 * 1024 * 1024
    with zipfile.ZipFile(archive) as zipped:
        assert zipped.namelist() == ["bootstrap"]
        entry = zipped.getinfo("bootstrap")
        assert entry.external_attr >> 16 == 0o100755
        program = zipped.read("bootstrap")
    assert program == (ROOT / "build" / "function" / arch / "bootstrap").read_bytes()
    assert program[:4] == b"\x7fELF"
    assert program[18] == {"x86_64": 62, "arm64": 183}[arch]
    assert b"/ld-linux" not in program, "it is to be static"


def test_the_same_program_gives_the_same_zip(tmp_path):
    (tmp_path / "program").write_bytes(b"program" * 1000)
    for name in ("a.zip", "b.zip"):
        subprocess.run([sys.executable, ROOT / "apps/function/package.py", tmp_path / "program", tmp_path / name], check=True)
        (tmp_path / "program").touch()
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
