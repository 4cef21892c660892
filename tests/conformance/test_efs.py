"""Amazon EFS: file systems, mount targets and access points as records, by its own operations and by CloudFormation."""
import json

import pytest
from botocore.exceptions import ClientError

from stacks import Stack


@pytest.fixture
def efs(sandbox, client):
    return client("efs")


@pytest.fixture
def system(efs):
    return efs.create_file_system(CreationToken="t", Tags=[{"Key": "Name", "Value": "data"}])["FileSystemId"]


SERVICE = "elasticfilesystem"  # as ARNs, IAM's actions and signatures have it


def error_of(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    response = caught.value.response
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]


def test_life_of_a_file_system(efs, system, account):
    [shown] = efs.describe_file_systems(FileSystemId=system)["FileSystems"]
    assert shown["FileSystemArn"] == f"arn:aws:{SERVICE}:eu-central-1:{account}:file-system/{system}"
    assert {name: shown[name] for name in ("Name", "LifeCycleState", "PerformanceMode", "ThroughputMode", "Encrypted",
                                           "NumberOfMountTargets")} == {
        "Name": "data", "LifeCycleState": "available", "PerformanceMode": "generalPurpose", "ThroughputMode": "bursting",
        "Encrypted": False, "NumberOfMountTargets": 0}
    assert error_of(efs.create_file_system, CreationToken="t") == ("FileSystemAlreadyExists", 409)
    assert efs.update_file_system(FileSystemId=system, ThroughputMode="provisioned", ProvisionedThroughputInMibps=8.0)[
        "ProvisionedThroughputInMibps"] == 8
    assert "ProvisionedThroughputInMibps" not in efs.update_file_system(FileSystemId=system, ThroughputMode="elastic")
    assert error_of(efs.update_file_system, FileSystemId=system, ProvisionedThroughputInMibps=8.0) == ("BadRequest", 400)
    efs.delete_file_system(FileSystemId=system)
    assert error_of(efs.describe_file_systems, FileSystemId=system) == ("FileSystemNotFound", 404)
    assert efs.describe_file_systems()["FileSystems"] == []


def test_policies(efs, system):
    assert efs.describe_lifecycle_configuration(FileSystemId=system)["LifecyclePolicies"] == []
    rules = [{"TransitionToIA": "AFTER_30_DAYS"}]
    assert efs.put_lifecycle_configuration(FileSystemId=system, LifecyclePolicies=rules)["LifecyclePolicies"] == rules
    assert efs.describe_backup_policy(FileSystemId=system)["BackupPolicy"] == {"Status": "DISABLED"}
    efs.put_backup_policy(FileSystemId=system, BackupPolicy={"Status": "ENABLED"})
    assert efs.describe_backup_policy(FileSystemId=system)["BackupPolicy"] == {"Status": "ENABLED"}
    assert error_of(efs.describe_file_system_policy, FileSystemId=system) == ("PolicyNotFound", 404)
    policy = json.dumps({"Version": "2012-10-17", "Statement": []})
    efs.put_file_system_policy(FileSystemId=system, Policy=policy)
    assert efs.describe_file_system_policy(FileSystemId=system)["Policy"] == policy
    efs.delete_file_system_policy(FileSystemId=system)
    assert error_of(efs.put_file_system_policy, FileSystemId=system, Policy="no") == ("InvalidPolicyException", 400)


def test_tags(efs, system):
    efs.tag_resource(ResourceId=system, Tags=[{"Key": "a", "Value": "1"}])
    efs.untag_resource(ResourceId=system, TagKeys=["Name"])
    assert efs.list_tags_for_resource(ResourceId=system)["Tags"] == [{"Key": "a", "Value": "1"}]
    assert error_of(efs.list_tags_for_resource, ResourceId="fs-0123456789abcdef0") == ("FileSystemNotFound", 404)


def test_mount_targets_have_interfaces(efs, client, system):
    ec2 = client("ec2")
    first, second = ec2.describe_subnets()["Subnets"][:2]
    target = efs.create_mount_target(FileSystemId=system, SubnetId=first["SubnetId"])
    [interface] = ec2.describe_network_interfaces(NetworkInterfaceIds=[target["NetworkInterfaceId"]])["NetworkInterfaces"]
    assert (interface["PrivateIpAddress"], interface["SubnetId"]) == (target["IpAddress"], first["SubnetId"])
    assert target["AvailabilityZoneName"] == first["AvailabilityZone"] and target["VpcId"] == first["VpcId"]
    assert error_of(efs.create_mount_target, FileSystemId=system, SubnetId=first["SubnetId"]) == ("MountTargetConflict", 409)
    assert error_of(efs.create_mount_target, FileSystemId=system, SubnetId="subnet-00000000") == ("SubnetNotFound", 400)
    efs.create_mount_target(FileSystemId=system, SubnetId=second["SubnetId"])
    assert len(efs.describe_mount_targets(FileSystemId=system)["MountTargets"]) == 2
    assert efs.describe_file_systems()["FileSystems"][0]["NumberOfMountTargets"] == 2
    group = ec2.create_security_group(GroupName="mounts", Description="d", VpcId=first["VpcId"])["GroupId"]
    efs.modify_mount_target_security_groups(MountTargetId=target["MountTargetId"], SecurityGroups=[group])
    assert efs.describe_mount_target_security_groups(MountTargetId=target["MountTargetId"])["SecurityGroups"] == [group]
    [interface] = ec2.describe_network_interfaces(NetworkInterfaceIds=[target["NetworkInterfaceId"]])["NetworkInterfaces"]
    assert [one["GroupId"] for one in interface["Groups"]] == [group]
    assert error_of(efs.delete_file_system, FileSystemId=system) == ("FileSystemInUse", 409)
    efs.delete_mount_target(MountTargetId=target["MountTargetId"])
    assert error_of(efs.describe_mount_targets, MountTargetId=target["MountTargetId"]) == ("MountTargetNotFound", 404)
    assert error_of(efs.describe_mount_targets) == ("BadRequest", 400)


def test_access_points(efs, system, account):
    arguments = {"FileSystemId": system, "ClientToken": "c", "PosixUser": {"Uid": 1000, "Gid": 1000},
                 "RootDirectory": {"Path": "/data"}, "Tags": [{"Key": "Name", "Value": "p"}]}
    point = efs.create_access_point(**arguments)
    assert point["AccessPointArn"] == f"arn:aws:{SERVICE}:eu-central-1:{account}:access-point/{point['AccessPointId']}"
    assert efs.create_access_point(**arguments)["AccessPointId"] == point["AccessPointId"]
    [shown] = efs.describe_access_points(FileSystemId=system)["AccessPoints"]
    assert (shown["Name"], shown["PosixUser"], shown["RootDirectory"]) == ("p", {"Uid": 1000, "Gid": 1000}, {"Path": "/data"})
    efs.delete_access_point(AccessPointId=point["AccessPointId"])
    assert error_of(efs.describe_access_points, AccessPointId=point["AccessPointId"]) == ("AccessPointNotFound", 404)


def template(subnet, group, **properties):
    return {"Resources": {
        "System": {"Type": "AWS::EFS::FileSystem", "Properties": properties},
        "Group": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "mounts", "VpcId": subnet["VpcId"]}},
        "Target": {"Type": "AWS::EFS::MountTarget", "Properties": {
            "FileSystemId": {"Ref": "System"}, "SubnetId": subnet["SubnetId"], "SecurityGroups": [group]}},
        "Point": {"Type": "AWS::EFS::AccessPoint", "Properties": {
            "FileSystemId": {"Ref": "System"}, "PosixUser": {"Uid": "1000", "Gid": "1000"},
            "AccessPointTags": [{"Key": "a", "Value": "1"}]}}},
        "Outputs": {"System": {"Value": {"Fn::GetAtt": ["System", "Arn"]}}, "Point": {"Value": {"Fn::GetAtt": ["Point", "Arn"]}},
                    "Address": {"Value": {"Fn::GetAtt": ["Target", "IpAddress"]}}}}


def test_cloudformation_makes_file_systems(client, efs):
    ec2 = client("ec2")
    subnet = ec2.describe_subnets()["Subnets"][0]
    default = ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [subnet["VpcId"]]},
                                                    {"Name": "group-name", "Values": ["default"]}])["SecurityGroups"][0]
    stack = Stack(client("cloudformation"), "files")
    first = template(subnet, default["GroupId"], Encrypted=True, BackupPolicy={"Status": "ENABLED"},
                     LifecyclePolicies=[{"TransitionToIA": "AFTER_7_DAYS"}], FileSystemTags=[{"Key": "Name", "Value": "data"}],
                     FileSystemPolicy={"Version": "2012-10-17", "Statement": []})
    assert stack.create(first) == "CREATE_COMPLETE", stack.story()
    system, target = stack.physical_id("System"), stack.physical_id("Target")
    [shown] = efs.describe_file_systems(FileSystemId=system)["FileSystems"]
    assert (shown["Encrypted"], shown["Name"], shown["NumberOfMountTargets"]) == (True, "data", 1)
    assert stack.outputs()["System"] == shown["FileSystemArn"]
    assert stack.outputs()["Address"] == efs.describe_mount_targets(MountTargetId=target)["MountTargets"][0]["IpAddress"]
    [point] = efs.describe_access_points(FileSystemId=system)["AccessPoints"]
    assert (stack.outputs()["Point"], point["PosixUser"]["Uid"], point["Tags"]) == (
        point["AccessPointArn"], 1000, [{"Key": "a", "Value": "1"}])
    assert efs.describe_backup_policy(FileSystemId=system)["BackupPolicy"] == {"Status": "ENABLED"}

    second = template(subnet, {"Ref": "Group"}, Encrypted=True, ThroughputMode="elastic",
                      FileSystemTags=[{"Key": "Name", "Value": "renamed"}])
    assert stack.update(second) == "UPDATE_COMPLETE", stack.story()
    assert stack.physical_id("System") == system and stack.physical_id("Target") == target
    [shown] = efs.describe_file_systems(FileSystemId=system)["FileSystems"]
    assert (shown["Name"], shown["ThroughputMode"]) == ("renamed", "elastic")
    assert efs.describe_mount_target_security_groups(MountTargetId=target)["SecurityGroups"] == [stack.physical_id("Group")]
    assert efs.describe_lifecycle_configuration(FileSystemId=system)["LifecyclePolicies"] == []
    assert efs.describe_backup_policy(FileSystemId=system)["BackupPolicy"] == {"Status": "DISABLED"}
    assert error_of(efs.describe_file_system_policy, FileSystemId=system) == ("PolicyNotFound", 404)
    assert stack.delete() == "DELETE_COMPLETE", stack.story()
    assert efs.describe_file_systems()["FileSystems"] == []
