"""`eni-trunking rollout` beside others that work on the same cluster: people, scaling, another rollout. It leaves theirs to them."""
import json
import signal

import pytest

import command_runs
from auto_scaling_groups import describe
from capacity_providers import settled
from doctor_runs import shell  # noqa: F401 (fixture)
from rolled_cluster import Cluster, rollout, web  # noqa: F401 (fixtures)

pytestmark = pytest.mark.sandbox_only("hosts of AWS take minutes")

FINE, FINDINGS, USAGE, REFUSED = range(4)
SUSPENDED = ["AZRebalance", "AlarmNotification", "ScheduledActions"]
HOOK = "ecs-managed-draining-termination-hook"


def suspended(web, name="green"):  # noqa: F811
    return sorted(one["ProcessName"] for one in describe(web.autoscaling, name)["SuspendedProcesses"])


def green(web, count, **arguments):  # noqa: F811
    """A group that nobody drains; its hosts' ids, with the setting on by now."""
    web.group("green", count, **arguments)
    web.have_hosts(count)
    web.place.set_trunking(web.role)
    return [one["InstanceId"] for one in describe(web.autoscaling, "green")["Instances"]]


def container_instance(web, instance):  # noqa: F811
    return next(host["containerInstanceArn"] for host in web.place.hosts() if host["ec2InstanceId"] == instance)


def drain(web, instance):  # noqa: F811
    web.ecs.update_container_instances_state(cluster="web", containerInstances=[container_instance(web, instance)],
                                             status="DRAINING")


def hold(web):  # noqa: F811
    """A task of no service on each of two hosts, which is waited for."""
    tasks = web.place.run(count=2, placementStrategy=[{"type": "spread", "field": "instanceId"}])["tasks"]
    web.place.running([task["taskArn"] for task in tasks])
    assert len({task["containerInstanceArn"] for task in tasks}) == 2


# ---- scaling -----------------------------------------------------------------------------------------------------------

def test_scaling_of_a_group_rests_meanwhile(web, rollout):  # noqa: F811
    green(web, 2, MaxSize=10)
    web.autoscaling.suspend_processes(AutoScalingGroupName="green", ScalingProcesses=["ScheduledActions"])
    process = rollout.start("--yes")
    command_runs.wait_for_line(process, "raises green from 2 to 3 hosts")
    process.kill()
    process.communicate()
    assert suspended(web) == SUSPENDED
    rollout("--yes")
    assert web.trunks() == (2, 2) and web.marks() == []
    assert suspended(web) == ["ScheduledActions"], "what was suspended before stays so"


def test_without_its_hook_a_group_is_not_refreshed(web, rollout):  # noqa: F811
    """Nothing would hold an instance until its tasks have left."""
    web.group("blue", 2, provider={"managedScaling": {"status": "DISABLED"}})
    web.have_hosts(2)
    web.service("api", 4)
    web.place.set_trunking(web.role)
    since = web.last_start("api")
    assert rollout("--output", "json").json["parts"][0]["method"] == "instance-refresh"
    settled(web.ecs, web.eventually)
    web.autoscaling.delete_lifecycle_hook(AutoScalingGroupName="blue", LifecycleHookName=HOOK)
    part, = rollout("--output", "json").json["parts"]
    assert part["method"] == "one-by-one"
    assert part["reason"] == f"its lifecycle hook {HOOK}, by which ECS would drain them, is gone"
    rollout("--yes")
    assert web.trunks() == (2, 2) and web.fewest_running("api", since) == 4


MANAGED = "AmazonECSManaged"


def test_an_alarm_does_not_act_on_a_group_meanwhile(web, rollout, client):  # noqa: F811
    """It would take a host away with its tasks; in the end it may again."""
    green(web, 2, MaxSize=10)
    hold(web)
    cloudwatch = client("cloudwatch")
    policy = web.autoscaling.put_scaling_policy(AutoScalingGroupName="green", PolicyName="less", Cooldown=0,
                                                AdjustmentType="ChangeInCapacity", ScalingAdjustment=-1)
    cloudwatch.put_metric_alarm(AlarmName="idle", Namespace="Shop", MetricName="Load", Statistic="Average", Period=60,
                                EvaluationPeriods=1, Threshold=1, ComparisonOperator="LessThanThreshold",
                                AlarmActions=[policy["PolicyARN"]])
    desired = lambda: describe(web.autoscaling, "green")["DesiredCapacity"]  # noqa: E731

    def fire():
        for state in ("OK", "ALARM"):
            cloudwatch.set_alarm_state(AlarmName="idle", StateValue=state, StateReason="a test")
    process = rollout.start("--yes")
    command_runs.wait_for_line(process, "drains ")
    hosts = web.instances()
    fire()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert desired() == 3 and web.instances() == hosts
    fire()
    rollout("--yes", "--stop-standalone-tasks")
    assert web.trunks() == (2, 2) and desired() == 2 and web.marks() == []
    assert "triggered policy" not in str(web.autoscaling.describe_scaling_activities(AutoScalingGroupName="green"))
    fire()
    web.eventually(lambda: desired() == 1)


def scaled(web):  # noqa: F811
    """A group whose size managed scaling sets, with two hosts, and the setting on by now."""
    web.group("blue", 0, MaxSize=10, provider={"managedScaling": {"status": "ENABLED"}})
    web.service("api", 4)
    settled(web.ecs, web.eventually)
    web.place.set_trunking(web.role)


@pytest.fixture
def newer_shell(shell, tmp_path):  # noqa: F811
    """A shell whose AWS CLI knows managedDraining, which came after Debian's."""
    folder = tmp_path / ".aws" / "models" / "ecs" / "2014-11-13"
    folder.mkdir(parents=True)
    member = {"managedDraining": {"shape": "ManagedDraining"}}
    (folder / "service-2.sdk-extras.json").write_text(json.dumps({"version": 1.0, "merge": {"shapes": {
        "ManagedDraining": {"type": "string", "enum": ["ENABLED", "DISABLED"]},
        "AutoScalingGroupProvider": {"members": member}, "AutoScalingGroupProviderUpdate": {"members": member}}}}))
    return shell


def the_part_left(rollout):  # noqa: F811
    left, = rollout("--output", "json", expect=FINDINGS).json["leftOut"]
    return left


def test_what_ecs_drains_by_is_put_back_by_what_is_printed(web, rollout, newer_shell):  # noqa: F811
    scaled(web)
    web.autoscaling.delete_lifecycle_hook(AutoScalingGroupName="blue", LifecycleHookName=HOOK)
    web.autoscaling.delete_tags(Tags=[{"ResourceId": "blue", "ResourceType": "auto-scaling-group", "Key": MANAGED}])
    left = the_part_left(rollout)
    assert "its tag AmazonECSManaged is gone" in left["obstacles"][0], left
    newer_shell(left["commands"])
    hooks = web.autoscaling.describe_lifecycle_hooks(AutoScalingGroupName="blue")["LifecycleHooks"]
    assert [hook["LifecycleHookName"] for hook in hooks] == [HOOK]
    assert MANAGED in [tag["Key"] for tag in describe(web.autoscaling, "blue")["Tags"]]
    since = web.last_start("api")
    rollout("--yes")
    with_trunk, hosts = web.trunks()
    assert with_trunk == hosts >= 1 and web.fewest_running("api", since) == 4


def begun_and_killed(web, rollout):  # noqa: F811
    """Once a host of the group is drained."""
    process = rollout.start("--yes")
    command_runs.wait_for_line(process, "drains ")
    web.eventually(lambda: [host for host in web.place.hosts() if host["status"] == "DRAINING"])
    process.kill()
    process.communicate()


def commands_after(text, sentence):
    """Those that are printed below it."""
    lines = text[text.index(sentence):].splitlines()[1:]
    ends = next((i for i, line in enumerate(lines) if not line.startswith("    ")), len(lines))
    return [line.strip() for line in lines[:ends]]


def test_a_group_that_is_left_half_way_has_a_way_back(web, rollout, shell):  # noqa: F811
    green(web, 2, MaxSize=2)
    web.service("api", 2, launchType="EC2")
    since = web.last_start("api")
    hold(web)
    begun_and_killed(web, rollout)
    web.autoscaling.suspend_processes(AutoScalingGroupName="green", ScalingProcesses=["Launch"])
    said = rollout("--yes", expect=FINDINGS).stderr
    words = " ".join(said.split())
    assert ("The group green wants 3 hosts instead of 2, may have 3 hosts instead of 2, and does without AZRebalance, "
            "AlarmNotification and ScheduledActions. In the way of going on with it: Its process Launch is suspended.") in words, said
    commands = commands_after(said, "Or have the group as it was")
    for task in web.ecs.list_tasks(cluster="web", family="app")["taskArns"]:
        if not web.place.tasks([task])[0]["group"].startswith("service:"):
            web.ecs.stop_task(cluster="web", task=task)  # Draining waits for such.
    shell(commands)
    group = describe(web.autoscaling, "green")
    assert (group["DesiredCapacity"], group["MaxSize"]) == (2, 2) and suspended(web) == ["Launch"]
    web.eventually(lambda: web.trunks() == (1, 2))
    assert web.marks() == ["eni-trunking:rollout-run"], "the claim of the run that was killed, which is void"
    assert web.fewest_running("api", since) == 2


# ---- people ------------------------------------------------------------------------------------------------------------

def test_hosts_that_others_drain_or_protect_are_left(web, rollout):  # noqa: F811
    """They count with the group's, and are not waited for."""
    drained, protected, moved = green(web, 3)
    task = web.place.run(launchType="EC2", placementConstraints=[
        {"type": "memberOf", "expression": f"ec2InstanceId == {drained}"}])["tasks"][0]["taskArn"]
    web.place.running([task])
    drain(web, drained)
    web.autoscaling.set_instance_protection(AutoScalingGroupName="green", InstanceIds=[protected], ProtectedFromScaleIn=True)
    done = rollout("--yes", "--stop-standalone-tasks", expect=FINDINGS)
    assert f"group green: {protected} left as it is. Somebody has protected them from scale-in." in done.stderr, done.stderr
    assert f"Drained by somebody else, and left to them: {drained}." in done.stderr, done.stderr
    assert "set-instance-protection --no-protected-from-scale-in --auto-scaling-group-name green --instance-ids " + protected in done.stdout
    assert web.trunks() == (1, 2) and web.instances() >= {drained, protected} and moved not in web.instances()
    assert web.place.tasks([task])[0]["lastStatus"] == "RUNNING"
    assert describe(web.autoscaling, "green")["DesiredCapacity"] == 3 and web.marks() == []


def test_a_refresh_does_not_take_hosts_that_others_drain(web, rollout):  # noqa: F811
    web.group("blue", 2, provider={"managedScaling": {"status": "DISABLED"}})
    web.have_hosts(2)
    web.place.set_trunking(web.role)
    hold(web)
    drained = sorted(web.instances())[0]
    drain(web, drained)
    part, = rollout("--output", "json").json["parts"]
    assert (part["method"], part["reason"]) == (
        "one-by-one", f"an instance refresh would replace {drained} as well, which somebody else drains")
    rollout("--yes", "--stop-standalone-tasks")
    assert web.trunks() == (1, 1) and drained in web.instances() and web.marks() == []


def test_nor_where_ecs_sets_the_size(web, rollout, shell):  # noqa: F811
    scaled(web)
    drained = sorted(web.instances())[0]
    drain(web, drained)
    left = the_part_left(rollout)
    assert f"an instance refresh would replace {drained} as well" in left["obstacles"][0], left
    shell(left["commands"])
    part, = rollout("--output", "json").json["parts"]
    assert part["method"] == "instance-refresh" and drained in part["toReplace"]


def test_somebody_elses_refresh_is_theirs(web, rollout):  # noqa: F811
    web.group("blue", 2, provider={"managedScaling": {"status": "DISABLED"}})
    web.have_hosts(2)
    web.place.set_trunking(web.role)
    hold(web)
    web.autoscaling.start_instance_refresh(AutoScalingGroupName="blue", Preferences={
        "MinHealthyPercentage": 50, "InstanceWarmup": 600})
    done = rollout("--yes", expect=FINDINGS)
    assert "An instance refresh of it that this rollout has not begun is under way" in done.stdout
    shown, = web.autoscaling.describe_instance_refreshes(AutoScalingGroupName="blue")["InstanceRefreshes"]
    assert shown["Status"] in ("Pending", "InProgress")


def test_a_refresh_that_goes_on_is_told_of(web, rollout):  # noqa: F811
    """Also where nothing can be done."""
    web.group("blue", 2, provider={"managedScaling": {"status": "DISABLED"}})
    web.have_hosts(2)
    hold(web)
    web.place.set_trunking(web.role)
    process = rollout.start("--yes")
    command_runs.wait_for_line(process, "starts an instance refresh")
    refreshes = lambda: web.autoscaling.describe_instance_refreshes(AutoScalingGroupName="blue")["InstanceRefreshes"]  # noqa: E731
    web.eventually(refreshes)
    process.send_signal(signal.SIGINT)
    said = " ".join(process.communicate(timeout=60)[1].split())
    assert "The instance refresh of blue goes on at AWS" in said, said
    web.autoscaling.suspend_processes(AutoScalingGroupName="blue", ScalingProcesses=["Launch"])
    said = " ".join(rollout("--yes", expect=FINDINGS).stderr.split())
    assert "The instance refresh of blue goes on at AWS" in said, said
    web.autoscaling.resume_processes(AutoScalingGroupName="blue", ScalingProcesses=["Launch"])
    rollout("--yes", "--stop-standalone-tasks")
    assert web.trunks() == (2, 2) and len(refreshes()) == 1 and web.marks() == []


def test_a_group_of_two_clusters_is_refused(web, rollout):  # noqa: F811
    first, second = green(web, 2)
    web.ecs.create_cluster(clusterName="other")
    elsewhere = web.place.launch("hosts", cluster="other", SubnetId=web.place.default_subnets()[0])
    web.place.joined(elsewhere, "other")
    web.autoscaling.update_auto_scaling_group(AutoScalingGroupName="green", MaxSize=3)
    web.autoscaling.attach_instances(AutoScalingGroupName="green", InstanceIds=[elsewhere])
    done = rollout("--yes", expect=FINDINGS)
    assert f"It has hosts of another cluster, too, which would be replaced with them: {elsewhere}." in " ".join(done.stdout.split())
    assert web.instances() == {first, second}


# ---- another rollout ---------------------------------------------------------------------------------------------------

def test_two_at_once_are_one_too_many(web, rollout):  # noqa: F811
    green(web, 3)
    task = web.place.run(launchType="EC2")["tasks"][0]["taskArn"]  # is waited for, so that the first one goes on
    web.place.running([task])
    first = rollout.start("--yes")
    command_runs.wait_for_line(first, "raises green")
    second = rollout("--yes", expect=FINDINGS)
    assert "another rollout of this cluster is going on" in second.stderr, second.stderr
    first.send_signal(signal.SIGINT)
    first.communicate(timeout=60)
    rollout("--yes", "--stop-standalone-tasks")
    assert web.trunks() == (3, 3) and web.marks() == []


# ---- what is said ------------------------------------------------------------------------------------------------------

def test_a_refused_call_in_json(start_sandbox, client, eventually, credentials, tmp_path):
    sandbox = start_sandbox(state=tmp_path / "state.db")
    made = Cluster(lambda service, **options: client(service, sandbox=sandbox), eventually)
    green(made, 1)
    sandbox.restart(["--fault", "autoscaling:CreateOrUpdateTags=AccessDenied:1"])
    done = command_runs.run(sandbox, credentials, tmp_path, "rollout", "web", "--yes", "--output", "json", expect=REFUSED)
    assert (done.json["result"], done.json["code"], done.json["action"]) == (
        "stopped", "AccessDenied", "autoscaling:CreateOrUpdateTags")
    assert "Access denied by a fault rule of the sandbox" in done.json["why"]
    assert made.marks() == []


def test_json_on_a_terminal_asks_about_what_it_has_shown(web, rollout):  # noqa: F811
    green(web, 1)
    code, written = rollout.on_terminal("--output", "json", answers=["n"])
    assert code == FINDINGS
    assert written.index("group green: 1 host to replace") < written.index("Replace 1 host?")


def test_the_line_that_goes_on_is_whole(web, rollout):  # noqa: F811
    green(web, 1)
    web.place.launch("hosts")
    web.have_hosts(2)
    process = rollout.start("--yes", "--leave-single-hosts", "--at-a-time", "2", "--patience", "600")
    command_runs.wait_for_line(process, "notes on")
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=60)[1]
    assert ("eni-trunking rollout web --at-a-time 2 --leave-single-hosts --patience 600 --yes --region eu-central-1\n") in said, said
