"""The CDK of tests/clients/node_modules. Tests that import this are skipped where it is not installed."""
import json
import pathlib
import shutil

import pytest

HERE = pathlib.Path(__file__).resolve().parent
MODULES = HERE / "node_modules"
CDK = MODULES / ".bin" / "cdk"
# Those that `cdk init` writes into a project.
FLAGS = MODULES / "aws-cdk-lib" / "recommended-feature-flags.json"

if not CDK.exists() or not shutil.which("node"):
    pytest.skip("the CDK is not installed: ./dev clients does that", allow_module_level=True)


class CdkProject:
    """A folder with the cdk.json of a Node.js app."""

    def __init__(self, folder, app, run_tool, sandbox):
        self.folder, self.run_tool, self.sandbox = folder, run_tool, sandbox
        (folder / "cdk.json").write_text(json.dumps({"app": f"node {app}", "context": json.loads(FLAGS.read_text())}))

    def run(self, *arguments):
        """The tool's exit code and what it said."""
        return self.run_tool([CDK, *arguments, "--no-notices"], self.folder)

    def __call__(self, *arguments):
        """What the tool said; it succeeded."""
        code, said = self.run(*arguments)
        assert code == 0, f"{said}\n{self.sandbox.log()[-5000:]}"
        return said


def status_of(client, stack):
    return client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"]


def outputs_of(client, stack):
    described = client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in described["Outputs"]}
