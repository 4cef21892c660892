"""Infrastructure tools against the sandbox, as their users install and call them: the AWS CDK and Terraform.

What belongs here: a tool's own project in a folder, and test_TOOL.py, which runs it with nothing but AWS_ENDPOINT_URL, a region and
the credentials test/test. What single calls answer belongs to tests/conformance.

    ./dev clients                                    installs the tools that npm has, and runs all
    /usr/bin/python3 -m pytest tests/clients -k cdk  some, against build/eni-trunking

Terraform's tests are skipped where there is no terraform ($TERRAFORM, PATH) or no mirror of its AWS provider ($TF_PLUGIN_DIR).
"""
import os
import pathlib
import subprocess
import sys
import time

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
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
    """client("ecs"): boto3's, as the account that the tools deploy to."""
    return lambda service: boto3.client(service, region_name=REGION, endpoint_url=sandbox.endpoint,
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
