"""Images for tests of tasks that run: busybox, as `docker save` writes it, made on the spot."""
import hashlib
import io
import json
import pathlib
import tarfile
import urllib.error
import urllib.parse
import urllib.request

BUSYBOX = pathlib.Path("/bin/busybox")
PROGRAMS = ["cat", "echo", "env", "hostname", "httpd", "id", "ip", "kill", "ls", "mkdir", "nc", "nslookup", "ping", "ps",
            "printf", "rm", "sh", "sleep", "tail", "true", "wget"]
ACCOUNTS = {"etc/passwd": "root:x:0:0:root:/root:/bin/sh\nweb:x:1000:1000::/home/web:/bin/sh\n",
            "etc/group": "root:x:0:\nweb:x:1000:\n"}
SMALL_FILES = 0o644


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def archive(entries):
    """A tar of (name, content, mode): bytes are a file, None a folder, a text a link."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, content, mode in entries:
            member = tarfile.TarInfo(name)
            member.mode = mode
            if content is None:
                member.type = tarfile.DIRTYPE
            elif isinstance(content, str):
                member.type, member.linkname = tarfile.SYMTYPE, content
            else:
                member.size = len(content)
            tar.addfile(member, io.BytesIO(content) if isinstance(content, bytes) else None)
    return out.getvalue()


def busybox_layer():
    folders = [(name, None, 0o755) for name in ("bin", "etc", "home", "root")] + [("tmp", None, 0o1777)]
    files = [("bin/busybox", BUSYBOX.read_bytes(), 0o755)]
    files += [(name, text.encode(), SMALL_FILES) for name, text in ACCOUNTS.items()]
    return archive(folders + files + [(f"bin/{name}", "busybox", 0o777) for name in PROGRAMS])


def saved_image(name, layers, **config):
    """What `docker save` writes of an image of these layers. `config`: Cmd, User, …"""
    described = json.dumps({"architecture": "amd64", "os": "linux",
                            "config": {"Env": ["PATH=/bin"], "Cmd": ["sh"], **config},
                            "rootfs": {"type": "layers", "diff_ids": [digest(layer) for layer in layers]}}).encode()
    names = [f"{number}/layer.tar" for number in range(len(layers))]
    manifest = json.dumps([{"Config": "config.json", "RepoTags": [name], "Layers": names}]).encode()
    return archive([("manifest.json", manifest, SMALL_FILES), ("config.json", described, SMALL_FILES),
                    *((name, layer, SMALL_FILES) for name, layer in zip(names, layers))])


def load(sandbox, data):
    """The answer of the sandbox's page to an archive: a status and what it says."""
    request = urllib.request.Request(f"{sandbox.endpoint}/_sandbox/images", data=data, method="PUT")
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def load_busybox(sandbox, eventually):
    """As soon as the sandbox takes images."""
    image = saved_image("busybox:latest", [busybox_layer()])
    eventually(lambda: load(sandbox, image)[0] == 200)
