"""Auto Scaling groups as tests make them and look at them: fixtures, and what reads answers."""
import urllib.error
import urllib.parse
import urllib.request

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import ClientError

from instances import PLAIN

ZONES = ["eu-central-1a", "eu-central-1b"]
UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
TIME = r"At \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ "


@pytest.fixture
def ec2(client):
    return client("ec2")


@pytest.fixture
def template(client, ec2):
    image = client("ssm").get_parameter(Name=PLAIN)["Parameter"]["Value"]
    made = ec2.create_launch_template(LaunchTemplateName="web", LaunchTemplateData={
        "ImageId": image, "InstanceType": "c5.large",
        "TagSpecifications": [{"ResourceType": "instance", "Tags": [{"Key": "from", "Value": "template"}]}]})
    return made["LaunchTemplate"]["LaunchTemplateId"]


@pytest.fixture
def group(autoscaling, template, eventually):
    """group(name, …): a group of the launch template, with its instances in service."""
    def make(name="web", **arguments):
        arguments = {"MinSize": 0, "MaxSize": 10, "AvailabilityZones": ZONES,
                     "LaunchTemplate": {"LaunchTemplateId": template}, **arguments}
        arguments = {key: value for key, value in arguments.items() if value is not None}
        autoscaling.create_auto_scaling_group(AutoScalingGroupName=name, **arguments)
        wanted = arguments.get("DesiredCapacity", arguments["MinSize"])
        if not arguments.get("LifecycleHookSpecificationList"):
            eventually(lambda: len(in_service(autoscaling, name)) == wanted)
        return describe(autoscaling, name)
    return make


def describe(autoscaling, name="web"):
    return autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"][0]


def instances(autoscaling, name="web"):
    return describe(autoscaling, name)["Instances"]


def in_service(autoscaling, name="web"):
    return [one["InstanceId"] for one in instances(autoscaling, name) if one["LifecycleState"] == "InService"]


def activities(autoscaling, name="web", **arguments):
    return autoscaling.describe_scaling_activities(AutoScalingGroupName=name, **arguments)["Activities"]


def error_of(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]


def message_of(call, **arguments):
    error = error_of(call, **arguments)
    assert error["Code"] == "ValidationError", error
    return error["Message"]


def query(client, action, **parameters):
    """A call that the client at hand does not know. Returns the body and the status."""
    body = urllib.parse.urlencode({"Action": action, "Version": "2011-01-01", **parameters})
    request = AWSRequest("POST", client.meta.endpoint_url + "/", data=body.encode(),
                         headers={"Content-Type": "application/x-www-form-urlencoded"})
    SigV4Auth(client._request_signer._credentials, "autoscaling", client.meta.region_name).add_auth(request)
    prepared = request.prepare()
    asked = urllib.request.Request(prepared.url, data=prepared.body, headers=dict(prepared.headers))
    try:
        with urllib.request.urlopen(asked) as answer:
            return answer.read().decode(), answer.status
    except urllib.error.HTTPError as error:
        return error.read().decode(), error.code
