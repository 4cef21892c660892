"""EC2: machine images and instance types, and the parameters under which AWS publishes images."""
import json

import pytest
from botocore.exceptions import ClientError

RECOMMENDED = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended"


@pytest.fixture
def ec2(client):
    return client("ec2")


@pytest.fixture
def ssm(client):
    return client("ssm")


def error_of(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]


def parameter(ssm, name):
    return ssm.get_parameter(Name=name)["Parameter"]["Value"]


# ---- images -----------------------------------------------------------------------------------------------

@pytest.mark.parametrize("path, architecture, name", [
    ("amazon-linux-2023", "x86_64", "al2023-ami-ecs-hvm-2023.0."),
    ("amazon-linux-2023/arm64", "arm64", "al2023-ami-ecs-hvm-2023.0."),
    ("amazon-linux-2", "x86_64", "amzn2-ami-ecs-hvm-2.0."),
    ("amazon-linux-2/arm64", "arm64", "amzn2-ami-ecs-hvm-2.0."),
])
def test_recommended_ecs_images(ec2, ssm, path, architecture, name):
    recommended = json.loads(parameter(ssm, f"/aws/service/ecs/optimized-ami/{path}/recommended"))
    image_id = parameter(ssm, f"/aws/service/ecs/optimized-ami/{path}/recommended/image_id")
    assert recommended["image_id"] == image_id
    image, = ec2.describe_images(ImageIds=[image_id])["Images"]
    assert image["Name"] == recommended["image_name"]
    assert image["Name"].startswith(name)
    assert (image["Architecture"], image["State"], image["ImageOwnerAlias"]) == (architecture, "available", "amazon")
    assert image["RootDeviceName"] == "/dev/xvda"
    assert image["BlockDeviceMappings"][0]["Ebs"]["VolumeSize"] == 30


@pytest.mark.parametrize("name", [
    "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
    "/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2",
    "/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-ECS_Optimized/image_id",
])
def test_other_public_images(ec2, ssm, name):
    entry = ssm.get_parameter(Name=name)["Parameter"]
    assert entry["DataType"] == "aws:ec2:image"
    assert entry["ARN"] == f"arn:aws:ssm:eu-central-1::parameter{name}"
    assert len(ec2.describe_images(ImageIds=[entry["Value"]])["Images"]) == 1


def test_public_parameters_by_path(ssm):
    entries = ssm.get_parameters_by_path(Path=RECOMMENDED)["Parameters"]
    names = {entry["Name"].removeprefix(RECOMMENDED + "/") for entry in entries}
    assert {"image_id", "image_name", "ecs_agent_version", "os"} <= names
    assert ssm.get_parameters_by_path(Path="/", Recursive=True)["Parameters"] == []


def test_unknown_public_parameter(ssm):
    assert error_of(ssm.get_parameter, Name=RECOMMENDED + "/colour")["Code"] == "ParameterNotFound"


def test_images_by_owner_and_name(ec2):
    images = ec2.describe_images(Owners=["amazon"], Filters=[
        {"Name": "name", "Values": ["amzn2-ami-ecs-hvm-*-x86_64-ebs"]},
        {"Name": "architecture", "Values": ["x86_64"]}])["Images"]
    assert len(images) >= 2  # An older one, whose agent knows no trunks, among them.
    assert {image["OwnerId"] for image in images} == {"591542846629"}
    ubuntu = ec2.describe_images(Owners=["099720109477"])["Images"]
    assert ubuntu and all("ImageOwnerAlias" not in image for image in ubuntu)
    assert ec2.describe_images(Owners=["self"])["Images"] == []


def test_images_have_other_ids_in_other_regions(client):
    def ids(region):
        return {image["ImageId"] for image in client("ec2", region=region).describe_images()["Images"]}
    assert not ids("eu-central-1") & ids("us-east-1")


@pytest.mark.parametrize("image_id, code, message", [
    ("ami-00000000000000000", "InvalidAMIID.NotFound", "The image id '[ami-00000000000000000]' does not exist"),
    ("image", "InvalidAMIID.Malformed", 'Invalid id: "image" (expecting "ami-...")'),
])
def test_unknown_image(ec2, image_id, code, message):
    error = error_of(ec2.describe_images, ImageIds=[image_id])
    assert (error["Code"], error["Message"]) == (code, message)


# ---- instance types ---------------------------------------------------------------------------------------

@pytest.mark.parametrize("name, interfaces, addresses, vcpus, memory, architecture", [
    ("c5.large", 3, 10, 2, 4096, "x86_64"),
    ("a1.medium", 2, 4, 1, 2048, "arm64"),
    ("m5.24xlarge", 15, 50, 96, 393216, "x86_64"),
    ("t3.medium", 3, 6, 2, 4096, "x86_64"),
])
def test_describe_instance_types(ec2, name, interfaces, addresses, vcpus, memory, architecture):
    described, = ec2.describe_instance_types(InstanceTypes=[name])["InstanceTypes"]
    assert described["NetworkInfo"]["MaximumNetworkInterfaces"] == interfaces
    assert described["NetworkInfo"]["Ipv4AddressesPerInterface"] == addresses
    assert described["VCpuInfo"]["DefaultVCpus"] == vcpus
    assert described["MemoryInfo"]["SizeInMiB"] == memory
    assert described["ProcessorInfo"]["SupportedArchitectures"] == [architecture]
    assert described["Hypervisor"] == "nitro"
    assert described["BurstablePerformanceSupported"] == name.startswith("t")


def test_instance_types_in_pages_with_filters(ec2):
    pages = ec2.get_paginator("describe_instance_types").paginate(
        Filters=[{"Name": "instance-type", "Values": ["c5.*"]}], PaginationConfig={"PageSize": 5})
    names = [described["InstanceType"] for page in pages for described in page["InstanceTypes"]]
    assert "c5.large" in names and "c5.metal" in names
    assert len(names) == len(set(names)) > 5
    metal = ec2.describe_instance_types(InstanceTypes=["c5.metal"])["InstanceTypes"][0]
    assert metal["BareMetal"] and "Hypervisor" not in metal


def test_unknown_instance_type(ec2):
    error = error_of(ec2.describe_instance_types, InstanceTypes=["c5.large", "c5.tiny"])
    assert error["Code"] == "InvalidInstanceType"
    assert error["Message"] == "The following supplied instance types do not exist: [c5.tiny]"


def test_describe_instance_type_offerings(ec2):
    filters = [{"Name": "instance-type", "Values": ["c5.large"]}]
    offering, = ec2.describe_instance_type_offerings(Filters=filters)["InstanceTypeOfferings"]
    assert offering == {"InstanceType": "c5.large", "LocationType": "region", "Location": "eu-central-1"}
    zones = ec2.describe_instance_type_offerings(LocationType="availability-zone", Filters=filters)
    assert {entry["Location"] for entry in zones["InstanceTypeOfferings"]} == {
        "eu-central-1a", "eu-central-1b", "eu-central-1c"}


def test_unsupported_parameter_is_refused_by_name(client):
    ec2 = client("ec2")

    def add_parameter(params, **_):
        params["body"]["Colour"] = "red"
    ec2.meta.events.register("before-call.ec2.DescribeImages", add_parameter)
    error = error_of(ec2.describe_images)
    assert (error["Code"], error["Message"]) == ("UnknownParameter", "The parameter Colour is not recognized")


def test_images_that_are_not_there(ec2):
    ids = ["ami-00000000000000001", "ami-00000000000000002"]
    for asked, message in ((ids[:1], f"The image id '[{ids[0]}]' does not exist"),
                           (ids, f"The image ids '[{ids[0]}, {ids[1]}]' do not exist")):
        with pytest.raises(ClientError) as caught:
            ec2.describe_images(ImageIds=asked)
        error = caught.value.response["Error"]
        assert (error["Code"], error["Message"]) == ("InvalidAMIID.NotFound", message)
