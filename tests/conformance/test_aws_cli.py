"""The AWS CLI that other tests call (aws_cli.py) is /usr/bin/aws in all that they see of it."""
import socket
import subprocess

import pytest

from aws_cli import AWS_CLI
from conftest import clean_environment

WAIT_SECONDS = 60


@pytest.fixture
def environment(tmp_path):
    return dict(clean_environment(tmp_path), AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test", AWS_DEFAULT_REGION="us-east-1")


def test_a_call_ends_with_its_program(aws_program, environment):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(WAIT_SECONDS)
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        with subprocess.Popen([aws_program, "sts", "get-caller-identity", "--endpoint-url", url], env=environment,
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as program:
            connection, _ = server.accept()
            with connection:
                connection.settimeout(WAIT_SECONDS)
                assert connection.recv(1 << 16)
                program.terminate()
                assert connection.recv(1) == b""


@pytest.mark.parametrize("arguments", [["--version"], ["sts", "nothing"], ["ecs", "list-tasks", "--cluster"]],
                         ids=["version", "operation", "argument"])
@pytest.mark.parametrize("locale", [{}, {"LC_ALL": "POSIX", "PYTHONUTF8": "0"}], ids=["locale", "other locale"])
def test_it_says_what_the_cli_says(aws_program, environment, arguments, locale):
    ran = [subprocess.run([program, *arguments], env=environment | locale, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=WAIT_SECONDS) for program in (aws_program, AWS_CLI)]
    ours, theirs = [(one.returncode, one.stdout, one.stderr) for one in ran]
    assert ours == theirs
