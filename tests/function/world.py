"""What a Lambda function for a custom resource meets, on 127.0.0.1 and ports of the system's choice: the Runtime API,
STS, ECS and the place where answers go. Used by the tests of the built function and by the benchmark.

One thread a connection, plain sockets: little work of its own, because the benchmark measures what runs against it.
"""
import functools
import json
import os
import queue
import socket
import ssl
import subprocess
import threading
import time

ROLE = "arn:aws:iam::123456789012:role/hosts/ec2-role"
STACK = "arn:aws:cloudformation:eu-central-1:123456789012:stack/trunks/6d0d6f40-aaaa-bbbb-cccc-0a1b2c3d4e5f"
SECRETS = ("the-secret-of-the-session", "the-token-of-the-session", "the-secret-of-the-function", "X-Amz-Signature")


class Server:
    """Serves `handle(method, target, headers, body) -> (status, content type, body)` until closed.

    `handle` may return None: the connection is then dropped without an answer."""

    def __init__(self, handle, tls=None):
        self.handle = handle
        self.tls = tls
        self.connections = 0
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def url(self, host="127.0.0.1"):
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}"

    def close(self):
        self.socket.close()

    def _accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        try:
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            buffer = b""
            while True:
                while b"\r\n\r\n" not in buffer:
                    piece = connection.recv(65536)
                    if not piece:
                        return
                    buffer += piece
                head, buffer = buffer.split(b"\r\n\r\n", 1)
                lines = head.decode("latin-1").split("\r\n")
                method, target, _ = lines[0].split(" ", 2)
                headers = {}
                for line in lines[1:]:
                    name, value = line.split(":", 1)
                    headers[name.lower()] = value.strip()
                length = int(headers.get("content-length", 0))
                while len(buffer) < length:
                    buffer += connection.recv(65536)
                body, buffer = buffer[:length], buffer[length:]
                answer = self.handle(method, target, headers, body)
                if answer is None:
                    return
                status, kind, text = answer[:3]
                more = "".join(f"{name}: {value}\r\n" for name, value in (answer[3] if len(answer) > 3 else {}).items())
                data = text if isinstance(text, bytes) else text.encode()
                connection.sendall(f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(data)}\r\n{more}\r\n"
                                   .encode() + data)
        except (OSError, ValueError):
            pass
        finally:
            connection.close()


class World:
    """The four servers and what they saw. `faults` maps an exchange (sts, put, list, delete, answer) to a list of
    answers to give first; an answer is a tuple as of Server.handle, or None to drop the connection."""

    def __init__(self, tls=None, region="eu-central-1"):
        self.region = region
        self.settings = {}
        self.faults = {}
        self.calls = []
        self.answers = queue.Queue()
        self.results = queue.Queue()
        self.events = queue.Queue()
        self.invocation = 0
        self.runtime = Server(functools.partial(self._runtime, self.events))
        self.sts = Server(self._sts, tls)
        self.ecs = Server(self._ecs, tls)
        self.answer = Server(self._answer, tls)

    def close(self):
        for server in (self.runtime, self.sts, self.ecs, self.answer):
            server.close()

    def environment(self, host="127.0.0.1"):
        return {
            "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{self.runtime.port}",
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_ACCESS_KEY_ID": "ASIAFUNCTIONFUNCTION",
            "AWS_SECRET_ACCESS_KEY": "the-secret-of-the-function",
            "AWS_SESSION_TOKEN": "the-token-of-the-function",
            "AWS_ENDPOINT_URL_STS": self.sts.url(host),
            "AWS_ENDPOINT_URL_ECS": self.ecs.url(host),
        }

    def event(self, kind, properties=None, host="127.0.0.1", **more):
        event = {
            "RequestType": kind,
            "ServiceToken": "arn:aws:lambda:eu-central-1:123456789012:function:trunks",
            "ResponseURL": self.answer.url(host) + "/answers/1?X-Amz-Signature=0123456789abcdef&X-Amz-Expires=7200",
            "StackId": STACK,
            "RequestId": "9f2cbf55-aaaa-4bbb-8ccc-1234567890ab",
            "ResourceType": "Custom::EniTrunking",
            "LogicalResourceId": "EniTrunking",
            "ResourceProperties": {"ServiceToken": "arn:aws:lambda:eu-central-1:123456789012:function:trunks",
                                   "Region": self.region, "EC2Role": ROLE},
        }
        event["ResourceProperties"].update(properties or {})
        event.update(more)
        return event

    def invoke(self, event, seconds=30.0):
        """Queues an event for the function; the result comes to self.results."""
        self.events.put((event, seconds))

    def start(self, command, event, environment, seconds=30.0, **options):
        """Starts a fresh process for one event. Returns it, and when that was."""
        # A Runtime API of its own: the process before, killed while it asked for its next event, would take this one.
        self.runtime.close()
        self.events = queue.Queue()
        self.runtime = Server(functools.partial(self._runtime, self.events))
        self.invoke(event, seconds)
        environment = {**environment, "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{self.runtime.port}"}
        begin = time.monotonic()
        return subprocess.Popen(command, env=environment, **options), begin

    def run_once(self, command, event, seconds=30.0, environment=None, host="127.0.0.1", **options):
        """Runs a fresh process for one event. Returns (answer's JSON or None, result, its output)."""
        process, _ = self.start(command, event, {**self.environment(host), **(environment or {})}, seconds, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True, **options)
        try:
            result = self.results.get(timeout=seconds + 20)
        except queue.Empty:
            result = None
        process.kill()
        output = process.communicate()[0]
        return (self.answers.get() if not self.answers.empty() else None), result, output

    def _fault(self, exchange):
        rows = self.faults.get(exchange)
        return (True, rows.pop(0)) if rows else (False, None)

    def _runtime(self, events, method, target, headers, body):
        if target.endswith("/invocation/next"):
            event, seconds = events.get()
            self.invocation += 1
            text = event if isinstance(event, str) else json.dumps(event)
            return 200, "application/json", text, {
                "Lambda-Runtime-Aws-Request-Id": f"invocation-{self.invocation}",
                "Lambda-Runtime-Deadline-Ms": str(int((time.time() + seconds) * 1000)),
                "Lambda-Runtime-Trace-Id": "Root=1-5759e988-bd862e3fe1be46a994272793",
                "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:eu-central-1:123456789012:function:trunks"}
        self.results.put((target.rsplit("/", 1)[1], headers, body.decode()))
        return 202, "application/json", '{"status":"OK"}'

    def _sts(self, method, target, headers, body):
        self.calls.append(("sts", headers, body.decode()))
        is_fault, fault = self._fault("sts")
        if is_fault:
            return fault
        return 200, "text/xml", """<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleResult>
    <AssumedRoleUser><AssumedRoleId>AROAEXAMPLE:eni-trunking</AssumedRoleId><Arn>arn:aws:sts::123456789012:assumed-role/ec2-role/eni-trunking</Arn></AssumedRoleUser>
    <Credentials>
      <AccessKeyId>ASIASESSIONSESSION</AccessKeyId>
      <SecretAccessKey>the-secret-of-the-session</SecretAccessKey>
      <SessionToken>the-token-of-the-session</SessionToken>
      <Expiration>2026-11-22T12:00:00Z</Expiration>
    </Credentials>
  </AssumeRoleResult>
  <ResponseMetadata><RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId></ResponseMetadata>
</AssumeRoleResponse>"""

    def _ecs(self, method, target, headers, body):
        operation = headers["x-amz-target"].split(".")[1]
        self.calls.append((operation, headers, body.decode()))
        is_fault, fault = self._fault({"PutAccountSetting": "put", "ListAccountSettings": "list",
                                       "DeleteAccountSetting": "delete"}[operation])
        if is_fault:
            return fault
        parameters = json.loads(body)
        name = parameters["name"]
        setting = {"name": name, "value": self.settings.get(name, "disabled"), "principalArn": ROLE, "type": "user"}
        if operation == "ListAccountSettings":
            return 200, "application/x-amz-json-1.1", json.dumps({"settings": [setting]})
        if operation == "PutAccountSetting":
            self.settings[name] = setting["value"] = parameters["value"]
        else:
            self.settings.pop(name, None)
        return 200, "application/x-amz-json-1.1", json.dumps({"setting": setting})

    def _answer(self, method, target, headers, body):
        is_fault, fault = self._fault("answer")
        if is_fault:
            return fault
        self.answers.put({"method": method, "target": target, "headers": headers, "size": len(body), "time": time.monotonic(),
                          "body": json.loads(body)})
        return 200, "text/plain", ""


P256 = ("ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")


def certificate_authority(folder, names=("localhost",), addresses=("127.0.0.1",), key=P256):
    """A test CA in `folder`: (path of its certificate, TLS context of a server with those names). `key` is what both
    keys are, as `openssl req -newkey` takes it."""
    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)
    openssl("req", "-x509", "-newkey", *key, "-nodes", "-keyout", "ca.key", "-out",
            "ca.pem", "-days", "2", "-subj", "/CN=Test Authority")
    openssl("req", "-newkey", *key, "-nodes", "-keyout", "server.key", "-out",
            "server.csr", "-subj", "/CN=server")
    with open(os.path.join(folder, "names.cnf"), "w") as out:
        out.write("subjectAltName=" + ",".join([f"DNS:{n}" for n in names] + [f"IP:{a}" for a in addresses]))
    openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out", "server.pem",
            "-days", "2", "-extfile", "names.cnf")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(folder, "server.pem"), os.path.join(folder, "server.key"))
    return os.path.join(folder, "ca.pem"), context
