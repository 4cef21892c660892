"""What `./dev build` has left in a checkout, and what is known of it."""
import dataclasses
import datetime
import functools
import os
import pathlib
import subprocess
import sys

import elf
import linked

ARCHITECTURES = ["x86_64", "arm64"]
DEBIAN_ARCHITECTURES = {"x86_64": "amd64", "arm64": "arm64"}   # container images name them alike
TRIPLETS = {"x86_64": "x86_64-linux-gnu", "arm64": "aarch64-linux-gnu"}


@dataclasses.dataclass(frozen=True)
class Build:
    root: pathlib.Path          # the checkout
    time: int                   # seconds since 1970, which all that is packaged bears

    @property
    def program(self):
        return self.root / "build/eni-trunking"

    @functools.cached_property
    def requirements(self):
        return elf.requirements(self.program)

    @functools.cached_property
    def stripped_program(self):
        return elf.stripped(self.program)

    @property
    def architecture(self):
        return self.requirements.architecture

    @property
    def debian_architecture(self):
        return DEBIAN_ARCHITECTURES[self.architecture]

    @functools.cached_property
    def version(self):
        return self.run("version").split()[1]

    @property
    def libraries(self):
        """The paths of the shared objects that the command is linked with, as the loader finds them; the loader itself first."""
        interpreter = pathlib.Path(self.requirements.interpreter)
        folder = pathlib.Path("/lib") / TRIPLETS[self.architecture]
        return [interpreter, *[folder / name for name in self.requirements.libraries if name != interpreter.name]]

    def date(self, form):
        """`time` in UTC, as strftime writes it."""
        return datetime.datetime.fromtimestamp(self.time, datetime.timezone.utc).strftime(form)

    def function_zip(self, architecture):
        """The path of the function's archive, or None where it could not be built."""
        path = self.root / f"build/function/eni-trunking-function-{architecture}.zip"
        return path if path.exists() else None

    def function_architectures(self):
        return [architecture for architecture in ARCHITECTURES if self.function_zip(architecture)]

    @functools.cached_property
    def linked_to_command(self):
        return linked.packages(self.root / "build/cmake/release", "eni-trunking")

    @functools.cache
    def linked_to_function(self, architecture):
        compiler = "g++" if self.architecture == architecture else TRIPLETS[architecture] + "-g++"
        return linked.packages(self.root / f"build/cmake/function-{architecture}", "bootstrap", compiler)

    def run(self, *arguments):
        """What the command prints."""
        return subprocess.run([self.program, *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout


def find(root):
    """@error  what is missing, and how to make it"""
    build = Build(pathlib.Path(root).resolve(), source_time(root))
    presets = ["release", *(f"function-{architecture}" for architecture in build.function_architectures())]
    needed = {build.program: "./dev build", build.root / "runtimes/nodejs/node_modules": "./dev setup",
              # What is linked into them is read there.
              **{build.root / f"build/cmake/{preset}/build.ninja": "./dev build" for preset in presets}}
    for path, command in needed.items():
        if not path.exists():
            sys.exit(f"{path} is missing: {command} makes it")
    if not build.function_architectures():
        sys.exit(f"no function's zip in {build.root}/build/function: ./dev build makes it")
    return build


def source_time(root):
    """SOURCE_DATE_EPOCH (reproducible-builds.org), by default the time of the last commit."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        if not given.isdigit():
            sys.exit(f"SOURCE_DATE_EPOCH is to be seconds since 1970, not '{given}'")
        return int(given)
    done = subprocess.run(["git", "-C", str(root), "log", "-1", "--format=%ct"], stdout=subprocess.PIPE, text=True)
    if done.returncode != 0 or not done.stdout.strip():
        sys.exit(f"{root} is no git checkout, so the time of its source is not known: set SOURCE_DATE_EPOCH")
    return int(done.stdout)
