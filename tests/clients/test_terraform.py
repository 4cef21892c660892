"""Terraform's AWS provider: apply, a second plan that is empty, a change, destroy."""
import json
import os
import pathlib
import shutil

import pytest
from conftest import eventually

PROJECT = pathlib.Path(__file__).resolve().parent / "terraform"
TERRAFORM = os.environ.get("TERRAFORM") or shutil.which("terraform")
PLUGINS = os.environ.get("TF_PLUGIN_DIR")
NO_CHANGES = 0
CHANGES = 2

if not TERRAFORM:
    pytest.skip("no terraform: $TERRAFORM names none, and PATH has none", allow_module_level=True)
if not PLUGINS or not list(pathlib.Path(PLUGINS).glob("*/hashicorp/aws/5.*")):
    pytest.skip("no AWS provider 5 of Terraform: $TF_PLUGIN_DIR is to be a mirror with hashicorp/aws in it",
                allow_module_level=True)


@pytest.fixture(scope="module")
def terraform(run_tool, tmp_path_factory, sandbox):
    """terraform("apply", …): its exit code and what it said; it is among `codes`."""
    folder = tmp_path_factory.mktemp("terraform")
    shutil.copy(PROJECT / "main.tf", folder)

    def run(*arguments, codes=(0,)):
        code, said = run_tool([TERRAFORM, *arguments], folder)
        assert code in codes, f"{said[-10000:]}\n{sandbox.log()[-5000:]}"
        return code, said

    run("init", "-input=false", "-no-color", f"-plugin-dir={PLUGINS}")
    return run


def test_a_service_on_hosts_of_a_capacity_provider_behind_a_load_balancer(terraform, client):
    apply = ("apply", "-auto-approve", "-input=false", "-no-color")
    plan = ("plan", "-detailed-exitcode", "-input=false", "-no-color")
    terraform(*apply)
    outputs = json.loads(terraform("output", "-json")[1])
    cluster = outputs["cluster"]["value"]
    ecs = client("ecs")

    def running():
        return ecs.describe_services(cluster=cluster, services=["web"])["services"][0]["runningCount"]

    assert running() == 4
    targets = client("elbv2").describe_target_health(
        TargetGroupArn=outputs["target_group"]["value"])["TargetHealthDescriptions"]
    assert {target["TargetHealth"]["State"] for target in targets} == {"healthy"}
    # The setting of the account came before the first host, so that all fit on one.
    assert len(ecs.list_container_instances(cluster=cluster)["containerInstanceArns"]) == 1

    code, said = terraform(*plan, codes=(NO_CHANGES, CHANGES))
    assert code == NO_CHANGES, said
    change = ("-var=desired_count=6", "-var=max_size=6")
    terraform(*apply, *change)
    assert running() == 6
    code, said = terraform(*plan, *change, codes=(NO_CHANGES, CHANGES))
    assert code == NO_CHANGES, said

    terraform("destroy", "-auto-approve", "-input=false", "-no-color", *change)
    assert eventually(lambda: ecs.list_clusters()["clusterArns"] == [])
    assert client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"] == []
    assert [vpc["CidrBlock"] for vpc in client("ec2").describe_vpcs()["Vpcs"]] == ["172.31.0.0/16"]
