"""Load balancers and target groups as tests make and look at them: fixtures and what reads their answers."""
import xml.etree.ElementTree as ElementTree

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from botocore.httpsession import URLLib3Session

from instances import ec2  # noqa: F401 (fixture)

AT_ONCE = {"Delay": 0, "MaxAttempts": 200}
CERTIFICATE = "arn:aws:acm:eu-central-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"


@pytest.fixture
def elb(client):
    return client("elbv2")


@pytest.fixture
def subnets(ec2):  # noqa: F811
    """Those of the default VPC, each in another zone."""
    return sorted(ec2.describe_subnets()["Subnets"], key=lambda subnet: subnet["AvailabilityZone"])


@pytest.fixture
def balancer(elb, subnets):
    """balancer(Name=…, …): an active load balancer, an application one in two zones unless told otherwise."""
    def make(**arguments):
        arguments = {"Name": "web", "Subnets": [s["SubnetId"] for s in subnets[:2]], **arguments}
        made = elb.create_load_balancer(**{k: v for k, v in arguments.items() if v is not None})["LoadBalancers"][0]
        elb.get_waiter("load_balancer_available").wait(LoadBalancerArns=[made["LoadBalancerArn"]], WaiterConfig=AT_ONCE)
        return made
    return make


@pytest.fixture
def group(elb, subnets):
    """group(Name=…, …): a target group, of the protocol HTTP unless told otherwise."""
    def make(name="web", **arguments):
        arguments = {"Protocol": "HTTP", "Port": 80, "VpcId": subnets[0]["VpcId"], **arguments}
        return elb.create_target_group(Name=name, **arguments)["TargetGroups"][0]
    return make


@pytest.fixture
def newer(client, sandbox, credentials):
    """newer(operation, parameters): calls what the distribution's boto3 does not know yet. Returns the XML without namespaces."""
    def call(operation, **parameters):
        request = AWSRequest("POST", sandbox.endpoint, data={"Action": operation, "Version": "2015-12-01", **parameters})
        keys = Credentials(credentials["aws_access_key_id"], credentials["aws_secret_access_key"])
        SigV4Auth(keys, "elasticloadbalancing", "eu-central-1").add_auth(request)
        response = URLLib3Session().send(request.prepare())
        text = response.content.decode().replace(' xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"', "")
        assert response.status_code == 200, text
        return ElementTree.fromstring(text)
    return call


def error_of(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    error = caught.value.response["Error"]
    return f"{error['Code']}: {error['Message']}"


def attributes(reply):
    return {attribute["Key"]: attribute.get("Value", "") for attribute in reply["Attributes"]}


def forward(group):  # noqa: F811
    return [{"Type": "forward", "TargetGroupArn": group["TargetGroupArn"]}]


def health(elb, group):  # noqa: F811
    return [(d["Target"]["Id"], d["TargetHealth"]["State"], d["TargetHealth"].get("Reason"))
            for d in elb.describe_target_health(TargetGroupArn=group["TargetGroupArn"])["TargetHealthDescriptions"]]


def wait_for_health(elb, eventually, group, expected):  # noqa: F811
    assert eventually(lambda: [h[1:] for h in health(elb, group)] == expected), health(elb, group)
