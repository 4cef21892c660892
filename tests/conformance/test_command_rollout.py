"""`eni-trunking rollout`: hosts without a trunk are replaced, and at no moment has a service fewer tasks than it must have; killed, it goes
on; it stops at the first host that gets no trunk; and back again."""
import base64
import signal

import pytest

import command_runs
from auto_scaling_groups import ZONES, describe, in_service
from container_hosts import join
from rolled_cluster import MARK, Cluster, rollout, web  # noqa: F401 (fixtures)

pytestmark = pytest.mark.sandbox_only("hosts of AWS take minutes")

FINE, FINDINGS = range(2)


# ---- 20 hosts ---------------------------------------------------------------------------------------------------------

SERVICES = [
    # name, tasks, minimum and maximum percent, the fewest that may run, more
    ("api", 12, 100, 200, 12, {}),
    ("worker", 8, 50, 100, 4, {"launchType": "EC2"}),
    ("apart", 6, 100, 150, 6, {"launchType": "EC2", "placementConstraints": [{"type": "distinctInstance"}]}),
]


@pytest.fixture
def twenty(web):  # noqa: F811
    """Two groups, one of them behind a capacity provider that protects and drains, and five single hosts."""
    web.group("blue", 8, NewInstancesProtectedFromScaleIn=True, provider={
        "managedScaling": {"status": "DISABLED"}})
    web.group("green", 7)
    subnets = web.place.default_subnets()
    for number in range(5):
        web.place.launch("hosts", SubnetId=subnets[number % 2], TagSpecifications=[
            {"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": f"single-{number}"}]}])
    web.have_hosts(20)
    for name, count, minimum, maximum, _, more in SERVICES:
        web.service(name, count, minimum, maximum, **more)
    web.service("agent", 20, task="bridged", schedulingStrategy="DAEMON")
    return web


def check_services(web, since):
    for name, count, _, _, fewest, _ in SERVICES:
        web.eventually(lambda name=name, count=count: web.described(name)["runningCount"] == count)
        assert web.fewest_running(name, since) >= fewest, name
    web.eventually(lambda: web.described("agent")["runningCount"] == 20)


def check_whole(web):
    """All is as it was: sizes, processes, and nothing noted anywhere."""
    for name, count in (("blue", 8), ("green", 7)):
        group = describe(web.autoscaling, name)
        sizes = group["DesiredCapacity"], group["MaxSize"], len(in_service(web.autoscaling, name))
        assert sizes == (count, count, count) and not group["SuspendedProcesses"]
    assert web.marks() == []


def names_of_single_hosts(web):
    shown = web.ec2.describe_instances(Filters=[{"Name": "tag:Name", "Values": ["single-*"]},
                                                {"Name": "instance-state-name", "Values": ["running"]}])
    return sorted(tag["Value"] for reservation in shown["Reservations"] for one in reservation["Instances"]
                  for tag in one["Tags"] if tag["Key"] == "Name")


def test_twenty_hosts_to_trunks_killed_in_the_middle_and_back(twenty, rollout):  # noqa: F811
    web = twenty
    before = web.instances()
    web.place.set_trunking(web.role)
    since = max(web.last_start(name) for name, *_ in SERVICES)

    plan = rollout("--output", "json").json
    assert (plan["hosts"], plan["done"], plan["leftOut"], plan["obstacles"]) == (20, 0, [], [])
    assert [(part["group"], part["method"], len(part["toReplace"])) for part in plan["parts"]] == [
        ("blue", "instance-refresh", 8), ("green", "one-by-one", 7), (None, "launch-drain-terminate", 5)]
    assert web.instances() == before and web.marks() == []

    process = rollout.start("--yes", "--at-a-time", "2")
    web.eventually(lambda: web.trunks()[0] >= 10, seconds=240)  # in the middle of the second group
    process.kill()
    process.communicate()
    assert web.trunks()[0] < 20
    done = rollout("--yes", "--at-a-time", "2")
    assert "20 of 20 hosts have a trunk" in done.stderr, done.stderr
    assert web.trunks() == (20, 20) and not web.instances() & before
    check_whole(web)
    check_services(web, since)
    assert names_of_single_hosts(web) == [f"single-{number}" for number in range(5)]
    assert "There is nothing to do." in rollout().stdout

    refused = rollout("--undo", "--yes", expect=FINDINGS)
    assert "A new host would get a trunk again: awsvpcTrunking is enabled for the role hosts." in " ".join(
        refused.stdout.split())
    web.place.set_trunking(web.role, "disabled")
    done = rollout("--undo", "--yes", "--at-a-time", "2")
    assert "20 of 20 hosts have no trunk" in done.stderr, done.stderr
    assert web.trunks() == (0, 20)
    check_whole(web)
    check_services(web, since)

    # That what is measured here can be otherwise: a host ends without having been drained.
    victim = next(task["containerInstanceArn"] for task in web.tasks("api") if task["lastStatus"] == "RUNNING")
    web.ec2.terminate_instances(InstanceIds=[web.place.describe_host(victim)["ec2InstanceId"]])
    web.eventually(lambda: web.fewest_running("api", since) < 12)


def test_hosts_that_ecs_scales_and_protects(web, rollout):  # noqa: F811
    web.group("blue", 0, MaxSize=10, NewInstancesProtectedFromScaleIn=True, provider={
        "managedScaling": {"status": "ENABLED"}, "managedTerminationProtection": "ENABLED"})
    web.service("api", 4, minimum=75, maximum=150)
    hosts = web.trunks()[1]
    web.place.set_trunking(web.role)
    since = web.last_start("api")
    rollout("--yes")
    with_trunk, all_of_them = web.trunks()
    assert with_trunk == all_of_them >= 1 and hosts >= 2
    assert web.fewest_running("api", since) >= 3 and web.marks() == []


# ---- crashes -----------------------------------------------------------------------------------------------------------

@pytest.fixture
def small(web):  # noqa: F811
    """A group of three that nobody drains, and two single hosts, with their setting on by now."""
    web.group("green", 3)
    for _ in range(2):
        web.place.launch("hosts")
    web.have_hosts(5)
    web.service("api", 6, launchType="EC2")
    web.place.set_trunking(web.role)
    return web


def kill_after(process, lines):
    """Ends it as a crash does once it has said so many lines. Returns whether it had ended before."""
    for _ in range(lines):
        if not process.stderr.readline():
            return process.wait(60) == FINE
    process.kill()
    process.communicate()
    return False


def test_killed_again_and_again_it_finishes(small, rollout):  # noqa: F811
    since = small.last_start("api")
    for run in range(40):
        if kill_after(rollout.start("--yes"), 2 + run % 3):  # at its first action, or its second, or its third
            break
    else:
        pytest.fail("it never came to its end")
    small.eventually(lambda: small.trunks() == (5, 5))
    group = describe(small.autoscaling, "green")
    assert (group["DesiredCapacity"], group["MaxSize"], group["SuspendedProcesses"]) == (3, 3, [])
    assert small.marks() == []
    assert small.fewest_running("api", since) == 6
    # Each single host was launched anew once.
    launched = small.ec2.describe_tags(Filters=[{"Name": "key", "Values": ["eni-trunking:replaces"]}])["Tags"]
    assert len(launched) == len({tag["Value"] for tag in launched}) == 2


def test_interrupted_it_says_what_it_leaves(small, rollout):  # noqa: F811
    process = rollout.start("--yes")
    command_runs.wait_for_line(process, "drains ")
    process.send_signal(signal.SIGINT)
    said = " ".join(process.communicate(timeout=60)[1].split())
    assert process.returncode == FINDINGS
    assert "interrupted; " in said and "To go on with it, run the same again: eni-trunking rollout web" in said
    assert ("hosts instead of 3, and does without AZRebalance, AlarmNotification and ScheduledActions, until it is run again to "
            "its end") in said
    assert "Tasks leave 1 host that it drains. To have them stay: aws ecs update-container-instances-state --cluster web" in said
    assert f"aws ec2 delete-tags --tags Key={MARK} --resources i-" in said
    assert f"noted in tags {MARK} of the group green and i-" in said
    assert small.marks()[:1] == ["green"]
    rollout("--yes")
    assert small.trunks() == (5, 5)


def test_throttled_it_gets_through(start_sandbox, client, eventually, credentials, tmp_path):
    sandbox = start_sandbox(state=tmp_path / "state.db")
    web = Cluster(lambda service, **options: client(service, sandbox=sandbox), eventually)
    web.group("green", 2)
    web.place.launch("hosts")
    web.have_hosts(3)
    web.service("api", 3, launchType="EC2")
    web.place.set_trunking(web.role)
    since = web.last_start("api")

    def restart(*arguments):
        sandbox.stop()
        sandbox.arguments = list(arguments)
        sandbox.start()
    # All that it changes, but for EC2's: ECS and Auto Scaling call that themselves, and fail with it.
    restart(*(word for operation in ("autoscaling:CreateOrUpdateTags", "autoscaling:SuspendProcesses",
                                     "autoscaling:UpdateAutoScalingGroup", "autoscaling:ResumeProcesses",
                                     "autoscaling:TerminateInstanceInAutoScalingGroup", "autoscaling:DeleteTags",
                                     "ecs:UpdateContainerInstancesState")
              for word in ("--fault", f"{operation}=ThrottlingException:0.4")))
    command_runs.run(sandbox, credentials, tmp_path, "rollout", "web", "--yes")
    restart()
    assert web.trunks() == (3, 3) and web.marks() == []
    # Nor does the group move a host, with its tasks, once it may balance its zones again.
    zones = [one["AvailabilityZone"] for one in describe(web.autoscaling, "green")["Instances"]]
    assert sorted(zones) == ZONES
    assert web.fewest_running("api", since) == 3


# ---- in the way --------------------------------------------------------------------------------------------------------

def test_it_stops_at_the_first_host_without_a_trunk(web, rollout):  # noqa: F811
    web.group("blue", 4, "ECS_ENABLE_HIGH_DENSITY_ENI=false", provider={"managedScaling": {"status": "DISABLED"}})
    web.have_hosts(4)
    web.service("api", 6)
    web.place.set_trunking(web.role)
    before, since = web.instances(), web.last_start("api")
    done = rollout("--yes", expect=FINDINGS)
    assert "stopped, for the new host i-" in done.stderr, done.stderr
    assert "the agent did not register ecs.capability.task-eni-trunking" in done.stderr, done.stderr
    assert "eni-trunking doctor web" in done.stderr
    web.eventually(lambda: web.autoscaling.describe_instance_refreshes(AutoScalingGroupName="blue")[
        "InstanceRefreshes"][0]["Status"] == "Cancelled")
    assert len(web.instances() & before) >= 3
    web.eventually(lambda: len(in_service(web.autoscaling, "blue")) == 4)
    assert web.fewest_running("api", since) == 6

    # What it says is mended, and it is run again.
    version = web.ec2.create_launch_template_version(
        LaunchTemplateName="blue", SourceVersion="1",
        LaunchTemplateData={"UserData": base64.b64encode(join("web").encode()).decode()})
    web.ec2.modify_launch_template(LaunchTemplateName="blue", DefaultVersion=str(
        version["LaunchTemplateVersion"]["VersionNumber"]))
    rollout("--yes")
    assert web.trunks() == (4, 4) and web.marks() == []
    assert web.fewest_running("api", since) == 6


def test_what_cannot_get_a_trunk_is_left_and_named(web, rollout):  # noqa: F811
    web.place.host("hosts", instance_type="t3.large")
    web.place.host("hosts")
    web.group("green", 1)
    web.have_hosts(3)
    done = rollout(expect=FINDINGS)
    assert "Nothing can be replaced." in done.stdout
    assert f"eni-trunking enable {web.role}" in done.stdout
    web.place.set_trunking(web.role)
    done = rollout("--output", "json", expect=FINDINGS)
    assert [(part["group"], len(part["toReplace"])) for part in done.json["parts"]] == [("green", 1), (None, 1)]
    assert done.json["leftOut"][0]["obstacles"] == ["A new host would get no trunk: t3.large takes no trunk: no T family does."]


def test_a_service_that_could_never_move(web, rollout):  # noqa: F811
    web.place.host("hosts")
    web.service("stuck", 1, 100, 150, launchType="EC2")  # of which AWS rounds down to 1
    web.place.set_trunking(web.role)
    done = rollout("--yes", expect=FINDINGS)
    assert "The service stuck could never leave a host" in " ".join(done.stdout.split())
    assert web.trunks() == (0, 1)


def test_standalone_tasks_are_waited_for_or_stopped(web, rollout):  # noqa: F811
    web.place.host("hosts")
    task = web.place.run()["tasks"][0]["taskArn"]
    web.place.running([task])
    web.place.set_trunking(web.role)
    assert "1 task on these hosts was started by no service" in " ".join(rollout().stdout.split())
    done = rollout("--yes", "--patience", "10", expect=FINDINGS)
    assert "nothing has changed for 10 s while waiting for 1 task to leave" in done.stderr, done.stderr
    assert "--stop-standalone-tasks" in done.stderr
    assert web.place.tasks([task])[0]["lastStatus"] == "RUNNING"
    rollout("--yes", "--stop-standalone-tasks")
    assert web.trunks() == (1, 1)
    assert web.place.tasks([task])[0]["stoppedReason"] == "its host is replaced by eni-trunking rollout"


# ---- what people see ---------------------------------------------------------------------------------------------------

def test_it_asks_on_a_terminal(web, rollout):  # noqa: F811
    web.group("green", 2)
    web.have_hosts(2)
    web.place.set_trunking(web.role)
    code, written = rollout.on_terminal(answers=["n"])
    assert code == FINDINGS and "Replace 2 hosts?" in written and "Nothing was changed." in written
    assert command_runs.too_wide(written) == [] and web.trunks() == (0, 2)
    code, written = rollout.on_terminal(answers=["y"])
    assert code == FINE and "2 of 2 hosts have a trunk" in written, written


def test_without_a_terminal_it_only_shows(web, rollout):  # noqa: F811
    web.place.host("hosts")
    web.place.set_trunking(web.role)
    done = rollout()
    assert "single hosts: 1 host to replace" in done.stdout and "With --yes it is done." in done.stderr
    assert "It may take " in done.stdout and command_runs.too_wide(done.stdout) == []
    assert web.trunks() == (0, 1)
