"""What users of capacity providers run into, with AWS's symptoms: where the sandbox behaves otherwise, nobody can look for the cause
in it."""
import pytest

from auto_scaling_groups import ZONES, activities, describe, in_service
from capacity_providers import attachments, capacity, make_group, make_provider, put, sent, service_of, settled
from container_hosts import Account
from ecs_hosts import refused
from instances import PLAIN

PROTECTED = "Could not scale to desired capacity because all remaining instances are protected from scale-in."
PROTECTED_HOSTS = {"settings": {"managedTerminationProtection": "ENABLED"}, "NewInstancesProtectedFromScaleIn": True}


@pytest.fixture
def account_of_hosts(client, eventually):
    return Account(client, eventually)


@pytest.fixture
def ecs(account_of_hosts):
    return account_of_hosts.ecs


@pytest.fixture
def autoscaling(client):
    return client("autoscaling")


@pytest.fixture
def cluster(ecs, account_of_hosts):
    account_of_hosts.task_definition()
    return ecs.create_cluster(clusterName="web")["cluster"]


@pytest.fixture
def scaled(ecs, autoscaling, cluster, eventually, account_of_hosts):
    """scaled(name, …): groups behind capacity providers of their names, which are the cluster's; the first is its default."""
    def make(*names, settings=None, draining="ENABLED", **arguments):
        names = names or ("hosts",)
        for one in names:
            make_group(account_of_hosts, autoscaling, one, **arguments)
            with sent(ecs, "CreateCapacityProvider", autoScalingGroupProvider={"managedDraining": draining}):
                make_provider(ecs, one, **(settings or {}))
        put(ecs, *names, strategy=[names[0]])
        settled(ecs, eventually)
    return make


@pytest.fixture
def service(ecs, account_of_hosts):
    """service(count, …): the service "app"."""
    def make(count, **more):
        return ecs.create_service(cluster="web", serviceName="app", taskDefinition="app", desiredCount=count,
                                  networkConfiguration=account_of_hosts.network(), **more)["service"]
    return make


def ids(autoscaling, name="hosts"):
    return [one["InstanceId"] for one in describe(autoscaling, name)["Instances"]]


def lifecycle(autoscaling, name="hosts"):
    return [one["LifecycleState"] for one in describe(autoscaling, name)["Instances"]]


def provisioning(account, arns):
    return [task["lastStatus"] for task in account.tasks(arns)] == ["PROVISIONING"] * len(arns)


def instance_of(account, task):
    return account.describe_host(task["containerInstanceArn"])["ec2InstanceId"]


# ---- instances that are none of the provider's ---------------------------------------------------------------

def test_an_instance_that_was_there_before_the_provider_gets_none_of_its_tasks(ecs, autoscaling, cluster, eventually,
                                                                               account_of_hosts):
    """It lacks the tag AmazonECSManaged, which the group has got and hands on to new instances only. It counts as one that is there
    all the same: the group does not grow."""
    make_group(account_of_hosts, autoscaling, DesiredCapacity=1, NewInstancesProtectedFromScaleIn=True)
    old, = eventually(lambda: in_service(autoscaling, "hosts"))
    account_of_hosts.joined(old)
    make_provider(ecs)
    put(ecs, "hosts", strategy=["hosts"])
    settled(ecs, eventually)
    assert "capacityProviderName" not in account_of_hosts.joined(old)
    task, = account_of_hosts.run()["tasks"]
    assert provisioning(account_of_hosts, [task["taskArn"]])
    autoscaling.set_desired_capacity(AutoScalingGroupName="hosts", DesiredCapacity=2)
    task, = account_of_hosts.running([task["taskArn"]])
    assert instance_of(account_of_hosts, task) != old


def test_an_attached_instance_gets_none_of_its_tasks(autoscaling, account_of_hosts, scaled):
    scaled(NewInstancesProtectedFromScaleIn=True)
    account_of_hosts.role("alone")
    attached = account_of_hosts.host("alone", SubnetId=account_of_hosts.default_subnets()[0])
    autoscaling.attach_instances(AutoScalingGroupName="hosts", InstanceIds=[attached["ec2InstanceId"]])
    assert "capacityProviderName" not in account_of_hosts.describe_host(attached["containerInstanceArn"])
    task, = account_of_hosts.run()["tasks"]
    assert provisioning(account_of_hosts, [task["taskArn"]])
    autoscaling.set_desired_capacity(AutoScalingGroupName="hosts", DesiredCapacity=2)
    task, = account_of_hosts.running([task["taskArn"]])
    assert task["containerInstanceArn"] != attached["containerInstanceArn"]


def test_instances_that_never_register_leave_their_tasks_waiting(autoscaling, account_of_hosts, scaled, eventually):
    """An image without an ECS agent: the group has what was asked for, and the cluster has nothing."""
    scaled(image=PLAIN)
    task, = account_of_hosts.run()["tasks"]
    eventually(lambda: capacity(autoscaling)[1] > 0)
    assert account_of_hosts.hosts() == [] and provisioning(account_of_hosts, [task["taskArn"]])


# ---- tasks that no instance is launched for ------------------------------------------------------------------

def test_a_task_that_the_smallest_type_does_not_take_waits_though_a_larger_one_is_there(ecs, autoscaling, account_of_hosts,
                                                                                        scaled, eventually):
    scaled(MixedInstancesPolicy={"LaunchTemplate": {
        "LaunchTemplateSpecification": {"LaunchTemplateName": "hosts"},
        "Overrides": [{"InstanceType": "c5.4xlarge"}, {"InstanceType": "c5.large"}]}}, **PROTECTED_HOSTS)
    ecs.register_task_definition(family="large", networkMode="awsvpc", containerDefinitions=[
        {"name": "app", "image": "nginx", "cpu": 64, "memory": 8192}])
    large, = account_of_hosts.run(task_definition="large")["tasks"]
    assert provisioning(account_of_hosts, [large["taskArn"]]) and capacity(autoscaling) == (0, 0)
    account_of_hosts.run()  # for which the group grows, with the preferred type
    account_of_hosts.running([large["taskArn"]])
    assert {one["InstanceType"] for one in describe(autoscaling, "hosts")["Instances"]} == {"c5.4xlarge"}


def test_a_task_that_no_type_takes_makes_nothing_grow(ecs, autoscaling, account_of_hosts, scaled):
    scaled()
    ecs.register_task_definition(family="large", networkMode="awsvpc", containerDefinitions=[
        {"name": "app", "image": "nginx", "cpu": 64, "memory": 8192}])
    answer = account_of_hosts.run(task_definition="large")
    assert answer["failures"] == [] and provisioning(account_of_hosts, [answer["tasks"][0]["taskArn"]])
    assert capacity(autoscaling) == (0, 0)


def test_a_service_from_before_the_default_strategy_stays_out_of_it(ecs, autoscaling, cluster, account_of_hosts, service,
                                                                    eventually):
    """It has got the launch type for good: the group never hears of its tasks, until another strategy is forced."""
    assert service(1)["launchType"] == "EC2"
    make_group(account_of_hosts, autoscaling)
    make_provider(ecs)
    put(ecs, "hosts", strategy=["hosts"])
    settled(ecs, eventually)
    ecs.update_service(cluster="web", service="app", desiredCount=2)
    shown = service_of(ecs)
    assert (shown["launchType"], shown["runningCount"], capacity(autoscaling)) == ("EC2", 0, (0, 0))
    assert ecs.list_tasks(cluster="web")["taskArns"] == []
    shown = ecs.update_service(cluster="web", service="app", forceNewDeployment=True, capacityProviderStrategy=[
        {"capacityProvider": "hosts", "weight": 1}])["service"]
    assert "launchType" not in shown
    eventually(lambda: service_of(ecs)["runningCount"] == 2)


def test_weights_of_nothing(ecs, account_of_hosts, scaled):
    """Providers of a default strategy without weights are accepted, and no task can use them."""
    scaled()
    ecs.put_cluster_capacity_providers(cluster="web", capacityProviders=["hosts"], defaultCapacityProviderStrategy=[
        {"capacityProvider": "hosts"}])
    assert refused(account_of_hosts.run) == (
        "InvalidParameterException",
        "There are no capacity providers with a weight value greater than zero defined in the default capacity provider "
        "strategy. At least one capacity provider must have a weight value greater than zero specified. Update the cluster's "
        "default capacity provider strategy or specify a valid capacity provider strategy and try again.")


# ---- growing and shrinking --------------------------------------------------------------------------------------

def test_scale_in_takes_the_busy_instance_if_nothing_protects_it(ecs, autoscaling, account_of_hosts, scaled, eventually):
    """Two tasks fill a host without a trunk. Of two hosts the older one is taken, though the other one is idle."""
    scaled(draining="DISABLED", TerminationPolicies=["OldestInstance"], **PROTECTED_HOSTS)
    first = account_of_hosts.run(count=2, placementStrategy=[{"type": "binpack", "field": "memory"}])["tasks"]
    first = account_of_hosts.running([task["taskArn"] for task in first])
    eventually(lambda: capacity(autoscaling) == (1, 1))
    old, = ids(autoscaling)
    more, = account_of_hosts.run()["tasks"]
    account_of_hosts.running([more["taskArn"]])
    eventually(lambda: len(in_service(autoscaling, "hosts")) == 2)
    ecs.update_capacity_provider(name="hosts", autoScalingGroupProvider={"managedTerminationProtection": "DISABLED"})
    autoscaling.set_instance_protection(AutoScalingGroupName="hosts", InstanceIds=ids(autoscaling), ProtectedFromScaleIn=False)
    ecs.stop_task(cluster="web", task=more["taskArn"])
    lost = account_of_hosts.stopped(first[0]["taskArn"])
    assert lost["stoppedReason"] == f"Host EC2 (instance {old}) terminated."
    eventually(lambda: capacity(autoscaling) == (0, 0))


def test_without_draining_a_replaced_instance_takes_its_tasks_along(autoscaling, account_of_hosts, scaled, eventually):
    scaled(draining="DISABLED", **PROTECTED_HOSTS)
    task, = account_of_hosts.run()["tasks"]
    task, = account_of_hosts.running([task["taskArn"]])
    eventually(lambda: capacity(autoscaling) == (1, 1))
    old, = ids(autoscaling)
    autoscaling.set_instance_health(InstanceId=old, HealthStatus="Unhealthy", ShouldRespectGracePeriod=False)
    assert account_of_hosts.stopped(task["taskArn"])["stoppedReason"] == f"Host EC2 (instance {old}) terminated."


def test_daemons_keep_an_instance_protected(ecs, autoscaling, account_of_hosts, scaled, eventually):
    """The flag is cleared when a task that counts has ended: where there never was one, it stays, and so does the instance. It
    outlives the provider, and keeps the cluster from being deleted."""
    scaled(**PROTECTED_HOSTS)
    account_of_hosts.task_definition("daemon", "bridge")
    ecs.create_service(cluster="web", serviceName="daemon", taskDefinition="daemon", schedulingStrategy="DAEMON")
    assert refused(ecs.delete_cluster, cluster="web") == (
        "ClusterContainsServicesException", "The Cluster cannot be deleted while Services are active.")
    autoscaling.set_desired_capacity(AutoScalingGroupName="hosts", DesiredCapacity=1)
    told = eventually(lambda: [one for one in activities(autoscaling, "hosts") if one["StatusCode"] == "Cancelled"])
    assert told[0]["Description"] == PROTECTED
    shown = describe(autoscaling, "hosts")
    assert shown["DesiredCapacity"] == 0
    assert [one["ProtectedFromScaleIn"] for one in shown["Instances"]] == [True]

    put(ecs)
    settled(ecs, eventually)
    ecs.delete_capacity_provider(capacityProvider="hosts")
    assert [one["ProtectedFromScaleIn"] for one in describe(autoscaling, "hosts")["Instances"]] == [True]
    ecs.delete_service(cluster="web", service="daemon", force=True)
    eventually(lambda: service_of(ecs, "daemon")["status"] == "INACTIVE")
    assert refused(ecs.delete_cluster, cluster="web") == (
        "ClusterContainsContainerInstancesException",
        "The Cluster cannot be deleted while Container Instances are active or draining.")
    autoscaling.set_instance_protection(AutoScalingGroupName="hosts", InstanceIds=ids(autoscaling), ProtectedFromScaleIn=False)
    eventually(lambda: account_of_hosts.hosts() == [])
    assert ecs.delete_cluster(cluster="web")["cluster"]["status"] == "INACTIVE"


def test_a_refresh_waits_for_protected_instances(autoscaling, account_of_hosts, scaled, eventually):
    scaled(**PROTECTED_HOSTS)
    task, = account_of_hosts.run()["tasks"]
    account_of_hosts.running([task["taskArn"]])
    eventually(lambda: [one["ProtectedFromScaleIn"] for one in describe(autoscaling, "hosts")["Instances"]] == [True])
    busy, = ids(autoscaling)

    def refresh():
        return autoscaling.describe_instance_refreshes(AutoScalingGroupName="hosts")["InstanceRefreshes"][0]

    autoscaling.start_instance_refresh(AutoScalingGroupName="hosts", Preferences={"InstanceWarmup": 0})
    eventually(lambda: refresh()["Status"] == "InProgress")
    assert (refresh()["PercentageComplete"], ids(autoscaling)) == (0, [busy])
    autoscaling.cancel_instance_refresh(AutoScalingGroupName="hosts")

    def replace_them_too(params, **_):  # boto3 of Debian 12 does not know the member
        params["body"]["Preferences.ScaleInProtectedInstances"] = "Refresh"
    autoscaling.meta.events.register("before-call.auto-scaling.StartInstanceRefresh", replace_them_too)
    autoscaling.start_instance_refresh(AutoScalingGroupName="hosts", Preferences={
        "InstanceWarmup": 0, "MinHealthyPercentage": 0})
    eventually(lambda: lifecycle(autoscaling)[:1] == ["Terminating:Wait"])
    account_of_hosts.ecs.stop_task(cluster="web", task=task["taskArn"])
    eventually(lambda: refresh()["Status"] == "Successful" and busy not in ids(autoscaling))


# ---- draining that does not come to its end ------------------------------------------------------------------------

def test_an_instance_waits_for_a_task_that_cannot_be_replaced(autoscaling, account_of_hosts, scaled, service, eventually):
    """The group may not have another instance. It ends when somebody ends its lifecycle action."""
    scaled()
    service(1)
    eventually(lambda: service_of(account_of_hosts.ecs)["runningCount"] == 1 and lifecycle(autoscaling) == ["InService"])
    instance, = ids(autoscaling)
    autoscaling.update_auto_scaling_group(AutoScalingGroupName="hosts", MaxSize=0)
    eventually(lambda: lifecycle(autoscaling) == ["Terminating:Wait"])
    eventually(lambda: service_of(account_of_hosts.ecs)["pendingCount"] == 1)
    assert [host["status"] for host in account_of_hosts.hosts()] == ["DRAINING"]
    assert service_of(account_of_hosts.ecs)["runningCount"] == 1
    autoscaling.complete_lifecycle_action(
        AutoScalingGroupName="hosts", LifecycleHookName="ecs-managed-draining-termination-hook", InstanceId=instance,
        LifecycleActionResult="CONTINUE")
    eventually(lambda: service_of(account_of_hosts.ecs)["runningCount"] == 0)


def test_weights_send_a_replacement_to_a_provider_without_room(ecs, autoscaling, account_of_hosts, scaled, service, eventually):
    """Of three providers of one weight two have a task each: the next one is the third's, whether that can launch or not."""
    scaled("first", "second", "third", **PROTECTED_HOSTS)  # else scaling in might drain one of them by itself
    strategy = [{"capacityProvider": name, "weight": 1} for name in ("first", "second", "third")]
    service(2, capacityProviderStrategy=strategy,
            deploymentConfiguration={"minimumHealthyPercent": 100, "maximumPercent": 150})
    eventually(lambda: service_of(ecs)["runningCount"] == 2)
    autoscaling.update_auto_scaling_group(AutoScalingGroupName="third", MaxSize=0)
    hosts = account_of_hosts.tasks(ecs.list_tasks(cluster="web")["taskArns"])
    old = next(task for task in hosts if task["capacityProviderName"] == "first")
    ecs.update_container_instances_state(cluster="web", containerInstances=[old["containerInstanceArn"]], status="DRAINING")

    def waiting():
        tasks = account_of_hosts.tasks(ecs.list_tasks(cluster="web")["taskArns"])
        return [task["capacityProviderName"] for task in tasks if task["lastStatus"] == "PROVISIONING"]
    assert eventually(waiting) == ["third"]
    assert account_of_hosts.tasks([old["taskArn"]])[0]["lastStatus"] == "RUNNING"
    autoscaling.update_auto_scaling_group(AutoScalingGroupName="third", MaxSize=1, DesiredCapacity=1)
    eventually(lambda: account_of_hosts.tasks([old["taskArn"]])[0]["lastStatus"] == "STOPPED")


# ---- what ECS may not do to a group ----------------------------------------------------------------------------------

def test_without_the_tag_a_provider_cannot_be_updated(ecs, autoscaling, scaled, eventually):
    """Terraform removes the tag AmazonECSManaged, which it does not know of."""
    scaled()
    tag = {"ResourceId": "hosts", "ResourceType": "auto-scaling-group", "Key": "AmazonECSManaged"}
    autoscaling.delete_tags(Tags=[tag])

    def update(target):
        ecs.update_capacity_provider(name="hosts", autoScalingGroupProvider={"managedScaling": {"targetCapacity": target}})
        def ended():
            shown, = ecs.describe_capacity_providers(capacityProviders=["hosts"])["capacityProviders"]
            return shown if shown["updateStatus"] != "UPDATE_IN_PROGRESS" else None
        return eventually(ended)
    failed = update(80)
    assert (failed["updateStatus"], failed["updateStatusReason"]) == (
        "UPDATE_FAILED", "The capacity provider can't be updated right now due to a client exception. See the documentation "
        "for possible causes or wait and try again.")
    autoscaling.create_or_update_tags(Tags=[{**tag, "Value": "", "PropagateAtLaunch": True}])
    assert update(70)["updateStatus"] == "UPDATE_COMPLETE"


def test_a_cluster_whose_providers_cannot_be_set_up_has_failed(ecs, autoscaling, account_of_hosts, eventually):
    """No agent can register with it, and nothing can be done with it but to delete it."""
    make_group(account_of_hosts, autoscaling)
    make_provider(ecs)
    autoscaling.delete_tags(Tags=[{"ResourceId": "hosts", "ResourceType": "auto-scaling-group", "Key": "AmazonECSManaged"}])
    made = ecs.create_cluster(clusterName="web", capacityProviders=["hosts"])["cluster"]
    assert made["status"] == "PROVISIONING"
    eventually(lambda: ecs.describe_clusters(clusters=["web"])["clusters"][0]["status"] == "FAILED")
    assert attachments(ecs)[1] == "UPDATE_FAILED"
    assert refused(lambda: put(ecs)) == ("ClientException", "Cluster was not ACTIVE.")
    account_of_hosts.role("alone")
    alone = account_of_hosts.launch("alone")
    account_of_hosts.console(alone, "ClientException: Cluster was not ACTIVE.")
    assert ecs.delete_cluster(cluster="web")["cluster"]["status"] == "INACTIVE"


# ---- groups that cannot be deleted ----------------------------------------------------------------------------------------

@pytest.mark.parametrize("hindrance", ["an instance in Standby", "Terminate suspended"])
def test_a_group_keeps_instances_that_scale_in_does_not_reach(autoscaling, account_of_hosts, eventually, hindrance):
    make_group(account_of_hosts, autoscaling, image=PLAIN, DesiredCapacity=1, AvailabilityZones=ZONES[:1])
    instance, = eventually(lambda: in_service(autoscaling, "hosts"))
    if hindrance == "Terminate suspended":
        autoscaling.suspend_processes(AutoScalingGroupName="hosts", ScalingProcesses=["Terminate"])
    else:
        autoscaling.enter_standby(AutoScalingGroupName="hosts", InstanceIds=[instance], ShouldDecrementDesiredCapacity=True)
    autoscaling.update_auto_scaling_group(AutoScalingGroupName="hosts", MinSize=0, MaxSize=0, DesiredCapacity=0)
    assert refused(autoscaling.delete_auto_scaling_group, AutoScalingGroupName="hosts") == (
        "ResourceInUse", "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) "
        "still in the group.")
    assert ids(autoscaling) == [instance]
    autoscaling.delete_auto_scaling_group(AutoScalingGroupName="hosts", ForceDelete=True)
    eventually(lambda: not autoscaling.describe_auto_scaling_groups()["AutoScalingGroups"])
