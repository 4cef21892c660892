"""Container instances: registered by hand, as an agent does it, on EC2 instances whose image brings no agent of its own."""
import json

import pytest
from botocore.exceptions import ClientError

from ecs_hosts import CAPABILITIES, IMAGE, REGION, wait_for

pytestmark = pytest.mark.sandbox_only("registers by hand: AWS checks the signature of the identity document")


@pytest.fixture
def ecs(client):
    ecs = client("ecs")
    ecs.create_cluster()
    return ecs


@pytest.fixture
def ec2(client):
    return client("ec2")


def refused(call, **arguments):
    """The error that the call is answered with, as (code, message)."""
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def identity(account, instance_id="i-0123456789abcdef0", instance_type="c5.large", **members):
    document = {"accountId": account, "architecture": "x86_64", "availabilityZone": "eu-central-1a",
                "imageId": "ami-0123456789abcdef0", "instanceId": instance_id, "instanceType": instance_type,
                "privateIp": "172.31.0.10", "region": REGION, "version": "2017-09-30"}
    return json.dumps({**document, **members})


def registration(document, attributes=CAPABILITIES, **members):
    return {
        "instanceIdentityDocument": document,
        "instanceIdentityDocumentSignature": "c2lnbmF0dXJl",
        "totalResources": [
            {"name": "CPU", "type": "INTEGER", "integerValue": 2048},
            {"name": "MEMORY", "type": "INTEGER", "integerValue": 3784},
            {"name": "PORTS", "type": "STRINGSET", "stringSetValue": ["22", "2375", "2376", "51678", "51679"]},
            {"name": "PORTS_UDP", "type": "STRINGSET", "stringSetValue": []}],
        "versionInfo": {"agentVersion": "1.86.3", "agentHash": "abcdef", "dockerVersion": "DockerVersion: 25.0.3"},
        "attributes": [{"name": name} for name in attributes],
        **members,
    }


@pytest.fixture
def hosts(client, ecs, ec2, account):
    """hosts("c5.large"): a running EC2 instance, registered, as the answer to its registration."""
    def register(instance_type="c5.large", attributes=CAPABILITIES, launch=None, **members):
        image = client("ssm").get_parameter(Name=IMAGE)["Parameter"]["Value"]
        instance = ec2.run_instances(ImageId=image, InstanceType=instance_type, MinCount=1, MaxCount=1,
                                     **(launch or {}))["Instances"][0]
        document = identity(account, instance["InstanceId"], instance_type,
                            availabilityZone=instance["Placement"]["AvailabilityZone"])
        return ecs.register_container_instance(**registration(document, attributes, **members))["containerInstance"]

    return register


def describe(ecs, arn):
    return ecs.describe_container_instances(containerInstances=[arn])["containerInstances"][0]


def settled(ecs, arn, status="ACTIVE"):
    """The container instance once it has the status."""
    wait_for(lambda: describe(ecs, arn)["status"] == status)
    host = describe(ecs, arn)
    assert host["status"] == status, host.get("statusReason")
    return host


def attribute(host, name):
    return next((a.get("value") for a in host["attributes"] if a["name"] == name), None)


def trunks(ec2, **more):
    filters = [{"Name": "interface-type", "Values": ["trunk"]}]
    return ec2.describe_network_interfaces(Filters=filters, **more)["NetworkInterfaces"]


# ---- without a host -----------------------------------------------------------------------------------------

def test_registration_is_refused(ecs, account):
    register = ecs.register_container_instance
    good = registration(identity(account))
    assert refused(register, **{**good, "cluster": "none"}) == ("ClusterNotFoundException", "Cluster not found.")
    for document in ["", "no JSON", "{}", identity("999999999999"), identity(account, region="us-east-1")]:
        assert refused(register, **{**good, "instanceIdentityDocument": document})[0] == "InvalidParameterException"
    code, message = refused(register, **good, platformDevices=[{"id": "g", "type": "GPU"}])
    assert code == "InvalidParameterException" and "platformDevices" in message
    gpus = good["totalResources"] + [{"name": "GPU", "type": "STRINGSET", "stringSetValue": ["g"]}]
    code, message = refused(register, **{**good, "totalResources": gpus})
    assert code == "InvalidParameterException" and "GPU" in message


def test_unknown_container_instances(ecs, account):
    arn = f"arn:aws:ecs:{REGION}:{account}:container-instance/default/0123456789abcdef0123456789abcdef"
    missing = ecs.describe_container_instances(containerInstances=[arn])["failures"]
    assert missing == [{"arn": arn, "reason": "MISSING"}]
    assert ecs.update_container_instances_state(containerInstances=["x"], status="DRAINING")["failures"][0][
        "reason"] == "MISSING"
    assert refused(ecs.deregister_container_instance, containerInstance=arn)[0] == "InvalidParameterException"
    assert refused(ecs.update_container_agent, containerInstance=arn)[0] == "InvalidParameterException"
    target = {"name": "stack", "value": "prod", "targetId": arn}
    assert refused(ecs.put_attributes, attributes=[target])[0] == "TargetNotFoundException"
    assert refused(ecs.delete_attributes, attributes=[target])[0] == "TargetNotFoundException"
    assert ecs.list_container_instances()["containerInstanceArns"] == []
    assert ecs.list_attributes(targetType="container-instance")["attributes"] == []


def test_agents_are_told_where_to_poll(ecs):
    answer = ecs.discover_poll_endpoint()
    assert answer["endpoint"].startswith("https://ecs-a-1.eu-central-1.")
    assert answer["telemetryEndpoint"].startswith("https://ecs-t-1.eu-central-1.")


def test_filters_that_cannot_be_read(ecs):
    code, message = refused(ecs.list_container_instances, filter="attribute:a ==")
    assert code == "InvalidParameterException" and "attribute:a ==" in message


# ---- registration ---------------------------------------------------------------------------------------------

def test_registered_host_shows_what_it_has(ecs, hosts):
    host = hosts(tags=[{"key": "team", "value": "a"}])
    assert host["status"] == "ACTIVE" and host["agentConnected"]
    assert host["tags"] == [{"key": "team", "value": "a"}]
    amounts = {r["name"]: r.get("stringSetValue", r["integerValue"]) for r in host["remainingResources"]}
    assert amounts == {"CPU": 2048, "MEMORY": 3784, "PORTS": ["22", "2375", "2376", "51678", "51679"], "PORTS_UDP": []}
    assert host["versionInfo"]["agentVersion"] == "1.86.3"
    assert attribute(host, "ecs.instance-type") == "c5.large"
    for name in ["ecs.availability-zone", "ecs.ami-id", "ecs.vpc-id", "ecs.subnet-id"]:
        assert attribute(host, name), name
    assert host["attachments"] == [] and attribute(host, "ecs.awsvpc-trunk-id") is None
    assert ecs.describe_clusters()["clusters"][0]["registeredContainerInstancesCount"] == 1
    health = ecs.describe_container_instances(containerInstances=[host["containerInstanceArn"]],
                                              include=["CONTAINER_INSTANCE_HEALTH", "TAGS"])["containerInstances"][0]
    assert health["healthStatus"]["overallStatus"] == "OK" and health["tags"] == host["tags"]


def test_opted_in_host_gets_a_trunk(ecs, ec2, hosts):
    ecs.put_account_setting_default(name="awsvpcTrunking", value="enabled")
    host = hosts()
    assert host["status"] == "REGISTERING"
    host = settled(ecs, host["containerInstanceArn"])
    [trunk] = trunks(ec2)
    assert trunk["Attachment"]["InstanceId"] == host["ec2InstanceId"]
    assert trunk["SubnetId"] == attribute(host, "ecs.subnet-id")
    assert [g["GroupName"] for g in trunk["Groups"]] == ["default"]
    [attachment] = host["attachments"]
    assert attachment["id"] == attribute(host, "ecs.awsvpc-trunk-id")
    assert attachment["details"] == [{"name": "macAddress", "value": trunk["MacAddress"]}]
    listed = ecs.list_attributes(targetType="container-instance", attributeName="ecs.awsvpc-trunk-id")["attributes"]
    assert [a["targetId"] for a in listed] == [host["containerInstanceArn"]]


@pytest.mark.parametrize("instance_type, attributes", [
    ("t3.medium", CAPABILITIES),
    ("c5.metal", CAPABILITIES),
    ("c5.large", ["ecs.capability.task-eni"]),
])
def test_unfit_hosts_silently_get_none(ecs, ec2, hosts, instance_type, attributes):
    ecs.put_account_setting_default(name="awsvpcTrunking", value="enabled")
    host = hosts(instance_type, attributes)
    assert host["status"] == "ACTIVE" and host["attachments"] == [] and trunks(ec2) == []


def test_a_record_fails_the_registration(ecs, ec2, hosts):
    ecs.put_account_setting_default(name="awsvpcTrunking", value="enabled")
    host = hosts(launch={"PrivateDnsNameOptions": {"EnableResourceNameDnsARecord": True}})
    host = settled(ecs, host["containerInstanceArn"], "REGISTRATION_FAILED")
    assert host["statusReason"].startswith("Unexpected EC2 error while attempting to")
    assert refused(ecs.update_container_instances_state, status="DRAINING",
                   containerInstances=[host["containerInstanceArn"]])[0] == "InvalidParameterException"
    ecs.deregister_container_instance(containerInstance=host["containerInstanceArn"])
    assert trunks(ec2) == []


def test_agent_that_starts_anew_is_the_same_host(ecs, hosts, account):
    host = hosts()
    ecs.put_account_setting_default(name="awsvpcTrunking", value="enabled")
    document = identity(account, host["ec2InstanceId"])
    arn = host["containerInstanceArn"]
    again = ecs.register_container_instance(**registration(document), containerInstanceArn=arn)["containerInstance"]
    assert again["containerInstanceArn"] == arn and again["status"] == "ACTIVE" and again["attachments"] == []
    assert ecs.list_container_instances()["containerInstanceArns"] == [arn]
    code, message = refused(ecs.register_container_instance,
                            **registration(identity(account, host["ec2InstanceId"], "c5.xlarge")))
    assert code == "ClientException"
    assert message.startswith("Container instance type changes are not supported.")


# ---- life ---------------------------------------------------------------------------------------------------

def test_draining_and_back(ecs, hosts):
    arn = hosts()["containerInstanceArn"]
    state = ecs.update_container_instances_state
    assert state(containerInstances=[arn], status="DRAINING")["containerInstances"][0]["status"] == "DRAINING"
    assert ecs.list_container_instances(status="ACTIVE")["containerInstanceArns"] == []
    assert ecs.list_container_instances(status="DRAINING")["containerInstanceArns"] == [arn]
    assert state(containerInstances=[arn], status="ACTIVE")["containerInstances"][0]["status"] == "ACTIVE"
    assert refused(state, containerInstances=[arn], status="REGISTERING")[0] == "InvalidParameterException"
    with pytest.raises(ecs.exceptions.NoUpdateAvailableException):
        ecs.update_container_agent(containerInstance=arn)


def test_deregistration_takes_the_trunk_away(ecs, ec2, hosts):
    ecs.put_account_setting_default(name="awsvpcTrunking", value="enabled")
    arn = hosts()["containerInstanceArn"]
    settled(ecs, arn)
    assert refused(ecs.delete_cluster, cluster="default")[0] == "ClusterContainsContainerInstancesException"
    gone = ecs.deregister_container_instance(containerInstance=arn)["containerInstance"]
    assert gone["status"] == "DEREGISTERING"
    settled(ecs, arn, "INACTIVE")
    assert trunks(ec2) == []
    assert ecs.list_container_instances()["containerInstanceArns"] == []
    assert ecs.delete_cluster(cluster="default")["cluster"]["status"] == "INACTIVE"


def test_terminated_instance_leaves_the_cluster(ecs, ec2, hosts):
    ecs.put_account_setting_default(name="awsvpcTrunking", value="enabled")
    host = hosts()
    settled(ecs, host["containerInstanceArn"])
    ec2.terminate_instances(InstanceIds=[host["ec2InstanceId"]])
    assert wait_for(lambda: not ecs.list_container_instances()["containerInstanceArns"])
    assert not describe(ecs, host["containerInstanceArn"])["agentConnected"]
    assert wait_for(lambda: not trunks(ec2))


def test_stopped_instance_stays_registered(ecs, ec2, hosts):
    host = hosts()
    ec2.stop_instances(InstanceIds=[host["ec2InstanceId"]])
    assert wait_for(lambda: not describe(ecs, host["containerInstanceArn"])["agentConnected"])
    assert describe(ecs, host["containerInstanceArn"])["status"] == "ACTIVE"


@pytest.fixture
def sandbox_with_host(start_sandbox, client, account, tmp_path):
    """A sandbox at AWS's pace, clients for it, and a host with its trunk under way."""
    sandbox = start_sandbox("--pace", "aws", state=tmp_path / "state.db")
    ecs, ec2 = client("ecs", sandbox=sandbox), client("ec2", sandbox=sandbox)
    ecs.create_cluster()
    ecs.put_account_setting_default(name="awsvpcTrunking", value="enabled")
    image = client("ssm", sandbox=sandbox).get_parameter(Name=IMAGE)["Parameter"]["Value"]
    instance = ec2.run_instances(ImageId=image, InstanceType="c5.large", MinCount=1, MaxCount=1)["Instances"][0]
    document = identity(account, instance["InstanceId"])
    host = ecs.register_container_instance(**registration(document))["containerInstance"]
    assert host["status"] == "REGISTERING"
    return sandbox, ecs, ec2, host


def test_trunk_is_finished_after_a_crash(sandbox_with_host):
    sandbox, ecs, ec2, host = sandbox_with_host
    sandbox.kill()
    sandbox.restart(arguments=["--pace", "instant"])
    settled(ecs, host["containerInstanceArn"])
    assert len(trunks(ec2)) == 1


def test_host_that_ends_during_a_crash_leaves_the_cluster(sandbox_with_host):
    sandbox, ecs, ec2, host = sandbox_with_host
    sandbox.restart(arguments=["--pace", "instant"])
    settled(ecs, host["containerInstanceArn"])
    ec2.terminate_instances(InstanceIds=[host["ec2InstanceId"]])
    sandbox.kill()
    sandbox.restart()
    assert wait_for(lambda: not ecs.list_container_instances()["containerInstanceArns"])
    assert wait_for(lambda: not trunks(ec2))


# ---- attributes and lists -------------------------------------------------------------------------------------

def test_attributes(ecs, hosts):
    arn = hosts()["containerInstanceArn"]
    short = arn.rsplit("/", 1)[1]
    put = ecs.put_attributes(attributes=[{"name": "stack", "value": "prod", "targetId": arn},
                                         {"name": "gpu", "targetType": "container-instance", "targetId": short}])
    assert put["attributes"] == [{"name": "stack", "value": "prod", "targetId": arn}, {"name": "gpu", "targetId": arn}]
    of_stack = ecs.list_attributes(targetType="container-instance", attributeName="stack", attributeValue="prod")
    assert of_stack["attributes"] == [{"name": "stack", "value": "prod", "targetId": arn}]
    assert ecs.list_container_instances(filter="attribute:stack == prod")["containerInstanceArns"] == [arn]
    assert ecs.list_container_instances(filter="attribute:stack == test")["containerInstanceArns"] == []
    assert ecs.delete_attributes(attributes=[{"name": "stack", "value": "test", "targetId": arn}])["attributes"] == []
    assert len(ecs.delete_attributes(attributes=[{"name": "stack", "targetId": arn}])["attributes"]) == 1
    names = [a["name"] for page in ecs.get_paginator("list_attributes").paginate(
        targetType="container-instance", PaginationConfig={"PageSize": 3}) for a in page["attributes"]]
    assert names == sorted(names) and "gpu" in names and "stack" not in names
    assert refused(ecs.put_attributes, attributes=[{"name": "ecs.x", "targetId": arn}])[0] == "InvalidParameterException"
    many = [{"name": f"a{i}", "targetId": arn} for i in range(10)]
    assert refused(ecs.put_attributes, attributes=many)[0] == "AttributeLimitExceededException"


def test_hosts_are_listed_by_query_and_in_pages(ecs, hosts):
    arns = [hosts(t)["containerInstanceArn"] for t in ["c5.large", "c5.xlarge", "m5.large"]]
    listed = [arn for page in ecs.get_paginator("list_container_instances").paginate(
        PaginationConfig={"PageSize": 1}) for arn in page["containerInstanceArns"]]
    assert listed == arns
    query = "attribute:ecs.instance-type =~ c5.* and agentConnected == true and runningTasksCount == 0"
    assert ecs.list_container_instances(filter=query)["containerInstanceArns"] == arns[:2]
    ec2_id = describe(ecs, arns[2])["ec2InstanceId"]
    assert ecs.list_container_instances(filter=f"ec2InstanceId == {ec2_id}")["containerInstanceArns"] == arns[2:]
    assert ecs.list_container_instances(filter="task:group == family:x")["containerInstanceArns"] == []


def test_tags_of_hosts(ecs, hosts):
    arn = hosts()["containerInstanceArn"]
    ecs.tag_resource(resourceArn=arn, tags=[{"key": "a", "value": "1"}])
    assert ecs.list_tags_for_resource(resourceArn=arn)["tags"] == [{"key": "a", "value": "1"}]


def test_hosts_are_resources_of_policies_with_their_cluster(client, ecs, hosts, account):
    arn = hosts()["containerInstanceArn"]
    iam = client("iam")
    iam.create_user(UserName="u")
    allowed = {"Effect": "Allow", "Action": "ecs:DescribeContainerInstances", "Resource": "*", "Condition": {
        "ArnEquals": {"ecs:cluster": f"arn:aws:ecs:{REGION}:{account}:cluster/default"}}}
    iam.put_user_policy(UserName="u", PolicyName="p", PolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": [allowed]}))
    key = iam.create_access_key(UserName="u")["AccessKey"]
    user = client("ecs", credentials={"aws_access_key_id": key["AccessKeyId"],
                                      "aws_secret_access_key": key["SecretAccessKey"]})
    assert user.describe_container_instances(containerInstances=[arn])["containerInstances"]
    code, message = refused(user.describe_container_instances, cluster="other", containerInstances=["x"])
    assert code == "AccessDeniedException" and "container-instance/other/x" in message
