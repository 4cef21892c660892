#!/usr/bin/python3
"""Makes the packages of what `./dev build` has built: a .deb, a tarball, a container image, with bills of materials and sums.

Usage: package.py [--output FOLDER]   (default: build/packages)
Made twice of the same commit and the same build, they are the same bytes: docs/decisions/0019.
"""
import argparse
import hashlib
import pathlib

import archive
import build as build_tree
import deb
import entry
import image
import installation
import materials

ROOT = pathlib.Path(__file__).resolve().parent.parent
MAINTAINER = "The authors of eni-trunking <noreply@eni-trunking.invalid>"
DESCRIPTION = """ENI trunking for Amazon ECS on EC2: the command, and a sandbox to try it in
 ENI trunking lets an EC2 host of an Amazon ECS cluster run many more tasks in
 network mode awsvpc. This package brings the command eni-trunking, the Lambda
 function that turns trunking on as a CloudFormation custom resource, and AWS
 on this machine as far as that needs it: no Docker, no account, no token.
 .
 Node.js and Python run the functions of others in the sandbox."""


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--output", type=pathlib.Path, default=ROOT / "build/packages")
    output = options.parse_args().output
    for path in write_all(build_tree.find(ROOT), output):
        print(path)


def write_all(build, output):
    """@return  the paths of what was written, the sums last. What else is in `output` of former versions is removed."""
    output.mkdir(parents=True, exist_ok=True)
    for old in output.glob("eni-trunking*"):
        old.unlink()
    artifacts = {f"eni-trunking_{build.version}_{build.debian_architecture}.deb": (debian_package, ()),
                 f"{folder_name(build)}.tar.gz": (tarball, ()),
                 f"eni-trunking-{build.version}-oci-{build.architecture}.tar": (image.write, image.packages(build))}
    written = []
    for name, (write, system_packages) in artifacts.items():
        content = write(build)
        written += [_write(output / name, content),
                    _write(output / f"{name}.spdx.json", materials.document(build, name, content, system_packages).encode())]
    sums = "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in written)
    return [*written, _write(output / "SHA256SUMS", sums.encode())]


def debian_package(build):
    control = {"Package": "eni-trunking", "Version": build.version,
               "Architecture": build.debian_architecture, "Maintainer": MAINTAINER,
               "Depends": materials.dependencies(build),
               "Recommends": "ca-certificates, crun | runc, nodejs (>= 18), python3, slirp4netns",
               "Suggests": "awscli", "Section": "admin", "Priority": "optional", "Description": DESCRIPTION}
    files = [*installation.entries(build), installation.user_unit("/usr"), changelog(build),
             entry.file("share/lintian/overrides/eni-trunking", (installation.HERE / "files/lintian-overrides").read_bytes())]
    return deb.write(control, entry.below("usr", files), build.time)


def changelog(build):
    """Debian's policy wants one; what changed is told by the commits."""
    text = f"eni-trunking ({build.version}) unstable; urgency=medium\n\n  * Version {build.version}.\n\n" \
           f" -- {MAINTAINER}  {build.date('%a, %d %b %Y %H:%M:%S +0000')}\n"
    return entry.file(f"{installation.DOCUMENTS}/changelog.gz", installation.compressed(text.encode()))


def folder_name(build):
    return f"eni-trunking-{build.version}-linux-{build.architecture}"


def tarball(build):
    files = [*installation.entries(build), installation.user_unit("/opt/eni-trunking"),
             entry.file("LICENSE", (build.root / "LICENSE").read_bytes()), entry.file("INSTALL", install_notes(build))]
    return archive.gzipped(archive.tar(entry.below(folder_name(build), files), build.time))


def install_notes(build):
    text = (installation.HERE / "files/install.txt").read_text()
    return text.replace("@GLIBC@", build.requirements.glibc).replace("@ARCHITECTURE@", build.architecture)


def _write(path, content):
    path.write_bytes(content)
    return path


if __name__ == "__main__":
    main()
