"""An image in the OCI image layout (image-spec 1.0), as a tar that `podman load` and `docker load` read.

Docker before version 25 reads only its own manifest.json, which names the same blobs.
"""
import hashlib
import json

import archive
import entry

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"


def write(name, tag, architecture, layers, config, created, time):
    """@param architecture  "amd64" or "arm64"
    @param layers  lists of entries, the lowest first
    @param config  the image's `config` object: Entrypoint, Cmd, Env …
    @param created  RFC 3339
    @return  the bytes of the tar"""
    blobs = _Blobs()
    tars = [archive.tar(layer, time) for layer in layers]
    layer_blobs = [blobs.add(LAYER, archive.gzipped(content)) for content in tars]
    image = {"architecture": architecture, "os": "linux", "created": created, "config": config,
             "rootfs": {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(content).hexdigest() for content in tars]},
             "history": [{"created": created, "created_by": "packaging/oci.py"} for _ in tars]}
    config_blob = blobs.add(CONFIG, _json(image))
    manifest = blobs.add(MANIFEST, _json({"schemaVersion": 2, "mediaType": MANIFEST, "config": config_blob, "layers": layer_blobs}))
    # podman takes the name from the first, docker from the second.
    manifest["annotations"] = {"org.opencontainers.image.ref.name": f"{name}:{tag}", "io.containerd.image.name": f"docker.io/library/{name}:{tag}"}
    manifest["platform"] = {"architecture": architecture, "os": "linux"}
    files = [entry.file("oci-layout", _json({"imageLayoutVersion": "1.0.0"})),
             entry.file("index.json", _json({"schemaVersion": 2, "mediaType": INDEX, "manifests": [manifest]})),
             entry.file("manifest.json", _json([{"Config": _path(config_blob), "RepoTags": [f"{name}:{tag}"],
                                                 "Layers": [_path(blob) for blob in layer_blobs]}]))]
    return archive.tar([*files, *blobs.files()], time)


class _Blobs:
    """Content by its digest."""

    def __init__(self):
        self._by_path = {}

    def add(self, media_type, content):
        """@return  the descriptor of the blob"""
        blob = {"mediaType": media_type, "digest": "sha256:" + hashlib.sha256(content).hexdigest(), "size": len(content)}
        self._by_path[_path(blob)] = content
        return blob

    def files(self):
        return [entry.file(path, content) for path, content in self._by_path.items()]


def _path(blob):
    return "blobs/" + blob["digest"].replace(":", "/")


def _json(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
