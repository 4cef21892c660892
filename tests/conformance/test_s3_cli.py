"""Amazon S3 through the AWS CLI and other programs: aws s3 mb, cp, ls, sync, presign, rb; package; curl."""
import shutil
import subprocess
import time

import pytest


@pytest.fixture
def bucket(aws):
    name = f"eni-test-{time.time_ns()}"
    aws("s3", "mb", f"s3://{name}")
    yield name
    aws("s3", "rb", "--force", f"s3://{name}")


def listed(aws, *arguments):
    return [line.split(maxsplit=3)[3] for line in aws("s3", "ls", *arguments).stdout.splitlines()]


def test_aws_s3_copies_both_ways(aws, bucket, tmp_path):
    (tmp_path / "a.txt").write_text("hello")
    aws("s3", "cp", "a.txt", f"s3://{bucket}/dir/")
    assert listed(aws, f"s3://{bucket}/", "--recursive") == ["dir/a.txt"]
    assert aws("s3", "ls", f"s3://{bucket}/").stdout.split() == ["PRE", "dir/"]
    aws("s3", "cp", f"s3://{bucket}/dir/a.txt", "b.txt")
    assert (tmp_path / "b.txt").read_text() == "hello"
    assert aws("s3", "cp", f"s3://{bucket}/dir/a.txt", "-").stdout == "hello"
    aws("s3", "mv", f"s3://{bucket}/dir/a.txt", f"s3://{bucket}/c.txt")
    assert listed(aws, f"s3://{bucket}/", "--recursive") == ["c.txt"]


def test_aws_s3_cp_of_a_large_file_goes_in_parts(aws, bucket, tmp_path, client):
    content = bytes(range(256)) * 4096 * 20  # 20 MiB
    (tmp_path / "big").write_bytes(content)
    aws("s3", "cp", "big", f"s3://{bucket}/big")
    assert client("s3").head_object(Bucket=bucket, Key="big")["ETag"].endswith('-3"')
    aws("s3", "cp", f"s3://{bucket}/big", "again")
    assert (tmp_path / "again").read_bytes() == content
    aws("s3", "cp", f"s3://{bucket}/big", f"s3://{bucket}/copy")
    assert client("s3").head_object(Bucket=bucket, Key="copy")["ContentLength"] == len(content)


def test_aws_s3_sync_copies_what_changed(aws, bucket, tmp_path):
    source = tmp_path / "source"
    (source / "sub").mkdir(parents=True)
    for name in ("a", "b", "sub/c"):
        (source / name).write_text(name)
    aws("s3", "sync", source, f"s3://{bucket}/s")
    assert listed(aws, f"s3://{bucket}/s", "--recursive") == ["s/a", "s/b", "s/sub/c"]
    assert aws("s3", "sync", source, f"s3://{bucket}/s").stdout == ""
    (source / "b").unlink()
    aws("s3", "sync", "--delete", source, f"s3://{bucket}/s")
    assert listed(aws, f"s3://{bucket}/s", "--recursive") == ["s/a", "s/sub/c"]


def test_aws_s3_presign_gives_a_url_for_curl(aws, bucket, tmp_path):
    if not shutil.which("curl"):
        pytest.skip("no curl")
    (tmp_path / "a.txt").write_text("hello")
    aws("s3", "cp", "a.txt", f"s3://{bucket}/a b.txt")
    url = aws("s3", "presign", f"s3://{bucket}/a b.txt").stdout.strip()
    assert subprocess.run(["curl", "-sS", url], stdout=subprocess.PIPE, text=True, check=True).stdout == "hello"


def test_curl_uploads_by_a_presigned_url(client, bucket, tmp_path):
    if not shutil.which("curl"):
        pytest.skip("no curl")
    (tmp_path / "a.txt").write_text("hello")
    s3 = client("s3", signature_version="s3v4")
    url = s3.generate_presigned_url("put_object", {"Bucket": bucket, "Key": "k"}, 60)
    subprocess.run(["curl", "-sS", "--fail", "-T", tmp_path / "a.txt", url], check=True)
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"hello"


def test_aws_s3_names_what_failed(aws):
    failed = aws("s3", "ls", "s3://absent-bucket-of-nobody", check=False)
    assert "(NoSuchBucket) when calling the ListObjectsV2 operation" in failed.stderr
    assert "The specified bucket does not exist" in failed.stderr


def test_aws_cloudformation_package_uploads_code_once(aws, bucket, tmp_path):
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "index.js").write_text("exports.handler = async () => 1\n")
    (tmp_path / "template.yml").write_text("""
Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs18.x
      Role: arn:aws:iam::000000000000:role/r
      Code: code
""")
    package = ["cloudformation", "package", "--template-file", "template.yml", "--s3-bucket", bucket,
               "--output-template-file", "packaged.yml"]
    aws(*package)
    assert f"S3Bucket: {bucket}" in (tmp_path / "packaged.yml").read_text()
    aws(*package)
    assert len(listed(aws, f"s3://{bucket}", "--recursive")) == 1


@pytest.mark.sandbox_only("needs a state file")
def test_objects_survive_a_kill(start_sandbox, client, tmp_path):
    sandbox = start_sandbox(state=tmp_path / "state.db")
    s3 = client("s3", sandbox=sandbox, region="us-east-1")
    s3.create_bucket(Bucket="kept")
    s3.put_object(Bucket="kept", Key="k", Body=b"x" * 100_000)
    sandbox.kill()
    sandbox.restart()
    assert client("s3", sandbox=sandbox).get_object(Bucket="kept", Key="k")["Body"].read() == b"x" * 100_000
