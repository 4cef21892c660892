"""A cluster that grows, renews its hosts, and shrinks, while the sandbox is killed: after the restart all of it goes on, and nothing
is made twice or left behind: hosts, interfaces, hooks, policies, alarms."""
import collections

import pytest

from auto_scaling_groups import activities, describe
from capacity_providers import capacity, make_group, make_provider, put, service_of, settled
from container_hosts import Account, has_trunk

pytestmark = pytest.mark.sandbox_only("kills the sandbox")

TASKS = 40
HOSTS = 4  # c5.large with trunks


class Grown:
    """An account with a group of trunked hosts behind a capacity provider."""

    def __init__(self, sandbox, client, eventually):
        self.sandbox, self.eventually = sandbox, eventually
        self.account = Account(client, eventually, sandbox=sandbox)
        self.ecs, self.ec2 = self.account.ecs, self.account.ec2
        self.autoscaling, self.cloudwatch = client("autoscaling", sandbox=sandbox), client("cloudwatch", sandbox=sandbox)
        self.ecs.create_cluster(clusterName="web")
        make_group(self.account, self.autoscaling, trunking=True)
        make_provider(self.ecs)
        put(self.ecs, "hosts", strategy=["hosts"])
        self.account.task_definition()

    def kill(self):
        self.sandbox.kill()
        self.sandbox.restart()

    def want(self, tasks):
        self.ecs.create_service(cluster="web", serviceName="app", taskDefinition="app", desiredCount=tasks,
                                networkConfiguration=self.account.network())

    def desired(self):
        return describe(self.autoscaling, "hosts")["DesiredCapacity"]

    def states(self):
        return {one["LifecycleState"] for one in describe(self.autoscaling, "hosts")["Instances"]}

    def is_steady(self):
        shown = service_of(self.ecs)
        return shown["runningCount"] == shown["desiredCount"] and shown["pendingCount"] == 0

    def running_instances(self):
        wanted = [{"Name": "instance-state-name", "Values": ["pending", "running", "shutting-down", "stopping"]}]
        return {one["InstanceId"] for page in self.ec2.get_paginator("describe_instances").paginate(Filters=wanted)
                for reservation in page["Reservations"] for one in reservation["Instances"]}

    def interfaces(self):
        return collections.Counter(one["InterfaceType"] for one in self.account.interfaces())

    def assert_each_once(self, hosts, tasks):
        """The hosts of the group, and what belongs to them, are all that there is."""
        wanted = collections.Counter({"interface": hosts, "trunk": hosts, "branch": tasks})

        def is_so():
            ids = {one["InstanceId"] for one in describe(self.autoscaling, "hosts")["Instances"]}
            registered = self.account.hosts()
            return (capacity(self.autoscaling) == (hosts, hosts) and len(ids) == hosts == len(registered)
                    and {one["ec2InstanceId"] for one in registered} == ids == self.running_instances()
                    and all(one["status"] == "ACTIVE" and has_trunk(one) for one in registered)
                    and self.interfaces() == +wanted)

        self.eventually(is_so, seconds=150)

    def assert_attachments_once(self):
        assert {one["status"] for one in settled(self.ecs, self.eventually)} == {"CREATED"}
        policy, = self.autoscaling.describe_policies(AutoScalingGroupName="hosts")["ScalingPolicies"]
        alarms = self.cloudwatch.describe_alarms()["MetricAlarms"]
        assert sorted(one["AlarmName"] for one in alarms) == sorted(one["AlarmName"] for one in policy["Alarms"])
        assert len(self.autoscaling.describe_lifecycle_hooks(AutoScalingGroupName="hosts")["LifecycleHooks"]) == 1

    def assert_nothing_under_way(self):
        """Each launch and each termination has come to its end, once for an instance."""
        shown = activities(self.autoscaling, "hosts")
        assert {one["StatusCode"] for one in shown} == {"Successful"}
        described = collections.Counter(one["Description"] for one in shown)
        assert set(described.values()) == {1}, described


@pytest.fixture
def grown(start_sandbox, client, eventually, tmp_path):
    return Grown(start_sandbox(state=tmp_path / "state.db"), client, eventually)


def test_attachments_go_on_after_a_kill(grown):
    grown.kill()
    grown.assert_attachments_once()


@pytest.mark.parametrize("moment", ["the group is to grow", "hosts join", "tasks run"])
def test_growth_goes_on_after_a_kill(grown, moment):
    grown.want(TASKS)
    reached = {"the group is to grow": grown.desired,
               "hosts join": grown.account.hosts,
               "tasks run": lambda: service_of(grown.ecs)["runningCount"]}[moment]
    grown.eventually(reached)
    grown.kill()
    grown.eventually(grown.is_steady, seconds=150)
    grown.assert_each_once(HOSTS, TASKS)
    grown.assert_attachments_once()
    grown.assert_nothing_under_way()

    grown.ecs.update_service(cluster="web", service="app", desiredCount=0)
    grown.eventually(lambda: grown.desired() < HOSTS)
    grown.kill()
    grown.assert_each_once(0, 0)
    grown.assert_nothing_under_way()
    grown.ecs.delete_service(cluster="web", service="app", force=True)
    grown.eventually(lambda: service_of(grown.ecs)["status"] == "INACTIVE")
    put(grown.ecs)
    settled(grown.ecs, grown.eventually)
    assert grown.autoscaling.describe_policies(AutoScalingGroupName="hosts")["ScalingPolicies"] == []
    assert grown.autoscaling.describe_lifecycle_hooks(AutoScalingGroupName="hosts")["LifecycleHooks"] == []
    assert grown.cloudwatch.describe_alarms()["MetricAlarms"] == []


@pytest.mark.parametrize("moment", ["a host drains", "a host is launched"])
def test_an_instance_refresh_goes_on_after_a_kill(grown, moment):
    """Hosts drain before they go: the service has all of its tasks again at the end."""
    grown.want(TASKS)
    grown.eventually(grown.is_steady, seconds=150)
    grown.assert_each_once(HOSTS, TASKS)
    old = grown.running_instances()
    grown.ec2.create_launch_template_version(LaunchTemplateName="hosts", SourceVersion="1", LaunchTemplateData={
        "MetadataOptions": {"HttpTokens": "required"}})
    launched = grown.autoscaling.describe_auto_scaling_groups()["AutoScalingGroups"][0]["LaunchTemplate"]
    template = {"LaunchTemplateId": launched["LaunchTemplateId"], "Version": "2"}
    grown.autoscaling.start_instance_refresh(
        AutoScalingGroupName="hosts", Preferences={"MinHealthyPercentage": 50, "InstanceWarmup": 0},
        DesiredConfiguration={"LaunchTemplate": template})
    reached = {"a host drains": lambda: grown.states() & {"Terminating", "Terminating:Wait", "Terminating:Proceed"},
               "a host is launched": lambda: grown.running_instances() - old}[moment]
    grown.eventually(reached)
    grown.kill()

    def status():
        return grown.autoscaling.describe_instance_refreshes(
            AutoScalingGroupName="hosts")["InstanceRefreshes"][0]["Status"]

    grown.eventually(lambda: status() == "Successful", seconds=150)
    grown.eventually(grown.is_steady, seconds=150)
    grown.assert_each_once(HOSTS, TASKS)
    grown.assert_attachments_once()
    grown.assert_nothing_under_way()
    instances = describe(grown.autoscaling, "hosts")["Instances"]
    assert {one["LaunchTemplate"]["Version"] for one in instances} == {"2"}
    assert not {one["InstanceId"] for one in instances} & old
