"""Hosts for tests of tasks and services: EC2 instances whose image brings no agent, registered as an agent does it."""
import json
import time

import pytest
from botocore.exceptions import ClientError

REGION = "eu-central-1"
IMAGE = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
CAPABILITIES = ["ecs.capability.task-eni", "ecs.capability.task-eni-trunking",
                "com.amazonaws.ecs.capability.docker-remote-api.1.18"]


def refused(call, **arguments):
    """The error that the call is answered with, as (code, message)."""
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def wait_for(condition, seconds=20):
    """What `condition` gives once it is true, or at last."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value or time.monotonic() > deadline:
            return value
        time.sleep(0.02)


def registered(client, ecs, ec2, account, instance_type="c5.large", sandbox=None, cluster="default", **launch):
    """A container instance on a new EC2 instance, as the answer to its registration."""
    ssm = client("ssm", sandbox=sandbox) if sandbox else client("ssm")
    image = ssm.get_parameter(Name=IMAGE)["Parameter"]["Value"]
    instance = ec2.run_instances(ImageId=image, InstanceType=instance_type, MinCount=1, MaxCount=1,
                                 **launch)["Instances"][0]
    document = {"accountId": account, "architecture": "x86_64", "imageId": image, "region": REGION,
                "availabilityZone": instance["Placement"]["AvailabilityZone"], "instanceType": instance_type,
                "instanceId": instance["InstanceId"], "privateIp": instance["PrivateIpAddress"],
                "version": "2017-09-30"}
    host = ecs.register_container_instance(
        cluster=cluster, instanceIdentityDocument=json.dumps(document), instanceIdentityDocumentSignature="c2lnbg==",
        totalResources=[{"name": "CPU", "type": "INTEGER", "integerValue": 2048},
                        {"name": "MEMORY", "type": "INTEGER", "integerValue": 3784},
                        {"name": "PORTS", "type": "STRINGSET", "stringSetValue": ["22", "2375", "2376", "51678"]},
                        {"name": "PORTS_UDP", "type": "STRINGSET", "stringSetValue": []}],
        versionInfo={"agentVersion": "1.86.3", "agentHash": "abcdef", "dockerVersion": "DockerVersion: 25.0.3"},
        attributes=[{"name": name} for name in CAPABILITIES])["containerInstance"]
    return settled(ecs, host["containerInstanceArn"], cluster)


def settled(ecs, arn, cluster="default", status="ACTIVE"):
    """The container instance once it has the status."""
    def described():
        host = ecs.describe_container_instances(cluster=cluster, containerInstances=[arn])["containerInstances"][0]
        return host if host["status"] == status else None
    host = wait_for(described)
    assert host, f"{arn} is not {status}"
    return host


def attribute(host, name):
    return next((a.get("value") for a in host["attributes"] if a["name"] == name), None)
