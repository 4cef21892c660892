"""EC2: instances, from their launch to their end, and what can be asked and changed meanwhile."""
import base64
import json
import re
import time

import pytest
from iam_documents import policy
from instances import AL2023, AL2023_ARM, PLAIN, describe, ec2, error_of, image, launch, wait_for  # noqa: F401 (fixtures)


def trust(*services):
    return json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"Service": list(services)}, "Action": "sts:AssumeRole"}]})


@pytest.fixture
def profile(client):
    """profile(name): an instance profile with a role of that name."""
    def make(name="hosts"):
        iam = client("iam")
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust("ec2.amazonaws.com"))
        made = iam.create_instance_profile(InstanceProfileName=name)["InstanceProfile"]
        iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=name)
        return made
    return make


# ---- from launch to end -----------------------------------------------------------------------------------

def test_launch_run_stop_start_terminate(ec2, launch, wait_for):
    launched = launch()
    instance_id = launched["InstanceId"]
    assert instance_id.startswith("i-")
    assert launched["State"] == {"Code": 0, "Name": "pending"}
    assert launched["StateReason"] == {"Code": "pending", "Message": "pending"}
    running = wait_for(instance_id, "running")
    assert running["State"]["Code"] == 16 and "StateReason" not in running
    address = running["PrivateIpAddress"]
    assert running["PublicIpAddress"] and running["PublicDnsName"]  # Default subnets give public addresses.

    changed, = ec2.stop_instances(InstanceIds=[instance_id])["StoppingInstances"]
    assert (changed["PreviousState"]["Name"], changed["CurrentState"]["Name"]) == ("running", "stopping")
    stopped = wait_for(instance_id, "stopped")
    assert stopped["StateReason"]["Code"] == "Client.UserInitiatedShutdown"
    assert stopped["StateTransitionReason"].startswith("User initiated (20")
    assert stopped["PrivateIpAddress"] == address and "PublicIpAddress" not in stopped

    changed, = ec2.start_instances(InstanceIds=[instance_id])["StartingInstances"]
    assert changed["CurrentState"]["Name"] == "pending"
    assert wait_for(instance_id, "running")["PublicIpAddress"]
    ec2.reboot_instances(InstanceIds=[instance_id])

    interface, = running["NetworkInterfaces"]
    changed, = ec2.terminate_instances(InstanceIds=[instance_id])["TerminatingInstances"]
    assert (changed["PreviousState"]["Name"], changed["CurrentState"]["Name"]) == ("running", "shutting-down")
    gone = wait_for(instance_id, "terminated")
    assert gone["State"]["Code"] == 48 and gone["NetworkInterfaces"] == [] and "SubnetId" not in gone
    error = error_of(ec2.describe_network_interfaces, NetworkInterfaceIds=[interface["NetworkInterfaceId"]])
    assert error["Code"] == "InvalidNetworkInterfaceID.NotFound"
    # Terminating again is no error.
    ec2.terminate_instances(InstanceIds=[instance_id])


def test_what_an_instance_shows(ec2, launch, image):
    instance = launch(ImageId=image(AL2023))
    assert instance["ImageId"] == image(AL2023)
    assert (instance["Architecture"], instance["Hypervisor"], instance["VirtualizationType"]) == (
        "x86_64", "xen", "hvm")  # Of Nitro types as well: EC2's old word for hvm.
    assert instance["CapacityReservationSpecification"] == {"CapacityReservationPreference": "open"}
    assert (instance["EnclaveOptions"], instance["HibernationOptions"]) == ({"Enabled": False}, {"Configured": False})
    assert (instance["RootDeviceName"], instance["RootDeviceType"]) == ("/dev/xvda", "ebs")
    assert instance["Placement"]["AvailabilityZone"].startswith("eu-central-1")
    assert instance["MetadataOptions"]["HttpTokens"] == "required"  # So do the images of Amazon Linux 2023.
    assert instance["PrivateDnsNameOptions"] == {
        "HostnameType": "ip-name", "EnableResourceNameDnsARecord": False, "EnableResourceNameDnsAAAARecord": False}
    assert instance["Monitoring"] == {"State": "disabled"}
    interface, = instance["NetworkInterfaces"]
    assert interface["Attachment"]["DeviceIndex"] == 0 and interface["Attachment"]["DeleteOnTermination"]
    assert interface["PrivateIpAddress"] == instance["PrivateIpAddress"]
    assert interface["SubnetId"] == instance["SubnetId"] and interface["VpcId"] == instance["VpcId"]
    assert interface["InterfaceType"] == "interface"
    assert [group["GroupName"] for group in instance["SecurityGroups"]] == ["default"]
    assert instance["PrivateDnsName"] == "ip-%s.eu-central-1.compute.internal" % (
        instance["PrivateIpAddress"].replace(".", "-"))


def test_several_instances_are_one_reservation(ec2, image):
    made = ec2.run_instances(ImageId=image(), InstanceType="c5.large", MinCount=2, MaxCount=3)
    assert [instance["AmiLaunchIndex"] for instance in made["Instances"]] == [0, 1, 2]
    reservations = ec2.describe_instances(Filters=[
        {"Name": "reservation-id", "Values": [made["ReservationId"]]}])["Reservations"]
    assert len(reservations) == 1 and len(reservations[0]["Instances"]) == 3
    assert len({instance["PrivateIpAddress"] for instance in made["Instances"]}) == 3


def test_client_token_launches_once(ec2, image):
    arguments = {"ImageId": image(), "InstanceType": "c5.large", "MinCount": 1, "MaxCount": 1, "ClientToken": "t"}
    first = ec2.run_instances(**arguments)
    again = ec2.run_instances(**arguments)
    assert again["Instances"][0]["InstanceId"] == first["Instances"][0]["InstanceId"]
    assert error_of(ec2.run_instances, **{**arguments, "MaxCount": 2})["Code"] == "IdempotentParameterMismatch"


def test_image_through_parameter_store(launch, image):
    assert launch(ImageId=f"resolve:ssm:{AL2023}")["ImageId"] == image(AL2023)


def test_an_image_through_parameter_store_needs_ssm_get_parameters(client, launch, image):
    # What the service-linked role of Auto Scaling may: groups launch by such templates, too.
    iam = client("iam")
    iam.create_user(UserName="ann")
    key = iam.create_access_key(UserName="ann")["AccessKey"]

    def run_as_a_user_who_may(*actions):
        policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "*", "Action": actions}]}
        iam.put_user_policy(UserName="ann", PolicyName="p", PolicyDocument=json.dumps(policy))
        return client("ec2", credentials=key).run_instances(ImageId=f"resolve:ssm:{AL2023}", InstanceType="c5.large", MinCount=1,
                                                            MaxCount=1)
    error = error_of(lambda: run_as_a_user_who_may("ec2:*", "ssm:GetParameter"))
    assert error["Code"] == "InvalidParameterValue" and "perform: ssm:GetParameters " in error["Message"]
    assert run_as_a_user_who_may("ec2:*", "ssm:GetParameters")["Instances"][0]["ImageId"] == image(AL2023)
    error = error_of(launch, ImageId="resolve:ssm:/no/such")
    assert error["Message"] == "The parameter '/no/such' of resolve:ssm: cannot be resolved: ParameterNotFound"


def test_tags_of_a_launch(ec2, launch):
    instance = launch(TagSpecifications=[
        {"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "host"}]},
        {"ResourceType": "network-interface", "Tags": [{"Key": "Name", "Value": "host-eni"}]}])
    assert instance["Tags"] == [{"Key": "Name", "Value": "host"}]
    found = ec2.describe_instances(Filters=[{"Name": "tag:Name", "Values": ["ho*"]}])["Reservations"]
    assert found[0]["Instances"][0]["InstanceId"] == instance["InstanceId"]
    interface, = ec2.describe_network_interfaces(
        Filters=[{"Name": "attachment.instance-id", "Values": [instance["InstanceId"]]}])["NetworkInterfaces"]
    assert interface["TagSet"] == [{"Key": "Name", "Value": "host-eni"}]


def test_launch_from_a_template(ec2, launch, image):
    template = ec2.create_launch_template(LaunchTemplateName="hosts", LaunchTemplateData={
        "ImageId": image(AL2023), "InstanceType": "m5.large", "UserData": base64.b64encode(b"#!/bin/bash").decode(),
        "PrivateDnsNameOptions": {"EnableResourceNameDnsARecord": True},
        "TagSpecifications": [{"ResourceType": "instance", "Tags": [
            {"Key": "Name", "Value": "template"}, {"Key": "Team", "Value": "x"}]}]})["LaunchTemplate"]
    instance = ec2.run_instances(
        LaunchTemplate={"LaunchTemplateName": "hosts", "Version": "$Latest"}, MinCount=1, MaxCount=1,
        InstanceType="c5.xlarge",
        TagSpecifications=[{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "mine"}]}])["Instances"][0]
    assert instance["InstanceType"] == "c5.xlarge"  # What the launch says counts before the template.
    assert instance["ImageId"] == image(AL2023)
    assert instance["PrivateDnsNameOptions"]["EnableResourceNameDnsARecord"]
    assert {tag["Key"]: tag["Value"] for tag in instance["Tags"]} == {
        "Name": "mine", "Team": "x", "aws:ec2launchtemplate:id": template["LaunchTemplateId"],
        "aws:ec2launchtemplate:version": "1"}
    assert error_of(ec2.run_instances, LaunchTemplate={"LaunchTemplateName": "hosts", "Version": "9"},
                    MinCount=1, MaxCount=1)["Code"] == "InvalidLaunchTemplateId.VersionNotFound"


# ---- subnets and interfaces -------------------------------------------------------------------------------

@pytest.fixture
def subnet(ec2):
    """subnet(cidr): of a VPC of its own, without public addresses."""
    def make(cidr="10.0.0.0/24"):
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        return ec2.create_subnet(VpcId=vpc, CidrBlock=cidr, AvailabilityZone="eu-central-1b")["Subnet"]
    return make


def test_launch_into_a_subnet_with_groups(ec2, launch, subnet):
    place = subnet()
    group = ec2.create_security_group(GroupName="web", Description="web", VpcId=place["VpcId"])["GroupId"]
    instance = launch(SubnetId=place["SubnetId"], SecurityGroupIds=[group], PrivateIpAddress="10.0.0.9")
    assert instance["PrivateIpAddress"] == "10.0.0.9"
    assert instance["VpcId"] == place["VpcId"] and instance["Placement"]["AvailabilityZone"] == "eu-central-1b"
    assert [found["GroupId"] for found in instance["SecurityGroups"]] == [group]
    assert "PublicIpAddress" not in instance


def test_launch_with_interfaces_of_its_own(ec2, launch, subnet, wait_for):
    place = subnet()
    kept = ec2.create_network_interface(SubnetId=place["SubnetId"])["NetworkInterface"]["NetworkInterfaceId"]
    instance = launch(NetworkInterfaces=[
        {"DeviceIndex": 0, "SubnetId": place["SubnetId"], "AssociatePublicIpAddress": True, "Description": "first"},
        {"DeviceIndex": 1, "NetworkInterfaceId": kept}])
    first, second = instance["NetworkInterfaces"]
    assert first["Description"] == "first" and instance["PublicIpAddress"]
    assert second["NetworkInterfaceId"] == kept and not second["Attachment"]["DeleteOnTermination"]
    ec2.terminate_instances(InstanceIds=[instance["InstanceId"]])
    wait_for(instance["InstanceId"], "terminated")
    left, = ec2.describe_network_interfaces(
        Filters=[{"Name": "subnet-id", "Values": [place["SubnetId"]]}])["NetworkInterfaces"]
    assert (left["NetworkInterfaceId"], left["Status"]) == (kept, "available")


def test_full_subnet(ec2, launch, subnet, image):
    small = subnet("10.0.0.0/28")["SubnetId"]  # Eleven addresses.
    made = ec2.run_instances(ImageId=image(), InstanceType="c5.large", MinCount=5, MaxCount=20, SubnetId=small)
    assert len(made["Instances"]) == 11  # As many as there is room for.
    error = error_of(launch, SubnetId=small)
    assert error["Code"] == "InsufficientFreeAddressesInSubnet"
    ids = [instance["InstanceId"] for instance in made["Instances"]]
    ec2.terminate_instances(InstanceIds=ids)


def test_an_instance_that_finds_no_room_leaves_nothing(ec2, image):
    """Eleven addresses are room for five instances of two interfaces; the last address stays free."""
    vpc = ec2.create_vpc(CidrBlock="10.31.0.0/24")["Vpc"]["VpcId"]
    small = ec2.create_subnet(VpcId=vpc, CidrBlock="10.31.0.0/28")["Subnet"]["SubnetId"]
    launched = ec2.run_instances(ImageId=image(), MinCount=1, MaxCount=10, InstanceType="c5.large", NetworkInterfaces=[
        {"DeviceIndex": 0, "SubnetId": small}, {"DeviceIndex": 1, "SubnetId": small}])["Instances"]
    assert len(launched) == 5
    there = ec2.describe_network_interfaces(Filters=[{"Name": "subnet-id", "Values": [small]}])["NetworkInterfaces"]
    assert len(there) == 10
    assert ec2.describe_subnets(SubnetIds=[small])["Subnets"][0]["AvailableIpAddressCount"] == 1


def test_more_interfaces_than_the_type_takes(launch, subnet):
    place = subnet()["SubnetId"]
    error = error_of(launch, NetworkInterfaces=[{"DeviceIndex": index, "SubnetId": place} for index in range(4)])
    assert error["Code"] == "AttachmentLimitExceeded"
    assert error["Message"] == "Interface count 4 exceeds the limit for c5.large"


# ---- what is refused --------------------------------------------------------------------------------------

@pytest.mark.parametrize("arguments, code, message", [
    ({"ImageId": "ami-00000000000000000"}, "InvalidAMIID.NotFound",
     "The image id '[ami-00000000000000000]' does not exist"),
    ({"InstanceType": "c5.tiny"}, "InvalidParameterValue", "Invalid value 'c5.tiny' for InstanceType."),
    ({"SubnetId": "subnet-00000000000000000"}, "InvalidSubnetID.NotFound",
     "The subnet ID 'subnet-00000000000000000' does not exist"),
    ({"SecurityGroupIds": ["sg-00000000000000000"]}, "InvalidGroup.NotFound",
     "The security group 'sg-00000000000000000' does not exist"),
    ({"KeyName": "nobody"}, "InvalidKeyPair.NotFound", "The key pair 'nobody' does not exist"),
    ({"IamInstanceProfile": {"Name": "nobody"}}, "InvalidParameterValue",
     "Value (nobody) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name"),
    ({"UserData": "x" * 17_000}, "InvalidParameterValue", "User data is limited to 16384 bytes"),
    ({"Placement": {"AvailabilityZone": "eu-central-1z"}}, "InvalidParameterValue",
     "Invalid availability zone: [eu-central-1z]"),
    ({"SubnetId": "subnet-1", "NetworkInterfaces": [{"DeviceIndex": 0}]}, "InvalidParameterCombination",
     "Network interfaces and an instance-level subnet ID may not be specified on the same request"),
    ({"NetworkInterfaces": [{"DeviceIndex": 1}]}, "InvalidParameterValue",
     "When specifying network interfaces, you must include a device at index 0."),
    ({"ImageId": "ami-12345"}, "InvalidAMIID.Malformed", 'Invalid id: "ami-12345"'),
    ({"ImageId": "image"}, "InvalidAMIID.Malformed", 'Invalid id: "image" (expecting "ami-...")'),
    ({"BlockDeviceMappings": [{"DeviceName": "/dev/xvdb", "Ebs": {"VolumeType": "gp3"}}]}, "MissingParameter",
     "The request must contain the parameter size or snapshotId"),
])
def test_launches_that_are_refused(launch, arguments, code, message):
    error = error_of(launch, **arguments)
    assert (error["Code"], error["Message"]) == (code, message)


def test_image_of_another_architecture(launch, image):
    error = error_of(launch, ImageId=image(AL2023_ARM), InstanceType="c5.large")
    assert error["Code"] == "InvalidParameterValue"
    assert error["Message"].startswith("The architecture 'x86_64' of the specified instance type does not match the "
                                       "architecture 'arm64' of the specified AMI.")
    assert launch(ImageId=image(AL2023_ARM), InstanceType="a1.medium")["Architecture"] == "arm64"


def test_launch_in_dry_run(launch):
    assert error_of(launch, DryRun=True)["Code"] == "DryRunOperation"


@pytest.mark.parametrize("call", ["start_instances", "stop_instances", "terminate_instances", "reboot_instances"])
def test_unknown_instances(ec2, call):
    error = error_of(getattr(ec2, call), InstanceIds=["i-00000000000000000"])
    assert error["Code"] == "InvalidInstanceID.NotFound"
    assert error["Message"] == "The instance ID 'i-00000000000000000' does not exist"
    error = error_of(getattr(ec2, call), InstanceIds=["i-00000000000000000", "i-00000000000000001"])
    assert error["Message"] == "The instance IDs 'i-00000000000000000, i-00000000000000001' do not exist"
    for malformed, expecting in (("server", ' (expecting "i-...")'), ("i-12345", ""), ("i-0123456789ABCDEF0", "")):
        error = error_of(getattr(ec2, call), InstanceIds=[malformed])
        assert (error["Code"], error["Message"]) == (
            "InvalidInstanceID.Malformed", f'Invalid id: "{malformed}"{expecting}')


def test_states_that_do_not_fit(ec2, launch, wait_for):
    instance_id = launch()["InstanceId"]
    wait_for(instance_id, "running")
    ec2.start_instances(InstanceIds=[instance_id])  # It runs: nothing to do.
    ec2.terminate_instances(InstanceIds=[instance_id])
    wait_for(instance_id, "terminated")
    for call, done in [(ec2.start_instances, "started"), (ec2.stop_instances, "stopped")]:
        error = error_of(call, InstanceIds=[instance_id])
        assert error["Code"] == "IncorrectInstanceState"
        assert error["Message"] == f"The instance '{instance_id}' is not in a state from which it can be {done}."


def test_protection(ec2, launch, wait_for):
    instance_id = launch(DisableApiTermination=True, DisableApiStop=True)["InstanceId"]
    wait_for(instance_id, "running")
    for call, done, attribute in [(ec2.terminate_instances, "terminated", "disableApiTermination"),
                                  (ec2.stop_instances, "stopped", "disableApiStop")]:
        error = error_of(call, InstanceIds=[instance_id])
        assert error["Code"] == "OperationNotPermitted"
        assert error["Message"] == (f"The instance '{instance_id}' may not be {done}. Modify its '{attribute}' instance "
                                    "attribute and try again.")
    ec2.modify_instance_attribute(InstanceId=instance_id, DisableApiTermination={"Value": False})
    ec2.terminate_instances(InstanceIds=[instance_id])


# ---- status, attributes, options --------------------------------------------------------------------------

def test_instance_status(ec2, launch, wait_for):
    instance_id = launch()["InstanceId"]
    wait_for(instance_id, "running")
    status, = ec2.describe_instance_status(InstanceIds=[instance_id])["InstanceStatuses"]
    assert status["InstanceStatus"] == {"Status": "ok", "Details": [{"Name": "reachability", "Status": "passed"}]}
    assert status["SystemStatus"]["Status"] == "ok"
    ec2.stop_instances(InstanceIds=[instance_id])
    wait_for(instance_id, "stopped")
    assert ec2.describe_instance_status(InstanceIds=[instance_id])["InstanceStatuses"] == []
    everything = ec2.describe_instance_status(IncludeAllInstances=True)["InstanceStatuses"]
    assert everything[0]["InstanceStatus"]["Status"] == "not-applicable"


def test_attributes(ec2, launch, wait_for):
    data = base64.b64encode(b"#!/bin/bash\n").decode()
    instance_id = launch(UserData=b"#!/bin/bash\n")["InstanceId"]

    def attribute(name):
        return ec2.describe_instance_attribute(InstanceId=instance_id, Attribute=name)
    assert attribute("userData")["UserData"] == {"Value": data}
    assert attribute("disableApiTermination")["DisableApiTermination"] == {"Value": False}
    assert attribute("instanceType")["InstanceType"] == {"Value": "c5.large"}
    assert attribute("instanceInitiatedShutdownBehavior")["InstanceInitiatedShutdownBehavior"] == {"Value": "stop"}
    assert len(attribute("groupSet")["Groups"]) == 1
    assert attribute("blockDeviceMapping")["BlockDeviceMappings"][0]["DeviceName"] == "/dev/xvda"
    assert error_of(ec2.describe_instance_attribute, InstanceId=instance_id, Attribute="colour")[
        "Code"] == "InvalidParameterValue"

    wait_for(instance_id, "running")
    error = error_of(ec2.modify_instance_attribute, InstanceId=instance_id, InstanceType={"Value": "c5.xlarge"})
    assert error["Code"] == "IncorrectInstanceState"
    assert error["Message"] == f"The instance '{instance_id}' is not in the 'stopped' state."
    ec2.stop_instances(InstanceIds=[instance_id])
    wait_for(instance_id, "stopped")
    ec2.modify_instance_attribute(InstanceId=instance_id, InstanceType={"Value": "c5.xlarge"})
    ec2.modify_instance_attribute(InstanceId=instance_id, Attribute="userData", Value="YQ==")
    ec2.modify_instance_attribute(InstanceId=instance_id, SourceDestCheck={"Value": False})
    assert describe(ec2, instance_id)["InstanceType"] == "c5.xlarge"
    assert attribute("userData")["UserData"] == {"Value": "YQ=="}
    assert attribute("sourceDestCheck")["SourceDestCheck"] == {"Value": False}


def test_security_groups_of_an_instance_change(ec2, launch, subnet):
    place = subnet()
    instance_id = launch(SubnetId=place["SubnetId"])["InstanceId"]
    group = ec2.create_security_group(GroupName="web", Description="web", VpcId=place["VpcId"])["GroupId"]
    ec2.modify_instance_attribute(InstanceId=instance_id, Groups=[group])
    assert [found["GroupId"] for found in describe(ec2, instance_id)["SecurityGroups"]] == [group]


def test_private_dns_name_options(ec2, launch, wait_for):
    instance_id = launch()["InstanceId"]
    wait_for(instance_id, "running")
    ec2.modify_private_dns_name_options(InstanceId=instance_id, EnableResourceNameDnsARecord=True)
    assert describe(ec2, instance_id)["PrivateDnsNameOptions"]["EnableResourceNameDnsARecord"]
    error = error_of(ec2.modify_private_dns_name_options, InstanceId=instance_id, PrivateDnsHostnameType="resource-name")
    assert error["Code"] == "IncorrectInstanceState"
    ec2.stop_instances(InstanceIds=[instance_id])
    wait_for(instance_id, "stopped")
    ec2.modify_private_dns_name_options(InstanceId=instance_id, PrivateDnsHostnameType="resource-name")
    assert describe(ec2, instance_id)["PrivateDnsName"] == f"{instance_id}.eu-central-1.compute.internal"


def test_metadata_options(ec2, launch):
    instance_id = launch()["InstanceId"]
    options = ec2.modify_instance_metadata_options(
        InstanceId=instance_id, HttpTokens="optional", HttpPutResponseHopLimit=3)["InstanceMetadataOptions"]
    assert (options["HttpTokens"], options["HttpPutResponseHopLimit"], options["State"]) == ("optional", 3, "applied")
    assert error_of(ec2.modify_instance_metadata_options, InstanceId=instance_id, HttpTokens="maybe")[
        "Code"] == "InvalidParameterValue"


# ---- instance profiles ------------------------------------------------------------------------------------

def test_monitoring(ec2, launch):
    instance_id = launch()["InstanceId"]
    answer, = ec2.monitor_instances(InstanceIds=[instance_id])["InstanceMonitorings"]
    assert (answer["InstanceId"], answer["Monitoring"]["State"]) == (instance_id, "pending")
    assert describe(ec2, instance_id)["Monitoring"]["State"] == "enabled"
    answer, = ec2.unmonitor_instances(InstanceIds=[instance_id])["InstanceMonitorings"]
    assert answer["Monitoring"]["State"] == "disabling"
    assert describe(ec2, instance_id)["Monitoring"]["State"] == "disabled"


def test_instance_profile(ec2, launch, profile, wait_for):
    made = profile()
    instance_id = launch(IamInstanceProfile={"Arn": made["Arn"]})["InstanceId"]
    assert describe(ec2, instance_id)["IamInstanceProfile"] == {
        "Arn": made["Arn"], "Id": made["InstanceProfileId"]}
    association, = ec2.describe_iam_instance_profile_associations(
        Filters=[{"Name": "instance-id", "Values": [instance_id]}])["IamInstanceProfileAssociations"]
    error = error_of(ec2.associate_iam_instance_profile, InstanceId=instance_id, IamInstanceProfile={"Name": "hosts"})
    assert error["Code"] == "IncorrectState"
    assert error["Message"] == f"There is an existing association for instance {instance_id}"
    other = profile("others")
    replaced = ec2.replace_iam_instance_profile_association(
        AssociationId=association["AssociationId"], IamInstanceProfile={"Name": "others"})
    assert replaced["IamInstanceProfileAssociation"]["IamInstanceProfile"]["Arn"] == other["Arn"]
    ec2.disassociate_iam_instance_profile(
        AssociationId=replaced["IamInstanceProfileAssociation"]["AssociationId"])
    assert "IamInstanceProfile" not in describe(ec2, instance_id)
    ec2.associate_iam_instance_profile(InstanceId=instance_id, IamInstanceProfile={"Name": "hosts"})
    assert describe(ec2, instance_id)["IamInstanceProfile"]["Arn"] == made["Arn"]


def test_profile_without_role(client, launch):
    client("iam").create_instance_profile(InstanceProfileName="empty")
    error = error_of(launch, IamInstanceProfile={"Name": "empty"})
    assert error["Code"] == "InvalidParameterValue" and "has no associated IAM Roles" in error["Message"]


def test_pass_role_is_asked_for(client, launch, profile, image):
    made = profile()
    iam = client("iam")
    iam.create_user(UserName="launcher")
    key = iam.create_access_key(UserName="launcher")["AccessKey"]
    iam.put_user_policy(UserName="launcher", PolicyName="p", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}]}))
    user = client("ec2", credentials={
        "aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]})
    arguments = {"ImageId": image(), "InstanceType": "c5.large", "MinCount": 1, "MaxCount": 1}
    user.run_instances(**arguments)
    error = error_of(user.run_instances, **arguments, IamInstanceProfile={"Name": made["InstanceProfileName"]})
    assert error["Code"] == "UnauthorizedOperation"
    assert "iam:PassRole" in error["Message"]


# ---- listing, consoles, restarts --------------------------------------------------------------------------

def test_describe_in_pages_with_filters(ec2, image):
    ec2.run_instances(ImageId=image(), InstanceType="c5.large", MinCount=12, MaxCount=12)
    ec2.run_instances(ImageId=image(), InstanceType="m5.large", MinCount=1, MaxCount=1)
    pages = list(ec2.get_paginator("describe_instances").paginate(
        Filters=[{"Name": "instance-type", "Values": ["c5.*"]}], PaginationConfig={"PageSize": 5}))
    ids = [instance["InstanceId"] for page in pages for reservation in page["Reservations"]
           for instance in reservation["Instances"]]
    assert len(pages) == 3 and len(ids) == len(set(ids)) == 12
    assert error_of(ec2.describe_instances, Filters=[{"Name": "colour", "Values": ["red"]}])[
        "Code"] == "InvalidParameterValue"


def test_console_output(ec2, launch, wait_for, eventually):
    instance_id = launch(UserData="#!/bin/bash\nsed -i s/a/b/ /etc/ecs/ecs.config\n")["InstanceId"]
    wait_for(instance_id, "running")
    output = eventually(lambda: ec2.get_console_output(InstanceId=instance_id).get("Output"))
    assert "Cloud-init v." in output
    # On the machine's own shell; where namespaces are forbidden the console says so in place of sed.
    eventually(lambda: re.search("sed: can't read /etc/ecs/ecs.config|part-001 line 2: sed with",
                                 ec2.get_console_output(InstanceId=instance_id)["Output"]))


@pytest.mark.sandbox_only("restarts the sandbox")
def test_instances_go_on_after_a_kill(start_sandbox, client, tmp_path, eventually):
    """With AWS's pace an instance is pending for seconds: the sandbox is killed meanwhile."""
    sandbox = start_sandbox("--pace", "aws", state=tmp_path / "state")
    ec2 = client("ec2", sandbox=sandbox)
    image = client("ssm", sandbox=sandbox).get_parameter(Name=PLAIN)["Parameter"]["Value"]
    instance_id = ec2.run_instances(ImageId=image, InstanceType="c5.large", MinCount=1, MaxCount=1)[
        "Instances"][0]["InstanceId"]
    sandbox.kill()
    sandbox.restart(["--pace", "instant"])
    ec2 = client("ec2", sandbox=sandbox)
    eventually(lambda: describe(ec2, instance_id)["State"]["Name"] == "running")


@pytest.mark.sandbox_only("launches many instances")
def test_thousands_of_instances_stay_quick(ec2, image, subnet):
    place = ec2.create_subnet(VpcId=subnet()["VpcId"], CidrBlock="10.0.64.0/19",
                              AvailabilityZone="eu-central-1a")["Subnet"]["SubnetId"]
    began = time.monotonic()
    for _ in range(10):
        ec2.run_instances(ImageId=image(), InstanceType="c5.large", MinCount=200, MaxCount=200, SubnetId=place)
    launched = time.monotonic() - began
    one = ec2.run_instances(ImageId=image(), InstanceType="m5.large", MinCount=1, MaxCount=1, SubnetId=place)[
        "Instances"][0]["InstanceId"]
    began = time.monotonic()
    assert describe(ec2, one)["InstanceType"] == "m5.large"
    described = time.monotonic() - began
    assert launched < 60 and described < 2, (launched, described)


def test_each_instance_is_judged_by_its_own_tags(client, ec2, launch):
    blue, red = (launch(TagSpecifications=[{"ResourceType": "instance", "Tags": [{"Key": "team", "Value": team}]}])["InstanceId"]
                 for team in ("blue", "red"))
    iam = client("iam")
    iam.create_user(UserName="ann")
    ann = client("ec2", credentials=iam.create_access_key(UserName="ann")["AccessKey"])
    for condition in ({"StringEquals": {"aws:ResourceTag/team": "blue"}}, {"StringNotEquals": {"aws:ResourceTag/team": "red"}}):
        iam.put_user_policy(UserName="ann", PolicyName="p", PolicyDocument=policy("ec2:*", Condition=condition))
        for ids in ([blue, red], [red, blue]):
            assert error_of(ann.reboot_instances, InstanceIds=ids)["Code"] == "UnauthorizedOperation", (condition, ids)
        ann.reboot_instances(InstanceIds=[blue])
