"""Tasks: run, started, stopped, described, listed; what they occupy and why they are refused."""
import json

import pytest

from ecs_hosts import REGION, attribute, refused, registered, settled, wait_for

pytestmark = pytest.mark.sandbox_only("registers hosts by hand: AWS checks the signature of the identity document")


@pytest.fixture
def ecs(client):
    return client("ecs")


@pytest.fixture
def ec2(client):
    return client("ec2")


@pytest.fixture
def ecs_default(ecs):
    """ECS with the cluster "default"."""
    ecs.create_cluster()
    return ecs


@pytest.fixture
def hosts(client, ecs_default, ec2, account):
    """hosts("c5.large"): a container instance, registered by hand."""
    return lambda instance_type="c5.large", **launch: registered(client, ecs_default, ec2, account, instance_type,
                                                                 **launch)


@pytest.fixture
def cluster(ecs):
    return ecs.create_cluster(clusterName="web")["cluster"]


@pytest.fixture
def definition(ecs):
    """A task definition in the network mode bridge; its ARN."""
    reply = ecs.register_task_definition(family="web", containerDefinitions=[
        {"name": "main", "image": "nginx", "cpu": 64, "memory": 64}])
    return reply["taskDefinition"]["taskDefinitionArn"]


def test_run_task_in_an_empty_cluster_says_so(ecs, cluster, definition):
    assert refused(ecs.run_task, cluster="web", taskDefinition="web") == (
        "InvalidParameterException", "No Container Instances were found in your cluster.")


def test_overrides_that_are_not_supported_are_named(ecs, cluster, definition):
    def message(**overrides):
        return refused(ecs.run_task, cluster="web", taskDefinition="web", overrides=overrides)[1]

    assert "overrides.ephemeralStorage" in message(ephemeralStorage={"sizeInGiB": 30})
    assert "overrides.containerOverrides.resourceRequirements" in message(containerOverrides=[
        {"name": "main", "resourceRequirements": [{"type": "GPU", "value": "1"}]}])
    assert message(containerOverrides=[{"name": "main", "resourceRequirements": []}], inferenceAcceleratorOverrides=[]) == \
        "No Container Instances were found in your cluster."


def test_start_task_on_an_unknown_container_instance_is_a_failure(ecs, cluster, definition):
    reply = ecs.start_task(cluster="web", taskDefinition="web", containerInstances=["0" * 32])
    assert reply["tasks"] == []
    assert [failure["reason"] for failure in reply["failures"]] == ["MISSING"]


def test_unknown_tasks(ecs, cluster):
    unknown = "0" * 32
    assert refused(ecs.stop_task, cluster="web", task=unknown) == (
        "InvalidParameterException", "The referenced task was not found.")
    assert refused(ecs.stop_task, cluster="web", task="short") == (
        "InvalidParameterException", "taskId length should be one of [32,36]")
    failures = ecs.describe_tasks(cluster="web", tasks=[unknown])["failures"]
    assert [(failure["arn"].rsplit("/", 1)[1], failure["reason"]) for failure in failures] == [(unknown, "MISSING")]
    assert ecs.list_tasks(cluster="web")["taskArns"] == []
    assert refused(ecs.list_tasks, cluster="nowhere") == ("ClusterNotFoundException", "Cluster not found.")


def test_at_most_so_many_in_a_call(ecs, cluster, definition):
    def message(operation, **arguments):
        code, text = refused(operation, cluster="web", **arguments)
        assert code == "InvalidParameterException"
        return text

    many = [f"{i:032d}" for i in range(101)]
    assert message(ecs.describe_tasks, tasks=many) == "taskIds can have at most 100 items."
    assert message(ecs.get_task_protection, tasks=many) == "taskIds can have at most 10 items."
    assert message(ecs.describe_container_instances,
                   containerInstances=many) == "instanceIds can have at most 100 items."
    for operation, more in [(ecs.start_task, {"taskDefinition": "web"}),
                            (ecs.update_container_instances_state, {"status": "DRAINING"})]:
        assert message(operation, containerInstances=many[:11], **more) == "instanceIds can have at most 10 items."
    assert message(ecs.describe_services, services=many[:11]) == "service names can have at most 10 items."


def test_what_lies_in_another_cluster(ecs, cluster, definition, account):
    ecs.create_cluster()
    prefix = f"arn:aws:ecs:{REGION}:{account}:"
    task, host = (f"{prefix}{kind}/web/{'0' * 32}" for kind in ("task", "container-instance"))
    service = f"{prefix}service/web/s"
    for call in [lambda: ecs.describe_tasks(tasks=[task]), lambda: ecs.stop_task(task=task),
                 lambda: ecs.get_task_protection(cluster="default", tasks=[task]),
                 lambda: ecs.describe_container_instances(containerInstances=[host]),
                 lambda: ecs.update_container_instances_state(containerInstances=[host], status="DRAINING"),
                 lambda: ecs.deregister_container_instance(containerInstance=host),
                 lambda: ecs.start_task(taskDefinition="web", containerInstances=[host]),
                 lambda: ecs.list_tasks(containerInstance=host), lambda: ecs.list_tasks(serviceName=service),
                 lambda: ecs.describe_services(services=[service]), lambda: ecs.delete_service(service=service),
                 lambda: ecs.update_service(service=service, desiredCount=1)]:
        assert refused(call) == ("InvalidParameterException",
                                 "Invalid identifier: Identifier is for cluster web. Your cluster is default")
    assert ecs.describe_services(cluster=cluster["clusterArn"], services=[service])["failures"][0]["reason"] == "MISSING"


# ---- on hosts -----------------------------------------------------------------------------------------------

def awsvpc(ecs, family="net", **more):
    """A task definition in the network mode awsvpc."""
    ecs.register_task_definition(family=family, networkMode="awsvpc", **more, containerDefinitions=[
        {"name": "main", "image": "nginx", "cpu": 64, "memory": 64}])


def network_of(ec2, host):
    """networkConfiguration with the subnet of a container instance."""
    instance = ec2.describe_instances(InstanceIds=[host["ec2InstanceId"]])["Reservations"][0]["Instances"][0]
    return {"awsvpcConfiguration": {"subnets": [instance["SubnetId"]]}}


def settled_tasks(ecs, arns, status="RUNNING"):
    """The tasks once they have the status."""
    def described():
        tasks = [task for i in range(0, len(arns), 100)
                 for task in ecs.describe_tasks(tasks=arns[i:i + 100])["tasks"]]
        return tasks if all(task["lastStatus"] == status for task in tasks) else None
    tasks = wait_for(described)
    assert tasks, [(task["lastStatus"], task.get("stoppedReason")) for task in ecs.describe_tasks(tasks=arns)["tasks"]]
    return tasks


def run(ecs, count, **arguments):
    """(ARNs of started tasks, reasons of failures)"""
    arns, reasons = [], []
    while count > 0:
        reply = ecs.run_task(count=min(count, 10), **arguments)
        arns += [task["taskArn"] for task in reply["tasks"]]
        reasons += [failure["reason"] for failure in reply["failures"]]
        if reply["failures"]:
            break
        count -= 10
    return arns, reasons


def details(task):
    assert [attachment["type"] for attachment in task["attachments"]] == ["ElasticNetworkInterface"]
    return {detail["name"]: detail["value"] for detail in task["attachments"][0]["details"]}


def interfaces_of_tasks(ec2):
    """The interfaces that ECS made for tasks, by their ids."""
    found = ec2.describe_network_interfaces()["NetworkInterfaces"]
    return {one["NetworkInterfaceId"]: one for one in found if ":attachment/" in one.get("Description", "")
            and one["InterfaceType"] != "trunk"}


def test_without_a_trunk_a_c5_large_takes_two_tasks(ecs_default, ec2, hosts):
    ecs = ecs_default
    host = hosts("c5.large")
    awsvpc(ecs)
    arns, reasons = run(ecs, 3, taskDefinition="net", networkConfiguration=network_of(ec2, host))
    assert (len(arns), reasons) == (2, ["RESOURCE:ENI"])
    tasks = settled_tasks(ecs, arns)
    made = interfaces_of_tasks(ec2)
    for task in tasks:
        told = details(task)
        interface = made[told["networkInterfaceId"]]
        assert interface["InterfaceType"] == "interface"
        assert interface["Attachment"]["InstanceId"] == host["ec2InstanceId"]
        assert interface["Attachment"]["DeviceIndex"] in (1, 2)
        assert told["macAddress"] == interface["MacAddress"]
        assert told["privateIPv4Address"] == interface["PrivateIpAddress"]
        assert told["subnetId"] == interface["SubnetId"]
        container = task["containers"][0]["networkInterfaces"][0]
        assert container["privateIpv4Address"] == interface["PrivateIpAddress"]
        assert interface["RequesterManaged"]


def test_with_a_trunk_it_takes_ten(ecs_default, ec2, hosts):
    ecs = ecs_default
    ecs.put_account_setting_default(name="awsvpcTrunking", value="enabled")
    host = hosts("c5.large")
    settled(ecs, host["containerInstanceArn"])
    awsvpc(ecs)
    arns, reasons = run(ecs, 11, taskDefinition="net", networkConfiguration=network_of(ec2, host))
    assert (len(arns), reasons) == (10, ["RESOURCE:ENI"])
    tasks = settled_tasks(ecs, arns)
    made = interfaces_of_tasks(ec2)
    assert {made[details(task)["networkInterfaceId"]]["InterfaceType"] for task in tasks} == {"branch"}
    associations = ec2.describe_trunk_interface_associations()["InterfaceAssociations"]
    assert sorted(one["VlanId"] for one in associations) == list(range(1, 11))
    assert {one["BranchInterfaceId"] for one in associations} == {details(t)["networkInterfaceId"] for t in tasks}
    for arn in arns:
        ecs.stop_task(task=arn)
    stopped = settled_tasks(ecs, arns, "STOPPED")
    assert {(task["stopCode"], task["stoppedReason"]) for task in stopped} == {
        ("UserInitiated", "Task stopped by user")}
    assert interfaces_of_tasks(ec2) == {}
    assert ec2.describe_trunk_interface_associations()["InterfaceAssociations"] == []


def test_states_bring_their_times(ecs_default, hosts):
    ecs = ecs_default
    host = hosts("c5.large")
    ecs.register_task_definition(family="bridge", containerDefinitions=[
        {"name": "main", "image": "nginx", "memory": 64, "portMappings": [{"containerPort": 80, "hostPort": 8080}]}])
    arns, reasons = run(ecs, 2, taskDefinition="bridge")
    assert (len(arns), reasons) == (1, ["RESOURCE:PORTS"])
    ecs.get_waiter("tasks_running").wait(tasks=arns, WaiterConfig={"Delay": 1})
    task = settled_tasks(ecs, arns)[0]
    assert task["containerInstanceArn"] == host["containerInstanceArn"]
    assert task["createdAt"] <= task["pullStartedAt"] <= task["pullStoppedAt"] <= task["startedAt"]
    assert task["connectivity"] == "CONNECTED"
    assert task["containers"][0]["networkBindings"] == [
        {"bindIP": "0.0.0.0", "containerPort": 80, "hostPort": 8080, "protocol": "tcp"}]
    ecs.stop_task(task=arns[0], reason="enough")
    ecs.get_waiter("tasks_stopped").wait(tasks=arns, WaiterConfig={"Delay": 1})
    task = settled_tasks(ecs, arns, "STOPPED")[0]
    assert task["stoppedReason"] == "enough"
    assert task["stoppingAt"] <= task["executionStoppedAt"] <= task["stoppedAt"]
    assert ecs.list_tasks(desiredStatus="STOPPED")["taskArns"] == arns


def test_full_subnet_stops_the_task(ecs_default, ec2, hosts):
    ecs = ecs_default
    host = hosts("c5.large")
    awsvpc(ecs)
    vpc = ec2.describe_instances(InstanceIds=[host["ec2InstanceId"]])["Reservations"][0]["Instances"][0]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="172.31.240.0/28",
                               AvailabilityZone=attribute(host, "ecs.availability-zone"))["Subnet"]
    for _ in range(11):
        ec2.create_network_interface(SubnetId=subnet["SubnetId"])
    arns, _ = run(ecs, 1, taskDefinition="net",
                  networkConfiguration={"awsvpcConfiguration": {"subnets": [subnet["SubnetId"]]}})
    task = settled_tasks(ecs, arns, "STOPPED")[0]
    assert task["stopCode"] == "TaskFailedToStart"
    assert task["stoppedReason"] == (
        "Unexpected EC2 error while attempting to Create Network Interface in subnet "
        f"'{subnet['SubnetId']}': InsufficientFreeAddressesInSubnet")


def test_task_of_another_vpc_finds_no_host(ecs_default, ec2, hosts):
    ecs = ecs_default
    host = hosts("c5.large")
    awsvpc(ecs)
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.9.0.0/24",
                               AvailabilityZone=attribute(host, "ecs.availability-zone"))["Subnet"]["SubnetId"]
    _, reasons = run(ecs, 1, taskDefinition="net", networkConfiguration={"awsvpcConfiguration": {"subnets": [subnet]}})
    assert reasons == ["ATTRIBUTE"]


def test_network_configuration_is_checked_in_ecs_words(ecs_default, ec2, hosts):
    ecs = ecs_default
    network = network_of(ec2, hosts("c5.large"))
    awsvpc(ecs)

    def message(**configuration):
        return refused(ecs.run_task, taskDefinition="net", networkConfiguration={
            "awsvpcConfiguration": {**network["awsvpcConfiguration"], **configuration}})[1]

    assert refused(ecs.run_task, taskDefinition="net")[1] == (
        "Network Configuration must be provided when networkMode 'awsvpc' is specified.")
    assert message(assignPublicIp="ENABLED") == "Assign public IP is not supported for this launch type."
    assert message(subnets=["subnet-0123456789abcdef0"]) == (
        "Error retrieving subnet information for [subnet-0123456789abcdef0]: The subnet ID "
        "'subnet-0123456789abcdef0' does not exist (ErrorCode: InvalidSubnetID.NotFound)")
    assert message(securityGroups=[f"sg-{n}" for n in range(6)]) == "securityGroups can have at most 5 items."


def test_terminated_host_stops_its_tasks(ecs_default, ec2, hosts):
    ecs = ecs_default
    host = hosts("c5.large")
    awsvpc(ecs)
    arns, _ = run(ecs, 2, taskDefinition="net", networkConfiguration=network_of(ec2, host))
    settled_tasks(ecs, arns)
    ec2.terminate_instances(InstanceIds=[host["ec2InstanceId"]])
    tasks = settled_tasks(ecs, arns, "STOPPED")
    assert {task["stoppedReason"] for task in tasks} == {f"Host EC2 (instance {host['ec2InstanceId']}) terminated."}
    assert wait_for(lambda: interfaces_of_tasks(ec2) == {})


def test_placement_constraints_and_strategies(ecs_default, hosts):
    ecs = ecs_default
    first, second = hosts("c5.large"), hosts("m5.large")
    ecs.register_task_definition(family="bridge", containerDefinitions=[{"name": "m", "image": "x", "memory": 64}])

    def places(count, **arguments):
        reply = ecs.run_task(taskDefinition="bridge", count=count, **arguments)
        return sorted(task["containerInstanceArn"] for task in reply["tasks"]), [
            failure["reason"] for failure in reply["failures"]]

    both = sorted([first["containerInstanceArn"], second["containerInstanceArn"]])
    assert places(2, placementStrategy=[{"type": "spread", "field": "instanceId"}]) == (both, [])
    where = [{"type": "memberOf", "expression": "attribute:ecs.instance-type == m5.large"}]
    assert places(2, placementConstraints=where) == ([second["containerInstanceArn"]] * 2, [])
    got, reasons = places(3, group="apart", placementConstraints=[{"type": "distinctInstance"}])
    assert got == both and set(reasons) == {"DistinctInstance placement constraint unsatisfied."}
    assert "Invalid" in refused(ecs.run_task, taskDefinition="bridge", placementConstraints=[
        {"type": "memberOf", "expression": "nonsense =="}])[1]


def test_tasks_run_on_hosts_of_their_platform(ecs_default, hosts):
    """That ECS asks for it is inferred: containers of another platform could not run."""
    hosts()  # on Linux, and its agent names no ecs.cpu-architecture

    def reasons(**platform):
        ecs_default.register_task_definition(family="p", runtimePlatform=platform, containerDefinitions=[
            {"name": "main", "image": "nginx", "memory": 64}])
        return [failure["reason"] for failure in ecs_default.run_task(taskDefinition="p")["failures"]]

    assert reasons(operatingSystemFamily="LINUX") == []
    assert reasons(operatingSystemFamily="WINDOWS_SERVER_2022_CORE") == ["ATTRIBUTE"]
    assert reasons(cpuArchitecture="ARM64") == ["ATTRIBUTE"]


def test_a_host_has_a_hundred_ports(ecs_default, hosts):
    """Four of them are its own. A task that wants 97 does not fit; dynamic ports do not count."""
    hosts()

    def reasons(count, first=8000):
        ecs_default.register_task_definition(family="p", containerDefinitions=[
            {"name": "main", "image": "nginx", "memory": 64, "portMappings": [
                {"containerPort": 80 + i, "hostPort": first and first + i} for i in range(count)]}])
        return [failure["reason"] for failure in ecs_default.run_task(taskDefinition="p")["failures"]]

    assert reasons(97) == ["RESOURCE:PORTS"]
    assert reasons(96) == []
    assert reasons(1, first=9000) == ["RESOURCE:PORTS"]
    assert reasons(1, first=0) == []


def test_start_task_and_its_failures(ecs_default, ec2, hosts):
    ecs = ecs_default
    host = hosts("c5.large")["containerInstanceArn"]
    ecs.register_task_definition(family="big", containerDefinitions=[{"name": "m", "image": "x", "memory": 3000}])
    reply = ecs.start_task(taskDefinition="big", containerInstances=[host], startedBy="me",
                           tags=[{"key": "team", "value": "a"}])
    assert [task["startedBy"] for task in reply["tasks"]] == ["me"]
    tagged = ecs.describe_tasks(tasks=[reply["tasks"][0]["taskArn"]], include=["TAGS"])["tasks"][0]["tags"]
    assert tagged == [{"key": "team", "value": "a"}]
    failures = ecs.start_task(taskDefinition="big", containerInstances=[host])["failures"]
    assert failures == [{"arn": host, "reason": "RESOURCE:MEMORY"}]


def test_client_token_starts_tasks_once(ecs_default, hosts):
    ecs = ecs_default
    hosts("c5.large")
    ecs.register_task_definition(family="bridge", containerDefinitions=[{"name": "m", "image": "x", "memory": 64}])
    call = {"taskDefinition": "bridge"}
    # Debian 12's botocore does not know clientToken, so it goes into the body before that is signed.
    ecs.meta.events.register("before-call.ecs.RunTask", lambda params, **_: params.update(
        body=json.dumps(json.loads(params["body"]) | {"clientToken": "once"}).encode()))
    first = ecs.run_task(**call)["tasks"][0]["taskArn"]
    assert ecs.run_task(**call)["tasks"][0]["taskArn"] == first
    assert refused(ecs.run_task, **call, count=2)[0] == "ConflictException"


def test_tasks_outlive_a_kill(start_sandbox, tmp_path, client, credentials, account):
    """Half of the tasks are on their way when the sandbox is killed; all run after it has started again."""
    sandbox = start_sandbox(state=tmp_path / "state.db")
    ecs, ec2 = client("ecs", sandbox=sandbox), client("ec2", sandbox=sandbox)
    ecs.create_cluster()
    host = registered(client, ecs, ec2, account, sandbox=sandbox)
    awsvpc(ecs)
    network = network_of(ec2, host)
    arns = [task["taskArn"] for task in ecs.run_task(taskDefinition="net", count=2, networkConfiguration=network)[
        "tasks"]]
    sandbox.kill()
    sandbox.restart()
    settled_tasks(ecs, arns)
    assert len(interfaces_of_tasks(ec2)) == 2
    assert [f["reason"] for f in ecs.run_task(taskDefinition="net", networkConfiguration=network)["failures"]] == [
        "RESOURCE:ENI"]


def test_running_tasks_needs_pass_role_and_heeds_the_cluster(ecs_default, client, account):
    ecs = ecs_default
    iam = client("iam")
    trust = json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]})
    task_role = iam.create_role(RoleName="task", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    iam.create_user(UserName="caller")
    iam.put_user_policy(UserName="caller", PolicyName="p", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "ecs:RunTask", "Resource": f"arn:aws:ecs:*:{account}:task-definition/web:*",
             "Condition": {"ArnEquals": {"ecs:cluster": f"arn:aws:ecs:{REGION}:{account}:cluster/default"}}}]}))
    key = iam.create_access_key(UserName="caller")["AccessKey"]
    for family in ("web", "other"):
        ecs.register_task_definition(family=family, taskRoleArn=task_role, containerDefinitions=[
            {"name": "m", "image": "x", "memory": 64}])
    ecs.create_cluster(clusterName="second")
    caller = client("ecs", credentials=key)
    code, message = refused(caller.run_task, taskDefinition="web")
    assert code == "AccessDeniedException" and "iam:PassRole" in message
    for arguments in ({"taskDefinition": "other"}, {"taskDefinition": "web", "cluster": "second"}):
        code, message = refused(caller.run_task, **arguments)
        assert code == "AccessDeniedException" and "ecs:RunTask" in message
