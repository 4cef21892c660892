"""`eni-trunking plan`: as many hosts as it names hold a cluster's services, and one less does not."""
import json
import subprocess

import pytest

from conftest import COMMAND, REGION, clean_environment, environment_credentials
from container_hosts import Account


@pytest.fixture
def place(client, eventually):
    place = Account(client, eventually)
    place.role("plain")
    place.opted_in_role("opted-in")
    return place


@pytest.fixture
def plan(sandbox, credentials, tmp_path):
    def run(*arguments, code=0):
        environment = {**clean_environment(tmp_path), **environment_credentials(credentials), "AWS_REGION": REGION,
                       "AWS_ENDPOINT_URL": sandbox.endpoint}
        done = subprocess.run([COMMAND, "plan", *arguments], env=environment, timeout=60, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert done.returncode == code, done.stdout + done.stderr
        return json.loads(done.stdout) if "json" in arguments else done.stdout + done.stderr
    return run


SERVICES = [
    # name, tasks, CPU units, MiB, strategies
    ("api", 14, 100, 100, []),
    ("worker", 5, 512, 700, [{"type": "binpack", "field": "memory"}]),
    ("edge", 6, 64, 64, [{"type": "spread", "field": "attribute:ecs.availability-zone"}]),
]


def services(place, cluster):
    for name, tasks, cpu, memory, strategies in SERVICES:
        place.ecs.register_task_definition(family=name, networkMode="awsvpc", containerDefinitions=[
            {"name": name, "image": "nginx", "cpu": cpu, "memory": memory}])
        place.ecs.create_service(cluster=cluster, serviceName=name, taskDefinition=name, desiredCount=tasks,
                                 launchType="EC2", placementStrategy=strategies, networkConfiguration=place.network())


def running(place, cluster):
    described = place.ecs.describe_services(cluster=cluster, services=[name for name, *_ in SERVICES])["services"]
    return sum(service["runningCount"] for service in described)


def hosts(place, cluster, profile, count):
    """So many c5.large, spread over the zones."""
    place.ecs.create_cluster(clusterName=cluster)
    subnets = place.default_subnets()
    for number in range(count):
        place.host(profile, cluster, SubnetId=subnets[number % len(subnets)])


def named(plan, trunking):
    [row] = plan["types"]
    return row[trunking]["hosts"]


@pytest.mark.parametrize("profile, trunking", [("plain", "without_trunking"), ("opted-in", "with_trunking")])
def test_its_number_of_hosts_is_what_the_services_need(place, plan, profile, trunking):
    hosts(place, "now", "plain", 3)
    services(place, "now")
    expected = named(plan("now", "--type", "c5.large", "--output", "json"), trunking)
    all_tasks = sum(tasks for _, tasks, *_ in SERVICES)

    hosts(place, "enough", profile, expected)
    services(place, "enough")
    place.eventually(lambda: running(place, "enough") == all_tasks)

    hosts(place, "less", profile, expected - 1)
    services(place, "less")

    def is_short():
        events = place.ecs.describe_services(cluster="less", services=[name for name, *_ in SERVICES])["services"]
        return any("unable to place" in event["message"] for service in events for event in service["events"])
    place.eventually(is_short)
    assert running(place, "less") < all_tasks


def test_a_saved_description_gives_the_same_plan(place, plan, tmp_path):
    hosts(place, "web", "opted-in", 2)
    services(place, "web")
    saved = tmp_path / "web.json"
    saved.write_text(plan("web", "--output", "description"))
    assert json.loads(saved.read_text())["hosts"] == [{"type": "c5.large", "hosts": 2, "with_trunk": 2}]
    assert plan("--from", str(saved), "--output", "json") == plan("web", "--output", "json")


def test_what_it_cannot_plan_for_it_says(place, plan):
    assert "no cluster" in plan(code=2)
    assert f"there is no cluster 'nosuch' in {REGION}" in plan("nosuch", code=3)
    place.ecs.create_cluster(clusterName="empty")
    assert "cluster empty has no hosts on EC2" in plan("empty", code=1)
