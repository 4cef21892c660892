"""The setting is looked at once, when a host registers: turned on or off later it changes nothing until the host is replaced
by hand, by draining, terminating and launching."""
import pytest

from container_hosts import Account, attributes, details, has_trunk

DESIRED = 12


@pytest.fixture
def place(client, eventually):
    place = Account(client, eventually)
    place.ecs.create_cluster(clusterName="web")
    place.task_definition()
    return place


def service(place):
    return place.ecs.describe_services(cluster="web", services=["app"])["services"][0]


def settled_service(place, running):
    """The service, once it has so many tasks that run, none that is pending, and none of its tasks is on its way out."""
    def look():
        now = service(place)
        arns = place.ecs.list_tasks(cluster="web", serviceName="app")["taskArns"]
        return now if (now["runningCount"], now["pendingCount"], len(arns)) == (running, 0, running) else None
    return place.eventually(look)


def create_service(place, desired=DESIRED, minimum=100):
    place.ecs.create_service(cluster="web", serviceName="app", taskDefinition="app", desiredCount=desired,
                             networkConfiguration=place.network(),
                             deploymentConfiguration={"minimumHealthyPercent": minimum, "maximumPercent": 200})


def tasks_by_host(place):
    """{container instance ARN: tasks of the service there}"""
    arns = place.ecs.list_tasks(cluster="web", serviceName="app")["taskArns"]
    counts = {}
    for task in place.tasks(arns):
        counts[task["containerInstanceArn"]] = counts.get(task["containerInstanceArn"], 0) + 1
    return counts


def drain(place, host):
    arn = host["containerInstanceArn"]
    answer = place.ecs.update_container_instances_state(cluster="web", containerInstances=[arn], status="DRAINING")
    assert answer["failures"] == []
    return arn


def interfaces_and_attributes(place, host):
    """What a trunk would change of a host."""
    now = place.describe_host(host["containerInstanceArn"])
    devices = place.instance(host["ec2InstanceId"])["NetworkInterfaces"]
    return (now["status"], now["attachments"], attributes(now),
            sorted((d["NetworkInterfaceId"], d["InterfaceType"]) for d in devices))


def enable_by_role(place, role):
    place.set_trunking(role)


def enable_by_default(place, role):
    place.ecs.put_account_setting_default(name="awsvpcTrunking", value="enabled")


@pytest.mark.parametrize("enable", [enable_by_role, enable_by_default])
def test_service_is_back_at_its_desired_count_after_the_rollover(place, enable):
    """Room first: hosts are launched, then the old ones are drained and terminated; the service loses no task."""
    role = place.role("hosts")
    old = [place.host("hosts") for _ in range(2)]
    create_service(place)
    settled_service(place, 4)
    before = [interfaces_and_attributes(place, host) for host in old]

    enable(place, role)
    place.ecs.update_service(cluster="web", service="app", desiredCount=DESIRED, forceNewDeployment=False)
    settled_service(place, 4)
    assert [interfaces_and_attributes(place, host) for host in old] == before
    assert any('"RESOURCE:ENI"' in event["message"] for event in service(place)["events"])

    new = [place.host("hosts") for _ in range(2)]
    assert all(has_trunk(host) for host in new)
    settled_service(place, DESIRED)
    assert not any(has_trunk(place.describe_host(host["containerInstanceArn"])) for host in old)
    for host in old:
        arn = drain(place, host)
        place.eventually(lambda arn=arn: place.describe_host(arn)["runningTasksCount"] == 0)
        place.terminate(host)
        settled_service(place, DESIRED)

    assert set(tasks_by_host(place)) <= {host["containerInstanceArn"] for host in new}
    assert sum(tasks_by_host(place).values()) == DESIRED
    assert all(has_trunk(host) for host in place.hosts()) and len(place.hosts()) == 2
    place.eventually(lambda: len(place.interfaces(interface_type="branch")) == DESIRED)
    assert len(place.interfaces(interface_type="trunk")) == 2
    # Beside the hosts' own interfaces nothing is left of the old ones.
    assert len(place.interfaces(interface_type="interface")) == 2
    assert service(place)["events"][0]["message"] == "(service app) has reached a steady state."


def test_host_after_host_drained_terminated_launched(place):
    """Without room to spare: the service may go below its desired count, and comes back to it."""
    role = place.role("hosts")
    old = [place.host("hosts") for _ in range(2)]
    create_service(place, desired=4, minimum=0)
    settled_service(place, 4)
    place.set_trunking(role)
    for host in old:
        arn = drain(place, host)
        place.eventually(lambda arn=arn: place.describe_host(arn)["runningTasksCount"] == 0)
        place.terminate(host)
        assert has_trunk(place.host("hosts"))
        settled_service(place, 4)
    place.ecs.update_service(cluster="web", service="app", desiredCount=20)
    settled_service(place, 20)
    assert sorted(tasks_by_host(place).values()) == [10, 10]
    assert all(has_trunk(host) for host in place.hosts())


def test_draining_waits_where_tasks_find_no_other_place(place):
    """With 100 % as the least, tasks stay on the host that drains until there is room elsewhere."""
    place.opted_in_role("opted-in")
    place.role("plain")
    old = place.host("plain")
    create_service(place, desired=2)
    settled_service(place, 2)
    arn = drain(place, old)
    place.eventually(lambda: any("was unable to place a task" in event["message"]
                                 for event in service(place)["events"]))
    assert place.describe_host(arn)["runningTasksCount"] == 2
    new = place.host("opted-in")
    place.eventually(lambda: place.describe_host(arn)["runningTasksCount"] == 0)
    settled_service(place, 2)
    assert tasks_by_host(place) == {new["containerInstanceArn"]: 2}


def test_host_stays_without_a_trunk_whatever_its_agent_does(place):
    role = place.role("hosts")
    host = place.host("hosts")
    before = interfaces_and_attributes(place, host)
    place.set_trunking(role)
    place.ec2.reboot_instances(InstanceIds=[host["ec2InstanceId"]])
    assert interfaces_and_attributes(place, host) == before
    drain(place, host)
    place.ecs.update_container_instances_state(cluster="web", status="ACTIVE",
                                               containerInstances=[host["containerInstanceArn"]])
    assert interfaces_and_attributes(place, host) == before
    tasks, reasons = place.fill()
    assert (len(tasks), reasons) == (2, ["RESOURCE:ENI"])


def test_setting_turned_off_leaves_the_trunk_until_the_host_is_replaced(place):
    role = place.opted_in_role("hosts")
    host = place.host("hosts")
    place.set_trunking(role, "disabled")
    tasks, reasons = place.fill()
    assert (len(tasks), reasons) == (10, ["RESOURCE:ENI"])
    assert len(place.interfaces(interface_type="branch")) == 10
    place.terminate(host)
    assert not has_trunk(place.host("hosts"))
    tasks, reasons = place.fill()
    assert (len(tasks), reasons) == (2, ["RESOURCE:ENI"])
    assert place.interfaces(interface_type="trunk") == []


def test_unset_the_role_follows_the_default_again(place):
    role = place.role("hosts")
    place.ecs.put_account_setting_default(name="awsvpcTrunking", value="enabled")
    place.set_trunking(role, "disabled")
    assert not has_trunk(place.host("hosts"))
    place.ecs.delete_account_setting(name="awsvpcTrunking", principalArn=role)
    assert has_trunk(place.host("hosts"))


def test_rollover_by_type(place):
    """From a type that takes no trunk to one that does, the role opted in all the time."""
    place.opted_in_role("hosts")
    old = place.host("hosts", instance_type="t3.medium")
    create_service(place, desired=6, minimum=0)
    settled_service(place, 2)
    drain(place, old)
    place.terminate(old)
    new = place.host("hosts", instance_type="m5.large")
    settled_service(place, 6)
    assert tasks_by_host(place) == {new["containerInstanceArn"]: 6}


def test_cli_rolls_a_cluster_over(place, aws):
    """The rollover as it is typed."""
    def of(*arguments):
        return aws(*arguments).json

    role = place.role("hosts")
    old = place.host("hosts")
    create_service(place, desired=8, minimum=0)
    settled_service(place, 2)
    assert of("ecs", "put-account-setting", "--name", "awsvpcTrunking", "--value", "enabled", "--principal-arn", role)[
        "setting"]["value"] == "enabled"
    arn = old["containerInstanceArn"]
    of("ecs", "update-container-instances-state", "--cluster", "web", "--container-instances", arn, "--status",
       "DRAINING")
    place.eventually(lambda: place.describe_host(arn)["runningTasksCount"] == 0)
    of("ec2", "terminate-instances", "--instance-ids", old["ec2InstanceId"])
    place.eventually(lambda: place.hosts() == [])
    new = place.host("hosts")
    settled_service(place, 8)
    [found] = of("ecs", "list-attributes", "--target-type", "container-instance", "--attribute-name",
                 "ecs.awsvpc-trunk-id", "--cluster", "web")["attributes"]
    assert found["targetId"] == new["containerInstanceArn"]
    arns = of("ecs", "list-tasks", "--cluster", "web", "--service-name", "app")["taskArns"]
    shown = of("ecs", "describe-tasks", "--cluster", "web", "--tasks", *arns)["tasks"]
    addresses = {details(task["attachments"][0])["privateIPv4Address"] for task in shown}
    assert len(addresses) == 8
