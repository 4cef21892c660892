"""`eni-trunking doctor` as its tests run it: what it finds, and a shell at which its commands are typed."""
import json
import shlex
import subprocess

import pytest

from auto_scaling_groups import in_service
from capacity_providers import make_group, make_provider, put, settled
from conftest import COMMAND, REGION, clean_environment, environment_credentials
from container_hosts import Account

FINE, FINDINGS, USAGE, REFUSED, UNREACHABLE = range(5)


@pytest.fixture
def place(client, eventually):
    place = Account(client, eventually)
    place.ecs.create_cluster(clusterName="web")
    place.task_definition()
    return place


@pytest.fixture
def autoscaling(client):
    return client("autoscaling")


@pytest.fixture
def doctor(request, credentials, tmp_path):
    """doctor("web", …): the ended command, with its findings in `.findings` unless another output was asked for."""
    def run(*arguments, output="json", credentials=credentials, endpoint=None, env=None):
        endpoint = endpoint or request.getfixturevalue("sandbox").endpoint
        environment = {**clean_environment(tmp_path), **environment_credentials(credentials), "AWS_REGION": REGION,
                       "AWS_ENDPOINT_URL": endpoint, **(env or {})}
        done = subprocess.run([COMMAND, "doctor", *arguments, "--output", output], env=environment, timeout=60,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        done.findings = json.loads(done.stdout)["findings"] if output == "json" and done.stdout else None
        return done
    return run


@pytest.fixture
def shell(sandbox, aws_program, credentials, tmp_path):
    """shell(commands): types them at a shell whose `aws` goes to the sandbox, as AWS_ENDPOINT_URL has it do from 2.13 on."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "aws").write_text(f'#!/bin/sh\nexec {shlex.quote(aws_program)} "$@" --endpoint-url {sandbox.endpoint}\n')
    (folder / "eni-trunking").symlink_to(COMMAND)
    for file in folder.iterdir():
        file.is_symlink() or file.chmod(0o755)

    def run(commands):
        environment = {**clean_environment(tmp_path), **environment_credentials(credentials), "AWS_REGION": REGION,
                       "AWS_ENDPOINT_URL": sandbox.endpoint}
        environment["PATH"] = f"{folder}:{environment['PATH']}"
        done = subprocess.run(["/bin/sh", "-eu"], input="\n".join(commands), env=environment, cwd=tmp_path, timeout=120,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert done.returncode == 0, "\n".join(commands) + "\n" + done.stdout
    return run


def named(findings, severity="error"):
    return {one["check"] for one in findings if one["severity"] == severity}


@pytest.fixture
def mended(doctor, shell, eventually):
    """mended("check"[, severity]): doctor names that and no other of its severity; what it prints is typed; then it finds nothing."""
    def check(expected, severity="error"):
        done = doctor("web")
        assert done.returncode == (FINE if severity == "note" else FINDINGS), done.stderr
        assert named(done.findings, severity) == {expected}, done.stdout
        for finding in done.findings:
            assert finding["severity"] != severity or finding["commands"], finding
            shell(finding["commands"])
        eventually(lambda: doctor("web").findings == [], 90)
        assert doctor("web").returncode == FINE
        return done.findings
    return check


@pytest.fixture
def grown(place, autoscaling, eventually):
    """grown(…): a group "hosts" with one host in the cluster; its instance's id."""
    def make(**arguments):
        make_group(place, autoscaling, DesiredCapacity=1, **arguments)
        instance, = eventually(lambda: in_service(autoscaling, "hosts"))
        return place.settled(place.joined(instance)["containerInstanceArn"])
    return make


@pytest.fixture
def provider(place, autoscaling, eventually):
    """provider(…): the group "hosts", whose role is opted in, behind a capacity provider that is the cluster's default."""
    def make(**arguments):
        make_group(place, autoscaling, trunking=True, **arguments)
        make_provider(place.ecs)
        put(place.ecs, "hosts", strategy=["hosts"])
        settled(place.ecs, eventually)
    return make


@pytest.fixture
def service(place):
    def make(count, **more):
        place.ecs.create_service(cluster="web", serviceName="app", taskDefinition="app", desiredCount=count,
                                 **{"networkConfiguration": place.network(), **more})
    return make


def running(place):
    return place.ecs.describe_services(cluster="web", services=["app"])["services"][0]["runningCount"]
