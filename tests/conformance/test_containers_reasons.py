"""Why tasks and containers end, in ECS's words, where they really run.

Stop codes and stoppedReasons (Amazon ECS Developer Guide, "Stopped tasks error messages"; amazon-ecs-agent#4825):

    TaskFailedToStart             "Task failed to start", ResourceInitializationError  test_containers.py
    EssentialContainerExited      "Essential container in task exited"                 test_containers.py
    UserInitiated                 "Task stopped by user", or the caller's own words    test_ecs_tasks.py, here
    UserInitiated                 "Container instance deregistration forced by user"   here
    ServiceSchedulerInitiated     "Scaling activity initiated by (deployment ecs-svc/…)"           here
    ServiceSchedulerInitiated     "Task failed ELB health checks in (target-group ARN)"            here
    ServiceSchedulerInitiated     "Task failed container health checks"                            here
    TerminationNotice             "Host EC2 (instance ID) terminated.", "… stopped."               here
    SpotInterruption              cannot occur: there are no Spot interruptions in the sandbox
    -                             "Timeout waiting for network interface provisioning to complete.": cannot occur: the sandbox's
                                  own EC2 makes an interface, or refuses it, at once

Containers' reasons (amazon-ecs-agent, agent/dockerclient/dockerapi/errors.go and agent/engine):

    CannotPullContainerError, CannotPullECRContainerError, CannotPullContainerAuthError            test_containers_images.py
    CannotCreateContainerError, CannotStartContainerError, OutOfMemoryError, TaskDependencyError   test_containers.py, here
    CannotCreateVolumeError, ContainerNetworkingError, DockerStateError                            here
    DockerTimeoutError            task_engine/images/task_images_test.cpp, in virtual time: a registry that holds a pull for
                                  longer than the agent waits. To create and to start have no such limit of their own: the
                                  runtime is given up after three minutes, as CannotStartContainerError
    ContainerVanishedError        task_engine/containers/life_cycle_test.cpp
    CannotPullImageManifestError  cannot occur: of the agent's own step in which it asks for digests; the sandbox's is a part of a pull
    CannotStopContainerError      needs a process that SIGKILL does not end within a minute, hence a defect of the kernel's
    CannotInspectContainerError, CannotDescribeContainerError, CannotListContainersError    cannot occur: there is no daemon to ask
    HostConfigError, InvalidVolumeError   cannot occur: what would be wrong is refused as CannotCreateContainerError
    ImpossibleStateTransition     cannot occur: of the agent's state machine, which is not the sandbox's
    TaskStoppedBeforePullBeginError       cannot occur: pulls do not queue
    ContainerRuntimeError, ContainerRuntimeTimeoutError     Fargate's
"""
import os
import pathlib
import signal
import socket

import pytest

import container_hosts
import container_images
from container_tasks import (  # noqa: F401 (fixtures)
    CLUSTER, SERVE, Tasks, host, main, pytestmark, service_ends, tasks, world)

SLEEP = {"command": ["sleep", "1000"]}


def running_task(tasks, family, *containers, **arguments):
    [arn] = tasks.start(tasks.define(family, *(containers or (SLEEP,))), **arguments)
    tasks.running([arn], CLUSTER)
    return arn


def ending(task):
    return task["stopCode"], task["stoppedReason"]


# ---- who stops a task -----------------------------------------------------------------------------------------

def test_the_callers_own_words_are_kept(tasks, host):
    arn = running_task(tasks, "words")
    words = "Upgrade №7: \"done\" <b>&\n\ttask/x"
    tasks.ecs.stop_task(cluster=CLUSTER, task=arn, reason=words)
    task = tasks.stopped(arn, CLUSTER)
    assert ending(task) == ("UserInitiated", words)
    assert main(task)["exitCode"] == 137 and "reason" not in main(task)


def test_a_deregistration_that_is_forced_is_told(tasks, host):
    arn = running_task(tasks, "deregistered")
    tasks.ecs.deregister_container_instance(cluster=CLUSTER, containerInstance=host["containerInstanceArn"], force=True)
    task = tasks.stopped(arn, CLUSTER)
    assert ending(task) == ("UserInitiated", "Container instance deregistration forced by user")


@pytest.mark.parametrize("call,state", [("terminate_instances", "terminated"), ("stop_instances", "stopped")])
def test_a_hosts_end_is_told_by_its_state(tasks, host, call, state):
    arn = running_task(tasks, "hosted")
    getattr(tasks.ec2, call)(InstanceIds=[host["ec2InstanceId"]])
    task = tasks.stopped(arn, CLUSTER)
    assert ending(task) == ("TerminationNotice", f"Host EC2 (instance {host['ec2InstanceId']}) {state}.")
    assert main(task)["exitCode"] == 137


@pytest.mark.parametrize("call,state", [("terminate_instances", "terminated"), ("stop_instances", "stopped")])
def test_a_hosts_end_is_told_of_tasks_that_start_as_well(tasks, host, call, state):
    with socket.create_server(("127.0.0.1", 0)) as registry:  # It does not answer.
        registry.settimeout(60)
        [arn] = tasks.start(tasks.define("starting", {"image": f"127.0.0.1:{registry.getsockname()[1]}/web"}))
        connection, _ = registry.accept()
        with connection:
            getattr(tasks.ec2, call)(InstanceIds=[host["ec2InstanceId"]])
            task = tasks.stopped(arn, CLUSTER)
    assert ending(task) == ("TerminationNotice", f"Host EC2 (instance {host['ec2InstanceId']}) {state}.")


def create_service(tasks, family, **arguments):
    """A service `web` of one task: the ARN of its deployment's, once there is one."""
    tasks.ecs.create_service(cluster=CLUSTER, serviceName="web", taskDefinition=family, desiredCount=1,
                             networkConfiguration=tasks.network(), **arguments)


def service_stopped(tasks):
    """The first task of the service that has stopped."""
    def look():
        arns = tasks.ecs.list_tasks(cluster=CLUSTER, family="web", desiredStatus="STOPPED")["taskArns"]
        return next((one for one in (tasks.tasks(arns, CLUSTER) if arns else []) if one["lastStatus"] == "STOPPED"), None)
    return tasks.eventually(look, 90)


def test_a_service_that_scales_in_says_which_deployment(tasks, host, service_ends):
    create_service(tasks, tasks.define("web", SLEEP))
    tasks.eventually(lambda: tasks.ecs.describe_services(cluster=CLUSTER, services=["web"])["services"][0]["runningCount"] == 1)
    [deployment] = tasks.ecs.describe_services(cluster=CLUSTER, services=["web"])["services"][0]["deployments"]
    tasks.ecs.update_service(cluster=CLUSTER, service="web", desiredCount=0)
    assert ending(service_stopped(tasks)) == (
        "ServiceSchedulerInitiated", f"Scaling activity initiated by (deployment {deployment['id']})")


def test_a_service_replaces_what_its_own_checks_find_unhealthy(tasks, host, service_ends):
    check = {"command": ["CMD-SHELL", "exit 1"], "interval": 5, "timeout": 2, "retries": 1}
    create_service(tasks, tasks.define("web", {**SLEEP, "healthCheck": check}))
    task = service_stopped(tasks)
    assert ending(task) == ("ServiceSchedulerInitiated", "Task failed container health checks")
    assert main(task)["healthStatus"] == "UNHEALTHY"
    service = tasks.ecs.describe_services(cluster=CLUSTER, services=["web"])["services"][0]
    assert service["deployments"][0]["rolloutState"] == "IN_PROGRESS"
    assert service["deployments"][0]["failedTasks"] >= 1
    number = task["taskArn"].rsplit("/", 1)[1]
    told = [event["message"] for event in reversed(service["events"])]
    at = told.index(f"(service web) (task {number}) failed container health checks.")
    assert told[at + 1] == f"(service web) has stopped 1 running tasks: (task {number})."


def test_a_deployment_is_complete_when_its_containers_are_healthy(tasks, host, service_ends):
    check = {"command": ["CMD-SHELL", "test -e /tmp/ready"], "interval": 5, "timeout": 2, "retries": 10}
    create_service(tasks, tasks.define("web", {"command": ["sh", "-c", "sleep 2; : > /tmp/ready; exec sleep 1000"],
                                               "healthCheck": check}))

    def look():
        service = tasks.ecs.describe_services(cluster=CLUSTER, services=["web"])["services"][0]
        arns = tasks.ecs.list_tasks(cluster=CLUSTER, serviceName="web")["taskArns"]
        health = [one["healthStatus"] for one in tasks.tasks(arns, CLUSTER)] if arns else []
        seen.add((service["deployments"][0]["rolloutState"], service["runningCount"], *health))
        return service["deployments"][0]["rolloutState"] == "COMPLETED"
    seen = set()
    tasks.eventually(look, 60)
    assert ("IN_PROGRESS", 1, "UNKNOWN") in seen
    assert ("COMPLETED", 1, "UNKNOWN") not in seen


def test_a_service_replaces_what_its_load_balancer_finds_unhealthy(tasks, host, client, world, service_ends):
    elb = client("elbv2", sandbox=world)
    vpc = tasks.ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    balancer = elb.create_load_balancer(Name="web", Subnets=tasks.default_subnets()[:2])["LoadBalancers"][0]
    group = elb.create_target_group(
        Name="web", Protocol="HTTP", Port=80, VpcId=vpc, TargetType="ip", HealthCheckIntervalSeconds=5,
        HealthCheckTimeoutSeconds=2, UnhealthyThresholdCount=2, HealthCheckPath="/missing")["TargetGroups"][0]["TargetGroupArn"]
    elb.create_listener(LoadBalancerArn=balancer["LoadBalancerArn"], Protocol="HTTP", Port=80,
                        DefaultActions=[{"Type": "forward", "TargetGroupArn": group}])
    tasks.define("web", {**SERVE, "portMappings": [{"containerPort": 80}]})
    create_service(tasks, "web", loadBalancers=[
        {"targetGroupArn": group, "containerName": "main", "containerPort": 80}])
    assert ending(service_stopped(tasks)) == (
        "ServiceSchedulerInitiated", f"Task failed ELB health checks in (target-group {group})")


# ---- why a container ends, or never starts ----------------------------------------------------------------------

def test_out_of_memory_is_told_of_one_that_ends_well_when_it_was_a_childs(tasks, host, world):
    """amazon-ecs-agent#1187: the flag wins over the exit code."""
    if "limits=none" in world.log().replace('"', ""):
        pytest.skip("no control groups here: nothing is out of memory")
    child = "x=aaaaaaaa; while true; do x=$x$x; done"
    task = tasks.ended(tasks.define("child", {"memory": 12, "command": ["sh", "-c", f"sh -c '{child}'; echo $?; exit 0"]}))
    assert (main(task)["exitCode"], main(task)["reason"]) == (0, "OutOfMemoryError: Container killed due to memory usage")
    assert tasks.said("child")[-1] == "137"


NEVER_START = {
    "program": ({"command": ["nosuch"]},
                "CannotStartContainerError: Error response from daemon: OCI runtime create failed: ", "executable file"),
    "directory": ({"workingDirectory": "srv"},
                  "CannotCreateContainerError: Error response from daemon: the working directory 'srv' is invalid", ""),
    "option": ({"logConfiguration": {"logDriver": "json-file", "options": {"nosuch": "1"}}},
               "CannotStartContainerError: Error response from daemon: ", "nosuch"),
}


@pytest.mark.parametrize("case", NEVER_START)
def test_what_never_starts_says_why(tasks, host, case):
    container, beginning, part = NEVER_START[case]
    task = tasks.ended(tasks.define(case, container))
    assert main(task)["reason"].startswith(beginning) and part in main(task)["reason"], main(task)["reason"]
    assert task["stopCode"] == "TaskFailedToStart" and main(task).get("exitCode") is None


VOLUMES = {
    "driver": ({"dockerVolumeConfiguration": {"driver": "rexray", "scope": "task"}},
               "CannotCreateVolumeError: volume data: the volume driver rexray is not supported by the sandbox"),
    "path": ({"host": {"sourcePath": "/srv/../../x"}},
             "CannotCreateVolumeError: volume data: the path has '..' in it: /srv/../../x"),
}


@pytest.mark.parametrize("case", VOLUMES)
def test_a_volume_that_cannot_be_had_is_the_tasks_reason(tasks, host, case):
    volume, reason = VOLUMES[case]
    container = {"mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]}
    task = tasks.ended(tasks.define(case, container, volumes=[{"name": "data", **volume}]))
    assert ending(task) == ("TaskFailedToStart", reason)


def test_secrets_that_are_not_there_are_the_tasks_reason(tasks, host):
    tasks.iam.put_role_policy(RoleName="execution", PolicyName="more", PolicyDocument=container_hosts.policy_document(
        "ssm:GetParameter", Resource="*"))
    arn = f"arn:aws:ssm:{tasks.region}:{tasks.account}:parameter/none"
    task = tasks.ended(tasks.define("secret", {"secrets": [{"name": "A", "valueFrom": arn}]}))
    assert task["stopCode"] == "TaskFailedToStart"
    beginning = (f"ResourceInitializationError: resource cannot be initialized for task ARN: {task['taskArn']}: unable to pull "
                 "secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from ssm: ")
    assert task["stoppedReason"].startswith(beginning + "ParameterNotFound"), task["stoppedReason"]


def children_of(process):
    """By name."""
    found = {}
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text()
        except OSError:
            continue
        name, rest = stat.split("(", 1)[1].rsplit(")", 1)
        if int(rest.split()[1]) == process:
            found.setdefault(name, []).append(int(folder.name))
    return found


def test_when_the_world_ends_its_containers_say_so_and_others_run(client, eventually, start_sandbox, account, world):
    del world  # It says whether this machine runs tasks.
    sandbox = start_sandbox("--run", "always")
    container_images.load_busybox(sandbox, eventually)
    tasks = Tasks(client, eventually, sandbox, account)
    tasks.host("host", CLUSTER)
    arn = running_task(tasks, "lost")
    for process in children_of(sandbox.process.pid)["world-init"]:
        os.kill(process, signal.SIGKILL)
    task = tasks.stopped(arn, CLUSTER)
    assert main(task)["reason"] == "DockerStateError: the world that the container ran in has ended"
    assert tasks.says("next", "echo here") == ["here"]
