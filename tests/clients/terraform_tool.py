"""Terraform and its AWS provider, where they are. Tests that import this are skipped where they are not."""
import os
import pathlib
import shutil

import pytest

HERE = pathlib.Path(__file__).resolve().parent
TERRAFORM = os.environ.get("TERRAFORM") or shutil.which("terraform")
PLUGINS = os.environ.get("TF_PLUGIN_DIR")
APPLY = ("apply", "-auto-approve", "-input=false", "-no-color")
DESTROY = ("destroy", "-auto-approve", "-input=false", "-no-color")
PLAN = ("plan", "-detailed-exitcode", "-input=false", "-no-color")
# How PLAN ends.
NO_CHANGES = 0
CHANGES = 2

if not TERRAFORM:
    pytest.skip("no terraform: $TERRAFORM names none, and PATH has none", allow_module_level=True)
if not PLUGINS or not list(pathlib.Path(PLUGINS).glob("*/hashicorp/aws/5.*")):
    pytest.skip("no AWS provider 5 of Terraform: $TF_PLUGIN_DIR is to be a mirror with hashicorp/aws in it",
                allow_module_level=True)


class TerraformProject:
    """A folder with a configuration, initialised. `environment`: TF_VAR_… and the like."""

    def __init__(self, folder, configuration, run_tool, sandbox, **environment):
        self.folder, self.run_tool, self.sandbox, self.environment = folder, run_tool, sandbox, environment
        shutil.copy(configuration, folder / "main.tf")
        self("init", "-input=false", "-no-color", f"-plugin-dir={PLUGINS}")

    def __call__(self, *arguments, codes=(0,)):
        """Its exit code, which is one of `codes`, and what it said."""
        code, said = self.run_tool([TERRAFORM, *arguments], self.folder, **self.environment)
        assert code in codes, f"{said[-10000:]}\n{self.sandbox.log()[-5000:]}"
        return code, said
