"""CloudFormation's resource types of hosts and interfaces: made, changed, replaced and deleted, as EC2 shows them."""
import base64

import pytest
from botocore.exceptions import ClientError

from stacks import Stack

PLAIN = "{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64}}"
ROLE = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {
    "Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}]}}}


@pytest.fixture
def stack(sandbox, client):
    return Stack(client("cloudformation"), "hosts")


@pytest.fixture
def ec2(sandbox, client):
    return client("ec2")


def ref(name):
    return {"Ref": name}


def att(name, attribute):
    return {"Fn::GetAtt": [name, attribute]}


def resource(kind, **properties):
    return {"Type": kind, "Properties": properties}


NETWORK = {"V": resource("AWS::EC2::VPC", CidrBlock="10.0.0.0/16"),
           "S": resource("AWS::EC2::Subnet", VpcId=ref("V"), CidrBlock="10.0.0.0/24"),
           "G": resource("AWS::EC2::SecurityGroup", VpcId=ref("V"), GroupDescription="one"),
           "H": resource("AWS::EC2::SecurityGroup", VpcId=ref("V"), GroupDescription="two")}


def template(resources, values):
    return {"Resources": {**NETWORK, **resources}, "Outputs": {name: {"Value": value} for name, value in values.items()}}


def create(stack, resources, **values):
    assert stack.create(template(resources, values)) == "CREATE_COMPLETE", stack.story()


def update(stack, resources, **values):
    assert stack.update(template(resources, values)) == "UPDATE_COMPLETE", stack.story()


def delete(stack):
    assert stack.delete() == "DELETE_COMPLETE", stack.story()


def instance(**properties):
    return resource("AWS::EC2::Instance", **{"ImageId": PLAIN, "InstanceType": "c5.large", "SubnetId": ref("S"),
                                             "SecurityGroupIds": [ref("G")], **properties})


def described(ec2, id):
    return ec2.describe_instances(InstanceIds=[id])["Reservations"][0]["Instances"][0]


def own_tags(found):
    return {tag["Key"]: tag["Value"] for tag in found.get("Tags", []) + found.get("TagSet", [])
            if not tag["Key"].startswith("aws:")}


def test_instance(stack, ec2):
    create(stack, {"I": instance(Tags=[{"Key": "a", "Value": "1"}], Monitoring=False)}, Ip=att("I", "PrivateIp"),
           Dns=att("I", "PrivateDnsName"), Zone=att("I", "AvailabilityZone"), Id=att("I", "InstanceId"),
           Vpc=att("I", "VpcId"), State=att("I", "State.Name"), Code=att("I", "State.Code"))
    id, said = stack.physical_id("I"), stack.outputs()
    found = described(ec2, id)
    assert found["State"]["Name"] == "running" == said["State"] and said["Code"] == "16"
    assert (said["Ip"], said["Dns"], said["Id"]) == (found["PrivateIpAddress"], found["PrivateDnsName"], id)
    assert (said["Zone"], said["Vpc"]) == (found["Placement"]["AvailabilityZone"], stack.physical_id("V"))
    assert own_tags(found) == {"a": "1"}
    update(stack, {"I": instance(Tags=[{"Key": "b", "Value": "2"}], SecurityGroupIds=[ref("H")], SourceDestCheck=False,
                                 Monitoring=True, MetadataOptions={"HttpTokens": "required"},
                                 PrivateDnsNameOptions={"EnableResourceNameDnsARecord": True})})
    found = described(ec2, id)
    assert found["Monitoring"]["State"] == "enabled" and found["MetadataOptions"]["HttpTokens"] == "required"
    assert found["PrivateDnsNameOptions"]["EnableResourceNameDnsARecord"]
    assert stack.physical_id("I") == id and own_tags(found) == {"b": "2"} and not found["SourceDestCheck"]
    assert [group["GroupId"] for group in found["SecurityGroups"]] == [stack.physical_id("H")]
    delete(stack)
    assert described(ec2, id)["State"]["Name"] == "terminated"


def test_another_instance_type_is_a_stop_and_a_start(stack, ec2):
    create(stack, {"I": instance()})
    id = stack.physical_id("I")
    update(stack, {"I": instance(InstanceType="c5.xlarge", UserData={"Fn::Base64": "#!/bin/sh"},
                                 PrivateDnsNameOptions={"HostnameType": "resource-name"})})
    found = described(ec2, id)
    assert (stack.physical_id("I"), found["InstanceType"], found["State"]["Name"]) == (id, "c5.xlarge", "running")
    assert found["PrivateDnsNameOptions"]["HostnameType"] == "resource-name"
    data = ec2.describe_instance_attribute(InstanceId=id, Attribute="userData")["UserData"]["Value"]
    assert base64.b64decode(data) == b"#!/bin/sh"
    delete(stack)


def test_another_image_is_another_instance(stack, ec2):
    create(stack, {"I": instance()})
    id = stack.physical_id("I")
    update(stack, {"I": instance(ImageId="{{resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2/recommended/image_id}}")})
    assert stack.physical_id("I") != id and described(ec2, id)["State"]["Name"] == "terminated"
    delete(stack)


def test_instance_profile_can_be_changed(stack, ec2):
    profiles = {"R": ROLE, "P": resource("AWS::IAM::InstanceProfile", Roles=[ref("R")]),
                "Q": resource("AWS::IAM::InstanceProfile", Roles=[ref("R")])}
    create(stack, {**profiles, "I": instance(IamInstanceProfile=ref("P"))})
    id = stack.physical_id("I")
    update(stack, {**profiles, "I": instance(IamInstanceProfile=ref("Q"))})
    assert stack.physical_id("I") == id
    assert described(ec2, id)["IamInstanceProfile"]["Arn"].endswith("/" + stack.physical_id("Q"))
    delete(stack)


def test_instance_that_cannot_be_terminated_stays(stack, ec2):
    create(stack, {"I": instance(DisableApiTermination=True)})
    id = stack.physical_id("I")
    assert stack.delete() == "DELETE_FAILED"
    assert any("disableApiTermination" in reason for reason in stack.reasons("I")), stack.story()
    ec2.modify_instance_attribute(InstanceId=id, DisableApiTermination={"Value": False})
    delete(stack)


def test_launch_template_and_an_instance_of_its_latest_version(stack, ec2):
    def resources(kind):
        data = {"ImageId": PLAIN, "InstanceType": kind, "TagSpecifications": [
                    {"ResourceType": "instance", "Tags": [{"Key": "a", "Value": "1"}]}],
                "NetworkInterfaces": [{"DeviceIndex": 0, "SubnetId": ref("S"), "Groups": [ref("G")]}],
                "PrivateDnsNameOptions": {"EnableResourceNameDnsARecord": False}}
        return {"L": resource("AWS::EC2::LaunchTemplate", LaunchTemplateData=data),
                "I": resource("AWS::EC2::Instance", LaunchTemplate={
                    "LaunchTemplateId": ref("L"), "Version": att("L", "LatestVersionNumber")})}
    create(stack, resources("c5.large"), Latest=att("L", "LatestVersionNumber"), Default=att("L", "DefaultVersionNumber"),
           Id=att("L", "LaunchTemplateId"))
    id, said = stack.physical_id("I"), stack.outputs()
    assert (said["Latest"], said["Default"], said["Id"]) == ("1", "1", stack.physical_id("L"))
    made, = ec2.describe_launch_templates(LaunchTemplateIds=[said["Id"]])["LaunchTemplates"]
    assert made["LaunchTemplateName"].startswith("L_")
    assert described(ec2, id)["InstanceType"] == "c5.large" and own_tags(described(ec2, id)) == {"a": "1"}
    update(stack, resources("c5.xlarge"), Latest=att("L", "LatestVersionNumber"))
    assert stack.outputs()["Latest"] == "2" and stack.physical_id("L") == said["Id"]
    assert stack.physical_id("I") != id and described(ec2, id)["State"]["Name"] == "terminated"
    assert described(ec2, stack.physical_id("I"))["InstanceType"] == "c5.xlarge"
    delete(stack)
    assert ec2.describe_launch_templates()["LaunchTemplates"] == []


def test_network_interface(stack, ec2):
    def interface(**properties):
        return resource("AWS::EC2::NetworkInterface", SubnetId=ref("S"), **properties)
    create(stack, {"N": interface(Description="first", GroupSet=[ref("G")], SecondaryPrivateIpAddressCount=2,
                                  Tags=[{"Key": "a", "Value": "1"}])},
           Id=att("N", "Id"), Primary=att("N", "PrimaryPrivateIpAddress"), Vpc=att("N", "VpcId"),
           Others={"Fn::Join": [",", att("N", "SecondaryPrivateIpAddresses")]})
    id, said = stack.physical_id("N"), stack.outputs()

    def found():
        return ec2.describe_network_interfaces(NetworkInterfaceIds=[id])["NetworkInterfaces"][0]
    assert (said["Id"], said["Primary"], said["Vpc"]) == (id, found()["PrivateIpAddress"], stack.physical_id("V"))
    assert len(said["Others"].split(",")) == 2 and own_tags(found()) == {"a": "1"}
    update(stack, {"N": interface(Description="second", GroupSet=[ref("H")], SecondaryPrivateIpAddressCount=1,
                                  SourceDestCheck=False)})
    now = found()
    assert stack.physical_id("N") == id and own_tags(now) == {}
    assert (now["Description"], now["SourceDestCheck"], len(now["PrivateIpAddresses"])) == ("second", False, 2)
    assert [group["GroupId"] for group in now["Groups"]] == [stack.physical_id("H")]
    update(stack, {"N": interface(PrivateIpAddress="10.0.0.77")})
    assert stack.physical_id("N") != id
    delete(stack)


def test_network_interface_attachment(stack, ec2):
    def attachment(**properties):
        return {"I": instance(), "N": resource("AWS::EC2::NetworkInterface", SubnetId=ref("S")),
                "A": resource("AWS::EC2::NetworkInterfaceAttachment", DeviceIndex=1, InstanceId=ref("I"),
                              NetworkInterfaceId=ref("N"), **properties)}

    def found():
        return ec2.describe_network_interfaces(NetworkInterfaceIds=[stack.physical_id("N")])["NetworkInterfaces"][0]
    create(stack, attachment(), Id=att("A", "AttachmentId"))
    assert stack.outputs()["Id"] == stack.physical_id("A") == found()["Attachment"]["AttachmentId"]
    assert found()["Attachment"]["DeleteOnTermination"]
    update(stack, attachment(DeleteOnTermination=False))
    assert not found()["Attachment"]["DeleteOnTermination"]
    delete(stack)


def test_elastic_address_of_an_instance(stack, ec2):
    way_out = {"W": resource("AWS::EC2::InternetGateway"),
               "At": resource("AWS::EC2::VPCGatewayAttachment", VpcId=ref("V"), InternetGatewayId=ref("W"))}

    def resources(owner, **more):
        return {**way_out, "I": instance(), "J": instance(),
                "E": {**resource("AWS::EC2::EIP", Domain="vpc", InstanceId=ref(owner)), "DependsOn": "At"}, **more}

    def holder(ip):
        return ec2.describe_addresses(PublicIps=[ip])["Addresses"][0]["InstanceId"]
    create(stack, resources("I"), Ip=ref("E"), Same=att("E", "PublicIp"), Id=att("E", "AllocationId"))
    said = stack.outputs()
    assert said["Ip"] == said["Same"] and said["Id"].startswith("eipalloc-")
    assert holder(said["Ip"]) == stack.physical_id("I")
    other = {"F": resource("AWS::EC2::EIP", Tags=[{"Key": "a", "Value": "1"}]),
             "B": {**resource("AWS::EC2::EIPAssociation", AllocationId=att("F", "AllocationId"), InstanceId=ref("I")),
                   "DependsOn": ["At", "E"]}}
    update(stack, resources("J", **other), Ip=ref("E"))
    assert holder(said["Ip"]) == stack.physical_id("J") and stack.physical_id("B").startswith("eipassoc-")
    assert holder(stack.physical_id("F")) == stack.physical_id("I")
    delete(stack)
    assert ec2.describe_addresses()["Addresses"] == []


def test_key_pair(stack, ec2, client):
    def pair(**properties):
        return resource("AWS::EC2::KeyPair", KeyName="mine", **properties)
    assert stack.create({"Resources": {"K": pair(KeyType="ed25519")},
                         "Outputs": {"Id": {"Value": att("K", "KeyPairId")},
                                     "Print": {"Value": att("K", "KeyFingerprint")}}}) == "CREATE_COMPLETE", stack.story()
    said = stack.outputs()
    found, = ec2.describe_key_pairs(KeyNames=["mine"])["KeyPairs"]
    assert (said["Id"], said["Print"]) == (found["KeyPairId"], found["KeyFingerprint"])
    kept = client("ssm").get_parameter(Name=f"/ec2/keypair/{said['Id']}", WithDecryption=True)["Parameter"]
    assert kept["Type"] == "SecureString" and "PRIVATE KEY" in kept["Value"]
    delete(stack)
    assert ec2.describe_key_pairs()["KeyPairs"] == []
    assert client("ssm").describe_parameters()["Parameters"] == []
