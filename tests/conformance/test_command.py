"""The command's own output as users of stock clients use it.

What belongs here: `eni-trunking` beside the sandbox's API, where a stock client shows whether it is right.
"""
import re
import subprocess

import boto3
import pytest
from aws_cli import AWS_CLI
from conftest import COMMAND, REGION, clean_environment


def test_env_leads_even_an_old_cli_to_the_sandbox_without_options(sandbox, tmp_path):
    """Debian 12's AWS CLI does not know AWS_ENDPOINT_URL; the endpoint rules lead it all the same."""
    listen = sandbox.endpoint.removeprefix("http://")
    said = subprocess.run([COMMAND, "sandbox", "env", "--listen", listen, "--data-path", tmp_path / "rules"],
                          check=True, stdout=subprocess.PIPE, text=True).stdout
    environment = clean_environment(tmp_path) | dict(re.findall(r"^export (\w+)=(.*)$", said, re.M))

    def aws(*arguments):
        return subprocess.run([AWS_CLI, *arguments], env=environment, check=True, stdout=subprocess.PIPE,
                              stdin=subprocess.DEVNULL, text=True, timeout=60).stdout

    assert "arn:aws:iam::000000000000:root" in aws("sts", "get-caller-identity")
    aws("s3", "mb", "s3://endpoint-rules", "--region", REGION)
    assert "endpoint-rules" in aws("s3", "ls")
    aws("s3", "rb", "s3://endpoint-rules", "--region", REGION)
    assert aws("logs", "describe-log-groups", "--query", "logGroups").strip() == "[]"
    # Rules in a folder of another name would lead nobody, and the client to AWS.
    folders = {folder.name for folder in (tmp_path / "rules").iterdir()}
    assert folders <= set(boto3.session.Session().get_available_services()) and "cloudwatch" in folders


def test_socks_needs_tasks_that_run(sandbox, tmp_path):
    """And a port that nobody has."""
    def start(*arguments):
        return subprocess.run([COMMAND, "sandbox", "--ephemeral", "--listen", "127.0.0.1:0", *arguments], timeout=60,
                              env=clean_environment(tmp_path), capture_output=True, text=True)
    done = start("--socks", "0")
    assert done.returncode == 2 and done.stderr == (
        "eni-trunking: --socks needs tasks that run\n  add --run auto, or leave out --socks\n")
    port = sandbox.endpoint.rsplit(":", 1)[1]
    done = start("--run", "auto", "--socks", port)
    assert done.returncode == 1 and f"cannot listen on 127.0.0.1:{port} for SOCKS: Address already in use" in done.stderr
    assert start("--run", "auto", "--socks", "65536").returncode == 2


def test_output_that_cannot_be_written_is_a_failure(tmp_path):
    """A report on a full disk is not whole; a reader who has enough of it is no failure of ours."""
    def density(**arguments):
        return subprocess.run([COMMAND, "density", "--all", "--output", "json"], env=clean_environment(tmp_path), timeout=60,
                              stderr=subprocess.PIPE, text=True, **arguments)
    with open("/dev/full", "w") as full:
        done = density(stdout=full)
    assert (done.returncode, done.stderr) == (
        1, "eni-trunking: cannot write all of the output\n  is there room where it goes?\n")
    assert density(stdout=subprocess.DEVNULL).returncode == 0


@pytest.mark.parametrize("words, offered", [
    ("eni-trunking ro", "rollout"),
    ("eni-trunking fleet d", "deploy doctor destroy"),
    ("eni-trunking doctor --o", "--output"),
    ("eni-trunking doctor --output ''", "table json markdown sarif junit"),
    ("eni-trunking doctor --output = s", "sarif"),
    ("eni-trunking rollout web --output =", "table json"),
    ("eni-trunking fleet status --output j", "json"),
    ("eni-trunking plan --from ''", ""),
    ("eni-trunking sandbox env --shell f", "fish"),
    ("eni-trunking completion z", "zsh"),
    ("eni-trunking rollout --yes --u", "--undo"),
])
def test_bash_completes_commands_options_and_their_values(tmp_path, words, offered):
    """Where nothing is offered, bash itself offers files."""
    script = f'eval "$({COMMAND} completion bash)"; COMP_WORDS=({words}) COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); ' \
             '_eni_trunking; echo "${COMPREPLY[*]}"'
    said = subprocess.run(["bash", "--norc", "-c", script], env=clean_environment(tmp_path), check=True, capture_output=True,
                          text=True, timeout=60)
    assert (said.stdout.strip(), said.stderr) == (offered, "")
