"""What each package is made of, as a software bill of materials."""
import json

import debian
import spdx


def document(build, artifact, content, system_packages=()):
    """@param system_packages  Debian packages whose files are in the artifact as they are
    @return  the text of the SPDX document"""
    out = spdx.Document(artifact, content, build.version, build.date("%Y-%m-%dT%H:%M:%SZ"))
    command = out.add_own("eni-trunking", build.version)
    out.relate(out.root, "CONTAINS", command)
    _link(out, command, build.linked_to_command)
    for package in runtime_packages(build):
        out.relate(command, "DYNAMIC_LINK", out.add_debian(package))
    for architecture in build.function_architectures():
        function = out.add_own(f"eni-trunking-function-{architecture}", build.version)
        out.relate(out.root, "CONTAINS", function)
        _link(out, function, build.linked_to_function(architecture))
    for name, locked in npm_packages(build):
        out.relate(out.root, "CONTAINS", out.add_npm(name, locked))
    for package in system_packages:
        out.relate(out.root, "CONTAINS", out.add_debian(package))
    return out.text()


def runtime_packages(build):
    """The Debian packages of the shared objects that the command asks for."""
    return debian.owners(build.libraries)


def dependencies(build):
    """For the field Depends: "libc6 (>= 2.36)"."""
    out = []
    for package in runtime_packages(build):
        version = build.requirements.glibc if package.source == "glibc" else package.version
        out.append(f"{package.name} (>= {version})")
    return ", ".join(out)


def npm_packages(build):
    """(name, row) of all that the lock files of the runtimes pin, sorted."""
    out = {}
    for path in sorted((build.root / "runtimes").glob("*/package-lock.json")):
        for place, locked in json.loads(path.read_text())["packages"].items():
            name = place.rpartition("node_modules/")[2]
            if name:
                out[name, locked["version"]] = locked
    return [(name, out[name, version]) for name, version in sorted(out)]


def _link(out, program, linked):
    for package in linked.archives:
        out.relate(program, "STATIC_LINK", out.add_debian(package))
    for package in linked.headers:
        out.relate(program, "STATIC_LINK", out.add_debian(package), "headers only: what they define is compiled in")
