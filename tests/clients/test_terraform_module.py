"""integrations/terraform as a configuration uses it: validate, apply, an empty second plan, a change, destroy; and what fails."""
import json
import shutil

import pytest
from conftest import ACCOUNT, ROOT, architecture, explicit_setting_of, function_zip, stacks_of, what_is_left_of
from terraform_tool import APPLY, CHANGES, DESTROY, HERE, NO_CHANGES, PLAN, TERRAFORM, TerraformProject

MODULE = ROOT / "integrations" / "terraform"
OTHER_REGION = "eu-west-1"


@pytest.fixture
def project(run_tool, tmp_path, sandbox):
    """project("main.tf"): a configuration, with the module and the function's archive beside it."""
    def make(name):
        shutil.copytree(MODULE, tmp_path / "eni-trunking")
        shutil.copy(function_zip(), tmp_path / "eni-trunking")
        return TerraformProject(tmp_path, HERE / "terraform_module" / name, run_tool, sandbox,
                                TF_VAR_architecture=architecture())
    return make


def test_the_module_is_formatted(run_tool):
    code, said = run_tool([TERRAFORM, "fmt", "-check", "-diff", "-recursive", MODULE, HERE / "terraform_module"], ROOT)
    assert code == 0, said


def test_the_setting_of_a_role_of_the_modules_and_of_one_of_ours(project, client):
    terraform = project("main.tf")
    terraform("validate", "-no-color")
    terraform(*APPLY)
    outputs = {name: output["value"] for name, output in json.loads(terraform("output", "-json")[1]).items()}
    assert explicit_setting_of(client, outputs["role"]) == "enabled"
    assert explicit_setting_of(client, outputs["our_role"], OTHER_REGION) == "enabled"
    assert explicit_setting_of(client, outputs["our_role"]) is None
    profile = client("iam").get_instance_profile(InstanceProfileName=outputs["instance_profile"])["InstanceProfile"]
    assert [role["Arn"] for role in profile["Roles"]] == [outputs["role"]]
    code, said = terraform(*PLAN, codes=(NO_CHANGES, CHANGES))
    assert code == NO_CHANGES, said

    terraform(*APPLY, "-var=value=disabled")
    assert explicit_setting_of(client, outputs["role"]) == "disabled"
    code, said = terraform(*PLAN, "-var=value=disabled", codes=(NO_CHANGES, CHANGES))
    assert code == NO_CHANGES, said

    terraform(*DESTROY)
    assert what_is_left_of(client, "trunking") == []
    assert explicit_setting_of(client, outputs["role"]) is None
    assert explicit_setting_of(client, outputs["our_role"], OTHER_REGION) == "disabled"  # on_delete = "Disable"


def test_a_role_that_does_not_trust_the_function_is_named_and_no_stack_stays(project, client):
    terraform = project("untrusted.tf")
    _, said = terraform(*APPLY, codes=(1,))
    text = " ".join(said.split())
    assert f"sts:AssumeRole of arn:aws:iam::{ACCOUNT}:role/untrusting failed: AccessDenied" in text
    assert "eni-trunking" not in stacks_of(client)
    # No profile either: nothing to start a host with that would never get a trunk.
    assert client("iam").list_instance_profiles_for_role(RoleName="untrusting")["InstanceProfiles"] == []
    terraform(*DESTROY)
    assert what_is_left_of(client, "trunking") == []
