"""integrations/sam as people deploy it: `aws cloudformation package` and `deploy` with the distribution's AWS CLI."""
import platform
import re
import shutil

import pytest

from conftest import ROOT

pytestmark = pytest.mark.sandbox_only("its bucket is a test's own")
ARCHITECTURE = {"aarch64": "arm64"}.get(platform.machine(), platform.machine())
STACK = "trunking-by-sam"


@pytest.fixture
def packaged(aws, client, account, tmp_path):
    """integrations/sam/template.yaml for this machine's architecture, packaged with the function that the build made."""
    archive = f"eni-trunking-function-{ARCHITECTURE}.zip"
    text = (ROOT / "integrations" / "sam" / "template.yaml").read_text()
    if ARCHITECTURE != "x86_64":  # as its comment says
        text = text.replace("eni-trunking-function-x86_64.zip", archive).replace("[x86_64]", f"[{ARCHITECTURE}]")
    (tmp_path / "template.yaml").write_text(text)
    shutil.copy(ROOT / "build" / "function" / archive, tmp_path)
    client("s3").create_bucket(Bucket=f"artifacts-{account}",
                               CreateBucketConfiguration={"LocationConstraint": client("s3").meta.region_name})
    aws("cloudformation", "package", "--template-file", "template.yaml", "--s3-bucket", f"artifacts-{account}",
        "--output-template-file", "packaged.yaml")
    return tmp_path / "packaged.yaml"


@pytest.fixture
def deploy(aws, packaged):
    """deploy("Value=disabled")"""
    def run(*parameters):
        overrides = ("--parameter-overrides", *parameters) if parameters else ()
        return aws("cloudformation", "deploy", "--template-file", packaged, "--stack-name", STACK,
                   "--capabilities", "CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND", *overrides)
    return run


def outputs_of(client):
    described = client("cloudformation").describe_stacks(StackName=STACK)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in described["Outputs"]}


def setting_of(client, principal_arn):
    """The principal's own value, or None."""
    settings = client("ecs").list_account_settings(name="awsvpcTrunking", principalArn=principal_arn)["settings"]
    return settings[0]["value"] if settings else None


def test_the_setting_is_made_changed_and_taken_back(client, deploy, eventually):
    deploy()
    outputs = outputs_of(client)
    assert setting_of(client, outputs["EC2RoleArn"]) == "enabled"
    profile = client("iam").get_instance_profile(InstanceProfileName=outputs["EC2InstanceProfile"])["InstanceProfile"]
    assert [role["Arn"] for role in profile["Roles"]] == [outputs["EC2RoleArn"]]
    deploy("Value=disabled")
    assert setting_of(client, outputs["EC2RoleArn"]) == "disabled"

    client("cloudformation").delete_stack(StackName=STACK)
    eventually(lambda: client("cloudformation").describe_stacks()["Stacks"] == [])
    assert setting_of(client, outputs["EC2RoleArn"]) is None
    iam = client("iam")
    assert [role for role in iam.list_roles()["Roles"] if STACK in role["RoleName"]] == []
    assert iam.list_instance_profiles()["InstanceProfiles"] == []
    assert client("lambda").list_functions()["Functions"] == []
    assert client("logs").describe_log_groups()["logGroups"] == []


def test_the_function_is_tried_again_and_may_make_no_log_group(client, deploy):
    deploy()
    cloudformation = client("cloudformation")
    resources = cloudformation.describe_stack_resources(StackName=STACK)["StackResources"]
    physical = {resource["LogicalResourceId"]: resource["PhysicalResourceId"] for resource in resources}
    retries = client("lambda").get_function_event_invoke_config(FunctionName=physical["EniTrunkingFunction"])
    assert (retries["MaximumRetryAttempts"], retries["MaximumEventAgeInSeconds"]) == (2, 900)
    role = physical["EniTrunkingFunctionRole"]
    assert client("iam").list_attached_role_policies(RoleName=role)["AttachedPolicies"] == []


def resource(template, logical_id):
    """Its lines in a template of YAML, without a condition."""
    block = re.search(rf"^  {logical_id}:\n((?:    .*\n|\n)+)", template.read_text(), re.MULTILINE)[1]
    return [line for line in block.rstrip().split("\n") if not line.startswith("    Condition:")]


@pytest.mark.parametrize("logical_id", ["EC2Role", "EniTrunkingFunctionLog"])
def test_roles_say_the_same_as_in_the_template_without_sam(logical_id):
    own, other = ROOT / "integrations" / "sam" / "template.yaml", ROOT / "templates" / "eni-trunking.yml"
    assert resource(own, logical_id) == resource(other, logical_id)
