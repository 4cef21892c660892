"""Amazon S3's multipart uploads."""
import hashlib
import time

import pytest

from s3_buckets import bucket, error_of, s3  # noqa: F401 (fixtures)

MIB = 1024 * 1024


@pytest.fixture
def upload(s3, bucket):
    made = s3.create_multipart_upload(Bucket=bucket, Key="big", ContentType="text/x", Metadata={"m": "1"})
    return {"Bucket": bucket, "Key": "big", "UploadId": made["UploadId"]}


def put_parts(s3, upload, *bodies):
    return [{"PartNumber": number, "ETag": s3.upload_part(**upload, PartNumber=number, Body=body)["ETag"]}
            for number, body in enumerate(bodies, 1)]


def test_parts_become_an_object(s3, upload):
    bodies = [b"a" * 5 * MIB, b"b" * 5 * MIB, b"end"]
    parts = put_parts(s3, upload, *bodies)
    listed = s3.list_parts(**upload)
    assert [(part["PartNumber"], part["Size"]) for part in listed["Parts"]] == [(1, 5 * MIB), (2, 5 * MIB), (3, 3)]
    done = s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})
    digest = hashlib.md5(b"".join(hashlib.md5(body).digest() for body in bodies)).hexdigest()
    assert done["ETag"] == f'"{digest}-3"'
    got = s3.get_object(Bucket=upload["Bucket"], Key="big")
    assert got["Body"].read() == b"".join(bodies)
    assert (got["ContentType"], got["Metadata"], got["ETag"]) == ("text/x", {"m": "1"}, done["ETag"])
    across = s3.get_object(Bucket=upload["Bucket"], Key="big", Range=f"bytes={10 * MIB - 2}-{10 * MIB + 1}")
    assert across["Body"].read() == b"bben"
    last = s3.get_object(Bucket=upload["Bucket"], Key="big", PartNumber=3)
    assert (last["Body"].read(), last["PartsCount"]) == (b"end", 3)
    assert s3.head_object(Bucket=upload["Bucket"], Key="big", PartNumber=1)["ContentLength"] == 5 * MIB
    assert error_of(s3.get_object, Bucket=upload["Bucket"], Key="big", PartNumber=4)["Code"] == "InvalidPartNumber"
    assert error_of(s3.list_parts, **upload)["Code"] == "NoSuchUpload"


def test_a_part_can_be_uploaded_again_and_left_out(s3, upload):
    put_parts(s3, upload, b"first", b"left out")
    etag = s3.upload_part(**upload, PartNumber=1, Body=b"again")["ETag"]
    s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": etag}]})
    assert s3.get_object(Bucket=upload["Bucket"], Key="big")["Body"].read() == b"again"


def test_completing_twice_answers_the_same(s3, upload):
    parts = {"Parts": put_parts(s3, upload, b"x")}
    first = s3.complete_multipart_upload(**upload, MultipartUpload=parts)
    again = s3.complete_multipart_upload(**upload, MultipartUpload=parts)
    assert (again["ETag"], again["Location"]) == (first["ETag"], first["Location"])
    assert error_of(s3.abort_multipart_upload, **upload)["Code"] == "NoSuchUpload"
    assert s3.get_object(Bucket=upload["Bucket"], Key="big")["Body"].read() == b"x"


def test_parts_are_checked(s3, upload):
    parts = put_parts(s3, upload, b"small", b"end")

    def code(parts):
        return error_of(s3.complete_multipart_upload, **upload, MultipartUpload={"Parts": parts})["Code"]

    assert code(parts) == "EntityTooSmall"
    assert code(list(reversed(parts))) == "InvalidPartOrder"
    assert code([{"PartNumber": 1, "ETag": '"x"'}]) == "InvalidPart"
    assert code([{"PartNumber": 9, "ETag": parts[0]["ETag"]}]) == "InvalidPart"
    assert code([]) == "MalformedXML"
    assert error_of(s3.upload_part, **upload, PartNumber=10_001, Body=b"x")["Message"] == \
        "Part number must be an integer between 1 and 10000, inclusive"


def test_an_aborted_upload_is_gone(s3, upload):
    put_parts(s3, upload, b"x")
    s3.abort_multipart_upload(**upload)
    assert error_of(s3.upload_part, **upload, PartNumber=1, Body=b"x")["Code"] == "NoSuchUpload"
    assert error_of(s3.abort_multipart_upload, **upload)["Code"] == "NoSuchUpload"
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=upload["Bucket"])
    assert error_of(s3.head_object, Bucket=upload["Bucket"], Key="big")["Code"] == "404"


def test_uploads_are_listed_in_pages(s3, bucket):
    made = [(key, s3.create_multipart_upload(Bucket=bucket, Key=key)["UploadId"]) for key in ("a", "a", "b", "dir/c")]
    for size in (1, 2, 1000):
        pages = s3.get_paginator("list_multipart_uploads").paginate(Bucket=bucket, PaginationConfig={"PageSize": size})
        assert [(u["Key"], u["UploadId"]) for page in pages for u in page.get("Uploads", [])] == made, size
    assert [u["Key"] for u in s3.list_multipart_uploads(Bucket=bucket, Prefix="dir/")["Uploads"]] == ["dir/c"]
    # The upload's own key counts, whatever key-marker says; alone upload-id-marker says nothing.
    after = s3.list_multipart_uploads(Bucket=bucket, KeyMarker="0", UploadIdMarker=made[0][1])["Uploads"]
    assert [upload["UploadId"] for upload in after] == [upload_id for _, upload_id in made[1:]]
    assert len(s3.list_multipart_uploads(Bucket=bucket, UploadIdMarker=made[0][1])["Uploads"]) == 4
    error = error_of(s3.list_multipart_uploads, Bucket=bucket, KeyMarker="a", UploadIdMarker="nonsense")
    assert (error["Code"], error["Message"]) == ("InvalidArgument", "Invalid uploadId marker")


def test_parts_are_listed_in_pages(s3, upload):
    put_parts(s3, upload, *[b"x"] * 5)
    pages = s3.get_paginator("list_parts").paginate(**upload, PaginationConfig={"PageSize": 2})
    assert [part["PartNumber"] for page in pages for part in page["Parts"]] == [1, 2, 3, 4, 5]


def test_parts_are_copied_from_objects(s3, bucket, upload):
    s3.put_object(Bucket=bucket, Key="source", Body=b"0123456789")
    source = {"Bucket": bucket, "Key": "source"}
    etag = s3.upload_part_copy(**upload, PartNumber=1, CopySource=source, CopySourceRange="bytes=2-4")[
        "CopyPartResult"]["ETag"]
    s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": etag}]})
    assert s3.get_object(Bucket=bucket, Key="big")["Body"].read() == b"234"


def test_a_bucket_with_unfinished_uploads_only_is_deleted(s3):
    name = f"eni-test-{time.time_ns()}"
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    upload = s3.create_multipart_upload(Bucket=name, Key="k")
    s3.upload_part(Bucket=name, Key="k", UploadId=upload["UploadId"], PartNumber=1, Body=b"x")
    s3.delete_bucket(Bucket=name)
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=name)
    s3.delete_bucket(Bucket=name)
