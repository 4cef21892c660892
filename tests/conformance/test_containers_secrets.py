"""Secrets of Secrets Manager in tasks that really run: in the environment of containers, and as logins of private registries.

Both are read by the task's execution role before the containers are made, so what is in the way is the task's stoppedReason, in the
words of the ECS agent (amazon-ecs-agent, agent/asm).
"""
import base64
import http.server
import json
import threading

import pytest

import container_hosts
from container_tasks import host, main, pytestmark, tasks, world  # noqa: F401 (fixtures)
from pulled_images import CANNOT_PULL, good_image, reason_of

DATABASE = json.dumps({"user": "admin", "password": "s3cret", "port": 5432})


@pytest.fixture
def secrets(client, world):
    return client("secretsmanager", sandbox=world)


@pytest.fixture
def may_read(tasks):
    """Allows the execution role to read all secrets of the account."""
    tasks.iam.put_role_policy(RoleName="execution", PolicyName="more", PolicyDocument=container_hosts.policy_document(
        "secretsmanager:GetSecretValue", Resource=f"arn:aws:secretsmanager:{tasks.region}:{tasks.account}:secret:*"))


def failure(task, text):
    return (f"ResourceInitializationError: resource cannot be initialized for task ARN: {task['taskArn']}: unable to pull secrets or "
            f"registry auth: execution resource retrieval failed: {text}")


# ---- environment variables --------------------------------------------------------------------------------

def test_containers_find_secrets_their_keys_and_their_versions(tasks, host, secrets, may_read):
    arn = secrets.create_secret(Name="app/db", SecretString="old")["ARN"]
    version = secrets.put_secret_value(SecretId=arn, SecretString=DATABASE)["VersionId"]
    wanted = {"ALL": arn, "PASSWORD": f"{arn}:password::", "PORT": f"{arn}:port:AWSCURRENT:", "OLD": f"{arn}::AWSPREVIOUS:",
              "BY_ID": f"{arn}:user::{version}"}
    said = tasks.says("secret", "; ".join(f'echo "${name}"' for name in wanted),
                      secrets=[{"name": name, "valueFrom": value} for name, value in wanted.items()])
    assert said == [DATABASE, "s3cret", "5432", "old", "admin"]


def test_secrets_that_the_role_may_not_read_are_the_tasks_reason(tasks, host, secrets):
    arn = secrets.create_secret(Name="app", SecretString="v")["ARN"]
    task = tasks.ended(tasks.define("secret", {"secrets": [{"name": "A", "valueFrom": arn}]}))
    assert task["stopCode"] == "TaskFailedToStart"
    beginning = failure(task, f"unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret {arn} "
                              "from secrets manager: AccessDeniedException: User: ")
    assert task["stoppedReason"].startswith(beginning), task["stoppedReason"]
    assert f"is not authorized to perform: secretsmanager:GetSecretValue on resource: {arn} because" in task["stoppedReason"]


SECRETS = {  # What follows the ARN; the reason, which may begin with what was asked for.
    "gone": ("x", "service call has been retried 1 time(s): failed to fetch secret {arn}x from secrets manager: "
                  "ResourceNotFoundException: Secrets Manager can't find the specified secret."),
    "no-such-key": (":other::", "retrieved secret from Secrets Manager did not contain json key other"),
    "no-such-stage": ("::AWSPENDING:", "service call has been retried 1 time(s): failed to fetch secret {arn} from secrets manager: "
                                       "ResourceNotFoundException: Secrets Manager can't find the specified secret value for staging "
                                       "label: AWSPENDING"),
    "wrong-form": (":password", "trying to retrieve secret with value {arn}:password resulted in error: an invalid ARN format for the "
                                "AWS Secrets Manager secret was specified. Specify a valid ARN and try again."),
}


@pytest.mark.parametrize("case", SECRETS)
def test_secrets_that_are_not_there_are_the_tasks_reason(tasks, host, secrets, may_read, case):
    arn = secrets.create_secret(Name="app", SecretString=DATABASE)["ARN"]
    suffix, reason = SECRETS[case]
    task = tasks.ended(tasks.define("secret", {"secrets": [{"name": "A", "valueFrom": arn + suffix}]}))
    assert task["stopCode"] == "TaskFailedToStart"
    assert task["stoppedReason"] == failure(task, "unable to retrieve secret from asm: " + reason.format(arn=arn))
    assert "s3cret" not in task["stoppedReason"]


# ---- private registries -----------------------------------------------------------------------------------

class PrivateRegistry(http.server.BaseHTTPRequestHandler):
    """A registry of one image, web:1, which it gives to me:secret alone."""
    image = good_image()

    def do_GET(self):
        content = {f"/v2/web/blobs/{layer['digest']}": blob for layer, blob in zip(
            [json.loads(self.image.manifest)["config"], *json.loads(self.image.manifest)["layers"]], self.image.blobs)}
        content |= {f"/v2/web/manifests/{name}": self.image.manifest for name in ("1", self.image.digest)}
        kind = self.image.media_type if "/manifests/" in self.path else "application/octet-stream"
        if self.headers.get("Authorization") != "Basic " + base64.b64encode(b"me:secret").decode():
            self.answer(401, b'{"errors":[{"code":"UNAUTHORIZED","message":"incorrect username or password"}]}', "application/json")
        elif self.path == "/v2/" or self.path in content:
            self.answer(200, content.get(self.path, b"{}"), kind)
        else:
            self.answer(404, b'{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}', "application/json")

    def answer(self, status, body, kind):
        self.send_response(status)
        if status == 401:
            self.send_header("WWW-Authenticate", 'Basic realm="test"')
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    do_HEAD = do_GET

    def log_message(self, *arguments):
        pass


@pytest.fixture
def private_image():
    """The name of an image in a registry that wants a password."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), PrivateRegistry)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"127.0.0.1:{server.server_address[1]}/web:1"
    server.shutdown()
    thread.join()
    server.server_close()


def login(secrets, password, name="login"):
    return {"credentialsParameter": secrets.create_secret(
        Name=name, SecretString=json.dumps({"username": "me", "password": password}))["ARN"]}


def test_an_image_of_a_private_registry_is_pulled_with_the_secrets_login(tasks, host, secrets, may_read, private_image):
    assert tasks.says("private", "echo here", image=private_image, repositoryCredentials=login(secrets, "secret")) == ["here"]


def test_a_secret_with_a_wrong_password_is_the_containers_reason(tasks, host, secrets, may_read, private_image):
    reason, code = reason_of(tasks, private_image, repositoryCredentials=login(secrets, "wrong"))
    host_name = private_image.removesuffix("/web:1")
    assert reason == (f'{CANNOT_PULL}Error response from daemon: Get "https://{host_name}/v2/": unauthorized: '
                      "incorrect username or password")
    assert code == "TaskFailedToStart"


def test_logins_that_cannot_be_read_are_the_tasks_reason(tasks, host, secrets, private_image):
    def reason(credentials):
        task = tasks.ended(tasks.define("private", {"image": private_image, "repositoryCredentials": credentials}))
        assert task["stopCode"] == "TaskFailedToStart"
        beginning = failure(task, "unable to get registry auth from asm: ")
        assert task["stoppedReason"].startswith(beginning), task["stoppedReason"]
        return task["stoppedReason"].removeprefix(beginning)

    credentials = login(secrets, "secret")
    arn = credentials["credentialsParameter"]
    assert reason(credentials).startswith("service call has been retried 1 time(s): asm fetching secret from the service for "
                                          f"{arn}: AccessDeniedException: ")
    tasks.iam.put_role_policy(RoleName="execution", PolicyName="more", PolicyDocument=container_hosts.policy_document(
        "secretsmanager:GetSecretValue", Resource=arn))
    secrets.put_secret_value(SecretId=arn, SecretString="me:secret")
    assert reason(credentials) == "asm fetching authorization data: unable to unmarshal secret value, invalid schema"
    secrets.put_secret_value(SecretId=arn, SecretString='{"username": "me"}')
    assert reason(credentials) == "asm fetching password: AuthorizationData is malformed, empty field"
