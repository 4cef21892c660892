"""EC2: Regions and Availability Zones, and what all of its operations share: filters, pages, DryRun, error forms."""
import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def ec2(client):
    return client("ec2")


def error_of(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return caught.value.response


def test_describe_regions_lists_those_that_are_enabled(ec2):
    regions = {region["RegionName"]: region for region in ec2.describe_regions()["Regions"]}
    assert regions["eu-central-1"]["OptInStatus"] == "opt-in-not-required"
    assert regions["eu-central-1"]["Endpoint"] == "ec2.eu-central-1.amazonaws.com"
    everything = {region["RegionName"] for region in ec2.describe_regions(AllRegions=True)["Regions"]}
    assert set(regions) < everything


def test_describe_availability_zones_of_the_region(ec2):
    zones = ec2.describe_availability_zones(Filters=[{"Name": "state", "Values": ["available"]}])["AvailabilityZones"]
    assert {"eu-central-1a", "eu-central-1b"} <= {zone["ZoneName"] for zone in zones}
    assert all(zone["RegionName"] == "eu-central-1" for zone in zones)
    assert len({zone["ZoneId"] for zone in zones}) == len(zones)
    if "GroupLongName" in zones[0]:  # Older clients leave it out.
        assert zones[0]["GroupLongName"] == "Europe (Frankfurt) 1"


def test_zones_by_the_long_name_of_their_group(ec2):
    zones = ec2.describe_availability_zones(Filters=[{"Name": "group-long-name", "Values": ["Europe (Frankfurt) 1"]}])
    assert len(zones["AvailabilityZones"]) >= 3


def test_wildcards_in_filters(ec2):
    zones = ec2.describe_availability_zones(Filters=[{"Name": "zone-name", "Values": ["*a", "*b"]}])
    assert [zone["ZoneName"][-1] for zone in zones["AvailabilityZones"]] == ["a", "b"]


def test_unknown_filter_is_refused_by_name(ec2):
    error = error_of(ec2.describe_regions, Filters=[{"Name": "colour", "Values": ["red"]}])["Error"]
    assert error["Code"] == "InvalidParameterValue"
    assert error["Message"] == "The filter 'colour' is invalid"


def test_dry_run_ends_before_the_operation(ec2):
    response = error_of(ec2.describe_regions, DryRun=True)
    assert response["Error"]["Code"] == "DryRunOperation"
    assert response["Error"]["Message"] == "Request would have succeeded, but DryRun flag is set."
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 412


def test_error_reply_names_the_request(ec2):
    assert error_of(ec2.describe_availability_zones, ZoneNames=["nowhere-1x"])["ResponseMetadata"]["RequestId"]


def test_account_attributes(ec2):
    def values(**arguments):
        return {a["AttributeName"]: [v["AttributeValue"] for v in a["AttributeValues"]]
                for a in ec2.describe_account_attributes(**arguments)["AccountAttributes"]}

    default = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"][0]["VpcId"]
    assert values(AttributeNames=["supported-platforms", "default-vpc"]) == {
        "supported-platforms": ["VPC"], "default-vpc": [default]}
    assert {"max-instances", "max-elastic-ips", "vpc-max-elastic-ips",
            "vpc-max-security-groups-per-interface"} < set(values())
    assert error_of(ec2.describe_account_attributes, AttributeNames=["colour"])["Error"]["Code"] == \
        "InvalidParameterValue"
