"""What functions write: all of it reaches the log, and those that flood their output harm nobody else.

What belongs here: the way from a function's standard output to CloudWatch Logs. src/net/output_reader_test.cpp has the bounds.
"""
import json
import re
import threading
import time

import pytest

from lambda_functions import BASIC, TRUST_LAMBDA, awslambda, invoke, node, role, zipped  # noqa: F401 (fixtures)

pytestmark = pytest.mark.sandbox_only("about the sandbox's own bounds")


def written(client):
    """How many times functions wrote the letter y, in all of their log."""
    pages = client("logs").get_paginator("filter_log_events").paginate(logGroupName="/aws/lambda/f")
    lines = [event["message"] for page in pages for event in page["events"]]
    return sum(line.count("y") for line in lines if not re.match("START |END |REPORT ", line))


# ---- nothing is lost --------------------------------------------------------------------------------------

@pytest.mark.parametrize("source, size", [
    ("process.stdout.isTTY; for (let i = 0; i < 50; i++) console.log('y'.repeat(10000));", 500_000),
    ("process.stdout.isTTY; for (let i = 0; i < 50; i++) console.error('y'.repeat(10000));", 500_000),
    ("for (let i = 0; i < 50; i++) process.stdout.write('y'.repeat(10000) + '\\n');", 500_000),
    ("for (let i = 0; i < 50; i++) process.stderr.write('y'.repeat(10000) + '\\n');", 500_000),
    ("console.log('y'.repeat(3000000));", 3_000_000),
    ("process.stdout.write('y'.repeat(3000000) + '\\n');", 3_000_000),
    # Another program makes the pipe non-blocking again, which is all its holders'.
    ("require('child_process').spawnSync(process.execPath, ['-e', 'process.stdout.isTTY'], {stdio: 'inherit'});"
     "for (let i = 0; i < 50; i++) console.log('y'.repeat(10000));", 500_000),
], ids=["log", "error", "stdout", "stderr", "long line", "long write", "made non-blocking"])
def test_node_functions_may_write_much(awslambda, client, node, eventually, source, size):
    node("exports.handler = async () => { %s return 'done'; };" % source, Timeout=20, MemorySize=512)
    answer = invoke(awslambda)
    assert answer["Result"] == "done"
    eventually(lambda: written(client) == size)


@pytest.mark.parametrize("write", ["console.log(text)", "process.stdout.write(text)", "process.stderr.write(text)"])
def test_what_is_written_before_an_exit_is_not_lost(awslambda, client, node, eventually, write):
    node("exports.handler = async () => { const text = 'y'.repeat(300000) + '\\n'; %s; process.exit(7); };" % write,
         Timeout=20, MemorySize=512)
    assert invoke(awslambda)["Result"]["errorType"] == "Runtime.ExitError"
    eventually(lambda: written(client) == 300_000)


# ---- floods -----------------------------------------------------------------------------------------------

@pytest.fixture
def flood(start_sandbox, client, tmp_path):
    """flood(script): has a sandbox of its own run a function that is the script, for 5 s; the longest that another client waited
    meanwhile, in seconds, how much the state grew, in bytes, and the sandbox."""
    sandbox = start_sandbox(state=tmp_path / "state.db")
    iam, awslambda = client("iam", sandbox=sandbox), client("lambda", sandbox=sandbox)
    role = iam.create_role(RoleName="function", AssumeRolePolicyDocument=json.dumps(TRUST_LAMBDA))["Role"]["Arn"]
    iam.attach_role_policy(RoleName="function", PolicyArn=BASIC)

    def run(script):
        awslambda.create_function(FunctionName="f", Runtime="provided.al2023", Handler="bootstrap", Role=role, Timeout=5,
                                  Code={"ZipFile": zipped({"bootstrap": "#!/bin/sh\n" + script})})
        before = state_bytes(tmp_path)
        flooding = threading.Thread(target=invoke, args=(awslambda,))
        flooding.start()
        longest = 0
        while flooding.is_alive():
            start = time.monotonic()
            iam.get_role(RoleName="function")
            longest = max(longest, time.monotonic() - start)
        flooding.join()
        return longest, state_bytes(tmp_path) - before, sandbox

    return run


def state_bytes(folder):
    return sum(file.stat().st_size for file in folder.glob("state.db*"))


@pytest.mark.parametrize("script", ["exec yes", "exec cat /dev/zero", "exec yes $(head -c 20000 /dev/zero | tr '\\0' x)"],
                         ids=["short lines", "no lines", "long lines"])
def test_a_flood_is_cut_and_others_are_answered_meanwhile(flood, client, eventually, script):
    longest, grown, sandbox = flood(script)
    assert longest < 1  # Of a build without optimisation, on a machine that does other things.
    assert grown < 50e6
    pages = client("logs", sandbox=sandbox).get_paginator("filter_log_events")
    found = eventually(lambda: [event["message"] for page in pages.paginate(logGroupName="/aws/lambda/f",
                                                                            filterPattern="dropped") for event in page["events"]])
    assert re.fullmatch(r"\d{6,} bytes of output were dropped: more than 1048576 bytes a second were written\n", found[0])
