"""Amazon S3's buckets and objects: names, listings, conditions, ranges, copies, versions, presigned URLs."""
import base64
import contextlib
import hashlib
import re
import time
import urllib.error
import urllib.parse
import urllib.request
import zlib

import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from s3_buckets import bucket, error_of, put, s3  # noqa: F401 (fixtures)


def code_of(call, **arguments):
    return error_of(call, **arguments)["Code"]


def read(s3, bucket, key, **arguments):
    return s3.get_object(Bucket=bucket, Key=key, **arguments)["Body"].read()


# ---- buckets ----------------------------------------------------------------------------------------------

def test_bucket_is_created_found_and_deleted(s3, bucket):
    assert bucket in [entry["Name"] for entry in s3.list_buckets()["Buckets"]]
    head = s3.head_bucket(Bucket=bucket)["ResponseMetadata"]["HTTPHeaders"]
    assert head["x-amz-bucket-region"] == "eu-central-1"
    assert s3.get_bucket_location(Bucket=bucket)["LocationConstraint"] == "eu-central-1"
    assert error_of(s3.create_bucket, Bucket=bucket,
                    CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}) == {
        "Code": "BucketAlreadyOwnedByYou",
        "Message": "Your previous request to create the named bucket succeeded and you already own it.",
        "BucketName": bucket}


def test_bucket_names_are_global(client, bucket):
    other = client("s3", credentials={"aws_access_key_id": "999999999999", "aws_secret_access_key": "test"})
    assert code_of(other.create_bucket, Bucket=bucket,
                   CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}) == "BucketAlreadyExists"
    assert bucket not in [entry["Name"] for entry in other.list_buckets()["Buckets"]]


@pytest.mark.sandbox_only("needs a second account")
def test_other_accounts_stay_outside_without_a_bucket_policy(client, s3, bucket, put):
    other = client("s3", credentials={"aws_access_key_id": "999999999998", "aws_secret_access_key": "test"})
    put("k", b"x")
    assert code_of(other.get_object, Bucket=bucket, Key="k") == "AccessDenied"
    assert code_of(other.put_object, Bucket=bucket, Key="k", Body=b"y") == "AccessDenied"
    assert code_of(other.list_objects_v2, Bucket=bucket) == "AccessDenied"


@pytest.mark.parametrize("endpoint, location, code", [
    ("eu-central-1", None, "IllegalLocationConstraintException"),
    ("eu-central-1", "eu-west-1", "IllegalLocationConstraintException"),
    ("us-east-1", "us-east-1", "InvalidLocationConstraint"),
    ("us-west-2", "us-east-1", "IllegalLocationConstraintException"),
])
def test_location_constraints(client, endpoint, location, code):
    configuration = {"CreateBucketConfiguration": {"LocationConstraint": location}} if location else {}
    assert code_of(client("s3", region=endpoint).create_bucket, Bucket=f"eni-{time.time_ns()}", **configuration) == code


def test_us_east_1_has_no_location_and_lets_a_bucket_be_created_again(client):
    s3 = client("s3", region="us-east-1")
    name = f"eni-test-{time.time_ns()}"
    s3.create_bucket(Bucket=name)
    s3.create_bucket(Bucket=name)
    assert s3.get_bucket_location(Bucket=name)["LocationConstraint"] is None
    s3.delete_bucket(Bucket=name)


def test_bucket_names_are_checked(client):
    s3 = client("s3", region="us-east-1", parameter_validation=False)
    for name in ("Upper-case", "under_score", "a..b"):
        assert error_of(s3.create_bucket, Bucket=name) == {
            "Code": "InvalidBucketName", "Message": "The specified bucket is not valid.", "BucketName": name}, name


def test_missing_buckets(s3):
    absent = f"absent-{time.time_ns()}"
    assert error_of(s3.list_objects_v2, Bucket=absent)["Message"] == "The specified bucket does not exist"
    assert code_of(s3.delete_bucket, Bucket=absent) == "NoSuchBucket"
    assert code_of(s3.head_bucket, Bucket=absent) == "404"
    assert code_of(s3.put_object, Bucket=absent, Key="k") == "NoSuchBucket"


def test_bucket_with_objects_is_not_deleted(s3, bucket, put):
    put("k")
    assert code_of(s3.delete_bucket, Bucket=bucket) == "BucketNotEmpty"


def test_what_is_not_implemented_is_named(s3, bucket):
    error = error_of(s3.delete_bucket_website, Bucket=bucket)
    assert error["Code"] == "NotImplemented" and "website" in error["Message"]


# ---- objects ----------------------------------------------------------------------------------------------


def test_an_empty_object_leaves_the_connection_in_order(s3, bucket, put):
    for body in (b"", b"data", b"", b"x" * 2_000_000, b"more"):
        put("key", body)
        assert read(s3, bucket, "key") == body


def test_object_is_put_and_got_with_its_headers(s3, bucket, put):
    body = bytes(range(256))
    answer = put("dir/ü +&%.bin", body, ContentType="image/x-test", CacheControl="no-cache", Metadata={"One": "1"},
                 ContentDisposition="attachment", ContentEncoding="gzip", ContentLanguage="de")
    etag = f'"{hashlib.md5(body).hexdigest()}"'
    assert answer["ETag"] == etag
    got = s3.get_object(Bucket=bucket, Key="dir/ü +&%.bin")
    assert got["Body"].read() == body
    assert (got["ETag"], got["ContentLength"], got["ContentType"]) == (etag, 256, "image/x-test")
    assert (got["CacheControl"], got["ContentDisposition"], got["ContentEncoding"], got["ContentLanguage"]) == \
        ("no-cache", "attachment", "gzip", "de")
    assert got["Metadata"] == {"one": "1"}
    head = s3.head_object(Bucket=bucket, Key="dir/ü +&%.bin")
    assert (head["ETag"], head["ContentLength"], head["Metadata"]) == (etag, 256, {"one": "1"})
    assert abs(head["LastModified"].timestamp() - time.time()) < 60


def test_object_without_a_type_is_binary(s3, bucket, put):
    put("k", b"x")
    assert s3.head_object(Bucket=bucket, Key="k")["ContentType"] == "binary/octet-stream"


def test_missing_objects(s3, bucket):
    assert error_of(s3.get_object, Bucket=bucket, Key="absent")["Message"] == "The specified key does not exist."
    assert code_of(s3.head_object, Bucket=bucket, Key="absent") == "404"
    s3.delete_object(Bucket=bucket, Key="absent")


def test_keys_have_at_most_1024_bytes(put):
    put("k" * 1024)
    assert code_of(put, key="k" * 1025) == "KeyTooLongError"


@pytest.mark.parametrize("header, expected, content_range", [
    ("bytes=0-3", b"0123", "bytes 0-3/10"),
    ("bytes=-3", b"789", "bytes 7-9/10"),
    ("bytes=8-", b"89", "bytes 8-9/10"),
    ("bytes=8-99", b"89", "bytes 8-9/10"),
])
def test_ranges(s3, bucket, put, header, expected, content_range):
    put("k", b"0123456789")
    got = s3.get_object(Bucket=bucket, Key="k", Range=header)
    assert (got["Body"].read(), got["ContentRange"]) == (expected, content_range)
    assert got["ResponseMetadata"]["HTTPStatusCode"] == 206


def test_range_outside_the_object(s3, bucket, put):
    put("k", b"0123456789")
    assert code_of(s3.get_object, Bucket=bucket, Key="k", Range="bytes=10-") == "InvalidRange"


def test_conditional_reads(s3, bucket, put):
    etag = put("k", b"x")["ETag"]
    assert read(s3, bucket, "k", IfMatch=etag) == b"x"
    assert code_of(s3.get_object, Bucket=bucket, Key="k", IfMatch='"other"') == "PreconditionFailed"
    assert code_of(s3.get_object, Bucket=bucket, Key="k", IfNoneMatch=etag) == "304"
    modified = s3.head_object(Bucket=bucket, Key="k")["LastModified"]
    assert code_of(s3.get_object, Bucket=bucket, Key="k", IfModifiedSince=modified) == "304"
    assert read(s3, bucket, "k", IfModifiedSince=time.time() + 3600) == b"x"  # A time to come is no condition.
    assert code_of(s3.get_object, Bucket=bucket, Key="k", IfUnmodifiedSince=1) == "PreconditionFailed"


def test_conditional_writes(s3, bucket, put):
    put("k", b"x")
    s3.meta.events.register("before-call.s3.PutObject",
                            lambda params, **_: params["headers"].__setitem__("If-None-Match", "*"))
    assert code_of(put, key="k", body=b"y") == "PreconditionFailed"
    put("new", b"y")


@contextlib.contextmanager
def sent(s3, operation, body=None, **headers):
    """Adds headers, and puts another body, that this botocore does not know of."""
    def change(request, **_):
        for name, value in headers.items():
            del request.headers[name.replace("_", "-")]
            request.headers[name.replace("_", "-")] = value
        if body:
            request.data = body
            del request.headers["Content-MD5"]
            request.headers["Content-MD5"] = base64.b64encode(hashlib.md5(body).digest()).decode()

    s3.meta.events.register(f"before-sign.s3.{operation}", change)
    yield
    s3.meta.events.unregister(f"before-sign.s3.{operation}", change)


def test_conditions_of_writes_and_deletions(s3, bucket, put):
    etag = put("k", b"x")["ETag"]
    with sent(s3, "DeleteObject", If_Match='"nope"'):
        assert code_of(s3.delete_object, Bucket=bucket, Key="k") == "PreconditionFailed"
        assert code_of(s3.delete_object, Bucket=bucket, Key="absent") == "NoSuchKey"
    assert read(s3, bucket, "k") == b"x"
    with sent(s3, "PutObject", If_Match="*"):
        assert code_of(put, key="k") == "NotImplemented"
    with sent(s3, "PutObject", If_Match=etag, If_None_Match="*"):
        assert code_of(put, key="k") == "NotImplemented"
    with sent(s3, "PutObject", If_Match=etag):
        assert code_of(put, key="absent") == "NoSuchKey"
        put("k", b"x")
    with sent(s3, "CopyObject", If_None_Match="*"):
        source = {"Bucket": bucket, "Key": "k"}
        s3.copy_object(Bucket=bucket, Key="copy", CopySource=source)
        assert code_of(s3.copy_object, Bucket=bucket, Key="copy", CopySource=source) == "PreconditionFailed"
    objects = b"<Delete><Object><Key>k</Key><ETag>nope</ETag></Object></Delete>"
    with sent(s3, "DeleteObjects", body=objects):
        errors = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "k"}]})["Errors"]
    assert [(entry["Key"], entry["Code"]) for entry in errors] == [("k", "PreconditionFailed")]
    with sent(s3, "DeleteObject", If_Match=etag):
        s3.delete_object(Bucket=bucket, Key="k")
    assert code_of(s3.get_object, Bucket=bucket, Key="k") == "NoSuchKey"


def test_versions_that_an_unversioned_bucket_cannot_have(s3, bucket, put):
    put("k", b"x")
    version = "HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD"
    error = error_of(s3.get_object, Bucket=bucket, Key="k", VersionId=version)
    assert (error["Code"], error["Message"]) == ("InvalidArgument", "Invalid version id specified")
    assert code_of(s3.delete_object, Bucket=bucket, Key="k", VersionId=version) == "InvalidArgument"
    answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "k", "VersionId": version}]})
    assert answer["Errors"] == [{"Key": "k", "VersionId": version, "Code": "NoSuchVersion",
                                 "Message": "The specified version does not exist."}]
    assert "Deleted" not in answer
    assert read(s3, bucket, "k", VersionId="null") == b"x"


def test_a_marker_inside_a_common_prefix_has_passed_it(s3, bucket, put):
    for key in ("folder/aSubfolder/subFile1", "folder/aSubfolder/subFile2", "folder/file1", "folder/file2"):
        put(key, b"x")
    page = s3.list_objects(Bucket=bucket, Prefix="folder/", Delimiter="/", Marker="folder/aSubfolder/subFile1",
                           MaxKeys=1)
    assert [entry["Key"] for entry in page["Contents"]] == ["folder/file1"]
    assert "CommonPrefixes" not in page and page["NextMarker"] == "folder/file1"


@pytest.mark.sandbox_only("signs by hand: this botocore knows no parameter of ListBuckets")
def test_buckets_are_listed_by_prefix_region_and_page(sandbox, account, s3, bucket):
    def page(**query):
        asked = AWSRequest(method="GET", url=f"{sandbox.endpoint}/?" + urllib.parse.urlencode(
            {name.replace("_", "-"): value for name, value in query.items()}))
        S3SigV4Auth(Credentials(account, "test"), "s3", "eu-central-1").add_auth(asked)
        status, body = request("GET", asked.url, None, asked.headers.items())
        assert status == 200, body
        token = re.search(r"<ContinuationToken>([^<]*)<", body.decode())
        return re.findall(r"<Name>([^<]*)</Name>", body.decode()), token and token[1], body.decode()

    made = [f"{bucket}-{letter}" for letter in "abc"]
    for name in made:
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    try:
        names, token, body = page(prefix=bucket + "-", max_buckets=2)
        assert names == made[:2] and token
        assert "<BucketRegion>eu-central-1</BucketRegion>" in body
        assert f"<BucketArn>arn:aws:s3:::{made[0]}</BucketArn>" in body
        assert page(prefix=bucket + "-", max_buckets=2, continuation_token=token)[:2] == (made[2:], None)
        assert page(prefix=bucket, bucket_region="us-west-2")[0] == []
    finally:
        for name in made:
            s3.delete_bucket(Bucket=name)


def test_storage_classes_and_checksums(s3, bucket, put):
    assert code_of(s3.put_object, Bucket=bucket, Key="z", StorageClass="NOPE") == "InvalidStorageClass"
    digest = base64.b64encode(hashlib.sha256(b"x").digest()).decode()
    put("ia", b"x", StorageClass="STANDARD_IA", ChecksumSHA256=digest)
    copied = s3.copy_object(Bucket=bucket, Key="copy", CopySource={"Bucket": bucket, "Key": "ia"})
    assert copied["CopyObjectResult"]["ChecksumSHA256"] == digest
    assert "StorageClass" not in s3.head_object(Bucket=bucket, Key="copy")
    assert s3.head_object(Bucket=bucket, Key="ia")["StorageClass"] == "STANDARD_IA"
    assert [entry["ChecksumAlgorithm"] for entry in s3.list_objects_v2(Bucket=bucket)["Contents"]] == [["SHA256"]] * 2
    # A copy to itself must change something.
    itself = {"Bucket": bucket, "Key": "copy"}
    assert code_of(s3.copy_object, Bucket=bucket, Key="copy", CopySource=itself) == "InvalidRequest"
    s3.copy_object(Bucket=bucket, Key="copy", CopySource=itself, ServerSideEncryption="AES256")


def test_objects_without_a_checksum_get_one(s3, bucket, put):
    def headers(call, **arguments):
        return call(Bucket=bucket, **arguments)["ResponseMetadata"]["HTTPHeaders"]

    def drop(request, **_):
        for name in [name for name in request.headers if name.lower().startswith(("x-amz-checksum-", "x-amz-sdk-checksum-"))]:
            del request.headers[name]

    s3.meta.events.register("before-sign.s3.PutObject", drop)
    crc64 = base64.b64encode(bytes.fromhex("ae8b14860a799888")).decode()
    answers = [headers(s3.put_object, Key="k", Body=b"123456789"),
               headers(s3.head_object, Key="k", ChecksumMode="ENABLED")]
    s3.copy_object(Bucket=bucket, Key="copy", CopySource={"Bucket": bucket, "Key": "k"})
    answers.append(headers(s3.head_object, Key="copy", ChecksumMode="ENABLED"))
    for answer in answers:
        assert (answer["x-amz-checksum-crc64nvme"], answer["x-amz-checksum-type"]) == (crc64, "FULL_OBJECT")
    assert "x-amz-checksum-type" not in headers(s3.head_object, Key="k")
    algorithms = [entry["ChecksumAlgorithm"] for entry in s3.list_objects_v2(Bucket=bucket)["Contents"]]
    assert algorithms == [["CRC64NVME"]] * 2


def test_expected_owner_is_an_account(s3, bucket):
    error = error_of(s3.head_object, Bucket=bucket, Key="k", ExpectedBucketOwner="x" * 12)
    assert error["Code"] == "400"
    assert code_of(s3.get_object, Bucket=bucket, Key="k", ExpectedBucketOwner="x" * 12) == \
        "InvalidBucketOwnerAWSAccountID"


def test_expected_owner_of_a_copys_source(s3, bucket, put):
    put("k", b"x")
    with sent(s3, "CopyObject", x_amz_source_expected_bucket_owner="9" * 12):
        assert code_of(s3.copy_object, Bucket=bucket, Key="copy", CopySource={"Bucket": bucket, "Key": "k"}) == "AccessDenied"


@pytest.mark.parametrize("operation, header", [
    ("PutObject", "x-amz-object-lock-legal-hold"), ("PutObject", "x-amz-grant-read"), ("PutObject", "x-amz-checksum-sha512"),
    ("PutObject", "x-amz-server-side-encryption-context"), ("GetObject", "x-amz-server-side-encryption-customer-key"),
    ("DeleteObject", "x-amz-if-match-size"), ("DeleteObject", "x-amz-bypass-governance-retention")])
def test_headers_that_an_operation_does_not_read_are_named(s3, bucket, put, operation, header):
    put("k", b"x")
    ask = {"PutObject": put, "GetObject": s3.get_object, "DeleteObject": s3.delete_object}[operation]
    arguments = {"key": "k"} if operation == "PutObject" else {"Bucket": bucket, "Key": "k"}
    with sent(s3, operation, **{header: "x"}):
        error = error_of(ask, **arguments)
    assert error["Code"] == "NotImplemented" and header in error["Message"]
    assert read(s3, bucket, "k") == b"x"


def test_a_copy_gets_the_checksum_that_is_asked_for(s3, bucket, put):
    put("k", b"x")
    with sent(s3, "CopyObject", x_amz_checksum_algorithm="SHA256"):
        copied = s3.copy_object(Bucket=bucket, Key="copy", CopySource={"Bucket": bucket, "Key": "k"})
    assert copied["CopyObjectResult"]["ChecksumSHA256"] == base64.b64encode(hashlib.sha256(b"x").digest()).decode()


def test_a_documents_digest_is_checked(s3, bucket):
    other = base64.b64encode(hashlib.md5(b"another").digest()).decode()
    with sent(s3, "PutBucketTagging", Content_MD5=other):
        assert code_of(s3.put_bucket_tagging, Bucket=bucket, Tagging={"TagSet": [{"Key": "a", "Value": "1"}]}) == "BadDigest"


def test_writes_to_suspended_buckets_name_no_version(s3, bucket, put):
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    versions = [put("k", bytes([65 + i]))["VersionId"] for i in range(3)]
    s3.delete_object(Bucket=bucket, Key="k", VersionId=versions[2])
    left = s3.list_object_versions(Bucket=bucket, KeyMarker="k", VersionIdMarker=versions[2])["Versions"]
    assert [version["VersionId"] for version in left] == [versions[1], versions[0]]
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})
    assert "VersionId" not in put("k", b"x")
    assert s3.get_object(Bucket=bucket, Key="k")["VersionId"] == "null"


def test_response_headers_can_be_overridden(s3, bucket, put):
    put("k", b"x")
    got = s3.get_object(Bucket=bucket, Key="k", ResponseContentType="text/x", ResponseCacheControl="no-store")
    assert (got["ContentType"], got["CacheControl"]) == ("text/x", "no-store")


def test_digests_are_verified(s3, bucket, put):
    md5 = base64.b64encode(hashlib.md5(b"x").digest()).decode()
    put("k", b"x", ContentMD5=md5)
    error = error_of(put, key="k", body=b"y", ContentMD5=md5)
    assert (error["Code"], error["Message"]) == (
        "BadDigest", "The Content-MD5 you specified did not match what we received.")
    assert code_of(put, key="k", body=b"y", ContentMD5="abc") == "InvalidDigest"
    sha256 = base64.b64encode(hashlib.sha256(b"x").digest()).decode()
    assert put("k", b"x", ChecksumSHA256=sha256)["ChecksumSHA256"] == sha256
    assert code_of(put, key="k", body=b"y", ChecksumSHA256=sha256) == "BadDigest"
    crc32 = base64.b64encode(zlib.crc32(b"x").to_bytes(4, "big")).decode()
    put("k", b"x", ChecksumCRC32=crc32)
    assert s3.get_object(Bucket=bucket, Key="k", ChecksumMode="ENABLED")["ChecksumCRC32"] == crc32
    assert "ChecksumCRC32" not in s3.get_object(Bucket=bucket, Key="k")


def test_checksums_computed_by_the_client(s3, bucket, put):
    for algorithm in ("CRC32", "SHA1", "SHA256"):
        answer = put("k", b"body", ChecksumAlgorithm=algorithm)
        assert s3.get_object(Bucket=bucket, Key="k", ChecksumMode="ENABLED")["Body"].read() == b"body"
        assert answer[f"Checksum{algorithm}"]


@pytest.mark.sandbox_only("speaks to the sandbox's own address")
@pytest.mark.parametrize("crc_of, status", [(b"hello, world", 200), (b"something else", 400)])
def test_streamed_uploads_with_a_trailing_checksum(sandbox, account, s3, bucket, crc_of, status):
    """As the JavaScript SDK v3 sends a body: aws-chunked, unsigned, its CRC32 behind it."""
    crc = base64.b64encode(zlib.crc32(crc_of).to_bytes(4, "big")).decode()
    body = f"5\r\nhello\r\n7\r\n, world\r\n0\r\nx-amz-checksum-crc32:{crc}\r\n\r\n".encode()
    upload = AWSRequest(method="PUT", url=f"{sandbox.endpoint}/{bucket}/streamed", data=body, headers={
        "Content-Encoding": "aws-chunked", "X-Amz-Decoded-Content-Length": "12", "X-Amz-Trailer": "x-amz-checksum-crc32",
        "Content-Type": "text/x"})
    upload.context["checksum"] = {"request_algorithm": {"in": "trailer"}}
    S3SigV4Auth(Credentials(account, "test"), "s3", "eu-central-1").add_auth(upload)
    assert upload.headers["X-Amz-Content-SHA256"] == "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
    got_status, answer = request("PUT", upload.url, body, upload.headers.items())
    assert got_status == status, answer
    if status != 200:
        assert b"<Code>BadDigest</Code>" in answer
        return
    got = s3.get_object(Bucket=bucket, Key="streamed", ChecksumMode="ENABLED")
    assert (got["Body"].read(), got["ContentType"], got["ChecksumCRC32"]) == (b"hello, world", "text/x", crc)
    assert "ContentEncoding" not in got


def test_uploads_ask_for_nothing_that_is_not_there(put):
    assert code_of(put, key="k", ServerSideEncryption="aws:kms", SSEKMSKeyId="mine") == "NotImplemented"
    assert code_of(put, key="k", ACL="public-read") == "AccessControlListNotSupported"
    put("k", ACL="bucket-owner-full-control", ServerSideEncryption="AES256")


# ---- listings ---------------------------------------------------------------------------------------------

KEYS = ["a", "dir/1", "dir/2", "dir/sub/3", "z ü&+"]


@pytest.mark.parametrize("operation", ["list_objects", "list_objects_v2"])
@pytest.mark.parametrize("page_size", [1, 2, 1000])
def test_listings_page_through_keys_and_common_prefixes(s3, bucket, put, operation, page_size):
    for key in KEYS:
        put(key, b"xy")

    def listed(**arguments):
        pages = s3.get_paginator(operation).paginate(Bucket=bucket, PaginationConfig={"PageSize": page_size}, **arguments)
        keys, prefixes = [], []
        for page in pages:
            keys += [entry["Key"] for entry in page.get("Contents", [])]
            prefixes += [entry["Prefix"] for entry in page.get("CommonPrefixes", [])]
        return keys, prefixes

    assert listed() == (KEYS, [])
    assert listed(Delimiter="/") == (["a", "z ü&+"], ["dir/"])
    assert listed(Prefix="dir/", Delimiter="/") == (["dir/1", "dir/2"], ["dir/sub/"])
    assert listed(Prefix="none") == ([], [])


def test_list_objects_v2_answers_what_was_asked(s3, bucket, put):
    for key in KEYS:
        put(key, b"xy")
    page = s3.list_objects_v2(Bucket=bucket, MaxKeys=2, StartAfter="a", FetchOwner=True)
    assert [entry["Key"] for entry in page["Contents"]] == ["dir/1", "dir/2"]
    assert (page["KeyCount"], page["MaxKeys"], page["IsTruncated"], page["StartAfter"]) == (2, 2, True, "a")
    first = page["Contents"][0]
    assert (first["Size"], first["StorageClass"], first["ETag"]) == (2, "STANDARD", f'"{hashlib.md5(b"xy").hexdigest()}"')
    assert first["Owner"]["ID"]
    assert s3.list_objects_v2(Bucket=bucket, MaxKeys=0)["KeyCount"] == 0
    assert code_of(s3.list_objects_v2, Bucket=bucket, ContinuationToken="?") == "InvalidArgument"


def test_objects_are_deleted_together(s3, bucket, put):
    for key in KEYS:
        put(key)
    answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key} for key in [*KEYS[:3], "absent"]]})
    assert [entry["Key"] for entry in answer["Deleted"]] == [*KEYS[:3], "absent"]
    quiet = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": KEYS[3]}], "Quiet": True})
    assert "Deleted" not in quiet
    assert [entry["Key"] for entry in s3.list_objects_v2(Bucket=bucket)["Contents"]] == KEYS[4:]


# ---- copies -----------------------------------------------------------------------------------------------

def test_copies_keep_or_replace_metadata(s3, bucket, put):
    put("dir/a ü", b"x", ContentType="text/x", Metadata={"m": "1"})
    source = {"Bucket": bucket, "Key": "dir/a ü"}
    answer = s3.copy_object(Bucket=bucket, Key="b", CopySource=source)
    assert answer["CopyObjectResult"]["ETag"] == f'"{hashlib.md5(b"x").hexdigest()}"'
    got = s3.get_object(Bucket=bucket, Key="b")
    assert (got["Body"].read(), got["ContentType"], got["Metadata"]) == (b"x", "text/x", {"m": "1"})
    s3.copy_object(Bucket=bucket, Key="b", CopySource=source, MetadataDirective="REPLACE", Metadata={"n": "2"})
    assert s3.head_object(Bucket=bucket, Key="b")["Metadata"] == {"n": "2"}
    assert code_of(s3.copy_object, Bucket=bucket, Key="dir/a ü", CopySource=source) == "InvalidRequest"
    assert code_of(s3.copy_object, Bucket=bucket, Key="c", CopySource={"Bucket": bucket, "Key": "absent"}) == "NoSuchKey"
    assert code_of(s3.copy_object, Bucket=bucket, Key="c", CopySource=source, CopySourceIfMatch="x") == \
        "PreconditionFailed"


def test_object_tagging(s3, bucket, put):
    put("k", b"x", Tagging="a=1&b=%20")
    where = {"Bucket": bucket, "Key": "k"}
    assert s3.get_object_tagging(**where)["TagSet"] == [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": " "}]
    assert s3.get_object(**where)["TagCount"] == 2
    s3.copy_object(Bucket=bucket, Key="copy", CopySource=where)
    assert len(s3.get_object_tagging(Bucket=bucket, Key="copy")["TagSet"]) == 2
    s3.put_object_tagging(**where, Tagging={"TagSet": [{"Key": "c", "Value": "3"}]})
    assert s3.get_object_tagging(**where)["TagSet"] == [{"Key": "c", "Value": "3"}]
    s3.delete_object_tagging(**where)
    assert s3.get_object_tagging(**where)["TagSet"] == []
    many = {"TagSet": [{"Key": str(i), "Value": ""} for i in range(11)]}
    assert code_of(s3.put_object_tagging, **where, Tagging=many) == "BadRequest"
    assert code_of(s3.get_object_tagging, Bucket=bucket, Key="absent") == "NoSuchKey"


# ---- versions ---------------------------------------------------------------------------------------------

def test_versions_are_kept_and_hidden_by_delete_markers(s3, bucket, put):
    assert "Status" not in s3.get_bucket_versioning(Bucket=bucket)
    put("k", b"null")
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    first = put("k", b"one")["VersionId"]
    second = put("k", b"two")["VersionId"]
    assert read(s3, bucket, "k") == b"two"
    assert read(s3, bucket, "k", VersionId=first) == b"one"
    assert read(s3, bucket, "k", VersionId="null") == b"null"
    marker = s3.delete_object(Bucket=bucket, Key="k")
    assert marker["DeleteMarker"] is True
    assert code_of(s3.get_object, Bucket=bucket, Key="k") == "NoSuchKey"
    assert code_of(s3.get_object, Bucket=bucket, Key="k", VersionId=marker["VersionId"]) == "MethodNotAllowed"
    assert "Contents" not in s3.list_objects_v2(Bucket=bucket)
    listed = s3.list_object_versions(Bucket=bucket)
    assert [(v["VersionId"], v["IsLatest"]) for v in listed["Versions"]] == [
        (second, False), (first, False), ("null", False)]
    assert [(m["VersionId"], m["IsLatest"]) for m in listed["DeleteMarkers"]] == [(marker["VersionId"], True)]
    s3.delete_object(Bucket=bucket, Key="k", VersionId=marker["VersionId"])
    assert read(s3, bucket, "k") == b"two"
    assert code_of(s3.get_object, Bucket=bucket, Key="k", VersionId="nonsense") == "NoSuchVersion"
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})
    put("k", b"null again")
    assert read(s3, bucket, "k", VersionId="null") == b"null again"


def test_versions_are_listed_in_pages(s3, bucket, put):
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    expected = []
    for key in ("a", "b", "dir/c"):
        made = [put(key, str(i).encode())["VersionId"] for i in range(3)]
        expected += [(key, version) for version in reversed(made)]
    for size in (1, 2, 1000):
        pages = s3.get_paginator("list_object_versions").paginate(Bucket=bucket, PaginationConfig={"PageSize": size})
        assert [(v["Key"], v["VersionId"]) for page in pages for v in page.get("Versions", [])] == expected, size


# ---- presigned URLs ---------------------------------------------------------------------------------------

def request(method, url, body=None, headers=()):
    try:
        with urllib.request.urlopen(
                urllib.request.Request(url, data=body, method=method, headers=dict(headers))) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def test_presigned_urls(client, bucket):
    s3 = client("s3", signature_version="s3v4")
    url = s3.generate_presigned_url("put_object", {"Bucket": bucket, "Key": "dir/a b"}, 60)
    assert request("PUT", url, b"by url", {"Content-Type": ""})[0] == 200
    url = s3.generate_presigned_url("get_object", {"Bucket": bucket, "Key": "dir/a b"}, 60)
    assert request("GET", url) == (200, b"by url")
    status, body = request("GET", url.replace("a%20b", "c"))
    assert status == 403 and b"<Code>SignatureDoesNotMatch</Code>" in body
