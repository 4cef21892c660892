"""The container image: a root with what the program needs to run, and no more."""
import pathlib

import debian
import entry
import installation
import oci

AUTHORITIES = pathlib.Path("/etc/ssl/certs/ca-certificates.crt")
STATE = "/var/lib/eni-trunking"


def write(build):
    """@return  the bytes of the tar"""
    labels = {"org.opencontainers.image.title": "eni-trunking", "org.opencontainers.image.version": build.version,
              "org.opencontainers.image.licenses": "Apache-2.0",
              "org.opencontainers.image.description": "AWS on your own machine, as far as ECS on EC2 with ENI trunking needs it"}
    config = {"Entrypoint": ["/usr/bin/eni-trunking"], "Cmd": ["sandbox", "--listen", "0.0.0.0:4566"],
              "Env": ["PATH=/usr/bin:/bin", "HOME=/root", "XDG_STATE_HOME=/var/lib"], "ExposedPorts": {"4566/tcp": {}},
              "Volumes": {STATE: {}}, "WorkingDir": "/", "Labels": labels}
    created = build.date("%Y-%m-%dT%H:%M:%SZ")
    return oci.write("eni-trunking", build.version, build.debian_architecture,
                     [system(build), entry.below("usr", installation.entries(build))], config, created, build.time)


def system(build):
    """The layer below the program, which changes with Debian only."""
    return [*[entry.file(str(path).lstrip("/"), path.read_bytes(), 0o755) for path in build.libraries],
            entry.file(str(AUTHORITIES).lstrip("/"), AUTHORITIES.read_bytes()),
            entry.file("etc/passwd", "root:x:0:0:root:/root:/sbin/nologin\nnobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin\n"),
            entry.file("etc/group", "root:x:0:\nnogroup:x:65534:\n"),
            entry.file("etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n"),
            *_notices(build), entry.folder("root", 0o700), entry.folder("tmp", 0o1777), entry.folder(STATE.lstrip("/"), 0o700),
            entry.folder("proc", 0o555), entry.folder("sys", 0o555), entry.folder("dev")]


def packages(build):
    """The Debian packages that the lower layer is taken from."""
    return debian.owners([*build.libraries, "/usr/sbin/update-ca-certificates"])


def _notices(build):
    return [entry.file(f"usr/share/doc/{package.name}/copyright", debian.copyright_file(package)) for package in packages(build)]
