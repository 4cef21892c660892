"""Functions that look where they should not, take more than they may and mean to stay.

What belongs here: what functions can see, use and leave behind, as root and as an ordinary user. test_host_scripts.py says the same
of user data, src/sandbox/isolation/jail_test.cpp and jail_network_test.cpp of the mechanism.
"""
import json
import os
import pathlib
import subprocess
import time

import pytest

from lambda_functions import BASIC, TRUST_LAMBDA, invoke, zipped

SHELL = """
const {spawnSync} = require('child_process');
exports.handler = async ({script}) => {
  const ran = spawnSync('/bin/sh', ['-c', script], {encoding: 'utf8', maxBuffer: 1e8});
  return {out: ran.stdout, error: ran.stderr, status: ran.status, signal: ran.signal};
};
"""


@pytest.fixture
def hostile(client, start_sandbox, user_prefix, jails, tmp_path):
    """run(script[, name]): what a shell script prints that a function of that name runs; with its sandbox as run.sandbox."""
    state = tmp_path / "sandbox-0" / "state.db"
    state.parent.mkdir(mode=0o777)
    os.chmod(state.parent, 0o777)
    sandbox = start_sandbox(state=state, prefix=user_prefix)
    jails(sandbox)
    keys = sandbox.directory / ".aws"
    keys.mkdir()
    (keys / "credentials").write_text("[default]\naws_secret_access_key = the-users-own\n")
    iam, awslambda = client("iam", sandbox=sandbox), client("lambda", sandbox=sandbox)
    role = iam.create_role(RoleName="function", AssumeRolePolicyDocument=json.dumps(TRUST_LAMBDA))["Role"]["Arn"]
    iam.attach_role_policy(RoleName="function", PolicyArn=BASIC)

    def create(name="f", **more):
        code = {"ZipFile": zipped({"index.js": SHELL, "secret.txt": f"code of {name}"})}
        awslambda.create_function(FunctionName=name, Runtime="nodejs22.x", Handler="index.handler", Role=role, Code=code,
                                  **{"Timeout": 20, "MemorySize": 256, **more})

    def run(script, name="f"):
        return invoke(awslambda, {"script": script}, name=name, LogType="Tail")

    run.create, run.sandbox = create, sandbox
    return run


def test_sees_nothing_of_the_user_the_state_and_other_functions(hostile, client):
    client("ssm", sandbox=hostile.sandbox).put_parameter(Name="p", Value="the-parameters-secret", Type="SecureString")
    hostile.create()
    hostile.create("other")
    assert hostile("cat secret.txt", "other")["Result"]["out"] == "code of other"  # It runs now, with its folder.
    home = hostile.sandbox.directory
    found = hostile(f"cat {home}/.aws/credentials {home}/state.db* $HOME/.aws/credentials;"
                    "grep -rl -e the-users-own -e the-parameters-secret -e 'code of other'"
                    " /etc /home /opt /root /run /srv /tmp /var /dev/shm; cat /proc/1/environ /proc/1/mem;"
                    "cat /proc/[0-9]*/comm | sort -u; cat secret.txt")["Result"]["out"]
    programs = ["MainThread", "cat", "jail-init", "node", "sh", "sort"]
    assert [line for line in found.splitlines() if line not in programs] == ["code of f"]


def test_changes_nothing_but_tmp(hostile):
    hostile.create()
    found = hostile("for f in /var/task/x /var/runtime/x /usr/bin/x /etc/x /x /tmp/x; do (echo > $f) 2>/dev/null && echo $f; done;"
                    "id -u; mount -t tmpfs none /mnt 2>/dev/null && echo mounted; unshare -Ur true 2>/dev/null && echo root")
    assert found["Result"]["out"].split() == ["/tmp/x", "993"]
    assert hostile("ls /tmp")["Result"]["out"] == "x\n"  # A warm environment keeps it, as on Lambda.


def test_memory_size_holds(hostile):
    hostile.create(MemorySize=128)
    ended = hostile("head -c 1500000000 /dev/zero | tail -c 1400000000 | wc -c")
    assert ended["FunctionError"] == "Unhandled"
    assert ended["Result"]["errorMessage"].endswith("Error: Runtime exited with error: signal: killed")
    assert "Max Memory Used: 128 MB" in ended["Log"] and "Error Type: Runtime.OutOfMemory" in ended["Log"]
    assert hostile("echo well")["Result"]["out"] == "well\n"


def test_processes_and_files_are_limited(hostile):
    hostile.create(MemorySize=1024)
    bomb = hostile("i=0; while [ $i -lt 3000 ]; do sleep 30 > /dev/null 2>&1 & i=$((i+1)); done; echo all started")["Result"]
    assert bomb["status"] != 0 and "all started" not in bomb["out"] and "fork" in bomb["error"]
    hostile.create("g")
    full = hostile("head -c 700000000 /dev/zero > /tmp/full; stat -c %s /tmp/full", "g")["Result"]["out"]
    assert int(full) <= 512 << 20


# How many of 900 connections are answered, with all of them open until each is answered or closed.
CONNECT = """
const net = require('net');
const url = new URL(process.argv[1]);
const head = 'GET / HTTP/1.1\\r\\nHost: ' + url.host + '\\r\\n\\r\\n';
let left = 900, answered = 0;
for (let i = left; i > 0; i--) {
  const socket = net.connect(url.port, url.hostname, () => socket.write(head));
  const end = () => { if (!socket.over) { socket.over = true; if (--left === 0) { console.log(answered); process.exit(); } } };
  socket.on('data', () => { answered += !socket.over; end(); }).on('error', end).on('close', end);
}
"""


def test_connections_to_the_sandbox_are_limited(hostile):
    hostile.create()
    for url, most in (("$AWS_ENDPOINT_URL", 256), ("http://$AWS_LAMBDA_RUNTIME_API", 64)):
        ran = hostile(f'node -e "{CONNECT}" {url}')["Result"]
        assert 0 < int(ran["out"]) <= most, ran


def test_stands_still_between_invocations(hostile, client):
    hostile.create()
    awslambda = client("lambda", sandbox=hostile.sandbox)
    hostile("(while :; do echo >> /tmp/written; done) > /dev/null 2>&1 &")
    count = "stat -c %s /tmp/written; sleep 0.3; stat -c %s /tmp/written"
    before = [int(size) for size in hostile(count)["Result"]["out"].split()]
    began = time.monotonic()
    while time.monotonic() < began + 1:
        awslambda.list_functions()
    after = [int(size) for size in hostile(count)["Result"]["out"].split()]
    assert after[0] - before[1] < before[1] - before[0]  # The invocations' own beginning and end take a moment.
    assert after[1] > after[0]


def test_leaves_nothing_behind(hostile, eventually):
    hostile.create()
    mark = f"98{os.getpid() % 100000:05}"  # Seconds that nobody else sleeps.

    def sleepers():
        lines = subprocess.run(["ps", "-eo", "args"], stdout=subprocess.PIPE, text=True).stdout.splitlines()
        return [line for line in lines if line.startswith(f"sleep {mark}")]

    hostile(f"setsid sh -c 'trap \"\" TERM HUP INT; sleep {mark}' > /dev/null 2>&1 & sleep 0.2")
    assert sleepers()
    hostile.sandbox.kill()
    eventually(lambda: not sleepers(), seconds=5)


def test_reaches_the_sandbox_but_not_the_machines_loopback(hostile, tmp_path):
    hostile.create()
    import http.server
    import threading
    server = http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        other = server.server_port
        node = ("for (const url of [process.env.AWS_ENDPOINT_URL + '/_sandbox/health', 'http://127.0.0.1:%d/', "
                "'http://169.254.169.254/']) fetch(url).then(r => console.log(url, r.status), e => "
                "console.log(url, e.cause.code))" % other)
        said = hostile(f"node -e \"{node}\" 2>&1")["Result"]["out"]
    finally:
        server.shutdown()
    assert f"{hostile.sandbox.endpoint}/_sandbox/health 200" in said
    assert f"http://127.0.0.1:{other}/ ECONNREFUSED" in said
    assert "http://169.254.169.254/ ENETUNREACH" in said


HTTPS_RESPONDER = """
// As AWS publishes cfn-response, and as CDK's provider framework does: by the URL's host and path, on port 443.
const https = require('https');
exports.handler = event => new Promise((resolve, reject) => {
  const url = new URL(event.ResponseURL);
  const body = JSON.stringify({Status: 'SUCCESS', PhysicalResourceId: 'made', StackId: event.StackId,
                               RequestId: event.RequestId, LogicalResourceId: event.LogicalResourceId, Data: {A: 'b'}});
  const request = https.request({hostname: url.hostname, path: url.pathname + url.search, method: 'PUT',
                                 headers: {'content-type': '', 'content-length': body.length}},
                                response => { response.resume(); resolve(response.statusCode); });
  request.on('error', reject);
  request.end(body);
});
"""


def test_custom_resource_that_answers_on_port_443(client, start_sandbox, user_prefix, jails):
    sandbox = start_sandbox(prefix=user_prefix)
    jails(sandbox)
    template = {"Resources": {
        "Role": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": TRUST_LAMBDA,
                                                          "ManagedPolicyArns": [BASIC]}},
        "Function": {"Type": "AWS::Lambda::Function", "Properties": {
            "Runtime": "nodejs22.x", "Handler": "index.handler", "Role": {"Fn::GetAtt": ["Role", "Arn"]},
            "Code": {"ZipFile": HTTPS_RESPONDER}}},
        "Custom": {"Type": "Custom::Thing", "Properties": {"ServiceToken": {"Fn::GetAtt": ["Function", "Arn"]}}}},
        "Outputs": {"A": {"Value": {"Fn::GetAtt": ["Custom", "A"]}}}}
    stacks = client("cloudformation", sandbox=sandbox)
    stacks.create_stack(StackName="s", TemplateBody=json.dumps(template), Capabilities=["CAPABILITY_IAM"])
    stacks.get_waiter("stack_create_complete").wait(StackName="s", WaiterConfig={"Delay": 1, "MaxAttempts": 30})
    assert stacks.describe_stacks(StackName="s")["Stacks"][0]["Outputs"][0]["OutputValue"] == "b"
    stacks.delete_stack(StackName="s")
    stacks.get_waiter("stack_delete_complete").wait(StackName="s", WaiterConfig={"Delay": 1, "MaxAttempts": 30})
