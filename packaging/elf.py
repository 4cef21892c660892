"""What a program asks of the system that it runs on, as objdump (binutils, which comes with the compiler) tells it."""
import dataclasses
import pathlib
import re
import subprocess
import tempfile

ARCHITECTURES = {"elf64-x86-64": "x86_64", "elf64-littleaarch64": "arm64"}
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}


@dataclasses.dataclass(frozen=True)
class Requirements:
    architecture: str                # "x86_64" or "arm64", as the function's zips are named
    libraries: tuple                 # "libc.so.6", "libm.so.6"
    interpreter: str                 # "/lib64/ld-linux-x86-64.so.2"
    versions: dict                   # library -> the symbol versions that are asked of it

    @property
    def glibc(self):
        """The oldest version of the C library that will do: "2.36"."""
        found = {version for versions in self.versions.values() for version in versions if version.startswith("GLIBC_")}
        return max((version.removeprefix("GLIBC_") for version in found if version != "GLIBC_PRIVATE"), key=_numbers)


def requirements(program):
    text = _run("objdump", "-p", str(program))
    file_format = re.search(r"file format (\S+)", text).group(1)
    if file_format not in ARCHITECTURES:
        raise SystemExit(f"{program} is for {file_format}; packages are made for {' and '.join(ARCHITECTURES.values())}")
    return Requirements(ARCHITECTURES[file_format], tuple(re.findall(r"^ +NEEDED +(\S+)", text, re.MULTILINE)),
                        _interpreter(program), _versions(text))


def stripped(program):
    """The program's bytes without symbols and without what compilers note of themselves."""
    return _into_file("strip", "--strip-all", "--remove-section=.comment", "-o", "{out}", str(program))


def _versions(text):
    out = {}
    for line in text.partition("Version References:")[2].splitlines():
        if header := re.match(r"  required from (\S+):", line):
            versions = out.setdefault(header.group(1), set())
        elif row := re.match(r"    0x\S+ 0x\S+ \d+ (\S+)", line):
            versions.add(row.group(1))
    return out


def _interpreter(program):
    return _into_file("objcopy", "-O", "binary", "--only-section=.interp", str(program), "{out}").decode().rstrip("\0")


def _numbers(version):
    return [int(number) for number in version.split(".")]


def _run(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, env=ENVIRONMENT, text=True).stdout


def _into_file(*command):
    """What the command writes to `{out}`: binutils seek in what they write, so a pipe will not do."""
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "out"
        subprocess.run([word.format(out=out) for word in command], check=True, env=ENVIRONMENT)
        return out.read_bytes()
