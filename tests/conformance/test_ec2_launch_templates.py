"""EC2: launch templates and their versions."""
import pytest
from botocore.exceptions import ClientError

DATA = {
    "ImageId": "ami-12345678901234567", "InstanceType": "c5.large", "EbsOptimized": True,
    "IamInstanceProfile": {"Name": "hosts"}, "UserData": "IyEvYmluL2Jhc2g=",
    "SecurityGroupIds": ["sg-1", "sg-2"],
    "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 50, "VolumeType": "gp3"}}],
    "NetworkInterfaces": [{"DeviceIndex": 0, "SubnetId": "subnet-1", "Groups": ["sg-3"], "Ipv6AddressCount": 1}],
    "MetadataOptions": {"HttpTokens": "required", "HttpPutResponseHopLimit": 2},
    "PrivateDnsNameOptions": {"HostnameType": "ip-name", "EnableResourceNameDnsARecord": False},
    "TagSpecifications": [{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "host"}]}],
    "CapacityReservationSpecification": {"CapacityReservationPreference": "open"},
    "EnclaveOptions": {"Enabled": False}, "HibernationOptions": {"Configured": False},
    "InstanceMarketOptions": {"MarketType": "spot", "SpotOptions": {"MaxPrice": "0.1", "SpotInstanceType": "one-time"}},
    "Monitoring": {"Enabled": True}, "Placement": {"AvailabilityZone": "eu-central-1a"},
}


@pytest.fixture
def ec2(client):
    return client("ec2")


def error_of(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]


def make(ec2, name="hosts", **data):
    return ec2.create_launch_template(LaunchTemplateName=name, LaunchTemplateData=data or {"ImageId": "ami-1"},
                                      )["LaunchTemplate"]


def test_create_and_describe(ec2):
    made = ec2.create_launch_template(
        LaunchTemplateName="hosts", LaunchTemplateData=DATA, VersionDescription="first",
        TagSpecifications=[{"ResourceType": "launch-template", "Tags": [{"Key": "Team", "Value": "x"}]}],
    )["LaunchTemplate"]
    assert made["LaunchTemplateId"].startswith("lt-")
    assert (made["DefaultVersionNumber"], made["LatestVersionNumber"]) == (1, 1)
    assert made["Tags"] == [{"Key": "Team", "Value": "x"}]
    described = ec2.describe_launch_templates(LaunchTemplateNames=["hosts"])["LaunchTemplates"]
    assert described == [made]
    assert ec2.describe_launch_templates(Filters=[{"Name": "tag:Team", "Values": ["y"]}])["LaunchTemplates"] == []

    version, = ec2.describe_launch_template_versions(
        LaunchTemplateId=made["LaunchTemplateId"])["LaunchTemplateVersions"]
    assert version["LaunchTemplateData"] == DATA  # Numbers and booleans as such, every member where it was.
    assert (version["VersionNumber"], version["VersionDescription"], version["DefaultVersion"]) == (1, "first", True)


def test_versions(ec2):
    template = make(ec2, ImageId="ami-1", InstanceType="c5.large", UserData="YQ==")["LaunchTemplateId"]
    second = ec2.create_launch_template_version(
        LaunchTemplateId=template, SourceVersion="1", LaunchTemplateData={"InstanceType": "c5.xlarge"},
    )["LaunchTemplateVersion"]
    assert second["VersionNumber"] == 2 and not second["DefaultVersion"]
    assert second["LaunchTemplateData"] == {"ImageId": "ami-1", "InstanceType": "c5.xlarge", "UserData": "YQ=="}
    third = ec2.create_launch_template_version(
        LaunchTemplateName="hosts", LaunchTemplateData={"InstanceType": "m5.large"})["LaunchTemplateVersion"]
    assert third["LaunchTemplateData"] == {"InstanceType": "m5.large"}

    def numbers(**arguments):
        return [version["VersionNumber"] for version in
                ec2.describe_launch_template_versions(**arguments)["LaunchTemplateVersions"]]
    assert numbers(LaunchTemplateId=template) == [3, 2, 1]
    assert numbers(LaunchTemplateId=template, Versions=["$Default", "$Latest", "2"]) == [1, 3, 2]
    assert numbers(LaunchTemplateId=template, MinVersion="2", MaxVersion="2") == [2]
    assert numbers(Versions=["$Latest"]) == [3]
    assert numbers(LaunchTemplateId=template, Filters=[{"Name": "instance-type", "Values": ["m5.*"]}]) == [3]

    modified = ec2.modify_launch_template(LaunchTemplateId=template, DefaultVersion="2")["LaunchTemplate"]
    assert (modified["DefaultVersionNumber"], modified["LatestVersionNumber"]) == (2, 3)
    deleted = ec2.delete_launch_template_versions(LaunchTemplateId=template, Versions=["3", "2", "7"])
    assert [v["VersionNumber"] for v in deleted["SuccessfullyDeletedLaunchTemplateVersions"]] == [3]
    left = {v["VersionNumber"]: v["ResponseError"]["Code"]
            for v in deleted["UnsuccessfullyDeletedLaunchTemplateVersions"]}
    assert left == {2: "unexpectedError", 7: "launchTemplateVersionDoesNotExist"}
    # Numbers are never used again.
    assert ec2.create_launch_template_version(LaunchTemplateId=template, LaunchTemplateData={"ImageId": "ami-9"})[
        "LaunchTemplateVersion"]["VersionNumber"] == 4


def test_a_page_of_versions_goes_on_though_the_last_of_the_one_before_is_gone(ec2):
    template = make(ec2)["LaunchTemplateId"]
    for _ in range(7):
        ec2.create_launch_template_version(LaunchTemplateId=template, LaunchTemplateData={"ImageId": "ami-1"})
    first = ec2.describe_launch_template_versions(LaunchTemplateId=template, MaxResults=5)
    assert [version["VersionNumber"] for version in first["LaunchTemplateVersions"]] == [8, 7, 6, 5, 4]
    ec2.delete_launch_template_versions(LaunchTemplateId=template, Versions=["4", "3"])
    rest = ec2.describe_launch_template_versions(LaunchTemplateId=template, NextToken=first["NextToken"])
    assert [version["VersionNumber"] for version in rest["LaunchTemplateVersions"]] == [2, 1]


def test_delete(ec2):
    made = make(ec2)
    deleted = ec2.delete_launch_template(LaunchTemplateName="hosts")["LaunchTemplate"]
    assert deleted["LaunchTemplateId"] == made["LaunchTemplateId"]
    assert ec2.describe_launch_templates()["LaunchTemplates"] == []
    error = error_of(ec2.describe_launch_templates, LaunchTemplateIds=[made["LaunchTemplateId"]])
    assert error["Code"] == "InvalidLaunchTemplateId.NotFound"
    make(ec2)  # The name is free again.


def test_client_token_makes_one_template(ec2):
    arguments = {"LaunchTemplateName": "hosts", "LaunchTemplateData": {"ImageId": "ami-1"}, "ClientToken": "abc"}
    first = ec2.create_launch_template(**arguments)["LaunchTemplate"]
    assert ec2.create_launch_template(**arguments)["LaunchTemplate"] == first
    error = error_of(ec2.create_launch_template, **{**arguments, "LaunchTemplateName": "other"})
    assert error["Code"] == "IdempotentParameterMismatch"


def test_names_are_unique(ec2):
    make(ec2)
    error = error_of(make, ec2=ec2)
    assert error["Code"] == "InvalidLaunchTemplateName.AlreadyExistsException"
    assert error["Message"] == "Launch template name already in use."


@pytest.mark.parametrize("call, arguments, code", [
    ("create_launch_template", {"LaunchTemplateName": "a b c", "LaunchTemplateData": {"ImageId": "ami-1"}},
     "InvalidLaunchTemplateName.MalformedException"),
    ("create_launch_template", {"LaunchTemplateName": "hosts", "LaunchTemplateData": {}}, "MissingParameter"),
    ("create_launch_template", {"LaunchTemplateName": "hosts", "LaunchTemplateData": {"UserData": "not base64!"}},
     "InvalidUserData.Malformed"),
    ("create_launch_template_version", {"LaunchTemplateData": {"ImageId": "ami-1"}}, "MissingParameter"),
    ("delete_launch_template", {"LaunchTemplateName": "nothing"}, "InvalidLaunchTemplateName.NotFoundException"),
    ("delete_launch_template", {"LaunchTemplateId": "lt-0123456789abcdef0"}, "InvalidLaunchTemplateId.NotFound"),
    ("delete_launch_template", {"LaunchTemplateId": "template"}, "InvalidLaunchTemplateId.Malformed"),
    ("modify_launch_template", {"LaunchTemplateId": "lt-1", "LaunchTemplateName": "hosts"},
     "InvalidParameterCombination"),
    ("describe_launch_templates", {"LaunchTemplateIds": ["lt-12345"]}, "InvalidLaunchTemplateId.Malformed"),
    ("describe_launch_template_versions", {}, "MissingParameter"),
    ("describe_launch_template_versions", {"Versions": ["1"]}, "InvalidParameterValue"),
])
def test_errors(ec2, call, arguments, code):
    assert error_of(getattr(ec2, call), **arguments)["Code"] == code


def test_unknown_version(ec2):
    template = make(ec2)["LaunchTemplateId"]
    error = error_of(ec2.modify_launch_template, LaunchTemplateId=template, DefaultVersion="5")
    assert (error["Code"], error["Message"]) == (
        "InvalidLaunchTemplateId.VersionNotFound",
        "The launch template version 5 is not found for the specified launch template.")
    for call, arguments in ((ec2.describe_launch_template_versions, {"Versions": ["5"]}),
                            (ec2.create_launch_template_version, {"SourceVersion": "5", "LaunchTemplateData": {
                                "InstanceType": "c5.large"}})):
        error = error_of(call, LaunchTemplateId=template, **arguments)
        assert (error["Code"], error["Message"]) == (
            "InvalidLaunchTemplateId.VersionNotFound",
            f"Could not find the specified version 5 for the launch template with ID {template}.")


def test_template_named_twice_or_not_at_all(ec2):
    """Verified on AWS by the tests of getmoto/moto."""
    made = make(ec2)
    error = error_of(ec2.modify_launch_template, LaunchTemplateId=made["LaunchTemplateId"],
                     LaunchTemplateName="hosts", DefaultVersion="1")
    assert (error["Code"], error["Message"]) == (
        "InvalidParameterCombination",
        "Either provide launch template ID or launch template name to modify the template.")
    error = error_of(ec2.modify_launch_template, DefaultVersion="1")
    assert (error["Code"], error["Message"]) == (
        "MissingParameter", "The request must contain the parameter launch template ID or launch template name")
    error = error_of(ec2.describe_launch_template_versions)
    assert error["Message"].startswith("To describe the launch template data for all your launch templates, for "
                                       "‘--versions’ specify ‘$Latest’, ‘$Default’, or both, and omit ")


@pytest.mark.sandbox_only("AWS supports these")
@pytest.mark.parametrize("data, name", [
    ({"InstanceRequirements": {"VCpuCount": {"Min": 1}, "MemoryMiB": {"Min": 1}}}, "InstanceRequirements"),
    ({"Placement": {"GroupName": "g"}}, "Placement.GroupName"),
    ({"NetworkInterfaces": [{"Ipv4PrefixCount": 1}]}, "NetworkInterface.Ipv4PrefixCount"),
])
def test_what_launches_do_not_know_is_refused_by_name(ec2, data, name):
    error = error_of(ec2.create_launch_template, LaunchTemplateName="hosts", LaunchTemplateData=data)
    assert error["Code"] == "UnsupportedOperation"
    assert error["Message"] == (f"the sandbox does not support the parameter LaunchTemplateData.{name} of "
                                "CreateLaunchTemplate")
