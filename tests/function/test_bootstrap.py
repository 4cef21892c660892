"""The built Lambda function as Lambda runs it: a process, the Runtime API, and servers over real sockets."""
import json
import os
import re
import shutil
import socket
import ssl
import subprocess

import pytest

from world import P256, ROLE, SECRETS, STACK, World, certificate_authority

ID = "eni-trunking:awsvpcTrunking:eu-central-1:" + ROLE
DENIED = (403, "text/xml", "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User: arn:aws:sts::1:x is"
          " not authorized to perform: sts:AssumeRole on resource: y</Message></Error></ErrorResponse>")


def operations(world):
    return [call[0] for call in world.calls]


def test_create_update_and_delete_in_one_warm_process(world, bootstrap):
    process = subprocess.Popen([bootstrap], env=world.environment(), stdout=subprocess.DEVNULL)
    try:
        world.invoke(world.event("Create"))
        assert world.results.get(timeout=20)[0] == "response"
        answer = world.answers.get_nowait()
        assert answer["method"] == "PUT" and answer["headers"]["content-type"] == ""
        assert answer["target"].endswith("X-Amz-Signature=0123456789abcdef&X-Amz-Expires=7200")
        assert answer["body"] == {
            "Status": "SUCCESS", "PhysicalResourceId": ID, "StackId": STACK, "LogicalResourceId": "EniTrunking",
            "RequestId": "9f2cbf55-aaaa-4bbb-8ccc-1234567890ab",
            "Data": {"PrincipalArn": ROLE, "Name": "awsvpcTrunking", "Value": "enabled", "PreviousValue": "disabled",
                     "Region": "eu-central-1"}}
        assert world.settings == {"awsvpcTrunking": "enabled"}

        world.invoke(world.event("Update", {"Value": "disabled"}, PhysicalResourceId=ID,
                                 OldResourceProperties={"EC2Role": ROLE, "ServiceToken": "x"}))
        assert world.results.get(timeout=20)[0] == "response"
        assert world.answers.get_nowait()["body"]["Data"]["PreviousValue"] == "enabled"
        assert world.settings == {"awsvpcTrunking": "disabled"}

        world.invoke(world.event("Delete", PhysicalResourceId=ID))
        assert world.results.get(timeout=20)[0] == "response"
        assert world.answers.get_nowait()["body"]["Status"] == "SUCCESS"
        assert world.settings == {}
    finally:
        process.kill()
        process.wait()


def test_requests_are_signed_with_the_right_credentials(world, bootstrap):
    world.run_once([bootstrap], world.event("Create"))
    for name, headers, body in world.calls:
        key = "ASIAFUNCTIONFUNCTION" if name == "sts" else "ASIASESSIONSESSION"
        service = "sts" if name == "sts" else "ecs"
        assert f"Credential={key}/" in headers["authorization"]
        assert f"/eu-central-1/{service}/aws4_request" in headers["authorization"]
        assert headers["x-amz-security-token"] == ("the-token-of-the-function" if name == "sts" else "the-token-of-the-session")
    assert "RoleSessionName=eni-trunking" in world.calls[0][2]
    assert "DurationSeconds=900" in world.calls[0][2]


def test_ecs_and_the_answer_are_connected_to_once_each(world, bootstrap):
    world.run_once([bootstrap], world.event("Create"))
    assert (world.sts.connections, world.ecs.connections, world.answer.connections) == (1, 1, 1)


def test_access_denied_throttling_and_dropped_connections_pass(world, bootstrap):
    world.faults = {"sts": [DENIED, None], "put": [(400, "application/x-amz-json-1.1", '{"__type":"ThrottlingException"}')],
                    "list": [None], "answer": [(503, "text/plain", ""), None]}
    answer, result, _ = world.run_once([bootstrap], world.event("Create"))
    assert answer["body"]["Status"] == "SUCCESS"
    assert result[0] == "response"


def test_the_answer_comes_before_the_deadline_when_sts_hangs(world, bootstrap):
    class Hang:
        def pop(self, _):
            import time
            time.sleep(60)
        def __bool__(self):
            return True
    world.faults = {"sts": Hang()}
    answer, result, _ = world.run_once([bootstrap], world.event("Create"), seconds=3)
    assert answer["body"]["Status"] == "FAILED"
    assert answer["body"]["Reason"].startswith(f"sts:AssumeRole of {ROLE} failed: no answer from 127.0.0.1")
    assert result[0] == "response"


def test_an_answer_refused_for_good_is_an_invocation_error(world, bootstrap):
    world.faults = {"answer": [(403, "application/xml", "<Error/>")] * 9}
    answer, result, _ = world.run_once([bootstrap], world.event("Create"))
    assert answer is None
    assert result[0] == "error"
    assert result[1]["lambda-runtime-function-error-type"] == "CustomResource.AnswerNotDelivered"
    assert json.loads(result[2])["errorMessage"] == "the answer could not be delivered: HTTP status 403"


@pytest.mark.parametrize("event", ["{}", "[1]", "no JSON", ""])
def test_an_event_that_cannot_be_answered_is_an_invocation_error(world, bootstrap, event):
    answer, result, _ = world.run_once([bootstrap], event)
    assert answer is None
    assert result[0] == "error"
    assert result[1]["lambda-runtime-function-error-type"] == "CustomResource.InvalidEvent"


def test_logs_are_json_lines_without_secrets(world, bootstrap):
    world.faults = {"sts": [DENIED], "answer": [(503, "text/plain", "")]}
    _, _, output = world.run_once([bootstrap], world.event("Create"), environment={"AWS_LAMBDA_LOG_LEVEL": "TRACE"})
    lines = [json.loads(line) for line in output.splitlines()]
    assert len(lines) >= 4
    for line in lines:
        assert {"timestamp", "level", "message"} <= line.keys()
    for secret in SECRETS:
        assert secret not in output


def test_a_missing_environment_is_an_init_error(world, bootstrap):
    _, result, _ = world.run_once([bootstrap], world.event("Create"), environment={"AWS_REGION": ""})
    assert result[0] == "error"
    assert "AWS_REGION is not set" in result[2]


def test_over_tls_with_a_known_authority(authority, bootstrap):
    world = World(authority[1])
    for host in ("localhost", "127.0.0.1"):
        answer, result, output = world.run_once([bootstrap], world.event("Create", host=host), host=host,
                                                environment={"SSL_CERT_FILE": authority[0]})
        assert answer["body"]["Status"] == "SUCCESS", output
    world.close()


def test_over_tls_among_the_many_authorities_of_a_real_bundle(authority, bootstrap, tmp_path):
    bundle = tmp_path / "bundle.pem"
    usual = "/etc/ssl/certs/ca-certificates.crt"
    bundle.write_text((open(usual).read() if os.path.exists(usual) else "") + open(authority[0]).read())
    world = World(authority[1])
    answer, _, output = world.run_once([bootstrap], world.event("Create"), environment={"SSL_CERT_FILE": str(bundle)})
    assert answer["body"]["Status"] == "SUCCESS", output
    world.close()


def test_a_certificate_for_another_host_is_refused(bootstrap, tmp_path):
    certificate, context = certificate_authority(tmp_path, names=("elsewhere.example",), addresses=("10.0.0.1",))
    world = World(context)
    for host, problem in (("localhost", "hostname mismatch"), ("127.0.0.1", "IP address mismatch")):
        answer, result, output = world.run_once([bootstrap], world.event("Create", host=host), seconds=4, host=host,
                                                environment={"SSL_CERT_FILE": certificate})
        assert answer is None and result[0] == "error"
        assert f"certificate of {host} refused: {problem}" in output
    assert world.calls == []
    world.close()


def test_a_certificate_of_an_unknown_authority_is_refused(authority, bootstrap, tmp_path):
    other, _ = certificate_authority(tmp_path)
    world = World(authority[1])
    answer, result, output = world.run_once([bootstrap], world.event("Create"), seconds=4, environment={"SSL_CERT_FILE": other})
    assert answer is None and result[0] == "error"
    assert "certificate of 127.0.0.1 refused: " in output
    assert world.calls == []
    world.close()


P384 = ("ec", "-pkeyopt", "ec_paramgen_curve:secp384r1")
RSA = ("rsa:2048",)
RSA_PSS = ("rsa-pss", "-pkeyopt", "rsa_keygen_bits:2048")
TLS12, TLS13 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3


def answer_over_tls(bootstrap, folder, version, key=P256, ciphers=None, curve=None):
    """(answer or None, output) with servers that speak nothing else."""
    certificate, context = certificate_authority(folder, key=key)
    context.minimum_version = context.maximum_version = version
    if ciphers:
        context.set_ciphers(ciphers)
    if curve:
        context.set_ecdh_curve(curve)
    world = World(context)
    answer, _, output = world.run_once([bootstrap], world.event("Create"), seconds=4, environment={"SSL_CERT_FILE": certificate})
    world.close()
    return answer, output


@pytest.mark.parametrize("version, key, ciphers, curve", [
    (TLS13, P256, None, None),
    (TLS13, P384, None, None),
    (TLS13, RSA, None, None),
    (TLS13, RSA_PSS, None, None),
    (TLS13, P256, None, "prime256v1"),
    (TLS13, P256, None, "secp384r1"),
    (TLS12, P256, "ECDHE-ECDSA-AES128-GCM-SHA256", None),
    (TLS12, P384, "ECDHE-ECDSA-AES256-GCM-SHA384", "secp384r1"),
    (TLS12, P256, "ECDHE-ECDSA-CHACHA20-POLY1305", None),
    (TLS12, RSA, "ECDHE-RSA-AES128-GCM-SHA256", "prime256v1"),
    (TLS12, RSA, "ECDHE-RSA-AES256-GCM-SHA384", None),
    (TLS12, RSA_PSS, "ECDHE-RSA-AES128-GCM-SHA256", None),
])
def test_speaks_tls_with_every_kind_of_certificate(bootstrap, tmp_path, version, key, ciphers, curve):
    answer, output = answer_over_tls(bootstrap, tmp_path, version, key, ciphers, curve)
    assert answer and answer["body"]["Status"] == "SUCCESS", output


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated")
@pytest.mark.parametrize("version, ciphers, problem", [
    (ssl.TLSVersion.TLSv1_1, "ALL:@SECLEVEL=0", "alert protocol version"),
    (TLS12, "AES128-GCM-SHA256", "alert handshake failure"),  # no forward secrecy
    (TLS12, "ECDHE-RSA-AES128-SHA256", "alert handshake failure"),  # no authenticated encryption
])
def test_refuses_weak_tls(bootstrap, tmp_path, version, ciphers, problem):
    answer, output = answer_over_tls(bootstrap, tmp_path, version, RSA, ciphers)
    assert answer is None
    assert re.search(r"cannot connect to 127.0.0.1:\d+: TLS: .*" + problem, output), output


def first_offer(bootstrap, world, certificate):
    """(cipher suites, groups) of the ClientHello that STS would get."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(20)
        environment = {**world.environment(), "SSL_CERT_FILE": certificate,
                       "AWS_ENDPOINT_URL_STS": f"https://127.0.0.1:{listener.getsockname()[1]}"}
        process, _ = world.start([bootstrap], world.event("Create"), environment, stdout=subprocess.DEVNULL)
        try:
            with listener.accept()[0] as connection:
                hello = connection.recv(65536)[9:]  # behind the headers of the record and the message
        finally:
            process.kill()
            process.wait()
    at = 34 + 1 + hello[34]  # version, random, session id
    size = int.from_bytes(hello[at:at + 2], "big")
    suites, at = hello[at + 2:at + 2 + size], at + 2 + size
    at += 1 + hello[at] + 2  # compression; length of the extensions
    extensions = {}
    while at < len(hello):
        kind, size = hello[at:at + 2], int.from_bytes(hello[at + 2:at + 4], "big")
        extensions[kind], at = hello[at + 4:at + 4 + size], at + 4 + size
    return suites.hex(" ", 2).split(), set(extensions[b"\x00\x0a"][2:].hex(" ", 2).split())


def test_offers_what_the_algorithms_that_it_keeps_to_allow(authority, bootstrap, world):
    suites, groups = first_offer(bootstrap, world, authority[0])
    assert suites == ["1302", "1303", "1301",  # TLS 1.3: AES-256-GCM, ChaCha20-Poly1305, AES-128-GCM
                      "c02c", "c030", "c02b", "c02f",  # ECDHE with ECDSA or RSA: AES-256-GCM, AES-128-GCM
                      "cca9", "cca8",  # the same: ChaCha20-Poly1305
                      "00ff"]  # no renegotiation
    # Without X448 and the finite fields, which all of OpenSSL would offer, too.
    assert groups == {"001d", "0017", "0018", "0019"}  # X25519, P-256, P-384, P-521


def test_runs_in_an_otherwise_empty_root(world, bootstrap, tmp_path):
    if os.getuid() != 0:
        pytest.skip("chroot needs root")
    shutil.copy(bootstrap, tmp_path / "bootstrap")
    answer, result, output = world.run_once(["/bootstrap"], world.event("Create"), preexec_fn=lambda: (os.chroot(tmp_path), os.chdir("/")))
    assert answer["body"]["Status"] == "SUCCESS", output


def test_the_answer_comes_before_the_deadline_when_dns_hangs(world, bootstrap, tmp_path):
    if os.getuid() != 0:
        pytest.skip("chroot needs root")
    shutil.copy(bootstrap, tmp_path / "bootstrap")
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "resolv.conf").write_text("nameserver 127.77.0.53\n")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.77.0.53", 53))
        answer, result, output = world.run_once(
            ["/bootstrap"], world.event("Create"), seconds=3, preexec_fn=lambda: (os.chroot(tmp_path), os.chdir("/")),
            environment={"AWS_ENDPOINT_URL_STS": "http://sts.eu-central-1.amazonaws.com"})
        assert silent.recv(512, socket.MSG_DONTWAIT), "DNS was asked"
    assert answer["body"]["Status"] == "FAILED", output
    assert "no answer from sts.eu-central-1.amazonaws.com within the time" in answer["body"]["Reason"]
    assert result[0] == "response"


def test_the_other_architecture_runs_under_qemu(world, other_bootstrap):
    answer, result, output = world.run_once(other_bootstrap, world.event("Create"), seconds=60)
    assert answer["body"]["Status"] == "SUCCESS", output


def test_the_other_architecture_speaks_tls_under_qemu(authority, other_bootstrap):
    world = World(authority[1])
    answer, result, output = world.run_once(other_bootstrap, world.event("Create"), seconds=60,
                                            environment={"SSL_CERT_FILE": authority[0]})
    assert answer["body"]["Status"] == "SUCCESS", output
    world.close()
