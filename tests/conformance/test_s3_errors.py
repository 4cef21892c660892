"""What Amazon S3's errors say beside code and message: what they are about, and what a delete marker is."""
import pytest
from botocore.exceptions import ClientError

from s3_buckets import bucket, error_of, put, s3  # noqa: F401 (fixtures)


def test_errors_say_what_they_are_about(s3, bucket, put):
    etag = put("k", b"123")["ETag"]
    here = {"Bucket": bucket, "Key": "k"}
    rows = [
        (s3.list_objects_v2, {"Bucket": "eni-test-absent"}, {"BucketName": "eni-test-absent"}),
        (s3.get_bucket_tagging, {"Bucket": bucket}, {"Code": "NoSuchTagSet", "BucketName": bucket}),
        (s3.get_bucket_cors, {"Bucket": bucket}, {"BucketName": bucket}),
        (s3.create_bucket, {"Bucket": bucket, "CreateBucketConfiguration": {"LocationConstraint": "eu-central-1"}},
         {"Code": "BucketAlreadyOwnedByYou", "BucketName": bucket}),
        (s3.delete_bucket, {"Bucket": bucket}, {"Code": "BucketNotEmpty", "BucketName": bucket}),
        (s3.get_object, {"Bucket": bucket, "Key": "absent"}, {"Code": "NoSuchKey", "Key": "absent"}),
        (s3.get_object, {**here, "Range": "bytes=5-6"}, {"RangeRequested": "bytes=5-6", "ActualObjectSize": "3"}),
        (s3.get_object, {**here, "IfMatch": '"x"'}, {"Code": "PreconditionFailed", "Condition": "If-Match"}),
        (s3.get_object, {**here, "IfUnmodifiedSince": 1}, {"Condition": "If-Unmodified-Since"}),
        (s3.copy_object, {"Bucket": bucket, "Key": "c", "CopySource": here, "CopySourceIfNoneMatch": etag},
         {"Condition": "x-amz-copy-source-If-None-Match"}),
        (s3.get_object, {**here, "VersionId": "x"},
         {"Code": "InvalidArgument", "ArgumentName": "versionId", "ArgumentValue": "x"}),
        (s3.list_parts, {**here, "UploadId": "u"}, {"Code": "NoSuchUpload", "UploadId": "u"}),
    ]
    for call, arguments, members in rows:
        error = error_of(call, **arguments)
        assert {name: error.get(name) for name in members} == members


def test_delete_markers_say_that_they_are_some(s3, bucket, put):
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    put("k", b"x")
    marker = s3.delete_object(Bucket=bucket, Key="k")["VersionId"]

    def answer(call, **arguments):
        with pytest.raises(ClientError) as caught:
            call(Bucket=bucket, Key="k", **arguments)
        headers = caught.value.response["ResponseMetadata"]["HTTPHeaders"]
        return (caught.value.response["ResponseMetadata"]["HTTPStatusCode"], headers.get("x-amz-delete-marker"),
                headers.get("x-amz-version-id"), headers.get("allow"))

    for call in (s3.get_object, s3.head_object):
        assert answer(call) == (404, "true", marker, None)
        assert answer(call, VersionId=marker) == (405, "true", marker, "DELETE")
    error = error_of(s3.copy_object, Bucket=bucket, Key="c", CopySource={"Bucket": bucket, "Key": "k", "VersionId": marker})
    assert error["Code"] == "InvalidRequest" and "delete marker" in error["Message"]
