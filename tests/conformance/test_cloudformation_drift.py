"""Drift detection: how stacks tell that somebody has changed or deleted their resources."""
import json

import pytest
from botocore.exceptions import ClientError

from network_template import NETWORK
from stacks import Stack


@pytest.fixture
def stack(client):
    return Stack(client("cloudformation"), "drifting")


RESOURCES = {
    "Parameter": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": "1"}},
    "Role": {"Type": "AWS::IAM::Role", "Properties": {"Description": "mine", "AssumeRolePolicyDocument": {
        "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}}},
    "Function": {"Type": "AWS::Lambda::Function", "Properties": {
        "Handler": "index.handler", "Runtime": "python3.11", "Role": {"Fn::GetAtt": ["Role", "Arn"]}, "Code": {"ZipFile": "x = 1"},
        "Description": "as the template says", "Timeout": "5", "Environment": {"Variables": {"URL": "a", "KEPT": "b"}}}},
    "Configuration": {"Type": "AWS::AutoScaling::LaunchConfiguration", "Properties": {
        "ImageId": "{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64}}", "InstanceType": "c5.large"}},
    "Group": {"Type": "AWS::AutoScaling::AutoScalingGroup", "Properties": {
        "MinSize": "0", "MaxSize": "2", "AvailabilityZones": {"Fn::GetAZs": ""}, "LaunchConfigurationName": {"Ref": "Configuration"}}},
}


def detected(stack, **arguments):
    """The statuses by logical id, and the stack's."""
    detection = stack.api.detect_stack_drift(StackName=stack.name, **arguments)["StackDriftDetectionId"]
    status = stack.api.describe_stack_drift_detection_status(StackDriftDetectionId=detection)
    assert (status["DetectionStatus"], status["StackId"]) == ("DETECTION_COMPLETE", stack.id)
    drifts = stack.api.describe_stack_resource_drifts(StackName=stack.name)["StackResourceDrifts"]
    assert stack.describe()["DriftInformation"]["StackDriftStatus"] == status["StackDriftStatus"]
    assert status["DriftedStackResourceCount"] == len([one for one in drifts if one["StackResourceDriftStatus"] != "IN_SYNC"])
    return {one["LogicalResourceId"]: one["StackResourceDriftStatus"] for one in drifts}, status["StackDriftStatus"]


def test_what_others_have_changed(stack, client):
    assert stack.create({"Resources": RESOURCES}) == "CREATE_COMPLETE", stack.story()
    assert stack.describe()["DriftInformation"] == {"StackDriftStatus": "NOT_CHECKED"}
    assert detected(stack) == (dict.fromkeys(RESOURCES, "IN_SYNC"), "IN_SYNC")
    name = stack.physical_id("Function")
    client("lambda").update_function_configuration(FunctionName=name, Description="other", Environment={"Variables": {"URL": "c", "KEPT": "b"}})
    client("autoscaling").update_auto_scaling_group(AutoScalingGroupName=stack.physical_id("Group"), MaxSize=3)
    client("ssm").delete_parameter(Name=stack.physical_id("Parameter"))
    statuses, whole = detected(stack)
    assert whole == "DRIFTED" and statuses == {"Parameter": "DELETED", "Role": "IN_SYNC", "Function": "MODIFIED",
                                               "Configuration": "IN_SYNC", "Group": "MODIFIED"}
    drift = stack.api.detect_stack_resource_drift(StackName=stack.name, LogicalResourceId="Function")["StackResourceDrift"]
    assert drift["PropertyDifferences"] == [
        {"PropertyPath": "/Description", "ExpectedValue": "as the template says", "ActualValue": "other", "DifferenceType": "NOT_EQUAL"},
        {"PropertyPath": "/Environment/Variables/URL", "ExpectedValue": "a", "ActualValue": "c", "DifferenceType": "NOT_EQUAL"}]
    assert json.loads(drift["ExpectedProperties"])["Description"] == "as the template says"
    assert json.loads(drift["ActualProperties"])["Environment"] == {"Variables": {"URL": "c", "KEPT": "b"}}
    shown = stack.api.describe_stack_resource(StackName=stack.name, LogicalResourceId="Function")["StackResourceDetail"]
    assert shown["DriftInformation"]["StackResourceDriftStatus"] == "MODIFIED"
    modified = stack.api.describe_stack_resource_drifts(StackName=stack.name, StackResourceDriftStatusFilters=["MODIFIED"])
    assert [one["LogicalResourceId"] for one in modified["StackResourceDrifts"]] == ["Function", "Group"]
    assert detected(stack, LogicalResourceIds=["Role"]) == ({"Role": "IN_SYNC"}, "IN_SYNC")


def test_what_cannot_be_compared(stack):
    note = {"Type": "AWS::CDK::Metadata", "Properties": {"Analytics": "x"}}
    assert stack.create({"Resources": {"Note": note}}) == "CREATE_COMPLETE"
    assert detected(stack) == ({}, "IN_SYNC")
    with pytest.raises(ClientError, match="AWS::CDK::Metadata"):
        stack.api.detect_stack_resource_drift(StackName=stack.name, LogicalResourceId="Note")
    with pytest.raises(ClientError, match="does not exist"):
        stack.api.describe_stack_drift_detection_status(StackDriftDetectionId="00000000-0000-0000-0000-000000000000")


def test_nobody_has_touched_a_network(stack):
    assert stack.create(NETWORK) == "CREATE_COMPLETE", stack.story()
    statuses, whole = detected(stack)
    drifted = stack.api.describe_stack_resource_drifts(StackName=stack.name, StackResourceDriftStatusFilters=["MODIFIED", "DELETED"])
    assert whole == "IN_SYNC" and len(statuses) > 5, drifted["StackResourceDrifts"]


POLICY = {"Version": "2012-10-17", "Statement": [{"Sid": "a", "Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage"}]}
OTHER_POLICY = {**POLICY, "Statement": [{**POLICY["Statement"][0], "Sid": "b"}]}
TOUCHED = {
    "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16", "EnableDnsSupport": True}},
    "Targets": {"Type": "AWS::ElasticLoadBalancingV2::TargetGroup", "Properties": {
        "Port": 80, "Protocol": "HTTP", "VpcId": {"Ref": "Vpc"},
        "TargetGroupAttributes": [{"Key": "deregistration_delay.timeout_seconds", "Value": "20"}]}},
    "Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"VersioningConfiguration": {"Status": "Enabled"}}},
    "Images": {"Type": "AWS::ECR::Repository", "Properties": {"RepositoryPolicyText": POLICY, "ImageTagMutability": "MUTABLE"}},
    "Files": {"Type": "AWS::EFS::FileSystem", "Properties": {"BackupPolicy": {"Status": "DISABLED"}}},
    "User": {"Type": "AWS::IAM::User", "Properties": {"Path": "/a/"}},
    "Parameter": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": "1", "Description": "mine"}},
    "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": "mine"}},
}


def test_what_other_operations_show_is_compared(stack, client):
    """A property each that an operation of its own sets, or that another one than the first shows."""
    assert stack.create({"Resources": TOUCHED}) == "CREATE_COMPLETE", stack.story()
    assert detected(stack) == (dict.fromkeys(TOUCHED, "IN_SYNC"), "IN_SYNC")
    ids = {name: stack.physical_id(name) for name in TOUCHED}
    client("ec2").modify_vpc_attribute(VpcId=ids["Vpc"], EnableDnsSupport={"Value": False})
    client("elbv2").modify_target_group_attributes(TargetGroupArn=ids["Targets"], Attributes=[
        {"Key": "deregistration_delay.timeout_seconds", "Value": "30"}])
    client("s3").put_bucket_versioning(Bucket=ids["Bucket"], VersioningConfiguration={"Status": "Suspended"})
    client("ecr").set_repository_policy(repositoryName=ids["Images"], policyText=json.dumps(OTHER_POLICY))
    client("efs").put_backup_policy(FileSystemId=ids["Files"], BackupPolicy={"Status": "ENABLED"})
    client("iam").update_user(UserName=ids["User"], NewPath="/b/")
    client("ssm").put_parameter(Name=ids["Parameter"], Value="2", Type="String", Description="theirs", Overwrite=True)
    client("sns").set_topic_attributes(TopicArn=ids["Topic"], AttributeName="DisplayName", AttributeValue="theirs")
    detected(stack)
    drifts = {one["LogicalResourceId"]: one for one in stack.api.describe_stack_resource_drifts(StackName=stack.name)["StackResourceDrifts"]}
    assert {name: [difference["PropertyPath"] for difference in one["PropertyDifferences"]] for name, one in drifts.items()} == {
        "Vpc": ["/EnableDnsSupport"], "Targets": ["/TargetGroupAttributes/0/Value"], "Bucket": ["/VersioningConfiguration/Status"],
        "Images": ["/RepositoryPolicyText"], "Files": ["/BackupPolicy/Status"], "User": ["/Path"],
        "Parameter": ["/Description", "/Value"], "Topic": ["/DisplayName"]}
