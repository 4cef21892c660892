"""What `sam deploy` asks of AWS, with boto3: SAM itself is in no package of the systems that this runs on.
Source of the requests: aws/aws-sam-cli, samcli/lib/{bootstrap,deploy,package}."""
import io
import json
import time
import zipfile

import pytest
from botocore.exceptions import ClientError

from stacks import Stack

pytestmark = pytest.mark.sandbox_only("its templates lie in buckets of the test's own endpoint")
NO_CHANGES = "The submitted information didn't contain changes. Submit different information to create a change set."

MANAGED = """
AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Description: Managed Stack for AWS SAM CLI
Metadata: {SamCliInfo: 1.140.0}
Resources:
  SamCliSourceBucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketEncryption: {ServerSideEncryptionConfiguration: [ServerSideEncryptionByDefault: {SSEAlgorithm: aws:kms}]}
      PublicAccessBlockConfiguration:
        {BlockPublicPolicy: 'true', BlockPublicAcls: 'true', IgnorePublicAcls: 'true', RestrictPublicBuckets: 'true'}
      VersioningConfiguration: {Status: Enabled}
      Tags: [{Key: ManagedStackSource, Value: AwsSamCli}]
  SamCliSourceBucketBucketPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref SamCliSourceBucket
      PolicyDocument:
        Statement:
          - Action: [s3:GetObject]
            Effect: Allow
            Resource: !Join ['', ['arn:', !Ref AWS::Partition, ':s3:::', !Ref SamCliSourceBucket, /*]]
            Principal: {Service: serverlessrepo.amazonaws.com}
            Condition: {StringEquals: {aws:SourceAccount: !Ref AWS::AccountId}}
Outputs:
  SourceBucket: {Value: !Ref SamCliSourceBucket}
"""

PARENT = """
AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Parameters:
  Greeting: {Type: String}
Globals:
  Function: {Runtime: python3.11, Timeout: 20, Environment: {Variables: {GREETING: !Ref Greeting}}}
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Metadata: {SamResourceId: Hello}
    Properties:
      Handler: index.handler
      CodeUri: CODE
      Policies: [AmazonS3ReadOnlyAccess, {Statement: [{Effect: Allow, Action: 'ssm:*', Resource: '*'}]}]
  App:
    Type: AWS::Serverless::Application
    Properties:
      Location: CHILD
      Parameters: {Function: !GetAtt Hello.Arn}
      Tags: {kind: child}
Outputs:
  Hello: {Value: !Ref Hello}
  Child: {Value: !GetAtt App.Outputs.Name}
"""

CHILD = """
Parameters: {Function: {Type: String}}
Resources:
  P: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: !Ref Function}}
Outputs: {Name: {Value: !Ref P}}
"""


class Sam:
    """The steps of the command."""

    def __init__(self, client, endpoint):
        self.api, self.s3, self.endpoint = client("cloudformation"), client("s3"), endpoint

    def has_stack(self, name):
        """A stack in review is none yet."""
        try:
            stack, = self.api.describe_stacks(StackName=name)["Stacks"]
        except ClientError as error:
            assert f"Stack with id {name} does not exist" in str(error)
            return False
        return stack["StackStatus"] != "REVIEW_IN_PROGRESS"

    def bootstrap(self):
        """--resolve-s3"""
        name = "aws-sam-cli-managed-default"
        if not self.has_stack(name):
            made = self.api.create_change_set(
                StackName=name, TemplateBody=MANAGED, Tags=[{"Key": "ManagedStackSource", "Value": "AwsSamCli"}],
                ChangeSetType="CREATE", ChangeSetName="InitialCreation", Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
                Parameters=[])
            self.wait(made["Id"], name)
            self.api.execute_change_set(ChangeSetName=made["Id"], StackName=name)
            assert Stack(self.api, name).ended() == "CREATE_COMPLETE", Stack(self.api, name).story()
        stack, = self.api.describe_stacks(StackName=name)["Stacks"]
        return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}["SourceBucket"]

    def upload(self, bucket, key, body):
        """The path-style URL of a template; the scheme s3: of code."""
        try:
            self.s3.head_object(Bucket=bucket, Key=key)
        except ClientError:
            self.s3.put_object(Bucket=bucket, Key=key, Body=body)
        return f"{self.endpoint}/{bucket}/{key}", f"s3://{bucket}/{key}"

    def wait(self, change_set, stack):
        while True:
            shown = self.api.describe_change_set(ChangeSetName=change_set, StackName=stack)
            if shown["Status"] not in ("CREATE_PENDING", "CREATE_IN_PROGRESS"):
                return shown
            time.sleep(0.05)

    def deploy(self, name, url, parameters, capabilities=("CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND")):
        """The changes and how it ended; no changes, and nothing is executed."""
        is_new = not self.has_stack(name)
        self.api.get_template_summary(TemplateURL=url)
        made = self.api.create_change_set(
            StackName=name, ChangeSetName=f"samcli-deploy{int(time.time() * 1000)}", ChangeSetType="CREATE" if is_new else "UPDATE",
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
            Capabilities=list(capabilities), Description="Created by SAM CLI at 2026-11-29T07:00:00 UTC", Tags=[],
            TemplateURL=url)
        shown = self.wait(made["Id"], name)
        changes = [(change["ResourceChange"]["Action"], change["ResourceChange"]["LogicalResourceId"])
                   for page in self.api.get_paginator("describe_change_set").paginate(ChangeSetName=made["Id"], StackName=name)
                   for change in page["Changes"]]
        if shown["Status"] == "FAILED":
            assert shown["StatusReason"] == NO_CHANGES
            return [], None
        self.api.execute_change_set(ChangeSetName=made["Id"], StackName=name, DisableRollback=False)
        self.api.describe_stack_events(StackName=name)
        return changes, Stack(self.api, name).ended()


@pytest.fixture
def sam(client, sandbox):
    return Sam(client, sandbox.endpoint)


def archive(text):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as out:
        out.writestr("index.py", text)
    return data.getvalue()


def test_sam_deploy(sam, client):
    bucket = sam.bootstrap()
    assert sam.bootstrap() == bucket
    _, code = sam.upload(bucket, "app/1", archive("import os\ndef handler(event, context):\n    return os.environ['GREETING']\n"))
    child, _ = sam.upload(bucket, "app/2.template", CHILD.encode())
    parent, _ = sam.upload(bucket, "app/3.template", PARENT.replace("CODE", code).replace("CHILD", child).encode())
    changes, status = sam.deploy("app", parent, {"Greeting": "hello"})
    stack = Stack(sam.api, "app")
    assert (changes, status) == ([("Add", "Hello"), ("Add", "HelloRole"), ("Add", "App")], "CREATE_COMPLETE"), stack.story()
    outputs = stack.outputs()
    function = client("lambda").get_function(FunctionName=outputs["Hello"])
    assert function["Tags"].items() >= {"lambda:createdBy": "SAM"}.items()
    answer = client("lambda").invoke(FunctionName=outputs["Hello"])["Payload"].read()
    assert json.loads(answer) == "hello"
    value = client("ssm").get_parameter(Name=outputs["Child"])["Parameter"]["Value"]
    assert value == function["Configuration"]["FunctionArn"]
    shown, = sam.api.describe_stacks(StackName=stack.physical_id("App"))["Stacks"]
    assert {tag["Key"]: tag["Value"] for tag in shown["Tags"]} == {"lambda:createdBy": "SAM", "kind": "child"}
    role = function["Configuration"]["Role"].rsplit("/", 1)[1]
    attached = client("iam").list_attached_role_policies(RoleName=role)["AttachedPolicies"]
    assert sorted(one["PolicyName"] for one in attached) == ["AWSLambdaBasicExecutionRole", "AmazonS3ReadOnlyAccess"]
    assert client("iam").list_role_policies(RoleName=role)["PolicyNames"] == ["HelloRolePolicy1"]

    changes, status = sam.deploy("app", parent, {"Greeting": "welcome"})
    assert status == "UPDATE_COMPLETE" and ("Modify", "Hello") in changes
    assert json.loads(client("lambda").invoke(FunctionName=outputs["Hello"])["Payload"].read()) == "welcome"
    original = sam.api.get_template(StackName="app")["TemplateBody"]
    processed = sam.api.get_template(StackName="app", TemplateStage="Processed")["TemplateBody"]
    assert "AWS::Serverless::Function" in original
    assert processed["Resources"]["Hello"]["Type"] == "AWS::Lambda::Function" and "Transform" not in processed
    assert stack.delete() == "DELETE_COMPLETE", stack.story()


def test_a_stack_without_applications_may_have_no_changes(sam):
    bucket = sam.bootstrap()
    template = ("Transform: AWS::Serverless-2016-10-31\nResources:\n  F: {Type: AWS::Serverless::Function, Properties: "
                "{Handler: index.handler, Runtime: python3.11, InlineCode: 'def handler(e, c): pass'}}\n")
    url, _ = sam.upload(bucket, "1.template", template.encode())
    assert sam.deploy("plain", url, {})[1] == "CREATE_COMPLETE"
    assert sam.deploy("plain", url, {}) == ([], None)


def test_capabilities(sam):
    """A change set shows what the transform makes; a stack that is created at once asks for trust in it."""
    bucket = sam.bootstrap()
    template = "Transform: AWS::Serverless-2016-10-31\nResources: {P: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: x}}}\n"
    url, _ = sam.upload(bucket, "1.template", template.encode())
    with pytest.raises(ClientError, match=r"Requires capabilities : \[CAPABILITY_AUTO_EXPAND\]"):
        sam.api.create_stack(StackName="direct", TemplateURL=url)
    assert sam.deploy("reviewed", url, {}, capabilities=())[1] == "CREATE_COMPLETE"
    assert sam.api.get_template_summary(TemplateURL=url)["DeclaredTransforms"] == ["AWS::Serverless-2016-10-31"]
    stack = Stack(sam.api, "parent")
    nested = {"Resources": {"A": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": url}}}}
    assert stack.create(nested) == "ROLLBACK_COMPLETE"
    assert stack.reasons("A") == ["Requires capabilities : [CAPABILITY_AUTO_EXPAND]"]


def test_what_is_missing_is_named(sam):
    template = json.dumps({"Transform": "AWS::Serverless-2016-10-31", "Resources": {
        "A": {"Type": "AWS::Serverless::Api", "Properties": {"StageName": "x"}}}})
    with pytest.raises(ClientError, match="Transform AWS::Serverless-2016-10-31 failed with: Invalid Serverless Application "
                       r"Specification document. Number of errors found: 1. Resource with id \[A\] is invalid. The type "
                       "AWS::Serverless::Api is not supported by the sandbox."):
        sam.api.create_stack(StackName="api", TemplateBody=template, Capabilities=["CAPABILITY_AUTO_EXPAND"])
    including = json.dumps({"Resources": {"P": {"Type": "AWS::SSM::Parameter", "Properties": {
        "Type": "String", "Value": {"Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": "s3://a/b"}}}}}}})
    with pytest.raises(ClientError, match="Fn::Transform is not supported here"):
        sam.api.create_stack(StackName="including", TemplateBody=including, Capabilities=["CAPABILITY_AUTO_EXPAND"])
