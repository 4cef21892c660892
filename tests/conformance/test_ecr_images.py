"""Amazon ECR's images and layers by its API: pushed, told, pulled and deleted; tags that stay; scans and lifecycle policies.

What belongs here: what boto3 and the AWS CLI see of "ecr". Requests of registries' clients are in test_registry.py.
"""
import base64
import json
import os
import urllib.error
import urllib.request

import pytest
from botocore.exceptions import ClientError

from ecr_repositories import LIFECYCLE, error_of
from registry_client import OCI_INDEX, Image, Registry, digest_of

pytestmark = pytest.mark.sandbox_only("pushes to the sandbox's own address")

PART = 5 << 20
OF = {"repositoryName": "web"}


@pytest.fixture
def ecr(client):
    service = client("ecr")
    service.create_repository(**OF)
    return service


def upload(ecr, blob, part_bytes=PART):
    """By the API, in parts. Returns the answer of CompleteLayerUpload."""
    upload_id = ecr.initiate_layer_upload(**OF)["uploadId"]
    for at in range(0, len(blob), part_bytes):
        part = blob[at:at + part_bytes]
        sent = ecr.upload_layer_part(**OF, uploadId=upload_id, partFirstByte=at, partLastByte=at + len(part) - 1,
                                     layerPartBlob=part)
        assert sent["lastByteReceived"] == at + len(part) - 1
    return ecr.complete_layer_upload(**OF, uploadId=upload_id, layerDigests=[digest_of(blob)])


def put(ecr, image, tag=None, **more):
    tagged = {"imageTag": tag} if tag else {}
    return ecr.put_image(**OF, imageManifest=image.manifest.decode(), **tagged, **more)["image"]


@pytest.fixture
def push(ecr):
    """push(image, tag): its layers and then it."""
    def all_of(image, tag=None):
        for blob in image.blobs:
            [layer] = ecr.batch_check_layer_availability(**OF, layerDigests=[digest_of(blob)])["layers"]
            if layer["layerAvailability"] != "AVAILABLE":
                upload(ecr, blob)
        return put(ecr, image, tag)

    return all_of


def test_an_authorization_token(sandbox, ecr, aws, account):
    [data] = ecr.get_authorization_token()["authorizationData"]
    assert data["proxyEndpoint"] == f"https://{account}.dkr.ecr.eu-central-1.amazonaws.com"
    user, password = base64.b64decode(data["authorizationToken"]).decode().split(":")
    assert user == "AWS" and password
    printed = Registry(sandbox.endpoint)
    printed.token = base64.b64encode(("AWS:" + aws("ecr", "get-login-password").stdout.strip()).encode()).decode()
    assert printed.send("GET", "/v2/").status == 200


# ---- layers -----------------------------------------------------------------------------------------------

def test_a_layer_in_parts(ecr):
    blob = os.urandom(1 << 20) * 12
    digest = digest_of(blob)
    assert ecr.batch_check_layer_availability(**OF, layerDigests=[digest, "wrong"]) | {"ResponseMetadata": None} == {
        "layers": [{"layerDigest": digest, "layerAvailability": "UNAVAILABLE"}],
        "failures": [{"layerDigest": "wrong", "failureCode": "InvalidLayerDigest", "failureReason": "Invalid layer digest: wrong"}],
        "ResponseMetadata": None}
    assert upload(ecr, blob)["layerDigest"] == digest
    [layer] = ecr.batch_check_layer_availability(**OF, layerDigests=[digest])["layers"]
    assert (layer["layerAvailability"], layer["layerSize"]) == ("AVAILABLE", len(blob))
    with pytest.raises(ecr.exceptions.LayerAlreadyExistsException):
        upload(ecr, blob)
    url = ecr.get_download_url_for_layer(**OF, layerDigest=digest)["downloadUrl"]
    with urllib.request.urlopen(url) as answer:
        assert answer.read() == blob
    for wrong in (url[:-1] + ("0" if url[-1] != "0" else "1"), url.replace("expires=", "expires=9")):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(wrong)
        assert refused.value.code == 403
    assert error_of(ecr.get_download_url_for_layer, **OF, layerDigest=digest_of(b"none"))[0] == "LayersNotFoundException"


def test_parts_that_make_no_layer(ecr):
    upload_id = ecr.initiate_layer_upload(**OF)["uploadId"]
    part = {**OF, "uploadId": upload_id}
    done = {**part, "layerDigests": [digest_of(b"abc")]}
    assert error_of(ecr.complete_layer_upload, **done)[0] == "EmptyUploadException"
    ecr.upload_layer_part(**part, partFirstByte=0, partLastByte=1, layerPartBlob=b"ab")
    assert error_of(ecr.upload_layer_part, **part, partFirstByte=0, partLastByte=1, layerPartBlob=b"ab")[0] == "InvalidLayerPartException"
    assert error_of(ecr.upload_layer_part, **part, partFirstByte=2, partLastByte=9, layerPartBlob=b"c")[0] == "InvalidParameterException"
    ecr.upload_layer_part(**part, partFirstByte=2, partLastByte=2, layerPartBlob=b"c")
    assert error_of(ecr.complete_layer_upload, **done)[0] == "LayerPartTooSmallException"
    other = ecr.initiate_layer_upload(**OF)["uploadId"]
    ecr.upload_layer_part(**OF, uploadId=other, partFirstByte=0, partLastByte=1, layerPartBlob=b"ab")
    assert error_of(ecr.complete_layer_upload, **{**done, "uploadId": other})[0] == "InvalidLayerException"
    none = "00000000-0000-0000-0000-000000000000"
    assert error_of(ecr.complete_layer_upload, **{**done, "uploadId": none})[0] == "UploadNotFoundException"


# ---- images -----------------------------------------------------------------------------------------------

def test_an_image(ecr, push, account):
    image = Image()
    assert error_of(ecr.put_image, **OF, imageManifest=image.manifest.decode())[0] == "LayersNotFoundException"
    pushed = push(image, "1")
    assert pushed == {"registryId": account, "repositoryName": "web", "imageId": {"imageDigest": image.digest, "imageTag": "1"},
                      "imageManifest": image.manifest.decode(), "imageManifestMediaType": image.media_type}
    with pytest.raises(ecr.exceptions.ImageAlreadyExistsException):
        put(ecr, image, "1")
    put(ecr, image, "2")
    [detail] = ecr.describe_images(**OF)["imageDetails"]
    assert detail.pop("imagePushedAt")
    assert detail == {"registryId": account, "repositoryName": "web", "imageDigest": image.digest, "imageTags": ["1", "2"],
                      "imageSizeInBytes": len(image.layer), "imageManifestMediaType": image.media_type,
                      "artifactMediaType": "application/vnd.oci.image.config.v1+json"}
    got = ecr.batch_get_image(**OF, imageIds=[{"imageTag": "1"}, {"imageTag": "3"}, {"imageDigest": "wrong"},
                                              {"imageTag": "1", "imageDigest": digest_of(b"")}, {}])
    assert [one["imageManifest"] for one in got["images"]] == [image.manifest.decode()]
    assert [one["failureCode"] for one in got["failures"]] == [
        "ImageNotFound", "InvalidImageDigest", "ImageTagDoesNotMatchDigest", "MissingDigestAndTag"]
    assert ecr.describe_images(**OF, imageIds=[{"imageTag": "2"}])["imageDetails"][0]["lastRecordedPullTime"]


def test_manifests_that_are_none(ecr, push):
    image = Image()
    push(image)
    for wrong in ("{", "[]", '{"schemaVersion": 1}', '{"schemaVersion": 2, "mediaType": "text/plain"}'):
        code, message = error_of(ecr.put_image, **OF, imageManifest=wrong)
        assert code == "InvalidParameterException" and message.startswith("Invalid parameter at 'ImageManifest'"), message
    assert error_of(ecr.put_image, **OF, imageManifest=image.manifest.decode(), imageTag="a/b")[0] == "InvalidParameterException"
    assert error_of(ecr.put_image, **OF, imageManifest=image.manifest.decode(),
                    imageDigest=digest_of(b"other"))[0] == "ImageDigestDoesNotMatchException"


def test_an_image_for_several_platforms(ecr, push):
    images = [Image(b"x" * size, name) for size, name in ((1000, "amd64"), (50_000, "arm64"))]
    index = json.dumps({"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": [one.descriptor() for one in images]})
    assert error_of(ecr.put_image, **OF, imageManifest=index)[0] == "ReferencedImagesNotFoundException"
    for image in images:
        push(image)
    ecr.put_image(**OF, imageManifest=index, imageTag="1")
    [detail] = ecr.describe_images(**OF, imageIds=[{"imageTag": "1"}])["imageDetails"]
    assert detail["imageSizeInBytes"] == max(len(image.layer) for image in images)
    kept = ecr.batch_delete_image(**OF, imageIds=[{"imageDigest": images[0].digest}])
    assert kept["failures"][0]["failureCode"] == "ImageReferencedByManifestList"


def test_images_are_deleted_by_tag_or_whole(ecr, push):
    image = Image()
    for tag in ("1", "2", "3"):
        push(image, tag)

    def delete(**image_id):
        return ecr.batch_delete_image(**OF, imageIds=[image_id])["imageIds"]

    assert delete(imageTag="1") == [{"imageDigest": image.digest, "imageTag": "1"}]
    assert ecr.describe_images(**OF)["imageDetails"][0]["imageTags"] == ["2", "3"]
    assert delete(imageDigest=image.digest) == [{"imageDigest": image.digest, "imageTag": tag} for tag in ("2", "3")]
    assert ecr.describe_images(**OF)["imageDetails"] == []
    missing = ecr.batch_delete_image(**OF, imageIds=[{"imageTag": "1"}])
    assert missing["failures"][0] == {"imageId": {"imageTag": "1"}, "failureCode": "ImageNotFound",
                                      "failureReason": "Requested image not found"}
    push(image, "1")
    delete(imageTag="1")  # Its last.
    assert ecr.list_images(**OF)["imageIds"] == []


def test_lists_in_pages(ecr, push):
    images = [Image(str(number).encode()) for number in range(5)]
    for number, image in enumerate(images):
        push(image, f"t{number}" if number < 3 else None)

    def listed(**arguments):
        pages = ecr.get_paginator("list_images").paginate(**OF, PaginationConfig={"PageSize": 2}, **arguments)
        return [one for page in pages for one in page["imageIds"]]

    assert [one.get("imageTag") for one in listed()] == ["t0", "t1", "t2", None, None]
    assert [one["imageDigest"] for one in listed(filter={"tagStatus": "UNTAGGED"})] == sorted(
        image.digest for image in images[3:])
    assert [one["imageTag"] for one in listed(filter={"tagStatus": "TAGGED"})] == ["t0", "t1", "t2"]
    pages = ecr.get_paginator("describe_images").paginate(**OF, PaginationConfig={"PageSize": 2})
    assert [len(page["imageDetails"]) for page in pages] == [2, 2, 1]
    assert len(ecr.describe_images(**OF, filter={"tagStatus": "UNTAGGED"})["imageDetails"]) == 2


def test_a_repository_with_images_is_deleted_by_force_only(ecr, push, account):
    push(Image(), "1")
    code, message = error_of(ecr.delete_repository, **OF)
    assert (code, message) == ("RepositoryNotEmptyException", "The repository with name 'web' in registry with id "
                               f"'{account}' cannot be deleted because it still contains images")
    ecr.delete_repository(**OF, force=True)
    ecr.create_repository(**OF)
    assert ecr.list_images(**OF)["imageIds"] == []


def test_a_tag_of_an_immutable_repository_stays(ecr, push):
    push(Image(b"first"), "1")
    ecr.put_image_tag_mutability(**OF, imageTagMutability="IMMUTABLE")
    second = Image(b"second")
    push(second)
    assert error_of(ecr.put_image, **OF, imageManifest=second.manifest.decode(), imageTag="1") == (
        "ImageTagAlreadyExistsException",
        "The image tag '1' already exists in the 'web' repository and cannot be overwritten because the repository is immutable.")
    put(ecr, second, "2")
    ecr.put_image_tag_mutability(**OF, imageTagMutability="MUTABLE")
    put(ecr, second, "1")
    assert ecr.describe_images(**OF, imageIds=[{"imageTag": "1"}])["imageDetails"][0]["imageDigest"] == second.digest


# ---- scans and lifecycle policies -------------------------------------------------------------------------

def test_a_scan_is_a_record_that_says_what_it_is(ecr, push):
    ecr.put_image_scanning_configuration(**OF, imageScanningConfiguration={"scanOnPush": True})
    push(Image(b"on push"), "1")
    ecr.put_image_scanning_configuration(**OF, imageScanningConfiguration={"scanOnPush": False})
    push(Image(b"by hand"), "2")
    by_hand = {**OF, "imageId": {"imageTag": "2"}}
    on_push = ecr.describe_image_scan_findings(**OF, imageId={"imageTag": "1"})
    assert on_push["imageScanStatus"]["status"] == "FAILED" and "imageScanFindings" not in on_push
    assert "no database of vulnerabilities" in on_push["imageScanStatus"]["description"]
    with pytest.raises(ecr.exceptions.ScanNotFoundException):
        ecr.describe_image_scan_findings(**by_hand)
    ecr.start_image_scan(**by_hand)
    assert ecr.describe_image_scan_findings(**by_hand)["imageScanStatus"] == on_push["imageScanStatus"]


def test_a_preview_says_what_a_lifecycle_policy_would_take(ecr, push):
    for number in range(3):
        push(Image(str(number).encode()), f"t{number}")
    with pytest.raises(ecr.exceptions.LifecyclePolicyPreviewNotFoundException):
        ecr.get_lifecycle_policy_preview(**OF)
    with pytest.raises(ecr.exceptions.LifecyclePolicyNotFoundException):
        ecr.start_lifecycle_policy_preview(**OF)
    policy = json.loads(json.dumps(LIFECYCLE))
    policy["rules"][0]["selection"]["countNumber"] = 1
    ecr.put_lifecycle_policy(**OF, lifecyclePolicyText=json.dumps(policy))
    assert ecr.start_lifecycle_policy_preview(**OF)["status"] == "IN_PROGRESS"
    preview = ecr.get_lifecycle_policy_preview(**OF)
    assert (preview["status"], preview["summary"]) == ("COMPLETE", {"expiringImageTotalCount": 2})
    assert [one["imageTags"] for one in preview["previewResults"]] == [["t0"], ["t1"]]
    assert preview["previewResults"][0]["action"] == {"type": "EXPIRE"}
    pages = ecr.get_paginator("get_lifecycle_policy_preview").paginate(**OF, PaginationConfig={"PageSize": 1})
    assert [[one["imageTags"][0] for one in page["previewResults"]] for page in pages] == [["t0"], ["t1"]]
    assert len(ecr.list_images(**OF)["imageIds"]) == 3
    archive = json.dumps(policy).replace('"expire"', '"transition"')
    assert "action type 'transition' is not supported" in error_of(ecr.put_lifecycle_policy, **OF, lifecyclePolicyText=archive)[1]


# ---- IAM --------------------------------------------------------------------------------------------------

def test_tags_of_a_repository_are_keys_of_conditions(client, ecr, push, account):
    push(Image(), "1")
    iam = client("iam")
    iam.create_user(UserName="ann")
    key = iam.create_access_key(UserName="ann")["AccessKey"]
    iam.put_user_policy(UserName="ann", PolicyName="p", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "ecr:*", "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceTag/team": "a"}}}]}))
    caller = client("ecr", credentials=key)
    with pytest.raises(ClientError) as refused:
        caller.list_images(**OF)
    assert refused.value.response["Error"]["Code"] == "AccessDeniedException"
    ecr.tag_resource(resourceArn=f"arn:aws:ecr:eu-central-1:{account}:repository/web", tags=[{"Key": "team", "Value": "a"}])
    assert len(caller.list_images(**OF)["imageIds"]) == 1
