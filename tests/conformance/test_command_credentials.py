"""Profiles, regions and credentials, as the command resolves them: the same as botocore, file by file and variable by variable.

Each row is a user's files and environment. Both look at them in a home of their own, with stand-ins for the endpoints that
credentials come from (credential_endpoints.py).
"""
import json
import os
import pathlib
import pty
import re
import signal
import stat
import subprocess
import sys
import termios

import pytest

from botocore.credentials import AssumeRoleCredentialFetcher
from conftest import ROOT
from credential_endpoints import CredentialEndpoints

pytestmark = pytest.mark.sandbox_only("nothing of AWS is called")

HERE = pathlib.Path(__file__).parent
PROGRAMS = [ROOT / "build/cmake" / preset / "src/client/show_session" for preset in ("release", "dev", "asan")]
SSO_CACHE = ".aws/sso/cache/"

KEYS = "aws_access_key_id = {0}\naws_secret_access_key = secret of {0}\n"


def keys(name, token=False):
    return KEYS.format(name) + (f"aws_session_token = token of {name}\n" if token else "")


def variables(name):
    return {"AWS_ACCESS_KEY_ID": name, "AWS_SECRET_ACCESS_KEY": "secret of " + name}


PROCESS = ("""credential_process = /bin/sh -c 'echo "{\\"Version\\": 1, \\"AccessKeyId\\": \\"printed\\","""
           """ \\"SecretAccessKey\\": \\"s\\"}"'\n""")
ROLE = "role_arn = arn:aws:iam::111122223333:role/"
SSO_SESSION = "[sso-session corp]\nsso_region = eu-west-3\nsso_start_url = https://d-1.awsapps.com/start\n"
SSO = "sso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Admin\n" + SSO_SESSION
SSO_LEGACY = ("sso_region = eu-west-3\nsso_start_url = https://old.awsapps.com/start\nsso_account_id = 111122223333\n"
              "sso_role_name = Admin\n")
# Named by the SHA-1 of "corp" and of the older start URL.
CORP_TOKEN = SSO_CACHE + "ee0bfd2552fbd840c02cc48b6e823320543c450f.json"
OLD_TOKEN = SSO_CACHE + "33d5ca4bf3b1a62edb96b47f7c203034a43ac435.json"


def token(name="t", expires="2099-01-01T00:00:00Z", **more):
    return json.dumps({"accessToken": name, "expiresAt": expires, **more})


RENEWABLE = {"clientId": "c", "clientSecret": "s", "refreshToken": "r", "registrationExpiresAt": "2099-01-01T00:00:00Z"}


class Case:
    """@param source  the one that both must find; None: both must refuse"""

    def __init__(self, source, config="", credentials="", profile="", files=None, **environment):
        self.source, self.config, self.credentials, self.profile = source, config, credentials, profile
        self.files, self.environment = files or {}, environment


CASES = {
    # ---- files
    "no files": Case(None),
    "empty files": Case(None, "\n# nothing\n", ";\n"),
    "default in both files": Case("shared-credentials-file", "[default]\n" + keys("c"), "[default]\n" + keys("s")),
    "keys in the config file": Case("config-file", "[default]\nregion = eu-west-1\n" + keys("c", token=True)),
    "upper case keys, colons, blanks": Case("config-file", "[default]\n  REGION : eu-west-1  \n  "
                                            + keys("c").replace("\n", "\n  ").rstrip() + "\n"),
    "comments, and none behind a value": Case("config-file", "# c\n[default] ; c\n; c\nregion = eu-west-1\n"
                                              + keys("c # kept")),
    "nested settings between": Case("config-file", "[default]\ns3 =\n  max_concurrent_requests = 1\n  addressing_style = path\n"
                                    + keys("c")),
    "a value that goes on": Case("config-file", "[default]\nregion = eu-west-1\ncli_pager = a\n  b\n\n  c\n" + keys("c")),
    "windows line ends": Case("config-file", ("[default]\nregion = eu-west-1\n" + keys("c")).replace("\n", "\r\n")),
    "defaults of all sections": Case("config-file", "[DEFAULT]\nregion = eu-west-1\n[profile p]\n" + keys("c"), profile="p"),
    "quoted names": Case("config-file", '[profile "a b"]\n' + keys("c"), profile="a b"),
    "names of three words are none": Case(None, "[profile a b]\n" + keys("c"), profile="a b"),
    "profile default is default": Case("config-file", "[profile default]\n" + keys("c")),
    "the later default counts": Case("config-file", "[default]\n" + keys("a") + "[profile default]\n" + keys("b")),
    "config sections need the word profile": Case(None, "[p]\n" + keys("c"), profile="p"),
    "credentials sections must not have it": Case(None, credentials="[profile p]\n" + keys("c"), profile="p"),
    "the credentials file overrides settings": Case("shared-credentials-file", "[profile p]\nregion = eu-west-1\n",
                                                    "[p]\nregion = us-west-2\n" + keys("s"), profile="p"),
    "the older name of the token": Case("shared-credentials-file",
                                        credentials="[default]\naws_security_token = old\n" + keys("s", token=True)),
    "other files": Case("shared-credentials-file", files={"c/config": "[profile p]\nregion = eu-west-1\n",
                                                          "c/keys": "[p]\n" + keys("s")}, profile="p",
                        AWS_CONFIG_FILE="$HOME/c/config", AWS_SHARED_CREDENTIALS_FILE="~/c/keys"),
    "the same section twice": Case(None, "[default]\n" + keys("c") + "[default]\n"),
    "the same key twice": Case(None, "[default]\n" + keys("c") + "aws_access_key_id = d\n"),
    "no section": Case(None, keys("c")),
    "a line that is nothing": Case(None, "[default]\n" + keys("c") + "what\n"),
    "a nested line that is nothing": Case(None, "[default]\n" + keys("c") + "s3 =\n  what\n"),
    "half of a pair": Case(None, credentials="[default]\naws_access_key_id = s\n"),
    # ---- which profile, which region
    "AWS_PROFILE": Case("config-file", "[profile p]\nregion = eu-west-1\n" + keys("c"), AWS_PROFILE="p"),
    "AWS_DEFAULT_PROFILE": Case("config-file", "[profile p]\n" + keys("c"), AWS_DEFAULT_PROFILE="p"),
    "a named profile before AWS_PROFILE": Case("config-file", "[profile p]\n" + keys("c") + "[profile q]\n" + keys("d"),
                                               profile="p", AWS_PROFILE="q"),
    "a profile that is not there": Case(None, "[default]\n" + keys("c"), profile="p"),
    "default, named, is not there": Case(None, profile="default", **variables("e")),
    "AWS_DEFAULT_REGION before the profile's": Case("config-file", "[default]\nregion = eu-west-1\n" + keys("c"),
                                                    AWS_DEFAULT_REGION="us-west-2"),
    # ---- environment
    "environment": Case("environment", "[default]\n" + keys("c"), **variables("e"), AWS_SESSION_TOKEN="t"),
    "environment before AWS_PROFILE": Case("environment", "[profile p]\n" + keys("c"), **variables("e"), AWS_PROFILE="p"),
    "a named profile before the environment": Case("config-file", "[profile p]\n" + keys("c"), profile="p", **variables("e")),
    "environment without its secret": Case(None, "[default]\n" + keys("c"), AWS_ACCESS_KEY_ID="e"),
    "environment with an expiry": Case("environment", **variables("e"), AWS_CREDENTIAL_EXPIRATION="2099-01-01T00:00:00Z"),
    # ---- assume-role
    "a role": Case("assume-role", f"[profile p]\nregion = eu-west-1\n{ROLE}r\nsource_profile = s\n[profile s]\n" + keys("c"),
                   profile="p"),
    "a role with all that can be said": Case("assume-role", f"[default]\n{ROLE}r\nsource_profile = s\nexternal_id = xyz\n"
                                             "role_session_name = me\nduration_seconds = 900\n", "[s]\n" + keys("c")),
    "a role before the profile's own keys": Case("assume-role", f"[profile p]\n{ROLE}r\nsource_profile = p\n", "[p]\n"
                                                 + keys("c"), profile="p"),
    "a role in the credentials file": Case("assume-role", credentials=f"[p]\n{ROLE}r\nsource_profile = s\n[s]\n" + keys("c"),
                                           profile="p"),
    "a role of a role of a role": Case("assume-role", "".join(f"[profile {a}]\n{ROLE}{a}\nsource_profile = {b}\n"
                                                              for a, b in ("pq", "qr", "rs")) + "[profile s]\n" + keys("c"),
                                       profile="p"),
    "the source's keys before its role": Case("assume-role", f"[profile p]\n{ROLE}p\nsource_profile = q\n[profile q]\n"
                                              f"{ROLE}q\nsource_profile = s\n" + keys("q") + "[profile s]\n" + keys("c"),
                                              profile="p"),
    "a role by a process": Case("assume-role", f"[profile p]\n{ROLE}r\nsource_profile = s\n[profile s]\n{PROCESS}",
                                profile="p"),
    "a role by IAM Identity Center": Case("assume-role", f"[profile p]\n{ROLE}r\nsource_profile = s\n[profile s]\n{SSO_LEGACY}",
                                          profile="p", files={OLD_TOKEN: token()}),
    "a role by the environment": Case("assume-role", f"[profile p]\n{ROLE}r\ncredential_source = Environment\n", profile="p",
                                      **variables("e")),
    "a role by the container": Case("assume-role", f"[profile p]\n{ROLE}r\ncredential_source = EcsContainer\n", profile="p",
                                    AWS_CONTAINER_CREDENTIALS_FULL_URI="{url}/container"),
    "a role by the instance": Case("assume-role", f"[profile p]\n{ROLE}r\ncredential_source = Ec2InstanceMetadata\n",
                                   profile="p", AWS_EC2_METADATA_DISABLED="false"),
    "a role by an environment without keys": Case(None, f"[profile p]\n{ROLE}r\ncredential_source = Environment\n",
                                                  profile="p"),
    "a role by an unknown source": Case(None, f"[profile p]\n{ROLE}r\ncredential_source = Cloud\n", profile="p"),
    "a role by two sources": Case(None, f"[profile p]\n{ROLE}r\ncredential_source = Environment\nsource_profile = s\n"
                                  "[profile s]\n" + keys("c"), profile="p", **variables("e")),
    "a role by no source": Case(None, f"[profile p]\n{ROLE}r\n", profile="p"),
    "a role by a profile that is not there": Case(None, f"[profile p]\n{ROLE}r\nsource_profile = s\n", profile="p"),
    "a role by a profile without keys": Case(None, f"[profile p]\n{ROLE}r\nsource_profile = s\n[profile s]\n", profile="p"),
    "roles in a circle": Case(None, "".join(f"[profile {a}]\n{ROLE}{a}\nsource_profile = {b}\n" for a, b in ("pq", "qp")),
                              profile="p"),
    "a role by itself without keys": Case(None, f"[profile p]\n{ROLE}r\nsource_profile = p\n", profile="p"),
    "a role that is refused": Case(None, f"[profile p]\n{ROLE}forbidden\nsource_profile = s\n[profile s]\n" + keys("c"),
                                   profile="p"),
    # ---- assume-role-with-web-identity
    "web identity of the environment": Case("assume-role-with-web-identity", files={"token": "pod-token"},
                                            AWS_WEB_IDENTITY_TOKEN_FILE="{home}/token", AWS_ROLE_ARN="arn:aws:iam::1:role/w",
                                            AWS_ROLE_SESSION_NAME="me"),
    "web identity of the profile": Case("assume-role-with-web-identity",
                                        f"[profile p]\n{ROLE}w\nweb_identity_token_file = {{home}}/token\n",
                                        files={"token": "pod-token"}, profile="p"),
    "web identity before keys": Case("assume-role-with-web-identity", credentials="[default]\n" + keys("c"),
                                     files={"token": "pod-token"}, AWS_WEB_IDENTITY_TOKEN_FILE="{home}/token",
                                     AWS_ROLE_ARN="arn:aws:iam::1:role/w"),
    "a named profile before web identity": Case("config-file", "[profile p]\n" + keys("c"), profile="p",
                                                files={"token": "pod-token"}, AWS_WEB_IDENTITY_TOKEN_FILE="{home}/token",
                                                AWS_ROLE_ARN="arn:aws:iam::1:role/w"),
    "web identity without a role": Case(None, files={"token": "pod-token"}, AWS_WEB_IDENTITY_TOKEN_FILE="{home}/token"),
    "web identity without a token": Case(None, AWS_WEB_IDENTITY_TOKEN_FILE="{home}/token",
                                         AWS_ROLE_ARN="arn:aws:iam::1:role/w"),
    # ---- sso
    "an sso-session": Case("sso", "[profile p]\n" + SSO, profile="p", files={CORP_TOKEN: token()}),
    "an sso-session before keys": Case("sso", "[profile p]\n" + SSO, "[p]\n" + keys("c"), profile="p",
                                       files={CORP_TOKEN: token()}),
    "an sso-session renewed": Case("sso", "[profile p]\n" + SSO, profile="p",
                                   files={CORP_TOKEN: token(expires="2020-01-01T00:00:00Z", **RENEWABLE)}),
    "an sso-session that cannot be renewed": Case(None, "[profile p]\n" + SSO, profile="p",
                                                  files={CORP_TOKEN: token(expires="2020-01-01T00:00:00Z")}),
    "an sso-session without a login": Case(None, "[profile p]\n" + SSO, profile="p"),
    "an sso-session that is not there": Case(None, "[profile p]\n" + SSO.split("[")[0], profile="p"),
    "an sso-session that says otherwise": Case(None, "[profile p]\nsso_region = us-east-1\n" + SSO, profile="p",
                                               files={CORP_TOKEN: token()}),
    "a login that was revoked": Case(None, "[profile p]\n" + SSO, profile="p", files={CORP_TOKEN: token("revoked")}),
    "sso without a session": Case("sso", "[profile p]\n" + SSO_LEGACY, profile="p", files={OLD_TOKEN: token()}),
    "sso without an account": Case(None, "[profile p]\nsso_role_name = r\n", profile="p"),
    # ---- custom-process
    "a process": Case("custom-process", "[profile p]\n" + PROCESS + keys("c"), profile="p"),
    "keys before a process": Case("shared-credentials-file", "[profile p]\n" + PROCESS, "[p]\n" + keys("c"), profile="p"),
    "a process that fails": Case(None, "[default]\ncredential_process = /bin/sh -c 'exit 3'\n"),
    "a process that prints nothing": Case(None, "[default]\ncredential_process = true\n"),
    "a process of another version": Case(None, "[default]\n" + PROCESS.replace("1,", "2,", 1)),
    "a process that is not there": Case(None, "[default]\ncredential_process = /nowhere/x\n"),
    # ---- container, instance metadata
    "a container": Case("container", AWS_CONTAINER_CREDENTIALS_FULL_URI="{url}/container"),
    "a container with a token": Case("container", AWS_CONTAINER_CREDENTIALS_FULL_URI="{url}/container",
                                     AWS_CONTAINER_AUTHORIZATION_TOKEN="Bearer x"),
    "keys before a container": Case("config-file", "[default]\n" + keys("c"),
                                    AWS_CONTAINER_CREDENTIALS_FULL_URI="{url}/container"),
    "a container's host that is not allowed": Case(None, AWS_CONTAINER_CREDENTIALS_FULL_URI="http://192.0.2.1/container"),
    "an instance": Case("instance-metadata", "[default]\nregion = eu-west-1\n", AWS_EC2_METADATA_DISABLED="false"),
    "an instance whose metadata is off": Case(None, AWS_EC2_METADATA_DISABLED="TRUE"),
    "a container before the instance": Case("container", AWS_CONTAINER_CREDENTIALS_FULL_URI="{url}/container",
                                            AWS_EC2_METADATA_DISABLED="false"),
}


@pytest.fixture(scope="module")
def program():
    found = next((program for program in PROGRAMS if program.exists()), None)
    assert found, "show_session is not built: cmake --build build/cmake/release --target show_session"
    return str(found)


@pytest.fixture(scope="module")
def endpoints():
    endpoints = CredentialEndpoints()
    yield endpoints
    endpoints.close()


class Home:
    """A user's home as a case has it, and what a program resolves there."""

    def __init__(self, case, folder, url):
        self.case, self.folder, self.url = case, folder, url
        files = {".aws/config": case.config, ".aws/credentials": case.credentials, **case.files}
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if text or name in case.files:
                path.write_bytes(text.replace("{home}", str(folder)).encode())

    def variables(self):
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "AWS_EC2_METADATA_DISABLED": "true",
                       "AWS_EC2_METADATA_SERVICE_ENDPOINT": self.url, "AWS_ENDPOINT_URL": self.url,
                       **{name: text.format(url=self.url, home=self.folder)
                          for name, text in self.case.environment.items()}}
        if not re.search(r"^\s*region\b", self.case.config + self.case.credentials, re.IGNORECASE | re.MULTILINE):
            environment.setdefault("AWS_DEFAULT_REGION", "eu-central-1")
        return environment

    def resolve(self, *command):
        profile = [self.case.profile] if self.case.profile else []
        done = subprocess.run([*command, *profile], env=self.variables(), cwd=self.folder, stdout=subprocess.PIPE,
                              check=True, timeout=60, start_new_session=True)  # Without a terminal.
        return json.loads(done.stdout)


@pytest.mark.parametrize("name", CASES)
def test_resolves_as_botocore_does(name, program, endpoints, tmp_path):
    case = CASES[name]
    theirs = Home(case, tmp_path / "theirs", endpoints.url).resolve(sys.executable, str(HERE / "botocore_session.py"),
                                                                    endpoints.url)
    ours = Home(case, tmp_path / "ours", endpoints.url).resolve(program)
    if case.source is None:
        assert "failed" in theirs, theirs
        assert ours.get("message"), ours
        return
    ours.pop("expires_at", None)
    assert ours == theirs
    assert ours["source"] == case.source


def test_a_renewed_login_is_kept_for_the_user_alone(program, endpoints, tmp_path):
    """And in the form that the AWS CLI goes on with."""
    kept = {}
    for whose, command in (("theirs", [sys.executable, str(HERE / "botocore_session.py"), endpoints.url]),
                           ("ours", [program])):
        home = Home(CASES["an sso-session renewed"], tmp_path / whose, endpoints.url)
        assert home.resolve(*command)["access_key_id"] == "sso+renewed-by-r+111122223333+Admin"
        kept[whose] = json.loads((home.folder / CORP_TOKEN).read_text())
        kept[whose].pop("expiresAt")
    assert kept["ours"] == kept["theirs"]
    file = tmp_path / "ours" / CORP_TOKEN
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize("case, message, hint", [
    (Case(None, "[profile a]\n[profile b]\n", profile="p"), "there is no profile 'p' (--profile)", "there are: a, b"),
    (Case(None, "[profile p]\n" + SSO, profile="p"), "IAM Identity Center, profile 'p': nobody has logged in",
     "aws sso login --profile p"),
    (Case(None, "[default]\n" + keys("c") + "what\n"), "~/.aws/config:4: neither a [section] nor 'key = value'", ""),
])
def test_says_what_to_do(case, message, hint, program, endpoints, tmp_path):
    said = Home(case, tmp_path / "home", endpoints.url).resolve(program)
    assert (said["message"], said["hint"]) == (message, hint)


def test_aws_region_comes_first(program, endpoints, tmp_path):
    """As in the AWS CLI; botocore itself does not know the variable."""
    case = Case("environment", "[default]\nregion = eu-west-1\n", **variables("e"), AWS_REGION="us-west-2",
                AWS_DEFAULT_REGION="eu-north-1")
    assert Home(case, tmp_path / "home", endpoints.url).resolve(program)["region"] == "us-west-2"


@pytest.mark.parametrize("disabled, region", [("false", "ap-south-1"), ("true", None)])
def test_the_region_is_last_that_of_the_instance(disabled, region, program, endpoints, tmp_path):
    """As with the AWS CLI of version 2; botocore has it not."""
    home = Home(Case("instance-metadata", AWS_EC2_METADATA_DISABLED=disabled), tmp_path / "home", endpoints.url)
    variables = home.variables()
    del variables["AWS_DEFAULT_REGION"]
    found = json.loads(subprocess.check_output([program], env=variables, cwd=home.folder, timeout=60))
    assert found.get("region") == region
    assert (found.get("access_key_id") == "instance") == (region is not None)


def test_a_container_token_may_stand_in_a_file(program, endpoints, tmp_path):
    """As EKS Pod Identity has it, which is younger than botocore of Debian 12."""
    case = Case("container", files={"token": "Bearer f"}, AWS_CONTAINER_CREDENTIALS_FULL_URI="{url}/container",
                AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE="{home}/token")
    found = Home(case, tmp_path / "home", endpoints.url).resolve(program)
    assert (found["source"], found["access_key_id"]) == ("container", "container+Bearer f")


def test_a_role_may_be_assumed_by_an_sso_session(program, endpoints, tmp_path):
    """As in the AWS CLI; botocore of Debian 12 looks for the session in the wrong profile."""
    case = Case("assume-role", f"[profile p]\n{ROLE}r\nsource_profile = s\n[profile s]\n{SSO}", profile="p",
                files={CORP_TOKEN: token()})
    found = Home(case, tmp_path / "home", endpoints.url).resolve(program)
    assert (found["source"], found["access_key_id"]) == ("assume-role", "sso+t+111122223333+Admin>r")


class AtTerminal:
    """The program at a terminal of its own, where it has just asked for an MFA code."""

    def __init__(self, program, home):
        self.child, self.terminal = pty.fork()
        if self.child == 0:
            os.execve(program, [program, home.case.profile], home.variables())
        self.said = b""
        while not self.said.endswith(b"mfa/me: "):
            self.said += os.read(self.terminal, 100)

    def type(self, keys):
        """@return  how it ended"""
        os.write(self.terminal, keys)
        try:
            while piece := os.read(self.terminal, 1000):
                self.said += piece
        except OSError:  # Linux's way to say that the other side has gone.
            pass
        self.shows_what_is_typed = bool(termios.tcgetattr(self.terminal)[3] & termios.ECHO)
        os.close(self.terminal)
        return os.waitpid(self.child, 0)[1]


@pytest.fixture
def mfa_home(endpoints, tmp_path):
    config = f"[profile p]\n{ROLE}r\nsource_profile = s\nmfa_serial = arn:aws:iam::1:mfa/me\n[profile s]\n" + keys("c")
    return Home(Case("assume-role", config, profile="p"), tmp_path / "home", endpoints.url)


def test_an_mfa_code_is_asked_for_at_the_terminal(program, mfa_home):
    """It is not shown as it is typed, and not asked for again as long as the role's credentials are good."""
    asked = AtTerminal(program, mfa_home)
    assert asked.type(b"129\x7f3456\n") == 0
    assert b"Enter MFA code for arn:aws:iam::1:mfa/me: " in asked.said and b"c>r+mfa" in asked.said, asked.said
    assert b"3456" not in asked.said and asked.shows_what_is_typed
    assert mfa_home.resolve(program)["access_key_id"] == "c>r+mfa"


def test_ctrl_c_at_an_mfa_code_leaves_the_terminal_as_it_was(program, mfa_home):
    asked = AtTerminal(program, mfa_home)
    assert os.WTERMSIG(asked.type(b"12\x03")) == signal.SIGINT
    assert asked.shows_what_is_typed


def test_a_role_for_an_mfa_code_is_taken_from_the_aws_clis_cache(program, endpoints, tmp_path):
    """By its name for it; without a terminal nobody could be asked for the code."""
    role = {"RoleArn": "arn:aws:iam::111122223333:role/r", "SerialNumber": "arn:aws:iam::111122223333:mfa/me",
            "DurationSeconds": 900}
    fetcher = AssumeRoleCredentialFetcher(None, None, role["RoleArn"], extra_args=role)
    kept = {"AccessKeyId": "kept", "SecretAccessKey": "s", "SessionToken": "t", "Expiration": "2099-01-01T00:00:00UTC"}
    config = (f"[profile p]\n{ROLE}r\nsource_profile = s\nmfa_serial = {role['SerialNumber']}\nduration_seconds = 900\n"
              "[profile s]\n" + keys("c"))
    case = Case("assume-role", config, profile="p",
                files={f".aws/cli/cache/{fetcher._create_cache_key()}.json": json.dumps({"Credentials": kept})})
    assert Home(case, tmp_path / "with", endpoints.url).resolve(program)["access_key_id"] == "kept"
    without = Home(Case("assume-role", config, profile="p"), tmp_path / "without", endpoints.url).resolve(program)
    assert without["message"] == ("the profile 'p' needs an MFA code: there is no terminal to ask the user at")
