"""integrations/cdk as an app uses it: compiled with the app, synthesized, deployed, changed, destroyed."""
import json
import shutil

import pytest
from cdk_tool import CdkProject, HERE, MODULES, outputs_of
from conftest import ACCOUNT, ROOT, architecture, eventually, explicit_setting_of, function_zip, what_is_left_of

CONSTRUCT = ROOT / "integrations" / "cdk"
TSC = MODULES / ".bin" / "tsc"


@pytest.fixture(scope="module")
def cdk(run_tool, tmp_path_factory, sandbox):
    """The app of cdk/trunking.ts, with the construct's folder beside it, as `eni-trunking iac cdk --directory` leaves it."""
    folder = tmp_path_factory.mktemp("construct")
    (folder / "node_modules").symlink_to(MODULES)
    shutil.copytree(CONSTRUCT, folder / "eni-trunking", ignore=shutil.ignore_patterns("lib", "node_modules"))
    shutil.copy(function_zip(), folder / "eni-trunking")
    shutil.copy(HERE / "cdk" / "trunking.ts", folder)
    options = json.loads((CONSTRUCT / "tsconfig.json").read_text())["compilerOptions"]
    del options["outDir"]  # Beside the sources, where the archive is.
    (folder / "tsconfig.json").write_text(json.dumps({"compilerOptions": options, "files": ["trunking.ts"]}))
    code, said = run_tool([TSC], folder)
    assert code == 0, said
    project = CdkProject(folder, folder / "trunking.js", run_tool, sandbox)
    project("bootstrap")
    return project


def deploy(cdk, *arguments):
    cdk("deploy", *arguments, "-c", f"architecture={architecture()}", "--require-approval", "never")


def test_it_compiles_as_a_library(run_tool, tmp_path):
    for name in ("eni-trunking.ts", "package.json", "tsconfig.json"):
        shutil.copy(CONSTRUCT / name, tmp_path)
    (tmp_path / "node_modules").symlink_to(MODULES)
    code, said = run_tool([TSC], tmp_path)
    assert code == 0, said
    package = json.loads((tmp_path / "package.json").read_text())
    assert (tmp_path / package["main"]).exists() and (tmp_path / package["types"]).exists()


def test_a_role_of_the_constructs_own(cdk, client):
    deploy(cdk, "OwnRole")
    outputs = outputs_of(client, "OwnRole")
    assert explicit_setting_of(client, outputs["RoleArn"]) == "enabled"
    profile = client("iam").get_instance_profile(InstanceProfileName=outputs["Profile"])["InstanceProfile"]
    assert [role["Arn"] for role in profile["Roles"]] == [outputs["RoleArn"]]
    retries = client("lambda").get_function_event_invoke_config(FunctionName=outputs["FunctionName"])
    assert (retries["MaximumRetryAttempts"], retries["MaximumEventAgeInSeconds"]) == (2, 900)

    deploy(cdk, "OwnRole", "-c", "value=disabled")
    assert explicit_setting_of(client, outputs["RoleArn"]) == "disabled"
    cdk("destroy", "OwnRole", "--force")
    assert explicit_setting_of(client, outputs["RoleArn"]) is None
    assert what_is_left_of(client, "OwnRole") == []


def test_the_first_host_of_a_group_with_a_role_of_its_own_gets_a_trunk(cdk, client):
    deploy(cdk, "Capacity")
    outputs = outputs_of(client, "Capacity")
    assert explicit_setting_of(client, outputs["RoleArn"]) == "enabled"
    trunk = {"cluster": outputs["ClusterName"], "targetType": "container-instance",
             "attributeName": "ecs.awsvpc-trunk-id"}
    assert eventually(lambda: len(client("ecs").list_attributes(**trunk)["attributes"]) == 1)
    cdk("destroy", "Capacity", "--force")
    assert explicit_setting_of(client, outputs["RoleArn"]) == "disabled"  # onDelete: 'Disable'
    assert what_is_left_of(client, "Capacity-EniTrunking") == []


def test_a_role_of_another_stack(cdk, client):
    deploy(cdk, "OtherRole")  # and Roles, which it depends on
    role = outputs_of(client, "OtherRole")["RoleArn"]
    assert explicit_setting_of(client, role) == "enabled"
    cdk("destroy", "OtherRole", "Roles", "--force")
    assert explicit_setting_of(client, role) is None
    assert what_is_left_of(client, "Role") == []


def test_a_role_that_is_there_already_has_to_trust_as_the_warning_says(cdk, client):
    iam = client("iam")
    by_ec2 = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}
    role = iam.create_role(RoleName="foreign-role", AssumeRolePolicyDocument=policy(by_ec2))["Role"]["Arn"]
    said = cdk("synth", "ForeignRole", "-c", f"role={role}", "-c", f"architecture={architecture()}")
    by_function, _ = json.JSONDecoder().raw_decode(said, said.index('{"', said.index("has to have this statement")))
    iam.update_assume_role_policy(RoleName="foreign-role", PolicyDocument=policy(by_ec2, by_function))
    deploy(cdk, "ForeignRole", "-c", f"role={role}")
    assert explicit_setting_of(client, role) == "enabled"
    cdk("destroy", "ForeignRole", "--force", "-c", f"role={role}")
    assert explicit_setting_of(client, role) is None
    iam.delete_role(RoleName="foreign-role")  # which has no policy any more
    assert what_is_left_of(client, "ForeignRole") == []


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


@pytest.mark.parametrize("context, error", [
    ("seconds=151", "propagationTimeout has to be a whole number of seconds, at most 150; it is 2 minutes 31 seconds"),
    ("hosts=no", "There is no Auto Scaling group, instance or fleet in Mistaken/Topic"),
])
def test_mistakes_are_named_at_synthesis(context, error, cdk):
    code, said = cdk.run("synth", "Mistaken", "-c", context, "-c", f"architecture={architecture()}")
    assert code != 0 and error in said, said
