"""A client of registries that sends what a test says, byte for byte, and images to push with it."""
import base64
import gzip
import hashlib
import http.client
import io
import json
import tarfile

OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
OCI_INDEX = "application/vnd.oci.image.index.v1+json"
DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"


def digest_of(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def layer_of(files):
    """A layer with these files, {name: bytes}: the same bytes for the same files."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    return gzip.compress(out.getvalue(), mtime=0), out.getvalue()


class Image:
    """An image of one layer, for one platform."""

    def __init__(self, content=b"hello", architecture="amd64", docker=False):
        self.layer, plain = layer_of({"hello": content})
        self.config = json.dumps({"architecture": architecture, "os": "linux", "config": {"Cmd": ["/hello"]},
                                  "rootfs": {"type": "layers", "diff_ids": [digest_of(plain)]}}).encode()
        kind = "docker" if docker else "oci"
        self.media_type = DOCKER_MANIFEST if docker else OCI_MANIFEST
        types = {"docker": ("application/vnd.docker.container.image.v1+json",
                            "application/vnd.docker.image.rootfs.diff.tar.gzip"),
                 "oci": ("application/vnd.oci.image.config.v1+json", "application/vnd.oci.image.layer.v1.tar+gzip")}[kind]
        self.blobs = [self.config, self.layer]
        described = [{"mediaType": media_type, "size": len(blob), "digest": digest_of(blob)}
                     for media_type, blob in zip(types, self.blobs)]
        self.manifest = json.dumps({"schemaVersion": 2, "mediaType": self.media_type, "config": described[0],
                                    "layers": described[1:]}, indent=3).encode()
        self.digest = digest_of(self.manifest)
        self.platform = {"os": "linux", "architecture": architecture}

    def descriptor(self):
        return {"mediaType": self.media_type, "size": len(self.manifest), "digest": self.digest, "platform": self.platform}


class Registry:
    """Of the sandbox, with a password of GetAuthorizationToken. One connection, as long as it lasts."""

    def __init__(self, endpoint, ecr=None, host=None):
        self.address = endpoint.removeprefix("http://")
        self.host = host
        self.connection = http.client.HTTPConnection(self.address, timeout=60)
        self.token = ecr.get_authorization_token()["authorizationData"][0]["authorizationToken"] if ecr else None

    @property
    def password(self):
        return base64.b64decode(self.token).decode().removeprefix("AWS:")

    def send(self, method, path, body=None, headers=(), chunked=False):
        """The answer, with `.body` read, `.json` where it is such, and `.code` of an error."""
        headers = dict(headers)
        if self.token:
            headers.setdefault("Authorization", "Basic " + self.token)
        if self.host:
            headers["Host"] = self.host
        try:
            self.connection.request(method, path, body, headers, encode_chunked=chunked)
            answer = self.connection.getresponse()
            answer.body = answer.read()
        except (BrokenPipeError, ConnectionResetError, http.client.RemoteDisconnected):
            self.connection.close()  # An answer that came before all was sent.
            raise
        if answer.getheader("Connection") == "close":
            self.connection.close()
        answer.json = json.loads(answer.body) if "json" in (answer.getheader("Content-Type") or "") and answer.body else None
        answer.code = answer.json["errors"][0]["code"] if answer.status >= 400 and answer.json else None
        return answer

    # ---- the dialects of clients ----

    def begin(self, repository):
        answer = self.send("POST", f"/v2/{repository}/blobs/uploads/")
        assert answer.status == 202, answer.body
        return answer.getheader("Location")

    def push_chunked(self, repository, blob):
        """docker, podman: PATCH in chunks without Content-Range, and an empty PUT."""
        location = self.begin(repository)
        pieces = [blob[at:at + 1000] for at in range(0, len(blob), 1000)]
        patched = self.send("PATCH", location, iter(pieces), {"Transfer-Encoding": "chunked"}, chunked=True)
        assert (patched.status, patched.getheader("Range")) == (202, f"0-{len(blob) - 1}"), patched.body
        return self.send("PUT", f"{patched.getheader('Location')}?digest={digest_of(blob)}", b"")

    def push_patched(self, repository, blob):
        """skopeo: PATCH with a length, and an empty PUT."""
        patched = self.send("PATCH", self.begin(repository), blob)
        assert patched.status == 202, patched.body
        return self.send("PUT", f"{patched.getheader('Location')}?digest={digest_of(blob)}", b"")

    def push_monolithic(self, repository, blob):
        """oras, containerd: PUT with all of it."""
        return self.send("PUT", f"{self.begin(repository)}?digest={digest_of(blob)}", blob)

    def push_at_once(self, repository, blob):
        """The specification's shortest way: POST with a digest."""
        return self.send("POST", f"/v2/{repository}/blobs/uploads/?digest={digest_of(blob)}", blob)

    def push_manifest(self, repository, reference, manifest, media_type):
        return self.send("PUT", f"/v2/{repository}/manifests/{reference}", manifest, {"Content-Type": media_type})

    def push(self, repository, image, tag=None):
        for blob in image.blobs:
            assert self.push_monolithic(repository, blob).status == 201
        answer = self.push_manifest(repository, tag or image.digest, image.manifest, image.media_type)
        assert answer.status == 201, answer.body
        return answer
