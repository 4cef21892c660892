"""Input that is small and asks for hours or gigabytes: each is answered at once, in the service's own words, and others
do not wait meanwhile."""
import base64
import hashlib
import io
import json
import time
import zipfile

import pytest
from botocore.exceptions import ClientError

pytestmark = pytest.mark.sandbox_only("what AWS says of these is not known")

SECONDS = 2  # One that is not bounded takes more than ten; the machine of the tests may be slow.


@pytest.fixture
def refused():
    def error(call, **arguments):
        began = time.monotonic()
        with pytest.raises(ClientError) as caught:
            call(**arguments)
        assert time.monotonic() - began < SECONDS
        return caught.value.response["Error"]
    return error


def doubled(levels):
    """24 levels are 16 MB, 48 more than any machine holds."""
    text = "a"
    for _ in range(levels):
        text = {"Fn::Sub": ["${x}${x}", {"x": text}]}
    return {"Resources": {"R": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": text}}}}


@pytest.mark.parametrize("levels", [24, 26, 48])
def test_text_that_doubles_itself(client, refused, levels):
    error = refused(client("cloudformation").create_stack, StackName="doubled",
                    TemplateBody=json.dumps(doubled(levels)))
    assert error["Code"] == "ValidationError"
    assert error["Message"] == "Template error: Fn::Sub gives more than 1000000 bytes"


@pytest.mark.parametrize("pattern, why", [
    ("((a{0,1000}){0,1000}){0,1000}b", "AllowedPattern must be a valid regular expression."),
    ("(.?){900}(a?){900}q", "takes too many steps to match against pattern (.?){900}(a?){900}q"),
])
def test_costly_patterns_of_parameters(client, refused, pattern, why):
    template = {"Parameters": {"P": {"Type": "String", "AllowedPattern": pattern}},
                "Resources": {"R": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": "v"}}}}
    error = refused(client("cloudformation").create_stack, StackName="pattern", TemplateBody=json.dumps(template),
                    Parameters=[{"ParameterKey": "P", "ParameterValue": "a" * 4000}])
    assert error["Code"] == "ValidationError"
    assert error["Message"].startswith(f"Parameter 'P' {why}")
    error = refused(client("ssm").put_parameter, Name="/costly", Value="a" * 4000, Type="String", AllowedPattern=pattern)
    assert error["Code"] == "InvalidAllowedPatternException"


def test_messages_quote_a_part(client, refused):
    ecs = client("ecs")
    ecs.create_cluster()
    error = refused(ecs.list_container_instances, filter="attribute:" + "x" * 3_000_000)
    assert error["Code"] == "InvalidParameterException"
    assert len(error["Message"]) < 1000


def archive(*paths):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        for path in paths:
            made.writestr(path, "x")
    return data.getvalue()


@pytest.mark.parametrize("paths", [("a", "a/b"), ("a/b", "a"), ("a/" * 2000 + "f",), ("n" * 256,)],
                         ids=["file and folder", "folder and file", "2000 levels", "long name"])
def test_archives_that_no_folder_holds(client, refused, account, paths):
    iam = client("iam")
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                                                     "Principal": {"Service": "lambda.amazonaws.com"}}]}
    iam.create_role(RoleName="function", AssumeRolePolicyDocument=json.dumps(trust))
    error = refused(client("lambda").create_function, FunctionName="f", Runtime="provided.al2023", Handler="h",
                    Role=f"arn:aws:iam::{account}:role/function", Code={"ZipFile": archive(*paths)})
    assert error == {"Code": "InvalidParameterValueException",
                     "Message": "Could not unzip uploaded file. Please check your file, then try to upload again."}


def test_too_many_values_of_filters(client, refused):
    error = refused(client("ec2").describe_instances,
                    Filters=[{"Name": "instance-id", "Values": [f"i-{n}" for n in range(201)]}])
    assert error == {"Code": "FilterLimitExceeded",
                     "Message": "The maximum number of filter values specified on a single call is 200"}


def test_wildcards_of_log_patterns(client):
    logs = client("logs")
    logs.create_log_group(logGroupName="g")
    logs.create_log_stream(logGroupName="g", logStreamName="s")
    now = int(time.time() * 1000)
    logs.put_log_events(logGroupName="g", logStreamName="s",
                        logEvents=[{"timestamp": now, "message": json.dumps({"m": "a" * 5000})}])
    began = time.monotonic()
    found = logs.filter_log_events(logGroupName="g", filterPattern='{ $.m = "' + "*a" * 40 + '*b" }')["events"]
    assert time.monotonic() - began < SECONDS
    assert found == []
    assert len(logs.filter_log_events(logGroupName="g", filterPattern='{ $.m = "' + "*a" * 40 + '*" }')["events"]) == 1


def test_large_log_groups_are_searched_in_pages(client):
    logs = client("logs")
    logs.create_log_group(logGroupName="large")
    logs.create_log_stream(logGroupName="large", logStreamName="s")
    now = int(time.time() * 1000)
    for batch in range(6):
        last = [{"timestamp": now, "message": '{"n": 1}'}] if batch == 5 else []
        logs.put_log_events(logGroupName="large", logStreamName="s",
                            logEvents=[{"timestamp": now, "message": "x" * 1_000_000}] + last)
    pages = list(logs.get_paginator("filter_log_events").paginate(logGroupName="large", filterPattern="{ $.n = 1 }"))
    assert len(pages) == 2
    assert [event["message"] for page in pages for event in page["events"]] == ['{"n": 1}']


def test_simulations_of_everything_on_everything(client, refused):
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
    error = refused(client("iam").simulate_custom_policy, PolicyInputList=[json.dumps(policy)],
                    ActionNames=[f"s3:Get{n}" for n in range(1000)],
                    ResourceArns=[f"arn:aws:s3:::bucket-{n}" for n in range(1000)])
    assert error["Code"] == "InvalidInput"
    assert error["Message"].startswith("The simulation is too large")


def test_tags_within_tags_of_s3(client):
    """Deeper than any schema: refused, not followed."""
    s3 = client("s3")
    s3.create_bucket(Bucket="nested-tags", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    body = "<Tagging>" + "<TagSet>" * 100_000 + "</TagSet>" * 100_000 + "</Tagging>"

    def replace_body(request, **_):
        request.data = body.encode()
        del request.headers["Content-MD5"]
        request.headers["Content-MD5"] = base64.b64encode(hashlib.md5(request.data).digest()).decode()

    s3.meta.events.register("before-sign.s3.PutBucketTagging", replace_body)
    with pytest.raises(ClientError) as caught:
        s3.put_bucket_tagging(Bucket="nested-tags", Tagging={"TagSet": [{"Key": "k", "Value": "v"}]})
    assert caught.value.response["Error"]["Code"] == "MalformedXML"
    s3.head_bucket(Bucket="nested-tags")
