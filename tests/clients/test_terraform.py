"""Terraform's AWS provider: apply, a second plan that is empty, a change, destroy."""
import json

import pytest
from conftest import eventually
from terraform_tool import APPLY, CHANGES, DESTROY, HERE, NO_CHANGES, PLAN, TerraformProject


@pytest.fixture(scope="module")
def terraform(run_tool, tmp_path_factory, sandbox):
    return TerraformProject(tmp_path_factory.mktemp("terraform"), HERE / "terraform" / "main.tf", run_tool, sandbox)


def test_a_service_on_hosts_of_a_capacity_provider_behind_a_load_balancer(terraform, client):
    terraform(*APPLY)
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

    code, said = terraform(*PLAN, codes=(NO_CHANGES, CHANGES))
    assert code == NO_CHANGES, said
    change = ("-var=desired_count=6", "-var=max_size=6")
    terraform(*APPLY, *change)
    assert running() == 6
    code, said = terraform(*PLAN, *change, codes=(NO_CHANGES, CHANGES))
    assert code == NO_CHANGES, said

    terraform(*DESTROY, *change)
    assert eventually(lambda: ecs.list_clusters()["clusterArns"] == [])
    assert client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"] == []
    assert [vpc["CidrBlock"] for vpc in client("ec2").describe_vpcs()["Vpcs"]] == ["172.31.0.0/16"]
