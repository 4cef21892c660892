"""AWS CloudFormation's resource types: made, changed, replaced and deleted, as their own services see them."""
import json
import re

import pytest
from botocore.exceptions import ClientError

from stacks import Stack

TRUST = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}]}
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}
OTHER = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}]}
READ_ONLY = "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"
CAPABILITIES = ("CAPABILITY_NAMED_IAM",)


@pytest.fixture
def stack(sandbox, client):
    return Stack(client("cloudformation"), "types")


def role(**properties):
    return {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": TRUST, **properties}}


def outputs(**values):
    return {name: {"Value": value} for name, value in values.items()}


def create(stack, resources, **values):
    template = {"Resources": resources, "Outputs": outputs(**values)}
    assert stack.create(template, capabilities=CAPABILITIES) == "CREATE_COMPLETE", stack.story()


def update(stack, resources, **values):
    template = {"Resources": resources, "Outputs": outputs(**values)}
    assert stack.update(template, capabilities=CAPABILITIES) == "UPDATE_COMPLETE", stack.story()


def gone(call, **arguments):
    with pytest.raises(ClientError):
        call(**arguments)


def test_role_and_its_policies(stack, client):
    iam = client("iam")
    create(stack, {"R": role(Path="/team/", Description="first", ManagedPolicyArns=[READ_ONLY],
                             Policies=[{"PolicyName": "p", "PolicyDocument": POLICY}],
                             Tags=[{"Key": "a", "Value": "1"}])},
           Arn={"Fn::GetAtt": ["R", "Arn"]}, Id={"Fn::GetAtt": ["R", "RoleId"]})
    name = stack.physical_id("R")
    made = iam.get_role(RoleName=name)["Role"]
    assert (made["Arn"], made["RoleId"]) == (stack.outputs()["Arn"], stack.outputs()["Id"])
    assert name.startswith("types-R-")
    update(stack, {"R": role(Path="/team/", Description="second", MaxSessionDuration=7200,
                             Policies=[{"PolicyName": "q", "PolicyDocument": OTHER}],
                             Tags=[{"Key": "b", "Value": "2"}])})
    made = iam.get_role(RoleName=name)["Role"]
    assert (made["Description"], made["MaxSessionDuration"]) == ("second", 7200)
    assert made["Tags"] == [{"Key": "b", "Value": "2"}]
    assert iam.list_role_policies(RoleName=name)["PolicyNames"] == ["q"]
    assert iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"] == []
    update(stack, {"R": role(Path="/other/")})  # another path is another role
    assert stack.physical_id("R") != name
    gone(iam.get_role, RoleName=name)
    assert stack.delete() == "DELETE_COMPLETE"


def test_group_and_its_users(stack, client):
    iam = client("iam")
    def template(policies, users):
        return {"A": {"Type": "AWS::IAM::User"}, "B": {"Type": "AWS::IAM::User"},
                "G": {"Type": "AWS::IAM::Group", "Properties": {"Policies": policies, "ManagedPolicyArns": [READ_ONLY]}},
                "In": {"Type": "AWS::IAM::UserToGroupAddition", "Properties": {
                    "GroupName": {"Ref": "G"}, "Users": [{"Ref": name} for name in users]}}}
    def users():
        return [user["UserName"] for user in iam.get_group(GroupName=name)["Users"]]
    create(stack, template([{"PolicyName": "p", "PolicyDocument": POLICY}], ["A"]), Arn={"Fn::GetAtt": ["G", "Arn"]})
    name = stack.physical_id("G")
    assert iam.get_group(GroupName=name)["Group"]["Arn"] == stack.outputs()["Arn"]
    assert iam.list_group_policies(GroupName=name)["PolicyNames"] == ["p"]
    assert users() == [stack.physical_id("A")]
    update(stack, template([], ["B"]))
    assert iam.list_group_policies(GroupName=name)["PolicyNames"] == []
    assert users() == [stack.physical_id("B")]
    assert stack.delete() == "DELETE_COMPLETE", stack.story()
    gone(iam.get_group, GroupName=name)


@pytest.mark.parametrize("kind", ["AWS::IAM::GroupPolicy", "AWS::IAM::RolePolicy", "AWS::IAM::UserPolicy"])
def test_inline_policy_as_a_resource_of_its_own(stack, client, kind):
    iam = client("iam")
    noun = kind.removeprefix("AWS::IAM::").removesuffix("Policy")
    holder = role() if noun == "Role" else {"Type": f"AWS::IAM::{noun}"}
    def template(document):
        return {"H": holder, "P": {"Type": kind, "Properties": {
            f"{noun}Name": {"Ref": "H"}, "PolicyName": "p", "PolicyDocument": document}}}
    def document():
        named = {f"{noun}Name": stack.physical_id("H"), "PolicyName": "p"}
        return getattr(iam, f"get_{noun.lower()}_policy")(**named)["PolicyDocument"]
    create(stack, template(POLICY))
    assert document() == POLICY
    assert stack.physical_id("P") == "p|" + stack.physical_id("H")
    update(stack, template(OTHER))
    assert document() == OTHER
    assert stack.delete() == "DELETE_COMPLETE", stack.story()


def test_inline_policy_of_roles(stack, client):
    iam = client("iam")
    def policy(**properties):
        return {"Type": "AWS::IAM::Policy", "Properties": {"PolicyName": "p", "PolicyDocument": POLICY, **properties}}
    create(stack, {"A": role(), "B": role(), "P": policy(Roles=[{"Ref": "A"}])})
    a, b = stack.physical_id("A"), stack.physical_id("B")
    update(stack, {"A": role(), "B": role(), "P": policy(Roles=[{"Ref": "B"}], PolicyName="renamed")})
    assert iam.list_role_policies(RoleName=a)["PolicyNames"] == []
    assert iam.list_role_policies(RoleName=b)["PolicyNames"] == ["renamed"]
    assert stack.delete() == "DELETE_COMPLETE", stack.story()


def test_managed_policy_and_its_versions(stack, client):
    iam = client("iam")
    def resources(document):
        return {"R": role(), "P": {"Type": "AWS::IAM::ManagedPolicy",
                                   "Properties": {"PolicyDocument": document, "Roles": [{"Ref": "R"}]}}}
    create(stack, resources(POLICY))
    arn = stack.physical_id("P")
    assert arn.startswith("arn:aws:iam::")
    for number in range(6):  # more than the five versions that IAM keeps
        update(stack, resources({**POLICY, "Id": str(number)}))
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    document = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    assert document["Id"] == "5"
    assert stack.delete() == "DELETE_COMPLETE", stack.story()
    gone(iam.get_policy, PolicyArn=arn)


def test_instance_profile(stack, client):
    iam = client("iam")
    def resources(of):
        return {"A": role(), "B": role(), "I": {"Type": "AWS::IAM::InstanceProfile", "Properties": {"Roles": [{"Ref": of}]}}}
    create(stack, resources("A"), Arn={"Fn::GetAtt": ["I", "Arn"]})
    profile = iam.get_instance_profile(InstanceProfileName=stack.physical_id("I"))["InstanceProfile"]
    assert profile["Arn"] == stack.outputs()["Arn"]
    update(stack, resources("B"))
    profile = iam.get_instance_profile(InstanceProfileName=stack.physical_id("I"))["InstanceProfile"]
    assert [r["RoleName"] for r in profile["Roles"]] == [stack.physical_id("B")]
    assert stack.delete() == "DELETE_COMPLETE", stack.story()


def test_user_and_access_key(stack, client, sandbox):
    resources = {"U": {"Type": "AWS::IAM::User", "Properties": {"Policies": [{"PolicyName": "p", "PolicyDocument": POLICY}]}},
                 "K": {"Type": "AWS::IAM::AccessKey", "Properties": {"UserName": {"Ref": "U"}}}}
    create(stack, resources, Secret={"Fn::GetAtt": ["K", "SecretAccessKey"]})
    user = client("sts", credentials={"aws_access_key_id": stack.physical_id("K"),
                                      "aws_secret_access_key": stack.outputs()["Secret"]})
    assert user.get_caller_identity()["Arn"].endswith(":user/" + stack.physical_id("U"))
    resources["K"]["Properties"]["Status"] = "Inactive"
    update(stack, resources, Secret={"Fn::GetAtt": ["K", "SecretAccessKey"]})
    [key] = client("iam").list_access_keys(UserName=stack.physical_id("U"))["AccessKeyMetadata"]
    assert key["Status"] == "Inactive"
    assert stack.outputs()["Secret"]
    assert stack.delete() == "DELETE_COMPLETE", stack.story()


def test_service_linked_role(stack, client):
    create(stack, {"S": {"Type": "AWS::IAM::ServiceLinkedRole", "Properties": {"AWSServiceName": "ecs.amazonaws.com"}}})
    assert stack.physical_id("S") == "AWSServiceRoleForECS"
    assert stack.delete() == "DELETE_COMPLETE", stack.story()
    gone(client("iam").get_role, RoleName="AWSServiceRoleForECS")


def test_function_permission_and_event_invoke_configuration(stack, client):
    function_role = role(AssumeRolePolicyDocument={**TRUST, "Statement": [
        {**TRUST["Statement"][0], "Principal": {"Service": "lambda.amazonaws.com"}}]})
    def resources(code, memory, **variables):
        return {
            "R": function_role,
            "F": {"Type": "AWS::Lambda::Function", "Properties": {
                "Runtime": "nodejs20.x", "Handler": "index.handler", "MemorySize": memory, "Timeout": "7",
                "Role": {"Fn::GetAtt": ["R", "Arn"]}, "Code": {"ZipFile": code},
                "Environment": {"Variables": variables}, "Tags": [{"Key": "memory", "Value": str(memory)}]}},
            "P": {"Type": "AWS::Lambda::Permission", "Properties": {
                "FunctionName": {"Ref": "F"}, "Action": "lambda:InvokeFunction", "Principal": "s3.amazonaws.com"}},
            "E": {"Type": "AWS::Lambda::EventInvokeConfig", "Properties": {
                "FunctionName": {"Ref": "F"}, "Qualifier": "$LATEST", "MaximumRetryAttempts": 0}}}
    functions = client("lambda")
    create(stack, resources("exports.handler = async () => 1", 128, Number=14), Arn={"Fn::GetAtt": ["F", "Arn"]})
    name = stack.physical_id("F")
    first = functions.get_function_configuration(FunctionName=name)
    assert first["FunctionArn"] == stack.outputs()["Arn"]
    assert (first["Timeout"], first["Environment"]["Variables"]) == (7, {"Number": "14"})
    assert functions.get_function_event_invoke_config(FunctionName=name)["MaximumRetryAttempts"] == 0
    assert "s3.amazonaws.com" in functions.get_policy(FunctionName=name)["Policy"]
    update(stack, resources("exports.handler = async () => 2", 256))
    second = functions.get_function(FunctionName=name)
    assert second["Configuration"]["MemorySize"] == 256
    assert second["Configuration"]["CodeSha256"] != first["CodeSha256"]
    assert second["Tags"] == {"memory": "256"}
    assert functions.invoke(FunctionName=name)["Payload"].read() == b"2"
    assert stack.delete() == "DELETE_COMPLETE", stack.story()
    gone(functions.get_function, FunctionName=name)


def test_log_group(stack, client):
    logs = client("logs")
    def group(**properties):
        return {"G": {"Type": "AWS::Logs::LogGroup", "Properties": properties}}
    create(stack, group(RetentionInDays=7, Tags=[{"Key": "a", "Value": "1"}]), Arn={"Fn::GetAtt": ["G", "Arn"]})
    name = stack.physical_id("G")
    [made] = logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    assert (made["retentionInDays"], made["arn"]) == (7, stack.outputs()["Arn"])
    update(stack, group(Tags=[{"Key": "b", "Value": "2"}]))
    [made] = logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    assert "retentionInDays" not in made
    assert logs.list_tags_log_group(logGroupName=name)["tags"] == {"b": "2"}
    assert stack.delete() == "DELETE_COMPLETE", stack.story()
    assert logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"] == []


def test_log_stream(stack, client):
    logs = client("logs")
    create(stack, {"G": {"Type": "AWS::Logs::LogGroup"},
                   "S": {"Type": "AWS::Logs::LogStream", "Properties": {"LogGroupName": {"Ref": "G"}}}})
    [made] = logs.describe_log_streams(logGroupName=stack.physical_id("G"))["logStreams"]
    assert made["logStreamName"] == stack.physical_id("S")
    update(stack, {"G": {"Type": "AWS::Logs::LogGroup"},
                   "S": {"Type": "AWS::Logs::LogStream", "Properties": {"LogGroupName": {"Ref": "G"}, "LogStreamName": "s"}}})
    [made] = logs.describe_log_streams(logGroupName=stack.physical_id("G"))["logStreams"]
    assert made["logStreamName"] == stack.physical_id("S") == "s"
    assert stack.delete() == "DELETE_COMPLETE", stack.story()


def test_log_resource_policy(stack, client):
    logs = client("logs")
    def template(name, as_text=False, **statement):
        document = {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "es.amazonaws.com"}, "Action": "logs:PutLogEvents", "Resource": "*",
             **statement}]}
        return {"P": {"Type": "AWS::Logs::ResourcePolicy", "Properties": {
            "PolicyName": name, "PolicyDocument": json.dumps(document) if as_text else document}}}
    def actions():
        return {row["policyName"]: json.loads(row["policyDocument"])["Statement"][0]["Action"]
                for row in logs.describe_resource_policies()["resourcePolicies"]}
    create(stack, template("first"), Name={"Ref": "P"})
    assert (stack.outputs()["Name"], actions()) == ("first", {"first": "logs:PutLogEvents"})
    update(stack, template("first", as_text=True, Action="logs:CreateLogStream"))
    assert actions() == {"first": "logs:CreateLogStream"}
    update(stack, template("second"))
    assert actions() == {"second": "logs:PutLogEvents"}
    other = Stack(client("cloudformation"), "types-again")
    assert other.create({"Resources": template("second", Action="logs:CreateLogStream")}) == "ROLLBACK_COMPLETE"
    assert "identifier 'second' already exists" in " ".join(other.reasons("P"))
    assert other.delete() == "DELETE_COMPLETE" and actions() == {"second": "logs:PutLogEvents"}
    assert stack.delete() == "DELETE_COMPLETE", stack.story()
    assert actions() == {}


def test_bucket(stack, client):
    s3 = client("s3")
    def bucket(**properties):
        return {"B": {"Type": "AWS::S3::Bucket", "Properties": properties}}
    create(stack, bucket(VersioningConfiguration={"Status": "Enabled"}, Tags=[{"Key": "a", "Value": "1"}],
                         BucketEncryption={"ServerSideEncryptionConfiguration": [
                             {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}),
           Domain={"Fn::GetAtt": ["B", "RegionalDomainName"]})
    name = stack.physical_id("B")
    assert name == name.lower() and stack.outputs()["Domain"] == f"{name}.s3.eu-central-1.amazonaws.com"
    assert s3.get_bucket_versioning(Bucket=name)["Status"] == "Enabled"
    update(stack, bucket())
    assert s3.get_bucket_versioning(Bucket=name)["Status"] == "Suspended"
    gone(s3.get_bucket_tagging, Bucket=name)
    s3.put_object(Bucket=name, Key="k", Body=b"")
    assert stack.delete() == "DELETE_FAILED"
    assert "The bucket you tried to delete is not empty" in " ".join(stack.reasons("B"))
    versions = s3.list_object_versions(Bucket=name)["Versions"]
    for version in versions:
        s3.delete_object(Bucket=name, Key=version["Key"], VersionId=version["VersionId"])
    assert stack.delete() == "DELETE_COMPLETE", stack.story()


def test_bucket_policy(stack, client, account):
    s3 = client("s3")
    def template(action):
        return {"B": {"Type": "AWS::S3::Bucket"},
                "P": {"Type": "AWS::S3::BucketPolicy", "Properties": {
                    "Bucket": {"Ref": "B"}, "PolicyDocument": {"Version": "2012-10-17", "Statement": [
                        {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{account}:root"}, "Action": action,
                         "Resource": {"Fn::Sub": "${B.Arn}/*"}}]}}}}
    def action():
        return json.loads(s3.get_bucket_policy(Bucket=stack.physical_id("B"))["Policy"])["Statement"][0]["Action"]
    create(stack, template("s3:GetObject"))
    assert (action(), stack.physical_id("P")) == ("s3:GetObject", stack.physical_id("B"))
    update(stack, template("s3:PutObject"))
    assert action() == "s3:PutObject"
    update(stack, {"B": {"Type": "AWS::S3::Bucket"}})
    gone(s3.get_bucket_policy, Bucket=stack.physical_id("B"))


def test_a_failed_deletion_can_retain_what_is_in_the_way(stack, client):
    create(stack, {"B": {"Type": "AWS::S3::Bucket"}})
    name = stack.physical_id("B")
    client("s3").put_object(Bucket=name, Key="k", Body=b"")
    assert stack.delete() == "DELETE_FAILED"
    stack.api.delete_stack(StackName=stack.id, RetainResources=["B"])
    assert stack.ended() == "DELETE_COMPLETE"
    client("s3").head_bucket(Bucket=name)


def test_tags_of_the_stack_are_tags_of_its_resources(stack, client):
    template = {"Resources": {"P": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": "1"}}}}
    stack.create(template, Tags=[{"Key": "team", "Value": "one"}])
    name = stack.physical_id("P")
    tags = client("ssm").list_tags_for_resource(ResourceType="Parameter", ResourceId=name)["TagList"]
    assert tags == [{"Key": "team", "Value": "one"}]
    assert stack.update(template, Tags=[{"Key": "team", "Value": "two"}]) == "UPDATE_COMPLETE", stack.story()
    tags = client("ssm").list_tags_for_resource(ResourceType="Parameter", ResourceId=name)["TagList"]
    assert tags == [{"Key": "team", "Value": "two"}]


@pytest.mark.parametrize("resource_type", ["AWS::CloudFormation::CustomResource", "Custom::Thing"])
def test_a_custom_resource_whose_function_is_not_there_fails_at_once(stack, resource_type, account):
    template = {"Resources": {"C": {"Type": resource_type, "Properties": {
        "ServiceToken": f"arn:aws:lambda:eu-central-1:{account}:function:none"}}}}
    assert stack.create(template) == "ROLLBACK_COMPLETE"
    assert "Function not found" in " ".join(stack.reasons("C"))


REFUSED = [("AWS::S3::Bucket", {"WebsiteConfiguration": {"IndexDocument": "index.html"}}, "WebsiteConfiguration"),
           ("AWS::Logs::LogGroup", {"KmsKeyId": "arn:aws:kms:eu-central-1:000000000000:key/k"}, "KmsKeyId"),
           ("AWS::Lambda::Function", {"Code": {"ZipFile": "x"}, "Role": "r", "RecursiveLoop": "Terminate"}, "RecursiveLoop")]


@pytest.mark.sandbox_only("AWS has these properties")
@pytest.mark.parametrize("kind, properties, name", REFUSED, ids=[row[0] for row in REFUSED])
def test_what_aws_has_and_the_sandbox_does_not_read_is_refused_by_name(stack, kind, properties, name):
    with pytest.raises(ClientError, match=f"Resource R: Property {name} of {kind} is not supported by the sandbox"):
        stack.create({"Resources": {"R": {"Type": kind, "Properties": properties}}})


GROUP = {"MinSize": "0", "MaxSize": "2", "AvailabilityZones": {"Fn::GetAZs": ""}, "MixedInstancesPolicy": {
    "LaunchTemplate": {"LaunchTemplateSpecification": {"LaunchTemplateId": {"Ref": "Other"}, "Version": "1"},
                       "Overrides": [{"InstanceType": "c5.large", "WeightedCapacity": "2"}]}}}
REFUSED_MEMBERS = [
    ("AWS::AutoScaling::AutoScalingGroup", GROUP,
     "the sandbox does not support the parameter MixedInstancesPolicy.LaunchTemplate.Overrides.WeightedCapacity of "
     "CreateAutoScalingGroup"),
    ("AWS::ECS::Cluster", {"ServiceConnectDefaults": {"Namespace": {"Fn::GetAtt": ["Other", "Arn"]}}},
     "ServiceConnectDefaults of AWS::ECS::Cluster is not supported by the sandbox")]


@pytest.mark.sandbox_only("AWS has these members")
@pytest.mark.parametrize("kind, properties, reason", REFUSED_MEMBERS, ids=[row[0] for row in REFUSED_MEMBERS])
def test_members_that_the_sandbox_does_not_read_are_refused_before_anything_is_made(stack, kind, properties, reason):
    """Wherever in a property they are, and beside values that only other resources will tell."""
    other = {"Type": "AWS::Logs::LogGroup"}
    with pytest.raises(ClientError, match=f"Resource R: {re.escape(reason)}"):
        stack.create({"Resources": {"Other": other, "R": {"Type": kind, "Properties": properties}}})
    with pytest.raises(ClientError, match="does not exist"):
        stack.events()


def test_a_member_that_aws_does_not_have_fails_the_resource(stack):
    template = {"Resources": {"Role": role(Policies=[{"Name": "p", "PolicyDocument": POLICY}])}}
    assert stack.create(template, capabilities=CAPABILITIES) == "ROLLBACK_COMPLETE"
    assert any(event.get("ResourceStatusReason") == "Encountered unsupported property Policies/Name"
               for event in stack.events()), stack.story()
