"""The registry of images, as clients of registries speak to it: /v2/ over HTTP, a login, layers, manifests, lists.

What belongs here: requests as they go over the wire, in the dialects of docker, podman, skopeo, oras and containerd. The real
clients are in test_registry_clients.py, ECR's API is in test_ecr_images.py, what takes hours in registry_test.cpp.
"""
import base64
import json
import os
import pathlib
import socket
import threading
import urllib.request

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest

from registry_client import DOCKER_LIST, OCI_INDEX, OCI_MANIFEST, Image, Registry, digest_of
from small_disk import disk, full_sandbox  # noqa: F401 (fixtures)

pytestmark = pytest.mark.sandbox_only("speaks to the sandbox's own address")


@pytest.fixture
def ecr(client):
    service = client("ecr")
    service.create_repository(repositoryName="team/web")
    return service


@pytest.fixture
def registry(sandbox, ecr):
    return Registry(sandbox.endpoint, ecr)


# ---- who may enter ----------------------------------------------------------------------------------------

def test_nobody_enters_without_a_login(sandbox, ecr):
    stranger = Registry(sandbox.endpoint)
    for method, path in (("GET", "/v2/"), ("GET", "/v2/_catalog"), ("GET", "/v2/team/web/tags/list"),
                         ("POST", "/v2/team/web/blobs/uploads/"), ("PUT", "/v2/team/web/manifests/1")):
        answer = stranger.send(method, path)
        assert (answer.status, answer.code) == (401, "UNAUTHORIZED"), path
        assert answer.getheader("WWW-Authenticate").startswith('Basic realm="https://')
    wrong = base64.b64encode(b"AWS:wrong").decode()
    assert stranger.send("GET", "/v2/", headers={"Authorization": f"Basic {wrong}"}).status == 401


def test_a_login_is_ones_own(sandbox, ecr, registry, client):
    """The registry of 127.0.0.1 is that of whoever logged in; a host's name says which one is meant."""
    registry.push("team/web", Image(), "1")
    other = client("ecr", credentials={"aws_access_key_id": "999999999999", "aws_secret_access_key": "test"})
    stranger = Registry(sandbox.endpoint, other)
    assert stranger.send("GET", "/v2/team/web/manifests/1").code == "NAME_UNKNOWN"
    mine = ecr.describe_repositories()["repositories"][0]["repositoryUri"].split("/")[0]
    assert registry.send("GET", "/v2/team/web/manifests/1", headers={"Host": mine}).status == 200
    assert Registry(sandbox.endpoint, other, mine).send("GET", "/v2/team/web/manifests/1").code == "DENIED"
    assert registry.send("GET", "/v2/", headers={"Host": "rebound.example"}).status == 403


def test_iam_decides_what_a_login_may_do(sandbox, client, ecr, registry, account):
    registry.push("team/web", Image(), "1")
    iam = client("iam")
    arn = iam.create_user(UserName="ann")["User"]["Arn"]
    key = iam.create_access_key(UserName="ann")["AccessKey"]

    def allow(*actions):
        statements = [{"Effect": "Allow", "Action": ["ecr:GetAuthorizationToken", *actions], "Resource": "*"}]
        iam.put_user_policy(UserName="ann", PolicyName="p", PolicyDocument=json.dumps(
            {"Version": "2012-10-17", "Statement": statements}))

    allow()
    ann = Registry(sandbox.endpoint, client("ecr", credentials=key))
    assert ann.send("GET", "/v2/").status == 200
    refused = ann.send("GET", "/v2/team/web/manifests/1")
    assert (refused.status, refused.code) == (403, "DENIED")
    resource = f"arn:aws:ecr:eu-central-1:{account}:repository/team/web"
    assert refused.json["errors"][0]["message"] == (
        f"User: {arn} is not authorized to perform: ecr:BatchGetImage on resource: {resource} because no identity-based policy "
        "allows the ecr:BatchGetImage action")
    allow("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
    image = Image()
    assert ann.send("GET", "/v2/team/web/manifests/1").body == image.manifest
    assert ann.send("GET", f"/v2/team/web/blobs/{digest_of(image.layer)}").body == image.layer
    assert ann.send("HEAD", f"/v2/team/web/blobs/{digest_of(image.layer)}").status == 403
    assert ann.send("POST", "/v2/team/web/blobs/uploads/").code == "DENIED"
    assert ann.send("POST", f"/v2/team/web/blobs/uploads/?digest={digest_of(b'a')}", b"a").code == "DENIED"
    ecr.set_repository_policy(repositoryName="team/web", policyText=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Deny", "Principal": "*", "Action": "ecr:BatchGetImage"}]}))
    assert ann.send("GET", "/v2/team/web/manifests/1").code == "DENIED"
    assert registry.send("GET", "/v2/team/web/manifests/1").code == "DENIED"


def test_a_repository_policy_lets_another_account_in(sandbox, ecr, registry, client, account):
    registry.push("team/web", Image(), "1")
    mine = ecr.describe_repositories()["repositories"][0]["repositoryUri"].split("/")[0]
    other = client("ecr", credentials={"aws_access_key_id": "999999999998", "aws_secret_access_key": "test"})
    guest = Registry(sandbox.endpoint, other, mine)
    assert guest.send("GET", "/v2/team/web/manifests/1").code == "DENIED"
    ecr.set_repository_policy(repositoryName="team/web", policyText=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::999999999998:root"}, "Action": "ecr:BatchGetImage"}]}))
    assert guest.send("GET", "/v2/team/web/manifests/1").body == Image().manifest
    assert guest.send("DELETE", "/v2/team/web/manifests/1").code == "DENIED"
    images = other.batch_get_image(registryId=account, repositoryName="team/web", imageIds=[{"imageTag": "1"}])["images"]
    assert images[0]["registryId"] == account


# ---- layers -----------------------------------------------------------------------------------------------

@pytest.mark.parametrize("push", [Registry.push_chunked, Registry.push_patched, Registry.push_monolithic,
                                  Registry.push_at_once], ids=lambda push: push.__name__)
def test_each_dialect_pushes_a_layer(registry, push):
    blob = os.urandom(300_000)
    digest = digest_of(blob)
    path = f"/v2/team/web/blobs/{digest}"
    assert registry.send("HEAD", path).status == 404
    for _ in range(2):  # A second time it is there already.
        pushed = push(registry, "team/web", blob)
        assert (pushed.status, pushed.getheader("Location"), pushed.getheader("Docker-Content-Digest")) == (201, path, digest)
    head = registry.send("HEAD", path)
    assert (head.status, head.getheader("Content-Length"), head.getheader("Docker-Content-Digest")) == (200, "300000", digest)
    assert registry.send("GET", path).body == blob
    part = registry.send("GET", path, headers={"Range": "bytes=100-299999"})
    assert (part.status, part.getheader("Content-Range"), part.body) == (206, "bytes 100-299999/300000", blob[100:])


def test_an_upload_that_broke_is_gone_on_with(registry, eventually):
    blob = os.urandom(100_000)
    location = registry.begin("team/web")
    with socket.create_connection(registry.address.split(":")) as broken:
        broken.sendall(f"PATCH {location} HTTP/1.1\r\nHost: {registry.address}\r\nAuthorization: Basic {registry.token}\r\n"
                       f"Content-Length: 100000\r\n\r\n".encode() + blob[:60_000])
        eventually(lambda: registry.send("GET", location).getheader("Range") == "0-59999")
        assert registry.send("PATCH", location, blob).status == 409  # Two at a time would be mixed.
    eventually(lambda: registry.send("PATCH", location, b"", {"Content-Range": "60000-59999"}).status == 202)
    assert registry.send("PATCH", location, blob[:10], {"Content-Range": "0-9"}).status == 416
    done = registry.send("PUT", f"{location}?digest={digest_of(blob)}", blob[60_000:], {"Content-Range": "60000-99999"})
    assert done.status == 201, done.body


def test_a_layer_is_not_held_in_memory(start_sandbox, client):
    sandbox = start_sandbox()
    ecr = client("ecr", sandbox=sandbox)
    ecr.create_repository(repositoryName="large")
    registry = Registry(sandbox.endpoint, ecr)
    registry.push_monolithic("large", b"first")
    before = memory_kib(sandbox)
    blob = os.urandom(1 << 20) * 100  # More than a body in memory may have.
    assert registry.push_patched("large", blob).status == 201
    assert registry.send("GET", f"/v2/large/blobs/{digest_of(blob)}").body == blob
    assert memory_kib(sandbox) - before < 20_000


def memory_kib(sandbox):
    """The most that the process had in memory so far."""
    status = pathlib.Path(f"/proc/{sandbox.process.pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0])


def test_a_layer_of_another_repository_is_mounted_where_the_account_wants_it(sandbox, registry, ecr):
    ecr.create_repository(repositoryName="copy")
    digest = digest_of(b"layer")
    registry.push_monolithic("team/web", b"layer")
    mount = f"/v2/copy/blobs/uploads/?mount={digest}&from=team%2Fweb"
    refused = registry.send("POST", mount)
    assert refused.status == 202 and "/v2/copy/blobs/uploads/" in refused.getheader("Location")
    setting = {"name": "BLOB_MOUNTING", "value": "ENABLED"}
    call_ecr(sandbox, ecr, "PutAccountSetting", setting)
    assert call_ecr(sandbox, ecr, "GetAccountSetting", {"name": "BLOB_MOUNTING"}) == setting
    mounted = registry.send("POST", mount)
    assert (mounted.status, mounted.getheader("Location")) == (201, f"/v2/copy/blobs/{digest}")
    assert registry.send("GET", f"/v2/copy/blobs/{digest}").body == b"layer"


def call_ecr(sandbox, ecr, operation, parameters):
    """An operation that the distribution's botocore does not know."""
    body = json.dumps(parameters)
    request = AWSRequest("POST", sandbox.endpoint + "/", data=body, headers={
        "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": f"AmazonEC2ContainerRegistry_V20150921.{operation}"})
    SigV4Auth(ecr._request_signer._credentials, "ecr", ecr.meta.region_name).add_auth(request)
    with urllib.request.urlopen(urllib.request.Request(sandbox.endpoint + "/", body.encode(), dict(request.headers))) as answer:
        return json.load(answer)


# ---- manifests and lists ----------------------------------------------------------------------------------

@pytest.mark.parametrize("docker", [False, True], ids=["oci", "docker"])
def test_an_image_comes_back_as_it_was_pushed(registry, docker):
    image = Image(docker=docker)
    assert registry.push("team/web", image, "1").getheader("Location") == f"/v2/team/web/manifests/{image.digest}"
    for reference in ("1", image.digest):
        got = registry.send("GET", f"/v2/team/web/manifests/{reference}")
        assert (got.status, got.body, got.getheader("Content-Type")) == (200, image.manifest, image.media_type)
        head = registry.send("HEAD", f"/v2/team/web/manifests/{reference}")
        assert (head.getheader("Docker-Content-Digest"), head.getheader("Content-Length"), head.body) == (
            image.digest, str(len(image.manifest)), b"")
    assert registry.send("GET", "/v2/team/web/manifests/2").code == "MANIFEST_UNKNOWN"
    assert registry.send("GET", "/v2/none/manifests/1").json["errors"][0]["message"].startswith(
        "The repository with name 'none' does not exist in the registry with id '")


@pytest.mark.parametrize("docker, media_type", [(False, OCI_INDEX), (True, DOCKER_LIST)], ids=["oci", "docker"])
def test_an_image_for_several_platforms(registry, docker, media_type):
    images = [Image(name.encode(), name, docker) for name in ("amd64", "arm64")]
    index = json.dumps({"schemaVersion": 2, "mediaType": media_type,
                        "manifests": [image.descriptor() for image in images]}).encode()
    assert registry.push_manifest("team/web", "1", index, media_type).code == "MANIFEST_BLOB_UNKNOWN"
    for image in images:
        registry.push("team/web", image)
    assert registry.push_manifest("team/web", "1", index, media_type).status == 201
    assert registry.send("GET", "/v2/team/web/manifests/1").body == index
    kept = registry.send("DELETE", f"/v2/team/web/manifests/{images[0].digest}")
    assert (kept.status, kept.code) == (409, "DENIED")
    assert registry.send("DELETE", "/v2/team/web/manifests/1").status == 202
    assert registry.send("DELETE", f"/v2/team/web/manifests/{images[0].digest}").status == 202


def test_manifests_of_schema_1_are_refused_by_name(registry):
    refused = registry.push_manifest("team/web", "1", b'{"schemaVersion": 1, "name": "team/web"}',
                                     "application/vnd.docker.distribution.manifest.v1+json")
    assert refused.code == "MANIFEST_INVALID" and "schema version 1 is not supported" in refused.json["errors"][0]["message"]


def test_lists(registry, ecr):
    for tag in ("c", "a", "b"):
        registry.push("team/web", Image(tag.encode()), tag)
    assert registry.send("GET", "/v2/team/web/tags/list").json == {"name": "team/web", "tags": ["a", "b", "c"]}
    seen, path = [], "/v2/team/web/tags/list?n=2"
    while path:
        page = registry.send("GET", path)
        seen.append(page.json["tags"])
        link = page.getheader("Link")
        path = link and link[1:link.index(">")]
    assert seen == [["a", "b"], ["c"]]
    ecr.create_repository(repositoryName="apple")
    assert registry.send("GET", "/v2/_catalog").json == {"repositories": ["apple", "team/web"]}


def test_what_is_attached_to_an_image(sandbox, ecr, registry):
    image = Image()
    registry.push("team/web", image, "1")
    registry.push_monolithic("team/web", b"{}")
    empty = {"mediaType": "application/vnd.oci.empty.v1+json", "size": 2, "digest": digest_of(b"{}")}
    signature = json.dumps({"schemaVersion": 2, "mediaType": OCI_MANIFEST, "artifactType": "application/signature",
                            "config": empty, "layers": [empty], "subject": image.descriptor()}).encode()
    pushed = registry.push_manifest("team/web", digest_of(signature), signature, OCI_MANIFEST)
    assert pushed.getheader("OCI-Subject") == image.digest
    [found] = registry.send("GET", f"/v2/team/web/referrers/{image.digest}").json["manifests"]
    assert found == {"mediaType": OCI_MANIFEST, "digest": digest_of(signature), "size": len(signature),
                     "artifactType": "application/signature"}
    told = call_ecr(sandbox, ecr, "ListImageReferrers", {"repositoryName": "team/web", "subjectId": {"imageDigest": image.digest}})
    assert told["referrers"] == [found]
    other = registry.send("GET", f"/v2/team/web/referrers/{image.digest}?artifactType=application/other")
    assert (other.json["manifests"], other.getheader("OCI-Filters-Applied")) == ([], "artifactType")


# ---- what lasts, and what does not ------------------------------------------------------------------------

def test_images_survive_a_kill_and_half_uploads_do_not(start_sandbox, client, tmp_path, eventually):
    sandbox = start_sandbox(state=tmp_path / "state.db")
    ecr = client("ecr", sandbox=sandbox)
    ecr.create_repository(repositoryName="web")
    registry = Registry(sandbox.endpoint, ecr)
    image = Image()
    registry.push("web", image, "1")
    location = registry.begin("web")
    registry.send("PATCH", location, b"half of it")
    folder = tmp_path / "state.db.layers"
    assert folder.stat().st_mode & 0o777 == 0o700 and len(list((folder / "uploads").iterdir())) == 1
    (folder / "sha256" / digest_of(b"of nobody").removeprefix("sha256:")).write_bytes(b"of nobody")
    sandbox.kill()
    sandbox.restart()
    again = Registry(sandbox.endpoint)
    again.token = registry.token  # A login lasts, too.
    assert again.send("GET", "/v2/web/manifests/1").body == image.manifest
    assert again.send("GET", f"/v2/web/blobs/{digest_of(image.layer)}").body == image.layer
    assert again.send("GET", location).code == "BLOB_UPLOAD_UNKNOWN"
    # Soon after the start, and soon after the reply.
    kept = sorted(digest_of(blob).removeprefix("sha256:") for blob in image.blobs)
    eventually(lambda: sorted(file.name for file in (folder / "sha256").iterdir()) == kept)
    assert not (folder / "uploads").exists()
    ecr.delete_repository(repositoryName="web", force=True)
    eventually(lambda: not list((folder / "sha256").iterdir()))


def test_a_kill_at_any_moment_leaves_no_wrong_layer(start_sandbox, client, tmp_path):
    sandbox = start_sandbox(state=tmp_path / "state.db")
    ecr = client("ecr", sandbox=sandbox)
    ecr.create_repository(repositoryName="web")
    blob = os.urandom(1 << 20) * 8
    for round_number in range(6):
        registry = Registry(sandbox.endpoint, ecr)
        killer = threading.Timer(0.004 * round_number, sandbox.kill)
        killer.start()
        try:
            registry.push_patched("web", blob)
        except (OSError, AssertionError):
            pass
        except Exception as error:  # http.client's own, of an answer cut short
            assert "HTTPException" in str(type(error).__mro__), error
        killer.join()
        sandbox.restart()
        for file in (tmp_path / "state.db.layers" / "sha256").glob("*"):
            assert digest_of(file.read_bytes()).removeprefix("sha256:") == file.name
    registry = Registry(sandbox.endpoint, ecr)
    assert registry.push_patched("web", blob).status == 201


def test_a_full_disk_refuses_a_layer_and_takes_it_afterwards(full_sandbox, disk, client):  # noqa: F811
    ecr = client("ecr", sandbox=full_sandbox)
    ecr.create_repository(repositoryName="web")
    registry = Registry(full_sandbox.endpoint, ecr)
    image = Image()
    registry.push("web", image, "1")
    disk.fill()
    location = registry.begin("web")
    try:
        refused = registry.send("PATCH", location, os.urandom(1 << 20))
        assert (refused.status, refused.code) == (500, "UNAVAILABLE"), refused.body
        assert "No space left on device" in refused.json["errors"][0]["message"]
    except (BrokenPipeError, ConnectionResetError):
        pass  # The answer came while the body was still being sent.
    assert registry.send("GET", location).code == "BLOB_UPLOAD_UNKNOWN"
    assert registry.send("GET", "/v2/web/manifests/1").body == image.manifest
    disk.free()
    blob = os.urandom(1 << 20)
    assert registry.push_patched("web", blob).status == 201
