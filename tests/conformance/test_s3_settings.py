"""What Amazon S3's buckets can be told: policies, public access, encryption, ownership, tags. And who is let in."""
import base64
import hashlib
import json
import time

import pytest
from botocore.exceptions import ClientError


def error_of(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]


def code_of(call, **arguments):
    return error_of(call, **arguments)["Code"]


@pytest.fixture
def s3(client):
    return client("s3")


@pytest.fixture
def bucket(s3):
    name = f"eni-test-{time.time_ns()}"
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    yield name
    try:
        s3.delete_bucket_policy(Bucket=name)
        for entry in s3.list_objects_v2(Bucket=name).get("Contents", []):
            s3.delete_object(Bucket=name, Key=entry["Key"])
        s3.delete_bucket(Bucket=name)
    except ClientError as error:
        assert error.response["Error"]["Code"] == "NoSuchBucket"


def policy(bucket, effect, action, principal, resource="/*", **more):
    return json.dumps({"Version": "2012-10-17", "Statement": [{
        "Effect": effect, "Principal": principal, "Action": action, "Resource": f"arn:aws:s3:::{bucket}{resource}",
        **more}]})


# ---- settings ---------------------------------------------------------------------------------------------

def test_bucket_policy(s3, bucket, account):
    assert code_of(s3.get_bucket_policy, Bucket=bucket) == "NoSuchBucketPolicy"
    text = policy(bucket, "Allow", "s3:GetObject", {"AWS": f"arn:aws:iam::{account}:root"})
    s3.put_bucket_policy(Bucket=bucket, Policy=text)
    assert json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"]) == json.loads(text)
    s3.delete_bucket_policy(Bucket=bucket)
    assert code_of(s3.get_bucket_policy, Bucket=bucket) == "NoSuchBucketPolicy"


def test_bucket_policies_that_are_refused(s3, bucket):
    for text, message in [
        ("{", "Policies must be valid JSON and the first byte must be '{'"),
        (policy("other", "Allow", "s3:*", {"AWS": "*"}), "Policy has invalid resource"),
        ('{"Version":"2012-10-17"}', "Missing required field Statement"),
    ]:
        error = error_of(s3.put_bucket_policy, Bucket=bucket, Policy=text)
        assert (error["Code"], error["Message"]) == ("MalformedPolicy", message)


def test_public_access_is_blocked_until_told_otherwise(s3, bucket):
    blocks = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    assert s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"] == dict.fromkeys(blocks, True)
    public = policy(bucket, "Allow", "s3:GetObject", "*")
    assert code_of(s3.put_bucket_policy, Bucket=bucket, Policy=public) == "AccessDenied"
    s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration={"BlockPublicAcls": True})
    assert s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"] == {
        **dict.fromkeys(blocks, False), "BlockPublicAcls": True}
    s3.put_bucket_policy(Bucket=bucket, Policy=public)
    s3.delete_public_access_block(Bucket=bucket)
    assert code_of(s3.get_public_access_block, Bucket=bucket) == "NoSuchPublicAccessBlockConfiguration"


def test_encryption(s3, bucket):
    def rule():
        return s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"][0]

    assert rule() == {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": False}
    by_default = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": True}
    s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": [by_default]})
    assert rule() == by_default
    s3.delete_bucket_encryption(Bucket=bucket)
    assert rule()["BucketKeyEnabled"] is False


def test_encryption_by_kms_with_the_key_of_aws(s3, bucket):
    def put_rule(**more):
        by_default = {"SSEAlgorithm": "aws:kms", **more}
        s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={
            "Rules": [{"ApplyServerSideEncryptionByDefault": by_default}]})

    put_rule()
    put = s3.put_object(Bucket=bucket, Key="k", Body=b"text")
    assert put["ServerSideEncryption"] == "aws:kms" and ":key/" in put["SSEKMSKeyId"]
    got = s3.get_object(Bucket=bucket, Key="k")
    assert (got["Body"].read(), got["ServerSideEncryption"], got["SSEKMSKeyId"]) == (
        b"text", "aws:kms", put["SSEKMSKeyId"])
    put_rule(KMSMasterKeyID="alias/aws/s3")
    s3.put_object(Bucket=bucket, Key="k", Body=b"text", ServerSideEncryption="AES256")
    assert s3.head_object(Bucket=bucket, Key="k")["ServerSideEncryption"] == "AES256"
    copied = s3.copy_object(Bucket=bucket, Key="k", CopySource=f"{bucket}/k", ServerSideEncryption="aws:kms")
    assert copied["ServerSideEncryption"] == s3.head_object(Bucket=bucket, Key="k")["ServerSideEncryption"] == "aws:kms"
    error = error_of(put_rule, KMSMasterKeyID="1234")
    assert error["Code"] == "NotImplemented" and "1234" in error["Message"]
    s3.delete_object(Bucket=bucket, Key="k")


def test_lifecycle_rules(s3, bucket):
    rules = [{"ID": "old", "Status": "Enabled", "Filter": {"Prefix": "logs/"}, "Expiration": {"Days": 30},
              "Transitions": [{"Days": 7, "StorageClass": "STANDARD_IA"}]},
             {"ID": "tagged", "Status": "Disabled", "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
              "Filter": {"And": {"Prefix": "a", "Tags": [{"Key": "k", "Value": "v"}]}}},
             {"ID": "versions", "Status": "Enabled", "Filter": {"Prefix": ""},
              "NoncurrentVersionExpiration": {"NoncurrentDays": 30, "NewerNoncurrentVersions": 2}}]
    s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": rules})
    assert s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"] == rules
    twice = {"Rules": [rules[0], rules[0]]}
    assert code_of(s3.put_bucket_lifecycle_configuration, Bucket=bucket, LifecycleConfiguration=twice) == "InvalidArgument"
    idle = {"Rules": [{"ID": "i", "Status": "Enabled", "Filter": {}}]}
    assert code_of(s3.put_bucket_lifecycle_configuration, Bucket=bucket, LifecycleConfiguration=idle) == "InvalidRequest"
    s3.delete_bucket_lifecycle(Bucket=bucket)
    assert code_of(s3.get_bucket_lifecycle_configuration, Bucket=bucket) == "NoSuchLifecycleConfiguration"


def test_access_control_lists_are_the_owners(s3, bucket):
    s3.put_bucket_acl(Bucket=bucket, ACL="private")
    assert code_of(s3.put_bucket_acl, Bucket=bucket, ACL="public-read") == "AccessControlListNotSupported"


def test_ownership_controls(s3, bucket):
    controls = {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    assert s3.get_bucket_ownership_controls(Bucket=bucket)["OwnershipControls"] == controls
    s3.delete_bucket_ownership_controls(Bucket=bucket)
    assert code_of(s3.get_bucket_ownership_controls, Bucket=bucket) == "OwnershipControlsNotFoundError"
    s3.put_bucket_ownership_controls(Bucket=bucket, OwnershipControls=controls)
    assert s3.get_bucket_ownership_controls(Bucket=bucket)["OwnershipControls"] == controls


def test_bucket_tagging(s3, bucket):
    assert code_of(s3.get_bucket_tagging, Bucket=bucket) == "NoSuchTagSet"
    tags = [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": ""}]
    s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": tags})
    assert s3.get_bucket_tagging(Bucket=bucket)["TagSet"] == tags
    twice = {"TagSet": [tags[0], tags[0]]}
    assert code_of(s3.put_bucket_tagging, Bucket=bucket, Tagging=twice) == "InvalidTag"
    s3.delete_bucket_tagging(Bucket=bucket)
    assert code_of(s3.get_bucket_tagging, Bucket=bucket) == "NoSuchTagSet"


def test_documents_are_those_of_the_model(s3, bucket):
    """Bodies that botocore would not write."""
    def answer(operation, body, **arguments):
        def change(request, **_):
            request.data = body
            del request.headers["Content-MD5"]
            request.headers["Content-MD5"] = base64.b64encode(hashlib.md5(body).digest()).decode()

        event = "before-sign.s3." + "".join(word.capitalize() for word in operation.split("_"))
        s3.meta.events.register(event, change)
        try:
            return error_of(getattr(s3, operation), **{"Bucket": bucket, **arguments})
        finally:
            s3.meta.events.unregister(event, change)

    tags = {"Tagging": {"TagSet": [{"Key": "a", "Value": "1"}]}}
    for content in (b"<Tag><Key>a</Key></Tag>", b"<Tag><Key>a</Key><Value>1</Value><Colour>red</Colour></Tag>"):
        assert answer("put_bucket_tagging", b"<Tagging><TagSet>" + content + b"</TagSet></Tagging>", **tags)["Code"] == "MalformedXML"
    assert code_of(s3.get_bucket_tagging, Bucket=bucket) == "NoSuchTagSet"
    error = answer("create_bucket", b"<CreateBucketConfiguration><Tags><Tag><Key>a</Key><Value>1</Value></Tag></Tags>"
                   b"</CreateBucketConfiguration>", Bucket=bucket + "-tagged",
                   CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    assert error["Code"] == "NotImplemented" and "CreateBucketConfiguration.Tags" in error["Message"]


def test_what_was_never_set_reads_as_on_a_new_bucket(s3, bucket):
    for operation, code in [
        ("get_bucket_cors", "NoSuchCORSConfiguration"),
        ("get_bucket_website", "NoSuchWebsiteConfiguration"),
        ("get_bucket_lifecycle_configuration", "NoSuchLifecycleConfiguration"),
        ("get_bucket_replication", "ReplicationConfigurationNotFoundError"),
        ("get_object_lock_configuration", "ObjectLockConfigurationNotFoundError"),
    ]:
        assert code_of(getattr(s3, operation), Bucket=bucket) == code
        assert code_of(getattr(s3, operation), Bucket="eni-test-absent") == "NoSuchBucket"
    assert "Status" not in s3.get_bucket_accelerate_configuration(Bucket=bucket)
    assert "LoggingEnabled" not in s3.get_bucket_logging(Bucket=bucket)
    assert s3.get_bucket_request_payment(Bucket=bucket)["Payer"] == "BucketOwner"
    assert set(s3.get_bucket_notification_configuration(Bucket=bucket)) == {"ResponseMetadata"}
    acl = s3.get_bucket_acl(Bucket=bucket)
    assert acl["Grants"] == [{"Grantee": {"ID": acl["Owner"]["ID"], "Type": "CanonicalUser"},
                              "Permission": "FULL_CONTROL"}]


# ---- permissions ------------------------------------------------------------------------------------------

@pytest.fixture
def user(client, account):
    """A user without permissions: its S3 client, and a way to give it a policy."""
    iam = client("iam")
    name = f"user-{time.time_ns()}"
    iam.create_user(UserName=name)
    key = iam.create_access_key(UserName=name)["AccessKey"]

    class User:
        s3 = client("s3", credentials={"aws_access_key_id": key["AccessKeyId"],
                                       "aws_secret_access_key": key["SecretAccessKey"]})
        arn = f"arn:aws:iam::{account}:user/{name}"

        def allow(self, *statements):
            document = [{"Effect": "Allow", "Action": action, "Resource": resource} for action, resource in statements]
            iam.put_user_policy(UserName=name, PolicyName="p",
                                PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": document}))

    yield User()
    iam.delete_access_key(UserName=name, AccessKeyId=key["AccessKeyId"])
    for attached in iam.list_user_policies(UserName=name)["PolicyNames"]:
        iam.delete_user_policy(UserName=name, PolicyName=attached)
    iam.delete_user(UserName=name)


@pytest.mark.sandbox_only("on AWS a new user's permissions take their time")
def test_permissions_are_by_bucket_and_object(user, s3, bucket):
    s3.put_object(Bucket=bucket, Key="dir/k", Body=b"x")
    assert code_of(user.s3.get_object, Bucket=bucket, Key="dir/k") == "AccessDenied"
    user.allow(("s3:GetObject", f"arn:aws:s3:::{bucket}/dir/*"))
    assert user.s3.get_object(Bucket=bucket, Key="dir/k")["Body"].read() == b"x"
    assert user.s3.head_object(Bucket=bucket, Key="dir/k")["ContentLength"] == 1
    assert code_of(user.s3.get_object, Bucket=bucket, Key="dir/absent") == "AccessDenied"
    assert code_of(user.s3.list_objects_v2, Bucket=bucket) == "AccessDenied"
    assert code_of(user.s3.put_object, Bucket=bucket, Key="dir/k") == "AccessDenied"
    user.allow(("s3:GetObject", f"arn:aws:s3:::{bucket}/*"), ("s3:ListBucket", f"arn:aws:s3:::{bucket}"),
               ("s3:DeleteObject", f"arn:aws:s3:::{bucket}/mine/*"), ("s3:PutObject", f"arn:aws:s3:::{bucket}/mine/*"))
    assert code_of(user.s3.get_object, Bucket=bucket, Key="dir/absent") == "NoSuchKey"
    user.s3.copy_object(Bucket=bucket, Key="mine/k", CopySource={"Bucket": bucket, "Key": "dir/k"})
    answer = user.s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "mine/k"}, {"Key": "dir/k"}]})
    assert [entry["Key"] for entry in answer["Deleted"]] == ["mine/k"]
    assert [(entry["Key"], entry["Code"]) for entry in answer["Errors"]] == [("dir/k", "AccessDenied")]


@pytest.mark.sandbox_only("on AWS a new user's permissions take their time")
def test_bucket_policies_let_in_and_keep_out(user, s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    s3.put_bucket_policy(Bucket=bucket, Policy=policy(bucket, "Allow", "s3:GetObject", {"AWS": user.arn}))
    assert user.s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"x"
    user.allow(("s3:*", "*"))
    s3.put_bucket_policy(Bucket=bucket, Policy=policy(bucket, "Deny", "s3:GetObject", {"AWS": user.arn}))
    assert code_of(user.s3.get_object, Bucket=bucket, Key="k") == "AccessDenied"
    user.s3.put_object(Bucket=bucket, Key="k", Body=b"y")


@pytest.mark.sandbox_only("needs a second account")
def test_bucket_policies_let_other_accounts_in(client, s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    other = client("s3", credentials={"aws_access_key_id": "999999999997", "aws_secret_access_key": "test"})
    s3.put_bucket_policy(Bucket=bucket, Policy=policy(bucket, "Allow", "s3:GetObject", {"AWS": "999999999997"}))
    assert other.get_object(Bucket=bucket, Key="k")["Body"].read() == b"x"
    assert code_of(other.put_object, Bucket=bucket, Key="k", Body=b"y") == "AccessDenied"
    expected = {"ExpectedBucketOwner": "999999999997"}
    assert code_of(s3.get_object, Bucket=bucket, Key="k", **expected) == "AccessDenied"


def test_conditional_deletion_needs_the_permission_to_read(s3, bucket, user):
    """Whoever asks for an ETag learns it; not so whoever asks for any (If-Match: *)."""
    etag = s3.put_object(Bucket=bucket, Key="k", Body=b"x")["ETag"]
    here = f"arn:aws:s3:::{bucket}/*"

    def delete(condition):
        def add(request, **_):
            request.headers["If-Match"] = condition

        user.s3.meta.events.register("before-sign.s3.DeleteObject", add)
        try:
            user.s3.delete_object(Bucket=bucket, Key="k")
            return "deleted"
        except ClientError as error:
            return error.response["Error"]["Code"]
        finally:
            user.s3.meta.events.unregister("before-sign.s3.DeleteObject", add)

    user.allow(("s3:DeleteObject", here))
    assert delete(etag) == "AccessDenied"
    assert delete("*") == "deleted"
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    user.allow(("s3:DeleteObject", here), ("s3:GetObject", here))
    assert delete(etag) == "deleted"


@pytest.mark.sandbox_only("a bucket that nobody can use again")
def test_root_gets_out_of_a_policy_that_denies_everybody(s3, bucket):
    s3.put_bucket_policy(Bucket=bucket, Policy=policy(bucket, "Deny", "s3:*", "*", resource="*"))
    assert code_of(s3.list_objects_v2, Bucket=bucket) == "AccessDenied"
    s3.delete_bucket_policy(Bucket=bucket)
    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 0
