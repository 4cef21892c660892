"""EC2 instances as tests launch and look at them: fixtures and what reads their answers."""
import pytest
from botocore.exceptions import ClientError

AL2023 = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"
AL2023_ARM = "/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id"
PLAIN = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"


@pytest.fixture
def ec2(client):
    return client("ec2")


@pytest.fixture
def image(client):
    """image(parameter): the id of a published image."""
    return lambda name=PLAIN: client("ssm").get_parameter(Name=name)["Parameter"]["Value"]


@pytest.fixture
def launch(ec2, image):
    """launch(InstanceType=…, …): one instance."""
    def run(**arguments):
        arguments = {"ImageId": None, "InstanceType": "c5.large", "MinCount": 1, "MaxCount": 1, **arguments}
        arguments["ImageId"] = arguments["ImageId"] or image()
        return ec2.run_instances(**arguments)["Instances"][0]
    return run


@pytest.fixture
def wait_for(ec2, eventually):
    """wait_for(instance_id, state): the instance, once it is in that state."""
    def wait(instance_id, state):
        def look():
            instance = describe(ec2, instance_id)
            return instance if instance["State"]["Name"] == state else None
        return eventually(look)
    return wait


def describe(ec2, instance_id):
    return ec2.describe_instances(InstanceIds=[instance_id])["Reservations"][0]["Instances"][0]


def error_of(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]
