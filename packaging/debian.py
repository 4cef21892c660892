"""What dpkg knows: which package a file is of, its version, and the licence that its copyright file tells."""
import dataclasses
import functools
import pathlib
import re
import subprocess

DOCUMENTS = pathlib.Path("/usr/share/doc")


@dataclasses.dataclass(frozen=True, order=True)
class Package:
    name: str
    architecture: str
    version: str
    source: str          # the source package that it was built from
    source_version: str


def owners(paths):
    """The packages of these files, sorted. Files of no package are left out."""
    wanted = set()
    for path in {str(path) for path in paths}:
        wanted |= {path, _other_name(path)}
    names = set()
    listed = subprocess.run(["dpkg-query", "--search", *sorted(wanted)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                            text=True, env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"})
    for line in listed.stdout.splitlines():
        if not line.startswith("diversion "):
            names |= set(line.rpartition(": ")[0].split(", "))
    return sorted(describe(name) for name in names)


def describe(name):
    """@param name  as dpkg knows it: "libc6:amd64" where there are several architectures"""
    fields = "${Package}\t${Architecture}\t${Version}\t${source:Package}\t${source:Version}\n"
    done = subprocess.run(["dpkg-query", "--show", "--showformat", fields, name], check=True, stdout=subprocess.PIPE, text=True)
    return Package(*done.stdout.splitlines()[0].split("\t"))


def _other_name(path):
    """/lib is a link to /usr/lib, and dpkg knows a file by the name that its package has it under."""
    return path.removeprefix("/usr") if path.startswith(("/usr/lib", "/usr/bin")) else "/usr" + path


# ---- copyright files -----------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Licence:
    name: str          # of the package's main part, in Debian's words: "BSD-3-clause or GPL-2"; "" if its copyright file is prose
    mentioned: tuple   # all names in the file, or the common licences that its prose refers to


def copyright_file(package):
    path = DOCUMENTS / package.name / "copyright"
    return path.read_text(errors="replace") if path.exists() else ""


@functools.lru_cache(maxsize=None)
def licence(package):
    text = copyright_file(package)
    if not text.startswith("Format:"):
        return Licence("", tuple(sorted(set(re.findall(r"/usr/share/common-licenses/([A-Za-z0-9.+-]*[A-Za-z0-9+])", text)))))
    names = sorted({name.strip() for name in re.findall(r"^License: *(\S.*)$", text, re.MULTILINE)})
    return Licence(_main_licence(text), tuple(names))


def _main_licence(text):
    """Of the stanza `Files: *` (machine-readable debian/copyright files, version 1.0)."""
    for stanza in re.split(r"\n\s*\n", text):
        if re.search(r"^Files: *\*\s*$", stanza, re.MULTILINE):
            found = re.search(r"^License: *(\S.*)$", stanza, re.MULTILINE)
            return found.group(1).strip() if found else ""
    return ""


def licence_text(package, name):
    """What the copyright file has below `License: NAME`, or what it says in the stanza of the files under it."""
    found = re.search(rf"^License: *{re.escape(name)} *\n((?: .*\n)+)", copyright_file(package) + "\n", re.MULTILINE)
    if not found:
        return f"{name}: see the copyright file of Debian's package {package.name}"
    lines = [line[1:].rstrip() for line in found.group(1).splitlines()]
    return "\n".join("" if line == "." else line for line in lines)
