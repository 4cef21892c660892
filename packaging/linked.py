"""Which Debian packages went into a program: whose archives were linked, and whose headers were included.

Ninja knows both: what a target is made of, and what the compiler read for each object.
"""
import dataclasses
import os
import pathlib
import subprocess

import debian

# What the compiler adds without being asked by a build file.
COMPILER_PARTS = ["crt1.o", "libstdc++.a", "libgcc.a"]


@dataclasses.dataclass(frozen=True)
class Linked:
    archives: tuple   # debian.Package whose archives or objects are parts of the program
    headers: tuple    # those of which only headers were compiled in


def packages(build_folder, target, compiler="g++"):
    """@param build_folder  of a CMake preset, configured with Ninja and built
    @param compiler  whose runtime libraries are in the program"""
    build_folder = pathlib.Path(build_folder)
    inputs = _lines("ninja", "-C", str(build_folder), "-t", "inputs", target)
    system = [path for path in inputs if path.startswith("/usr/") and path.endswith((".a", ".o"))]
    parts = [os.path.realpath(_lines(compiler, f"-print-file-name={name}")[0]) for name in COMPILER_PARTS]
    archives = debian.owners([*system, *parts])
    headers = debian.owners(_system_headers(build_folder, set(inputs)))
    # A header that several architectures share is of each of them.
    linked_names = {package.name for package in archives}
    return Linked(tuple(archives), tuple(package for package in headers if package.name not in linked_names))


def _system_headers(build_folder, objects):
    out, wanted = set(), False
    for line in _lines("ninja", "-C", str(build_folder), "-t", "deps"):
        if not line.startswith(" "):
            wanted = line.partition(": #deps")[0] in objects
        elif wanted and line.strip().startswith("/usr/"):
            out.add(os.path.normpath(line.strip()))
    return out


def _lines(*command):
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env={**os.environ, "LC_ALL": "C"})
    return [line for line in done.stdout.splitlines() if line and not line.startswith("ninja: Entering")]
