"""Images that tests push to a registry for tasks to pull, and why tasks could not."""
import gzip
import json

import container_images
from container_tasks import main
from registry_client import OCI_MANIFEST, digest_of

OCI_CONFIG = "application/vnd.oci.image.config.v1+json"
GZIP_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
CANNOT_PULL = "CannotPullContainerError: "


class Image:
    """An image of one layer of these bytes, which need not be one, and of a manifest that believes them."""

    def __init__(self, layer, plain=None, architecture="amd64", **config):
        self.layer = layer
        self.config = json.dumps({
            "architecture": architecture, "os": "linux", "config": {"Env": ["PATH=/bin"], "Cmd": ["sh"], **config},
            "rootfs": {"type": "layers", "diff_ids": [digest_of(plain if plain is not None else layer)]}}).encode()
        self.blobs = [self.config, self.layer]
        described = [{"mediaType": kind, "size": len(blob), "digest": digest_of(blob)}
                     for kind, blob in zip((OCI_CONFIG, GZIP_LAYER), self.blobs)]
        self.manifest = json.dumps({"schemaVersion": 2, "mediaType": OCI_MANIFEST, "config": described[0],
                                    "layers": described[1:]}).encode()
        self.media_type, self.digest = OCI_MANIFEST, digest_of(self.manifest)
        self.platform = {"os": "linux", "architecture": architecture}

    def descriptor(self):
        return {"mediaType": OCI_MANIFEST, "size": len(self.manifest), "digest": self.digest, "platform": self.platform}


def good_image(**arguments):
    plain = container_images.busybox_layer()
    return Image(gzip.compress(plain, 1, mtime=0), plain, **arguments)


def reason_of(tasks, image, **container):
    """Of a task's only container, which cannot start: (its reason, the task's stopCode)."""
    family = "broken"
    task = tasks.ended(tasks.define(family, {"image": image, **container}))
    assert main(task).get("exitCode") is None
    return main(task)["reason"], task["stopCode"]
