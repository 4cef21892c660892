"""The container image: its layout by the OCI's image specification, and that its root is enough for the program."""
import gzip
import hashlib
import io
import json
import tarfile

import pytest

from conftest import can_enter_roots, run_in_root


@pytest.fixture(scope="module")
def layout(packages):
    """Path in the tar -> bytes."""
    with tarfile.open(packages.image) as archive:
        return {member.name: archive.extractfile(member).read() for member in archive if member.isfile()}


def blob(layout, descriptor):
    content = layout["blobs/" + descriptor["digest"].replace(":", "/")]
    assert descriptor["size"] == len(content)
    assert descriptor["digest"] == "sha256:" + hashlib.sha256(content).hexdigest()
    return content


def manifest_of(layout):
    (descriptor,) = json.loads(layout["index.json"])["manifests"]
    assert descriptor["mediaType"] == "application/vnd.oci.image.manifest.v1+json"
    return descriptor, json.loads(blob(layout, descriptor))


@pytest.fixture(scope="module")
def root(layout, tmp_path_factory):
    """The image's layers, one over the other."""
    folder = tmp_path_factory.mktemp("image")
    for layer in manifest_of(layout)[1]["layers"]:
        with tarfile.open(fileobj=io.BytesIO(blob(layout, layer))) as archive:
            archive.extractall(folder)
    return folder


def test_each_descriptor_is_true(layout):
    assert json.loads(layout["oci-layout"]) == {"imageLayoutVersion": "1.0.0"}
    descriptor, manifest = manifest_of(layout)
    config = json.loads(blob(layout, manifest["config"]))
    diff_ids = []
    for layer in manifest["layers"]:
        assert layer["mediaType"] == "application/vnd.oci.image.layer.v1.tar+gzip"
        content = blob(layout, layer)
        diff_ids.append("sha256:" + hashlib.sha256(gzip.decompress(content)).hexdigest())
    assert config["rootfs"] == {"type": "layers", "diff_ids": diff_ids}
    assert descriptor["platform"] == {"architecture": config["architecture"], "os": config["os"]}
    assert config["config"]["Entrypoint"] == ["/usr/bin/eni-trunking"]


def test_blobs_are_those_that_are_named(layout):
    descriptor, manifest = manifest_of(layout)
    named = {part["digest"].replace(":", "/") for part in (descriptor, manifest["config"], *manifest["layers"])}
    assert {name.removeprefix("blobs/") for name in layout if name.startswith("blobs/")} == named


def test_docker_before_25_finds_the_same_blobs(layout):
    (image,) = json.loads(layout["manifest.json"])
    descriptor, manifest = manifest_of(layout)
    path = lambda part: "blobs/" + part["digest"].replace(":", "/")
    assert image["Config"] == path(manifest["config"]) and image["Layers"] == [path(layer) for layer in manifest["layers"]]
    assert image["RepoTags"] == [descriptor["annotations"]["org.opencontainers.image.ref.name"]]


def test_it_has_certificates_and_names_to_look_up(root):
    assert (root / "etc/ssl/certs/ca-certificates.crt").read_text().count("BEGIN CERTIFICATE") > 50
    assert "hosts: files dns" in (root / "etc/nsswitch.conf").read_text()
    assert (root / "tmp").stat().st_mode & 0o7777 == 0o1777
    assert (root / "var/lib/eni-trunking").stat().st_mode & 0o7777 == 0o700


@pytest.mark.skipif(not can_enter_roots(), reason="this user may not enter another root: namespaces are not permitted here")
def test_the_program_runs_with_nothing_else_around_it(root):
    assert run_in_root(root, "/usr/bin/eni-trunking", "version").startswith("eni-trunking ")
    assert "c5.large" in run_in_root(root, "/usr/bin/eni-trunking", "density", "c5.large")
    shown = run_in_root(root, "/usr/bin/eni-trunking", "demo")
    assert "its function answered SUCCESS" in shown and "host 2" in shown
