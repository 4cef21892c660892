"""EC2: what comes with an instance and is not the instance: volumes, CPU credits, options that ask for nothing."""
import pytest
from instances import error_of, image, launch, wait_for  # noqa: F401 (fixtures)


@pytest.fixture
def ec2(client):
    return client("ec2")


# ---- options that may be written as long as they ask for nothing ---------------------------------------------

NOTHING = {"CapacityReservationSpecification": {"CapacityReservationPreference": "open"},
           "EnclaveOptions": {"Enabled": False}, "HibernationOptions": {"Configured": False}}


def test_options_that_ask_for_nothing(launch):
    instance = launch(**NOTHING, InstanceMarketOptions={"MarketType": "spot", "SpotOptions": {
        "MaxPrice": "0.05", "SpotInstanceType": "one-time", "InstanceInterruptionBehavior": "terminate"}})
    assert {name: instance[name] for name in NOTHING} == NOTHING
    assert instance["InstanceLifecycle"] == "spot"
    assert "InstanceLifecycle" not in launch(CapacityReservationSpecification={"CapacityReservationPreference": "none"})


@pytest.mark.sandbox_only("AWS supports these")
@pytest.mark.parametrize("arguments, named", [
    ({"CapacityReservationSpecification": {"CapacityReservationTarget": {"CapacityReservationId": "cr-1"}}},
     "the parameter CapacityReservationSpecification.CapacityReservationTarget"),
    ({"CapacityReservationSpecification": {"CapacityReservationPreference": "capacity-reservations-only"}},
     "CapacityReservationSpecification.CapacityReservationPreference capacity-reservations-only"),
    ({"EnclaveOptions": {"Enabled": True}}, "EnclaveOptions.Enabled true"),
    ({"HibernationOptions": {"Configured": True}}, "HibernationOptions.Configured true"),
    ({"InstanceMarketOptions": {"MarketType": "capacity-block"}}, "InstanceMarketOptions.MarketType capacity-block"),
    ({"InstanceMarketOptions": {"MarketType": "spot", "SpotOptions": {"SpotInstanceType": "persistent"}}},
     "InstanceMarketOptions.SpotOptions.SpotInstanceType persistent"),
    ({"InstanceMarketOptions": {"MarketType": "spot", "SpotOptions": {"InstanceInterruptionBehavior": "stop"}}},
     "InstanceMarketOptions.SpotOptions.InstanceInterruptionBehavior stop"),
])
def test_options_that_ask_for_something_are_refused_by_name(ec2, launch, arguments, named):
    by_launch = error_of(launch, **arguments)
    by_template = error_of(ec2.create_launch_template, LaunchTemplateName="hosts", LaunchTemplateData=arguments)
    assert by_launch["Code"] == by_template["Code"] == "UnsupportedOperation"
    assert by_launch["Message"].removesuffix(" of RunInstances") == f"the sandbox does not support {named}"
    shown = by_template["Message"].replace("LaunchTemplateData.", "").removesuffix(" of CreateLaunchTemplate")
    assert shown == f"the sandbox does not support {named}"


def test_option_that_ec2_does_not_know(launch):
    error = error_of(launch, InstanceMarketOptions={"MarketType": "bargain"})
    assert (error["Code"], error["Message"]) == (
        "InvalidParameterValue", "Value (bargain) for parameter InstanceMarketOptions.MarketType is invalid.")


# ---- volumes -------------------------------------------------------------------------------------------------

def volumes_of(ec2, instance_id):
    found = ec2.describe_volumes(Filters=[{"Name": "attachment.instance-id", "Values": [instance_id]}])["Volumes"]
    return {volume["Attachments"][0]["Device"]: volume for volume in found}


def test_root_volume_is_a_resource(ec2, launch, image):
    instance = launch(TagSpecifications=[{"ResourceType": "volume", "Tags": [{"Key": "a", "Value": "b"}]}])
    device, = instance["BlockDeviceMappings"]
    volume, = ec2.describe_volumes(VolumeIds=[device["Ebs"]["VolumeId"]])["Volumes"]
    of_image = ec2.describe_images(ImageIds=[image()])["Images"][0]["BlockDeviceMappings"][0]["Ebs"]
    assert {name: volume[name] for name in ("Size", "SnapshotId", "VolumeType")} == {
        "Size": of_image["VolumeSize"], "SnapshotId": of_image["SnapshotId"], "VolumeType": of_image["VolumeType"]}
    assert (volume["State"], volume["Encrypted"], volume["MultiAttachEnabled"]) == ("in-use", False, False)
    assert (volume["AvailabilityZone"], volume["Tags"]) == (
        instance["Placement"]["AvailabilityZone"], [{"Key": "a", "Value": "b"}])
    attachment, = volume["Attachments"]
    assert (attachment["InstanceId"], attachment["Device"], attachment["State"], attachment["DeleteOnTermination"]) == (
        instance["InstanceId"], "/dev/xvda", "attached", True)
    ec2.create_tags(Resources=[volume["VolumeId"]], Tags=[{"Key": "Name", "Value": "root"}])
    named = ec2.describe_volumes(Filters=[{"Name": "tag:Name", "Values": ["root"]}])["Volumes"]
    assert [v["VolumeId"] for v in named] == [volume["VolumeId"]]


def test_volumes_that_a_launch_maps(ec2, launch):
    instance = launch(BlockDeviceMappings=[
        {"DeviceName": "/dev/sdb", "Ebs": {"VolumeSize": 100}},
        {"DeviceName": "/dev/sdc", "Ebs": {"VolumeSize": 20, "VolumeType": "io2", "Iops": 500, "Encrypted": True}},
        {"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 50, "VolumeType": "gp3", "Throughput": 250}}])
    assert [d["DeviceName"] for d in instance["BlockDeviceMappings"]] == ["/dev/xvda", "/dev/sdb", "/dev/sdc"]
    shown = {device: tuple(volume.get(name) for name in ("VolumeType", "Size", "Iops", "Throughput", "Encrypted"))
             for device, volume in volumes_of(ec2, instance["InstanceId"]).items()}
    assert shown == {"/dev/xvda": ("gp3", 50, 3000, 250, False), "/dev/sdb": ("gp2", 100, 300, None, False),
                     "/dev/sdc": ("io2", 20, 500, None, True)}


def test_volumes_go_with_their_instance_unless_told_to_stay(ec2, launch, wait_for):
    instance = launch(BlockDeviceMappings=[
        {"DeviceName": "/dev/sdb", "Ebs": {"VolumeSize": 1}},
        {"DeviceName": "/dev/sdc", "Ebs": {"VolumeSize": 1, "DeleteOnTermination": False}}])["InstanceId"]
    wait_for(instance, "running")
    ids = {device: volume["VolumeId"] for device, volume in volumes_of(ec2, instance).items()}
    ec2.modify_instance_attribute(InstanceId=instance, BlockDeviceMappings=[
        {"DeviceName": "/dev/sdb", "Ebs": {"DeleteOnTermination": False}}])
    assert volumes_of(ec2, instance)["/dev/sdb"]["Attachments"][0]["DeleteOnTermination"] is False
    error = error_of(ec2.delete_volume, VolumeId=ids["/dev/sdb"])
    assert (error["Code"], error["Message"]) == (
        "VolumeInUse", f"Volume {ids['/dev/sdb']} is currently attached to {instance}")
    ec2.terminate_instances(InstanceIds=[instance])
    wait_for(instance, "terminated")
    error = error_of(ec2.describe_volumes, VolumeIds=[ids["/dev/xvda"]])
    assert (error["Code"], error["Message"]) == (
        "InvalidVolume.NotFound", f"The volume '{ids['/dev/xvda']}' does not exist.")
    left = ec2.describe_volumes(VolumeIds=[ids["/dev/sdb"], ids["/dev/sdc"]])["Volumes"]
    assert [(volume["State"], volume["Attachments"]) for volume in left] == [("available", [])] * 2
    for volume in left:
        ec2.delete_volume(VolumeId=volume["VolumeId"])
    assert ec2.describe_volumes()["Volumes"] == []


# ---- CPU credits ---------------------------------------------------------------------------------------------

def credits_of(ec2, *ids):
    shown = ec2.describe_instance_credit_specifications(InstanceIds=list(ids))["InstanceCreditSpecifications"]
    return {entry["InstanceId"]: entry["CpuCredits"] for entry in shown}


def test_credit_specifications(ec2, launch):
    standard = launch(InstanceType="t2.micro")["InstanceId"]
    unlimited = launch(InstanceType="t3.micro")["InstanceId"]
    given = launch(InstanceType="t3.micro", CreditSpecification={"CpuCredits": "standard"})["InstanceId"]
    assert credits_of(ec2, standard, unlimited, given) == {
        standard: "standard", unlimited: "unlimited", given: "standard"}
    assert credits_of(ec2) == {unlimited: "unlimited"}
    other = launch(InstanceType="c5.large")["InstanceId"]
    changed = ec2.modify_instance_credit_specification(InstanceCreditSpecifications=[
        {"InstanceId": given, "CpuCredits": "unlimited"}, {"InstanceId": other, "CpuCredits": "unlimited"},
        {"InstanceId": "i-00000000000000000", "CpuCredits": "standard"}])
    assert changed["SuccessfulInstanceCreditSpecifications"] == [{"InstanceId": given}]
    assert {entry["InstanceId"]: entry["Error"]["Code"]
            for entry in changed["UnsuccessfulInstanceCreditSpecifications"]} == {
        other: "InstanceCreditSpecification.NotSupported", "i-00000000000000000": "InvalidInstanceID.NotFound"}
    assert credits_of(ec2) == {unlimited: "unlimited", given: "unlimited"}
    error = error_of(ec2.describe_instance_credit_specifications, InstanceIds=[other])
    assert error["Code"] == "InstanceCreditSpecification.NotSupported"
