"""The AWS CDK as npm has it: bootstrap, deploy, deploy again, destroy, with the default template, methods and feature flags."""
import pytest
from cdk_tool import CdkProject, HERE, outputs_of, status_of
from conftest import ACCOUNT, REGION, eventually, explicit_setting_of, stacks_of


@pytest.fixture(scope="module")
def cdk(run_tool, tmp_path_factory, sandbox):
    """cdk("deploy", …): what it said; it succeeded."""
    return CdkProject(tmp_path_factory.mktemp("cdk"), HERE / "cdk" / "app.js", run_tool, sandbox)


@pytest.fixture(scope="module")
def bootstrapped(cdk, client):
    cdk("bootstrap")
    yield cdk
    assert status_of(client, "CDKToolkit") == "CREATE_COMPLETE"  # deploying has changed nothing of it


def test_bootstrap_makes_what_the_cdk_deploys_with(bootstrapped, client):
    bucket = f"cdk-hnb659fds-assets-{ACCOUNT}-{REGION}"
    s3 = client("s3")
    rules = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    assert [rule["ID"] for rule in rules] == ["CleanupOldVersions", "AbortIncompleteMultipartUploads"]
    encryption = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"][0]
    assert encryption["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    repository = client("ecr").describe_repositories()["repositories"][0]
    assert (repository["repositoryName"], repository["imageTagMutability"]) == (
        f"cdk-hnb659fds-container-assets-{ACCOUNT}-{REGION}", "IMMUTABLE")
    assert "no changes" in bootstrapped("bootstrap")


def test_a_service_on_hosts_of_a_capacity_provider_behind_a_load_balancer(bootstrapped, client):
    bootstrapped("deploy", "WebService", "--require-approval", "never")
    outputs = outputs_of(client, "WebService")
    ecs = client("ecs")
    service = ecs.describe_services(cluster=outputs["ClusterName"], services=[outputs["ServiceName"]])["services"][0]
    assert (service["desiredCount"], service["runningCount"]) == (2, 2)
    assert service["capacityProviderStrategy"][0]["weight"] == 1
    target_group = service["loadBalancers"][0]["targetGroupArn"]
    targets = client("elbv2").describe_target_health(TargetGroupArn=target_group)["TargetHealthDescriptions"]
    assert [target["TargetHealth"]["State"] for target in targets] == ["healthy"] * 2
    groups = client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]
    assert len(groups) == 1 and len(groups[0]["Instances"]) == groups[0]["DesiredCapacity"] > 0

    assert "no changes" in bootstrapped("deploy", "WebService", "--require-approval", "never")
    assert "There were no differences" in bootstrapped("diff", "WebService")

    bootstrapped("destroy", "WebService", "--force")
    assert "WebService" not in stacks_of(client)
    assert client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"] == []
    assert ecs.list_clusters()["clusterArns"] == []
    living = [{"Name": "instance-state-name", "Values": ["pending", "running", "stopping", "stopped"]}]
    assert eventually(lambda: client("ec2").describe_instances(Filters=living)["Reservations"] == [])


def test_a_custom_resource_that_calls_ecs(bootstrapped, client):
    bootstrapped("deploy", "TrunkingSetting", "--require-approval", "never")
    role = outputs_of(client, "TrunkingSetting")["HostRoleArn"]
    assert explicit_setting_of(client, role) == "enabled"
    bootstrapped("destroy", "TrunkingSetting", "--force")
    assert explicit_setting_of(client, role) is None
    assert stacks_of(client) == {"CDKToolkit"}
