"""Official clients against the sandbox: boto3 and the AWS CLI of the distribution.

What belongs here: what a client sees, one file a service, named test_SERVICE.py, and test_STORY.py where services
work together. Tests say what AWS does. Where the sandbox differs the test is marked and the difference stands in the
operation's row, hence in docs/compatibility.md.

    ./dev test -R conformance                                       all of them
    /usr/bin/python3 -m pytest tests/conformance -k account         some, against build/eni-trunking
    /usr/bin/python3 -m pytest tests/conformance --aws              against AWS, with the credentials at hand

All tests of one run share a sandbox and do not see each other: each has an account of its own, for a 12-digit access
key id names an account. A test that needs other options, faults or a restart starts its own with `start_sandbox`.
Environment: ENI_TRUNKING_BINARY (the command), ENI_TRUNKING_SHARED (a folder with the published pattern; tests that
need it are skipped where it is not), ENI_TRUNKING_PATIENCE (on a slow machine: how many times longer tests wait for what has to come).
"""
import atexit
import functools
import itertools
import json
import os
import pathlib
import re
import select
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import urllib.request

import pytest

boto3 = pytest.importorskip("boto3", reason="python3-boto3 is not installed")
from botocore.config import Config  # noqa: E402

import aws_cli  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
REGION = "eu-central-1"
COMMAND = os.path.abspath(os.environ.get("ENI_TRUNKING_BINARY", ROOT / "build" / "eni-trunking"))
PATIENCE = int(os.environ.get("ENI_TRUNKING_PATIENCE", 1))
START_SECONDS = 30 * PATIENCE
STOP_SECONDS = 30 * PATIENCE


# ---- options ----------------------------------------------------------------------------------------------

def pytest_addoption(parser):
    parser.addoption("--aws", action="store_true",
                     help="run against AWS, in the account of the credentials at hand, instead of the sandbox")


def pytest_configure(config):
    # A folder of this run's own: pytest's makes the one that all runs share private again whenever another begins.
    folder = tempfile.mkdtemp(prefix="pytest-run-")
    os.chmod(folder, 0o755)
    os.environ["PYTEST_DEBUG_TEMPROOT"] = folder
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    config.addinivalue_line("markers", "sandbox_only(reason): makes no sense, or does harm, on AWS")
    if config.getoption("--aws"):
        return
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]  # boto3 reads them, too.
    os.environ.update(clean_environment(os.environ.get("HOME", "/")))


def pytest_collection_modifyitems(config, items):
    if not config.getoption("--aws"):
        return
    for item in items:
        mark = item.get_closest_marker("sandbox_only")
        if mark:
            item.add_marker(pytest.mark.skip(reason=f"sandbox only: {mark.args[0] if mark.args else 'not on AWS'}"))


# ---- the sandbox ------------------------------------------------------------------------------------------

class Sandbox:
    """A running `eni-trunking sandbox` on a port of its own choice."""

    def __init__(self, directory, arguments=(), state=None, prefix=()):
        self.directory = pathlib.Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.arguments = list(arguments)
        self.state = state
        self.prefix = list(prefix)  # What starts it: `setpriv` and its options, say.
        self.log_file = self.directory / "sandbox.log"
        self.process = None
        self.endpoint = None
        self.start()

    def start(self):
        """Starts it, and returns when it answers."""
        where = ["--state", str(self.state)] if self.state else ["--ephemeral"]
        port = self.endpoint.rsplit(":", 1)[1] if self.endpoint else "0"  # A restart keeps its address.
        with open(self.log_file, "a") as log:
            self.process = subprocess.Popen(
                [*self.prefix, COMMAND, "sandbox", "--check-replies", "--listen", f"127.0.0.1:{port}", *where,
                 *self.arguments],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, cwd=self.directory,
                env=clean_environment(self.directory))
        self.endpoint = self._read_endpoint()
        # All later lines, so that the pipe never fills.
        threading.Thread(target=copy_lines, args=(self.process.stdout, self.log_file), daemon=True).start()
        assert self.health()

    def _read_endpoint(self):
        """The address it prints when it is ready."""
        said = b""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            readable, _, _ = select.select([self.process.stdout], [], [], deadline - time.monotonic())
            chunk = os.read(self.process.stdout.fileno(), 4096) if readable else b""
            if not chunk:
                break
            said += chunk
            found = re.search(rb"http://[0-9.]+:[0-9]+(?=\s)", said)
            if found:
                return found[0].decode()
        self.process.kill()
        self.process.wait()
        raise RuntimeError(f"the sandbox did not start; it said:\n{said.decode(errors='replace')}\n{self.log()}")

    def health(self):
        """What GET /_sandbox/health answers."""
        with urllib.request.urlopen(f"{self.endpoint}/_sandbox/health", timeout=START_SECONDS) as response:
            return json.load(response)

    def stop(self):
        """Ends it in order. Returns its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise RuntimeError(f"the sandbox did not end within {STOP_SECONDS} s of SIGTERM:\n{self.log()}")

    def kill(self):
        """Ends it as a crash does."""
        self.process.kill()
        self.process.wait()

    def restart(self, arguments=None):
        """Starts it again at the same address, on the same state, after stop() or kill() or neither."""
        if self.process.poll() is None:
            self.stop()
        if arguments is not None:
            self.arguments = list(arguments)
        self.start()

    def log(self):
        return self.log_file.read_text(errors="replace")


def copy_lines(pipe, file):
    with pipe, open(file, "ab", buffering=0) as log:
        for line in pipe:
            log.write(line)


def clean_environment(home):
    """An environment in which no client finds settings or credentials of whoever runs the tests."""
    return {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_MAX_ATTEMPTS": "1",
        "AWS_PAGER": "",
    }


@pytest.fixture(scope="session")
def on_aws(request):
    """Whether this run is against AWS."""
    return request.config.getoption("--aws")


@pytest.fixture(scope="session")
def shared_sandbox(on_aws, tmp_path_factory):
    if on_aws:
        yield None
        return
    sandbox = Sandbox(tmp_path_factory.mktemp("sandbox"))
    yield sandbox
    code = sandbox.stop()
    assert code == 0, f"the sandbox ended with {code}:\n{sandbox.log()[-5000:]}"


@pytest.fixture
def sandbox(shared_sandbox, account):
    """The sandbox that all tests of the run share; this test's account is its own. Do not restart it."""
    yield shared_sandbox
    code = shared_sandbox.process.poll() if shared_sandbox else None
    assert code is None, f"the sandbox ended with {code} during this test:\n{shared_sandbox.log()[-5000:]}"


@pytest.fixture
def start_sandbox(on_aws, tmp_path):
    """start_sandbox("--iam-propagation", "12", state=FILE): a sandbox for this test alone."""
    if on_aws:
        pytest.skip("starts a sandbox of its own")
    started = []

    def start(*arguments, state=None, prefix=()):
        sandbox = Sandbox(tmp_path / f"sandbox-{len(started)}", arguments, state, prefix)
        started.append(sandbox)
        return sandbox

    yield start
    for sandbox in started:
        if sandbox.process.poll() is None:
            sandbox.stop()


@pytest.fixture(params=["this user", "an ordinary user"])
def user_prefix(request, tmp_path):
    """What starts a sandbox as the user of the tests, and, if that is root, as an ordinary one: for what the kernel decides."""
    if request.param == "this user":
        return ()
    if os.geteuid() != 0:
        pytest.skip("the tests' own user is an ordinary one")
    prefix = ("setpriv", f"--reuid={ORDINARY_USER}", f"--regid={ORDINARY_USER}", "--clear-groups")
    if subprocess.run([*prefix, COMMAND, "version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode:
        pytest.skip(f"other users cannot run {COMMAND}")
    for folder in (tmp_path, *tmp_path.parents[:2]):
        os.chmod(folder, 0o755)
    os.chmod(tmp_path, 0o777)
    return prefix


@pytest.fixture
def jails(start_sandbox):
    """Skips where the kernel allows no namespaces: programs of functions and user data are not isolated there."""
    def check(sandbox):
        deadline = time.monotonic() + START_SECONDS
        while "isolated" not in sandbox.log():
            assert time.monotonic() < deadline, sandbox.log()
            time.sleep(0.02)
        if "not isolated" in sandbox.log():
            pytest.skip("no namespaces here: " + re.search("not isolated.*", sandbox.log())[0])

    return check


# ---- clients ----------------------------------------------------------------------------------------------

ORDINARY_USER = 54321
_accounts = itertools.count(100_000_000_001)
_making_client = threading.Lock()  # boto3's sessions are for one thread at a time; clients are not.


@functools.cache
def boto_session():
    """All clients' session, which has no credentials: it reads the model of a service once, a session for each client would anew."""
    return boto3.session.Session()


@pytest.fixture
def account(on_aws):
    """The 12-digit id of an account that no other test uses."""
    if on_aws:
        return boto3.client("sts").get_caller_identity()["Account"]
    return str(next(_accounts))


@pytest.fixture
def credentials(account):
    """Those of the account's root, as boto3's keyword arguments."""
    return {"aws_access_key_id": account, "aws_secret_access_key": "test"}


@pytest.fixture
def client(request, on_aws, credentials):
    """client("ecs"[, region=…, credentials=…, sandbox=…, …]): a boto3 client, root's unless told otherwise.

    `credentials` is boto3's keyword arguments, or the Credentials member of an AssumeRole answer. Clients do not
    retry, so that a test sees each error; other keyword arguments are Config's.
    """
    def make(service, region=REGION, credentials=credentials, sandbox=None, **config):
        settings = Config(retries={"max_attempts": 0}, connect_timeout=10 * PATIENCE, read_timeout=120 * PATIENCE,
                          parameter_validation=config.pop("parameter_validation", True), **config)
        if on_aws:
            return boto3.client(service, region_name=region, config=settings)
        sandbox = sandbox or request.getfixturevalue("sandbox")
        with _making_client:
            return boto_session().client(service, region_name=region, endpoint_url=sandbox.endpoint, config=settings,
                                         **boto_credentials(credentials))

    return make


@pytest.fixture(scope="session")
def aws_program(on_aws, tmp_path_factory):
    """The distribution's AWS CLI. Skips where there is none."""
    if not os.access(aws_cli.AWS_CLI, os.X_OK):
        pytest.skip(f"no AWS CLI at {aws_cli.AWS_CLI}: this release has no package awscli")
    if on_aws:
        yield aws_cli.AWS_CLI
        return
    folder = tmp_path_factory.mktemp("aws-cli")
    with aws_cli.calls(folder, clean_environment(folder)) as program:
        yield str(program)


@pytest.fixture
def aws(request, on_aws, aws_program, credentials, tmp_path):
    """aws("sts", "get-caller-identity"[, region=…, credentials=…, sandbox=…, check=False, cwd=…, env={…}]): runs the
    distribution's AWS CLI. Returns the completed process, with `.json` where the output is JSON.
    """
    def run(*arguments, region=REGION, credentials=credentials, sandbox=None, check=True, timeout=300, cwd=None,
            env=None, input=None):
        command = [aws_program, *map(str, arguments), "--region", region]
        if on_aws:
            environment = dict(os.environ)
        else:
            sandbox = sandbox or request.getfixturevalue("sandbox")
            command += ["--endpoint-url", sandbox.endpoint]
            environment = clean_environment(tmp_path)
            environment.update(environment_credentials(credentials))
            if arguments[:2] == ("cloudformation", "package"):
                environment["AWS_DATA_PATH"] = endpoint_rules(tmp_path, sandbox.endpoint)
        environment.update(env or {})
        done = subprocess.run(command, cwd=cwd or tmp_path, env=environment, timeout=timeout, input=input,
                              stdin=None if input is not None else subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if check and done.returncode != 0:
            raise AssertionError(f"{' '.join(command)}\nended with {done.returncode}\n{done.stdout}{done.stderr}")
        try:
            done.json = json.loads(done.stdout)
        except ValueError:
            done.json = None
        return done

    return run


def endpoint_rules(folder, endpoint):
    """A folder for AWS_DATA_PATH that leads this CLI to the sandbox: `cloudformation package` gives --endpoint-url to
    CloudFormation only, and the CLI knows AWS_ENDPOINT_URL from 2.13 on."""
    rules = folder / "endpoint-rules"
    subprocess.run([COMMAND, "sandbox", "env", "--listen", endpoint.removeprefix("http://"), "--data-path", rules],
                   check=True, stdout=subprocess.DEVNULL)
    return str(rules)


def boto_credentials(credentials):
    """boto3's keyword arguments, from themselves or from an AssumeRole answer."""
    if "AccessKeyId" not in credentials:
        return credentials
    return {"aws_access_key_id": credentials["AccessKeyId"],
            "aws_secret_access_key": credentials["SecretAccessKey"],
            "aws_session_token": credentials.get("SessionToken")}


def environment_credentials(credentials):
    """The same as environment variables."""
    return {name.upper(): value for name, value in boto_credentials(credentials).items() if value}


# ---- what tests wait for, and files from elsewhere --------------------------------------------------------

@pytest.fixture
def eventually():
    """eventually(question[, seconds]): asks until the answer is true, and returns it."""
    def wait(question, seconds=30):
        deadline = time.monotonic() + seconds * PATIENCE
        while True:
            answer = question()
            if answer:
                return answer
            if time.monotonic() > deadline:
                raise AssertionError(f"still not so after {seconds} s")
            time.sleep(0.02)

    return wait


@pytest.fixture
def published_pattern():
    """The pattern's template as published; not part of this project."""
    shared = pathlib.Path(os.environ.get("ENI_TRUNKING_SHARED", ROOT.parent / "shared"))
    file = shared / "pattern" / "eni-trunking.yml"
    if not file.exists():
        pytest.skip(f"the published pattern is not at {file}")
    return file
