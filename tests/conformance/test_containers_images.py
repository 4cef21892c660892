"""Images of tasks that really run: what is in registries, and what becomes of tasks whose image cannot be had.

Reasons are the ECS agent's (Amazon ECS Developer Guide, "CannotPullContainer task errors"); each is the whole way's, from a push to the
stopped task. What test_containers.py begins with, an image that runs by its ECR name, is not repeated.
"""
import base64
import gzip
import http.server
import json
import os
import pathlib
import shutil
import subprocess
import threading

import pytest

import container_images
from container_tasks import CLUSTER, EXECUTION_POLICY, Tasks, host, main, pytestmark, tasks, world  # noqa: F401 (fixtures)
from pulled_images import CANNOT_PULL, Image, good_image, reason_of
from registry_client import OCI_INDEX, OCI_MANIFEST, Registry, digest_of
from small_disk import MOUNT


# ---- images, and where they are pushed ----------------------------------------------------------------------

def index_of(images):
    return json.dumps({"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": [one.descriptor() for one in images]}).encode()


@pytest.fixture
def registry(world, client):
    """The sandbox's own, with the repository team/web of the account: its `uri` is what task definitions have."""
    ecr = client("ecr", sandbox=world)
    made = Registry(world.endpoint, ecr)
    made.uri = ecr.create_repository(repositoryName="team/web")["repository"]["repositoryUri"]
    return made


# ---- platforms ----------------------------------------------------------------------------------------------

def test_an_index_that_skopeo_pushes_runs_as_the_hosts_platform(tasks, host, world, registry, tmp_path):
    if not shutil.which("skopeo"):
        pytest.skip("skopeo is not installed")
    images = [good_image(architecture=one, Cmd=["echo", f"of {one}"]) for one in ("arm64", "amd64")]
    blobs = tmp_path / "layout" / "blobs" / "sha256"
    blobs.mkdir(parents=True)
    index = index_of(images)
    for blob in [index, *(blob for one in images for blob in (*one.blobs, one.manifest))]:
        (blobs / digest_of(blob).removeprefix("sha256:")).write_bytes(blob)
    (tmp_path / "layout" / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    (tmp_path / "layout" / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [
        {"mediaType": OCI_INDEX, "size": len(index), "digest": digest_of(index),
         "annotations": {"org.opencontainers.image.ref.name": "1"}}]}))
    subprocess.run(["skopeo", "copy", "--all", "--insecure-policy", "--dest-tls-verify=false",
                    f"--dest-creds=AWS:{registry.password}", f"oci:{tmp_path}/layout:1",
                    f"docker://{registry.address}/team/web:1"],
                   check=True, timeout=60, stdout=subprocess.DEVNULL, env={**os.environ, "HOME": str(tmp_path)})
    task = tasks.ended(tasks.define("platforms", {"image": f"{registry.uri}:1"}))
    assert main(task).get("exitCode") == 0, task
    assert tasks.said("platforms") == ["of amd64"]
    assert main(task)["imageDigest"] == digest_of(index), "as the tag's name has it"


def test_an_index_without_the_hosts_platform_is_not_pulled(tasks, host, registry):
    image = good_image(architecture="arm64")
    registry.push("team/web", image)
    assert registry.push_manifest("team/web", "arm", index_of([image]), OCI_INDEX).status == 201
    assert reason_of(tasks, f"{registry.uri}:arm") == (
        CANNOT_PULL + "image Manifest does not contain descriptor matching platform 'linux/amd64'", "TaskFailedToStart")


# ---- what is not there, and what is not what it seems -------------------------------------------------------

def test_a_tag_that_is_missing_is_named(tasks, host, registry):
    registry.push("team/web", good_image(), "1")
    reason, code = reason_of(tasks, f"{registry.uri}:2")
    assert reason == (f"{CANNOT_PULL}pull image manifest has been retried 1 time(s): failed to resolve ref {registry.uri}:2: "
                      f"{registry.uri}:2: not found")
    assert code == "TaskFailedToStart"


WHOLE = gzip.compress(container_images.archive([("a", b"x" * 100_000, 0o644)]), mtime=0) if container_images.BUSYBOX.exists() else b""
BROKEN = {
    "no archive at all": b"this is neither gzip nor tar, and its digest is right",
    "gzip of no archive": gzip.compress(b"\x01no tar" * 1000, mtime=0),
    "cut off": WHOLE[:len(WHOLE) // 2],
    "of another diff id": WHOLE,
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_layer_is_not_registered(tasks, host, registry, kind):
    registry.push("team/web", Image(BROKEN[kind], b"another's"), "broken")
    reason, code = reason_of(tasks, f"{registry.uri}:broken")
    assert reason.startswith(CANNOT_PULL + "failed to register layer: "), reason
    assert code == "TaskFailedToStart"


def test_a_blob_that_was_damaged_on_the_registrys_disk_is_found(tasks, host, world, client, registry):
    plain = container_images.archive([("once", os.urandom(100_000), 0o644)])  # No store has it already.
    image = Image(gzip.compress(plain, mtime=0), plain)
    registry.push("team/web", image, "damaged")
    name = digest_of(image.layer).removeprefix("sha256:")
    # The work folder is the sandbox's own: it is found by what the process has in it.
    file = next(path for root in work_folders(world) for path in root.rglob(name) if path.is_file())
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    reason, _ = reason_of(tasks, f"{registry.uri}:damaged")
    assert reason.startswith(CANNOT_PULL + "ref pull has been retried ") and "failed to copy: " in reason, reason
    assert "digest" in reason, reason


def work_folders(world):
    temporary = pathlib.Path(os.environ.get("TMPDIR", "/tmp"))
    return [path for path in temporary.glob("eni-trunking*") if path.is_dir()] + [world.directory]


# ---- who may pull -------------------------------------------------------------------------------------------

def test_an_execution_role_without_ecrs_permissions_is_told_so(tasks, host, registry):
    registry.push("team/web", good_image(), "1")
    tasks.iam.detach_role_policy(RoleName="execution", PolicyArn=EXECUTION_POLICY)
    reason, code = reason_of(tasks, f"{registry.uri}:1", logConfiguration={"logDriver": "json-file"})
    assert reason.startswith("CannotPullECRContainerError: The task can’t pull the image. Check that the role has the "
                             "permissions to pull images from the registry. "), reason
    assert code == "TaskFailedToStart"


class PrivateRegistry(http.server.BaseHTTPRequestHandler):
    """A registry that lets in nobody but me:secret, and has nothing."""

    def do_GET(self):
        login = "Basic " + base64.b64encode(b"me:secret").decode()
        if self.headers.get("Authorization") == login:
            body, status = b'{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}', 404
        else:
            body, status = b'{"errors":[{"code":"UNAUTHORIZED","message":"incorrect username or password"}]}', 401
        self.send_response(status)
        if status == 401:
            self.send_header("WWW-Authenticate", 'Basic realm="test"')
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_HEAD = do_GET

    def log_message(self, *arguments):
        pass


@pytest.fixture
def private_registry(world):
    """Its name. The user's `docker login` there is with another password than the registry's, if log_in() was called."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), PrivateRegistry)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    name = f"127.0.0.1:{server.server_address[1]}"
    file = world.directory / ".docker" / "config.json"
    file.parent.mkdir(exist_ok=True)

    def log_in(password):
        login = base64.b64encode(f"me:{password}".encode()).decode()
        file.write_text(json.dumps({"auths": {name: {"auth": login}}}))
    yield name, log_in
    file.unlink(missing_ok=True)
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_registry_that_wants_a_login_gets_the_users_and_says_what_is_wrong_with_it(tasks, host, private_registry):
    name, log_in = private_registry
    reason, _ = reason_of(tasks, f"{name}/web:1")
    assert reason.startswith(
        f"{CANNOT_PULL}The task can’t pull the image. Check whether the image exists. Error response from daemon: pull "
        f"access denied for {name}/web, repository does not exist or may require 'docker login': denied: "), reason
    log_in("wrong")
    reason, _ = reason_of(tasks, f"{name}/web:1")
    assert reason == (f'{CANNOT_PULL}Error response from daemon: Get "https://{name}/v2/": unauthorized: '
                      "incorrect username or password")
    log_in("secret")
    reason, _ = reason_of(tasks, f"{name}/web:1")
    assert reason.endswith(f"failed to resolve ref {name}/web:1: {name}/web:1: not found"), reason


def test_a_registry_that_nobody_reaches_is_a_matter_of_the_network(tasks, host):
    reason, _ = reason_of(tasks, "127.0.0.1:1/web:1")
    assert reason.startswith(f"{CANNOT_PULL}The task can’t pull the image. Check your network configuration. Error "
                             'response from daemon: Get "https://127.0.0.1:1/v2/": '), reason


# ---- a full disk --------------------------------------------------------------------------------------------

SMALL = "40m"
BIG = 64 << 20


@pytest.fixture
def small_disk(start_sandbox, world, tmp_path, client, eventually, account):
    """A sandbox whose images and containers' files lie on a small disk: (its registry, an account's tasks)."""
    del world  # It says whether this machine runs tasks.
    cache = tmp_path / "sandbox-0" / ".cache"
    cache.mkdir(parents=True)
    user = () if os.geteuid() == 0 else ("--user", "--map-root-user")
    prefix = ("unshare", "--mount", *user, "sh", "-ec", MOUNT, "sh", SMALL, str(cache))
    tried = subprocess.run([*prefix, "true"], stderr=subprocess.PIPE, text=True)
    if tried.returncode:
        pytest.skip(f"no small disk can be mounted here: {tried.stderr.strip()}")
    sandbox = start_sandbox("--run", "always", prefix=prefix)
    tasks = Tasks(client, eventually, sandbox, account)
    tasks.host("host", CLUSTER)
    ecr = client("ecr", sandbox=sandbox)
    registry = Registry(sandbox.endpoint, ecr)
    registry.uri = ecr.create_repository(repositoryName="team/web")["repository"]["repositoryUri"]
    registry.push("team/web", good_image(), "base")
    return registry, tasks


def test_a_layer_that_fills_the_disk_is_said_to_and_leaves_room_for_others(small_disk):
    registry, tasks = small_disk
    for tag, content in (("zeros", bytes(BIG)), ("noise", os.urandom(BIG))):
        plain = container_images.archive([("big", content, 0o644)])
        level = 1 if tag == "zeros" else 0  # One is small until it is unpacked, the other is not.
        registry.push("team/web", Image(gzip.compress(plain, level, mtime=0), plain), tag)
        reason, code = reason_of(tasks, f"{registry.uri}:{tag}")
        assert reason.startswith(CANNOT_PULL) and "no space left on device" in reason, reason
        assert code == "TaskFailedToStart"
        assert tasks.says(f"after-{tag}", "echo still there", image=f"{registry.uri}:base") == ["still there"]


def test_a_container_that_fills_the_disk_gets_an_error_and_others_run_when_it_is_gone(small_disk):
    registry, tasks = small_disk
    image = f"{registry.uri}:base"
    script = "busybox dd if=/dev/zero of=/big bs=65536 || exit 3"
    task = tasks.ended(tasks.define("hog", {"image": image, "memory": 256, "command": ["sh", "-c", script]}))
    assert main(task).get("exitCode") == 3, main(task)
    assert any("No space left on device" in line for line in tasks.said("hog"))
    assert tasks.says("after", "echo there is room > /x; cat /x", image=image) == ["there is room"]
