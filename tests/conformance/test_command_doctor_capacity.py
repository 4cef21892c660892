"""`eni-trunking doctor` on capacity providers and the groups behind them: it names the cause, and nothing else of the same severity;
what it prints, typed to the letter, makes the next run clean."""
import json

import pytest

from auto_scaling_groups import in_service
from capacity_providers import make_group, make_provider, put, settled
from doctor_runs import (  # noqa: F401: fixtures
    autoscaling, doctor, grown, mended, named, place, provider, running, service, shell)


def test_the_tag_of_the_group_is_gone(autoscaling, provider, mended):
    provider()
    autoscaling.delete_tags(Tags=[{"ResourceId": "hosts", "ResourceType": "auto-scaling-group", "Key": "AmazonECSManaged"}])
    mended("managed-tag-gone")


def test_a_host_from_before_the_provider(place, autoscaling, mended, eventually):
    make_group(place, autoscaling, trunking=True, DesiredCapacity=1, NewInstancesProtectedFromScaleIn=True)
    old, = eventually(lambda: in_service(autoscaling, "hosts"))
    place.settled(place.joined(old)["containerInstanceArn"])
    make_provider(place.ecs)
    put(place.ecs, "hosts", strategy=["hosts"])
    settled(place.ecs, eventually)
    mended("instance-without-provider", "warning")
    assert [host["ec2InstanceId"] for host in place.hosts() if host["status"] == "ACTIVE"] != [old]


def test_a_service_from_before_the_default_strategy(place, provider, service, mended, eventually):
    service(1)
    provider()
    mended("service-outside-scaling", "warning")
    eventually(lambda: running(place) == 1)


@pytest.mark.parametrize("of_cluster", [False, True], ids=["service", "cluster"])
def test_a_strategy_that_names_the_provider_by_its_arn(place, account, provider, service, mended, eventually, of_cluster):
    """ECS takes it, and knows no instance of a provider of that name."""
    provider()
    arn = f"arn:aws:ecs:eu-central-1:{account}:capacity-provider/hosts"
    if of_cluster:
        put(place.ecs, "hosts", strategy=[arn])
        settled(place.ecs, eventually)
    service(1, **({} if of_cluster else {"capacityProviderStrategy": [{"capacityProvider": arn, "weight": 1}]}))
    eventually(lambda: "No Container Instances were found in your capacity provider" in str(
        place.ecs.describe_services(cluster="web", services=["app"])["services"][0]["events"]))
    mended("provider-named-by-arn", "warning")
    eventually(lambda: running(place) == 1, 90)


def test_a_group_at_its_maximum(place, provider, service, mended, eventually):
    provider(MaxSize=1)
    service(12)
    eventually(lambda: running(place) == 10)
    mended("group-maximum", "warning")
    eventually(lambda: running(place) == 12, 90)  # Managed scaling looks once a minute.


def test_a_provider_that_cannot_be_deleted(place, provider, mended, eventually):
    provider()
    place.ecs.delete_capacity_provider(capacityProvider="hosts")
    eventually(lambda: place.ecs.describe_capacity_providers(capacityProviders=["hosts"])["capacityProviders"][0][
        "updateStatus"] == "DELETE_FAILED")
    mended("provider-not-deletable", "warning")


def test_a_refresh_that_waits_for_protected_instances(place, autoscaling, provider, doctor, shell, tmp_path, eventually):
    """The CLI of Debian 12 does not know the preference that it is started with again; all else is kept."""
    provider(DesiredCapacity=1, NewInstancesProtectedFromScaleIn=True)
    eventually(lambda: in_service(autoscaling, "hosts"))
    autoscaling.start_instance_refresh(AutoScalingGroupName="hosts", Preferences={"InstanceWarmup": 0, "MinHealthyPercentage": 50})
    eventually(lambda: "refresh-waits" in named(doctor("web").findings, "warning"))
    finding, = [one for one in doctor("web").findings if one["check"] == "refresh-waits"]
    cancel, wait, start = finding["commands"]
    assert "start-instance-refresh --cli-input-json" in start
    shell([cancel, wait, 'echo "$refresh" > refresh.json'])
    again = json.loads((tmp_path / "refresh.json").read_text())
    assert (again["AutoScalingGroupName"], again["Preferences"]["MinHealthyPercentage"]) == ("hosts", 50)
    assert again["Preferences"]["ScaleInProtectedInstances"] == "Refresh"
    last, = autoscaling.describe_instance_refreshes(AutoScalingGroupName="hosts")["InstanceRefreshes"]
    assert last["Status"] == "Cancelled"


def test_a_refresh_that_waits_for_hosts_that_nobody_drains(place, autoscaling, mended, grown):
    """Started again, it would end their tasks."""
    old = grown(trunking=True, NewInstancesProtectedFromScaleIn=True)
    task, = place.run()["tasks"]
    place.running([task["taskArn"]])
    place.ecs.stop_task(cluster="web", task=task["taskArn"])
    place.stopped(task["taskArn"])
    autoscaling.start_instance_refresh(AutoScalingGroupName="hosts", Preferences={"InstanceWarmup": 0})
    mended("refresh-waits", "warning")
    place.eventually(lambda: [host["ec2InstanceId"] for host in place.hosts()] not in ([], [old["ec2InstanceId"]]))


def test_a_group_that_cannot_shrink(place, autoscaling, provider, mended, eventually):
    provider(NewInstancesProtectedFromScaleIn=True)
    place.ecs.update_capacity_provider(name="hosts", autoScalingGroupProvider={"managedScaling": {"status": "DISABLED"}})
    autoscaling.set_desired_capacity(AutoScalingGroupName="hosts", DesiredCapacity=2)
    for instance in eventually(lambda: len(in_service(autoscaling, "hosts")) == 2 and in_service(autoscaling, "hosts")):
        place.settled(place.joined(instance)["containerInstanceArn"])
    autoscaling.set_desired_capacity(AutoScalingGroupName="hosts", DesiredCapacity=1)
    mended("scale-in-blocked", "warning")
    assert len(in_service(autoscaling, "hosts")) == 1


def test_a_service_that_cannot_leave_a_host(place, service, mended, eventually):
    place.opted_in_role("hosts")
    for _ in range(2):
        place.host("hosts")
    service(1, deploymentConfiguration={"minimumHealthyPercent": 100, "maximumPercent": 150})
    eventually(lambda: running(place) == 1)
    busy, = [host["containerInstanceArn"] for host in place.hosts() if host["runningTasksCount"]]
    place.ecs.update_container_instances_state(cluster="web", containerInstances=[busy], status="DRAINING")
    mended("draining-stuck", "warning")
    eventually(lambda: place.describe_host(busy)["runningTasksCount"] == 0)
    assert running(place) == 1


def test_a_service_that_can_leave_a_host_is_not_blamed(place, service, doctor, eventually):
    """Of the two services one could not leave its host; it is another host that is drained, and the other's tasks are on it."""
    place.opted_in_role("hosts")
    stuck = {"minimumHealthyPercent": 100, "maximumPercent": 150}
    place.host("hosts")
    service(1, deploymentConfiguration=stuck)
    eventually(lambda: running(place) == 1)
    busy, = place.hosts()
    other = place.host("hosts")
    task, = place.run(placementConstraints=[{"type": "memberOf", "expression": f"ec2InstanceId == {other['ec2InstanceId']}"}],
                      group="batch")["tasks"]
    place.running([task["taskArn"]])
    drain = lambda host: place.ecs.update_container_instances_state(
        cluster="web", containerInstances=[host["containerInstanceArn"]], status="DRAINING")
    drain(other)
    assert doctor("web").findings == []
    drain(busy)
    assert named(doctor("web").findings, "warning") == {"draining-stuck"}


def test_a_host_that_was_attached_to_the_group(place, autoscaling, provider, mended, eventually):
    provider(NewInstancesProtectedFromScaleIn=True)
    place.opted_in_role("alone")
    attached = place.host("alone", SubnetId=place.default_subnets()[0])
    autoscaling.attach_instances(AutoScalingGroupName="hosts", InstanceIds=[attached["ec2InstanceId"]])
    mended("instance-without-provider", "warning")


def test_a_size_that_is_set_by_hand(place, autoscaling, provider, doctor, shell):
    """A note: what it prints shows more, and changes nothing."""
    provider()
    autoscaling.set_desired_capacity(AutoScalingGroupName="hosts", DesiredCapacity=1)
    finding, = doctor("web").findings
    assert (finding["check"], finding["severity"]) == ("desired-set-by-hand", "note")
    shell(finding["commands"])
    scaling = place.ecs.describe_capacity_providers(capacityProviders=["hosts"])["capacityProviders"][0][
        "autoScalingGroupProvider"]["managedScaling"]["status"]
    assert scaling == "ENABLED"
    assert "a user request explicitly set group desired capacity changing the desired capacity from 0 to 1" in finding["seen"]


def test_tasks_that_are_spread_over_hosts_that_are_kept_free(place, autoscaling, service, mended, eventually):
    make_group(place, autoscaling, trunking=True)
    make_provider(place.ecs, managedScaling={"status": "ENABLED", "targetCapacity": 80})
    put(place.ecs, "hosts", strategy=["hosts"])
    settled(place.ecs, eventually)
    service(0, placementStrategy=[{"type": "spread", "field": "attribute:ecs.availability-zone"},
                                  {"type": "binpack", "field": "memory"}])
    mended("spread-before-binpack", "note")


def large_tasks(place, service):
    """A task of three vCPUs: too large for a c5.large."""
    place.ecs.register_task_definition(family="app", networkMode="awsvpc", containerDefinitions=[
        {"name": "app", "image": "x", "cpu": 3072, "memory": 512}])
    service(1)


def test_tasks_that_no_host_of_the_group_can_hold(place, provider, service, mended, eventually):
    provider()
    large_tasks(place, service)
    mended("task-larger-than-type")
    eventually(lambda: running(place) == 1, 90)


def test_tasks_that_the_smallest_type_of_the_group_cannot_hold(place, provider, service, mended, eventually):
    provider(MixedInstancesPolicy={"LaunchTemplate": {
        "LaunchTemplateSpecification": {"LaunchTemplateName": "hosts"},
        "Overrides": [{"InstanceType": "c5.large"}, {"InstanceType": "c5.xlarge"}]}})
    large_tasks(place, service)
    mended("task-larger-than-type", "warning")
    eventually(lambda: running(place) == 1, 90)


def test_a_deployment_that_fails_for_ever(place, service, mended, eventually):
    """Its subnet has no address for a task."""
    place.opted_in_role("hosts")
    instance = place.instance(place.host("hosts")["ec2InstanceId"])
    full = place.ec2.create_subnet(VpcId=instance["VpcId"], CidrBlock="172.31.240.0/28",
                                   AvailabilityZone=instance["Placement"]["AvailabilityZone"])["Subnet"]["SubnetId"]
    place.leave_addresses(full, 0)
    service(1, networkConfiguration=place.network([full]))
    shown = lambda: place.ecs.describe_services(cluster="web", services=["app"])["services"][0]
    eventually(lambda: shown()["deployments"][0]["failedTasks"] > 2)
    mended("no-circuit-breaker", "warning")
