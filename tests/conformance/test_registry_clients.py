"""Real clients of registries push and pull: skopeo and podman, where they are installed.

What belongs here: what people type, as README shows it.
"""
import json
import os
import shutil
import subprocess
import tempfile

import pytest

from registry_client import Image, Registry, digest_of

pytestmark = pytest.mark.sandbox_only("pushes to the sandbox's own address")


@pytest.fixture
def run(tmp_path):
    """Runs a client with files of its own for logins and images; skips where it is not installed."""
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path),
                   "REGISTRY_AUTH_FILE": str(tmp_path / "auth.json")}

    def start(program, *arguments, input=None, check=True):
        if not shutil.which(program):
            pytest.skip(f"{program} is not installed")
        done = subprocess.run([program, *map(str, arguments)], env=environment, cwd=tmp_path, input=input, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
        assert not check or done.returncode == 0, f"{program} {arguments}\n{done.stdout}{done.stderr}"
        return done

    return start


@pytest.fixture
def layout(tmp_path):
    """An image in the OCI layout."""
    image = Image()
    folder = tmp_path / "layout"
    (folder / "blobs" / "sha256").mkdir(parents=True)
    for blob in (*image.blobs, image.manifest):
        (folder / "blobs" / "sha256" / digest_of(blob).removeprefix("sha256:")).write_bytes(blob)
    (folder / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    (folder / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [
        {**image.descriptor(), "annotations": {"org.opencontainers.image.ref.name": "1"}}]}))
    return image


@pytest.fixture
def login(sandbox, aws, client):
    """What `aws ecr get-login-password` prints, of an account with a repository."""
    client("ecr").create_repository(repositoryName="web")
    return aws("ecr", "get-login-password").stdout.strip()


def test_skopeo_copies_both_ways(sandbox, run, layout, login, client, tmp_path):
    address = sandbox.endpoint.removeprefix("http://")
    run("skopeo", "login", "--tls-verify=false", "--username", "AWS", "--password-stdin", address, input=login)
    run("skopeo", "copy", "--dest-tls-verify=false", "oci:layout:1", f"docker://{address}/web:1")
    [detail] = client("ecr").describe_images(repositoryName="web")["imageDetails"]
    assert (detail["imageDigest"], detail["imageTags"]) == (layout.digest, ["1"])
    run("skopeo", "copy", "--src-tls-verify=false", f"docker://{address}/web:1", "oci:back:1")
    digest = layout.digest.removeprefix("sha256:")
    assert (tmp_path / "back" / "blobs" / "sha256" / digest).read_bytes() == layout.manifest
    shown = json.loads(run("skopeo", "inspect", "--tls-verify=false", f"docker://{address}/web:1").stdout)
    assert (shown["Digest"], shown["RepoTags"]) == (layout.digest, ["1"])
    # Also as Docker's schema 2, and away again.
    run("skopeo", "copy", "--format", "v2s2", "--dest-tls-verify=false", "oci:layout:1", f"docker://{address}/web:docker")
    assert json.loads(run("skopeo", "list-tags", "--tls-verify=false", f"docker://{address}/web").stdout)["Tags"] == ["1", "docker"]
    run("skopeo", "delete", "--tls-verify=false", f"docker://{address}/web:docker")
    assert Registry(sandbox.endpoint, client("ecr")).send("GET", "/v2/web/tags/list").json["tags"] == ["1"]


def test_skopeo_says_what_ecr_says(sandbox, run, layout, login):
    address = sandbox.endpoint.removeprefix("http://")
    copy = ("copy", "--dest-tls-verify=false", "oci:layout:1")
    assert "unauthorized" in run("skopeo", *copy, f"docker://{address}/web:1", check=False).stderr.lower()
    run("skopeo", "login", "--tls-verify=false", "--username", "AWS", "--password-stdin", address, input=login)
    refused = run("skopeo", *copy, f"docker://{address}/none:1", check=False).stderr
    assert "name unknown: The repository with name 'none' does not exist in the registry with id" in refused


@pytest.fixture
def short_folder():
    """For podman, whose --runroot may have at most 50 characters."""
    with tempfile.TemporaryDirectory(prefix="eni-") as folder:
        yield folder


def test_podman_pushes_and_pulls(sandbox, run, layout, login, client, tmp_path, short_folder):
    address = sandbox.endpoint.removeprefix("http://")
    storage = ("--root", tmp_path / "storage", "--runroot", short_folder, "--storage-driver", "vfs")
    image = f"{address}/web:1"
    run("podman", *storage, "login", "--tls-verify=false", "--username", "AWS", "--password-stdin", address, input=login)
    pulled = run("podman", *storage, "pull", "-q", "oci:layout:1", check=False)
    if pulled.returncode != 0:
        pytest.skip(f"podman cannot keep images here: {pulled.stderr.strip()[-300:]}")
    run("podman", *storage, "tag", pulled.stdout.strip(), image)
    run("podman", *storage, "push", "--tls-verify=false", image)
    assert client("ecr").describe_images(repositoryName="web")["imageDetails"][0]["imageTags"] == ["1"]
    run("podman", *storage, "rmi", "--all", "--force")
    assert run("podman", *storage, "pull", "-q", "--tls-verify=false", image).stdout.strip()
