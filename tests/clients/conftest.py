"""Infrastructure tools against the sandbox, as their users install and call them: the AWS CDK and Terraform.

What belongs here: a tool's own project in a folder, and test_TOOL.py, which runs it with nothing but AWS_ENDPOINT_URL, a region and
the credentials test/test. What single calls answer belongs to tests/conformance.

    ./dev clients                                    installs the tools that npm has, and runs all
    /usr/bin/python3 -m pytest tests/clients -k cdk  some, against build/eni-trunking; integrations/ with build/function

Terraform's tests are skipped where there is no terraform ($TERRAFORM, PATH) or no mirror of its AWS provider ($TF_PLUGIN_DIR).
"""
import os
import pathlib
import platform
import subprocess
import sys
import time

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
sys.path.append(str(ROOT / "tests" / "conformance"))  # of what conformance.conftest imports
boto3 = pytest.importorskip("boto3", reason="python3-boto3 is not installed")
from conformance.conftest import REGION, Sandbox, clean_environment  # noqa: E402

ACCOUNT = "000000000000"
TOOL_SECONDS = 300


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory):
    sandbox = Sandbox(tmp_path_factory.mktemp("sandbox"))
    yield sandbox
    assert sandbox.stop() == 0, sandbox.log()[-5000:]


@pytest.fixture(scope="session")
def client(sandbox):
    """client("ecs"[, region]): boto3's, as the account that the tools deploy to."""
    return lambda service, region=REGION: boto3.client(service, region_name=region, endpoint_url=sandbox.endpoint,
                                                       aws_access_key_id="test", aws_secret_access_key="test")


@pytest.fixture(scope="session")
def run_tool(sandbox, tmp_path_factory):
    """run_tool(arguments, folder): runs a tool, and returns its exit code and all that it said."""
    home = tmp_path_factory.mktemp("home")
    environment = {name: value for name, value in clean_environment(home).items() if not name.startswith("AWS_")}
    environment |= {"AWS_ENDPOINT_URL": sandbox.endpoint, "AWS_REGION": REGION,
                    "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
                    # What neither asks AWS nor is to ask the internet from a test.
                    "AWS_EC2_METADATA_DISABLED": "true", "CDK_DISABLE_CLI_TELEMETRY": "true",
                    "CDK_DISABLE_VERSION_CHECK": "1", "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"}

    def run(arguments, folder, **more):
        done = subprocess.run([str(argument) for argument in arguments], cwd=folder, env=environment | more,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              timeout=TOOL_SECONDS, check=False)
        return done.returncode, done.stdout

    return run


def eventually(ask, seconds=60):
    """The first answer that is true."""
    deadline = time.monotonic() + seconds
    while True:
        answer = ask()
        if answer or time.monotonic() > deadline:
            return answer
        time.sleep(0.1)


# ---- the setting awsvpcTrunking, and what makes it ---------------------------------------------------------

def architecture():
    """Lambda's name of this machine's, for which `./dev clients` has built the function."""
    return {"aarch64": "arm64"}.get(platform.machine(), platform.machine())


def function_zip():
    return ROOT / "build" / "function" / f"eni-trunking-function-{architecture()}.zip"


def explicit_setting_of(client, principal_arn, region=REGION):
    """The principal's own value, or None."""
    settings = client("ecs", region).list_account_settings(name="awsvpcTrunking", principalArn=principal_arn)["settings"]
    return settings[0]["value"] if settings else None


def stacks_of(client):
    return {stack["StackName"] for stack in client("cloudformation").describe_stacks()["Stacks"]}


def what_is_left_of(client, name):
    """Roles, instance profiles, functions, log groups and stacks with `name` in their names.

    Service-linked roles belong to the account and stay, as on AWS.
    """
    iam = client("iam")
    names = [role["RoleName"] for role in iam.list_roles()["Roles"] if not role["Path"].startswith("/aws-service-role/")]
    names += [profile["InstanceProfileName"] for profile in iam.list_instance_profiles()["InstanceProfiles"]]
    names += [function["FunctionName"] for function in client("lambda").list_functions()["Functions"]]
    names += [group["logGroupName"] for group in client("logs").describe_log_groups()["logGroups"]]
    names += stacks_of(client)
    return [found for found in names if name in found]
