"""action.yml, its steps run by this machine's bash as GitHub's runner does it."""
import json
import os
import pathlib
import re
import signal
import stat
import subprocess
import urllib.request

import pytest
import yaml

from conftest import ROOT

ACTION = yaml.safe_load((ROOT / "action.yml").read_text())


class Runner:
    """As much of GitHub's runner as a composite action of shell steps needs: inputs, expressions that name one value, files for
    outputs and the environment of later steps."""

    def __init__(self, folder, action_path=ROOT):
        self.folder, self.action_path = folder, action_path
        self.outputs, self.environment, self.path, self.text = {}, {}, [], ""

    def run(self, **inputs):
        """@return  the action's outputs, or None once a step has failed"""
        unknown = set(inputs) - set(ACTION["inputs"])
        assert not unknown
        self.inputs = {name: inputs.get(name, row["default"]) for name, row in ACTION["inputs"].items()}
        for step in ACTION["runs"]["steps"]:
            if not self._run_step(step):
                return None
        return {name: self._value(row["value"]) for name, row in ACTION["outputs"].items()}

    def _run_step(self, step):
        assert step["shell"] == "bash"
        files = {name: self.folder / f"{step['id']}.{name}" for name in ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH")}
        for path in files.values():
            path.touch()
        script = self.folder / f"{step['id']}.sh"
        script.write_text(self._value(step["run"]))
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "RUNNER_TEMP": str(self.folder),
                       "GITHUB_ACTION_PATH": str(self.action_path), **{name: str(path) for name, path in files.items()},
                       **{name: self._value(value) for name, value in step.get("env", {}).items()}}
        done = subprocess.run(["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", script], env=environment, cwd=self.folder,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
        self.text += done.stdout
        self.outputs[step["id"]] = pairs(files["GITHUB_OUTPUT"])
        self.environment.update(pairs(files["GITHUB_ENV"]))
        self.path += files["GITHUB_PATH"].read_text().split()
        return done.returncode == 0

    def _value(self, text):
        return re.sub(r"\$\{\{ *([^ }]+) *\}\}", lambda found: self._name(found.group(1)), str(text))

    def _name(self, expression):
        if input_name := re.fullmatch(r"inputs\.(\w+)", expression):
            return self.inputs[input_name.group(1)]
        step, output = re.fullmatch(r"steps\.(\w+)\.outputs\.(\w+)", expression).groups()
        return self.outputs.get(step, {}).get(output, "")


def pairs(path):
    return dict(line.split("=", 1) for line in path.read_text().splitlines())


@pytest.fixture
def runner(tmp_path):
    runner = Runner(tmp_path)
    yield runner
    pid = runner.outputs.get("start", {}).get("pid")
    if pid:
        os.kill(int(pid), signal.SIGTERM)


def health(endpoint):
    with urllib.request.urlopen(endpoint + "/_sandbox/health", timeout=10) as reply:
        return reply.status


@pytest.mark.parametrize("package", ["tarball", "deb"])
def test_it_starts_the_sandbox_of_a_package(runner, packages, package):
    outputs = runner.run(package=str(getattr(packages, package)), listen="127.0.0.1:0")
    assert outputs, runner.text
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", outputs["endpoint"])
    assert health(outputs["endpoint"]) == 200
    assert "sandbox is ready" in pathlib.Path(outputs["log"]).read_text()
    assert pathlib.Path(runner.path[0], "eni-trunking").exists()


def test_later_steps_find_the_sandbox_in_their_environment(runner, packages):
    outputs = runner.run(package=str(packages.tarball), listen="127.0.0.1:0")
    assert outputs, runner.text
    assert runner.environment == {"AWS_ENDPOINT_URL": outputs["endpoint"], "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1",
                                  "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    script = "import boto3, os; print(boto3.client('sts', endpoint_url=os.environ['AWS_ENDPOINT_URL']).get_caller_identity()['Account'])"
    said = subprocess.run(["/usr/bin/python3", "-c", script], check=True, stdout=subprocess.PIPE, text=True,
                          env={"PATH": os.environ["PATH"], **runner.environment}).stdout
    assert said == "000000000000\n"


def test_options_reach_the_sandbox_and_the_environment_stays_if_wished(runner, packages):
    outputs = runner.run(package=str(packages.tarball), listen="127.0.0.1:0", environment="false",
                         options="--ephemeral\n--log-format json  --pace aws\n")
    assert outputs, runner.text
    assert runner.environment == {}
    first = pathlib.Path(outputs["log"]).read_text().splitlines()[0]
    assert "message" in json.loads(first)


def test_a_sandbox_that_does_not_start_fails_the_step_with_its_reason(runner, packages):
    assert runner.run(package=str(packages.tarball), listen="nowhere") is None
    assert "'nowhere' is not an address to listen on" in runner.text and "::error::the sandbox has ended at its start" in runner.text


def test_a_package_with_another_sum_is_refused(runner, packages):
    assert runner.run(package=str(packages.tarball), sha256="0" * 64) is None
    assert "FAILED" in runner.text and "program" not in runner.outputs["install"]


def test_what_is_no_package_is_refused(runner):
    assert runner.run(package="/etc/hostname") is None
    assert "::error::'/etc/hostname' is no package: give a .deb or a .tar.gz" in runner.text


def test_without_a_package_it_builds_from_the_actions_own_source(tmp_path, unpacked_tarball):
    """The build is left to ./dev, which is replaced here: it takes minutes."""
    source = tmp_path / "action"
    (source / "build").mkdir(parents=True)
    dev = source / "dev"
    dev.write_text(f'#!/bin/sh\n[ "$*" = build ] && ln -s {unpacked_tarball}/bin/eni-trunking "$(dirname "$0")/build/eni-trunking"\n')
    dev.chmod(dev.stat().st_mode | stat.S_IXUSR)
    (tmp_path / "job").mkdir()
    runner = Runner(tmp_path / "job", source)
    outputs = runner.run(listen="127.0.0.1:0")
    assert outputs, runner.text
    try:
        assert health(outputs["endpoint"]) == 200
    finally:
        os.kill(int(outputs["pid"]), signal.SIGTERM)
