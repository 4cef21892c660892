"""User data as people write it, on a real shell: hosts join, get a trunk, or do not, as on AWS.

What belongs here: one row a form of user data and where it leads, as root and as an ordinary user, and what scripts can see, use and
leave behind. test_hosts.py has the forms that the sandbox interprets itself, and what the console says.
"""
import base64
import gzip
import json
import subprocess
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.encoders import encode_base64

import pytest

from joining_hosts import AL2, AL2023, WINDOWS, World

PLAIN_AL2 = "/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2"
REGION = "eu-central-1"
PUT = "ecs put-account-setting --name awsvpcTrunking --value enabled"
CONFIG = ">> /etc/ecs/ecs.config"
TOKEN = ('TOKEN=$(curl -s -X PUT http://169.254.169.254/latest/api/token -H "X-aws-ec2-metadata-token-ttl-seconds: 60")\n'
         'meta() { curl -s -H "X-aws-ec2-metadata-token: $TOKEN" "http://169.254.169.254/latest/$1"; }\n')

pytestmark = pytest.mark.sandbox_only("hosts of AWS take minutes")


def bash(*lines):
    return "#!/bin/bash\n" + "\n".join(lines) + "\n"


@pytest.fixture
def world(client, eventually, start_sandbox, user_prefix, jails, tmp_path):
    sandbox = start_sandbox("--pace", "instant", state=tmp_path / "state.db", prefix=user_prefix)
    jails(sandbox)
    world = World(client, eventually, sandbox)
    for cluster in ("web", "default"):
        world.ecs.create_cluster(clusterName=cluster)
    world.role(allow=("ecs:PutAccountSetting", "ec2:Describe*", "ec2:TerminateInstances", "ssm:GetParameter", "s3:GetObject", "cloudformation:*"))
    client("ssm", sandbox=sandbox).put_parameter(Name="/cluster", Value="web", Type="String")
    s3 = client("s3", sandbox=sandbox)
    s3.create_bucket(Bucket="configs", CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_object(Bucket="configs", Key="ecs.config", Body=b"ECS_CLUSTER=web\nA=b\n")
    return world


def trunk_setting(world):
    settings = world.ecs.list_account_settings(name="awsvpcTrunking", principalArn=world.iam.get_role(
        RoleName="hosts")["Role"]["Arn"])["settings"]
    return settings[0]["value"] if settings else None


def ends(world, instance):
    """Where the host went: a cluster's name, or None once its console says that it will not join."""
    for cluster in (arn.split("/")[1] for arn in world.ecs.list_clusters()["clusterArns"]):
        if any(host["ec2InstanceId"] == instance for host in world.hosts(cluster)):
            return cluster
    return None


# ---- joins `web`, as on AWS ------------------------------------------------------------------------------

def mime(*parts):
    message = MIMEMultipart()
    for kind, body in parts:
        part = MIMEBase(*kind.split("/"))
        part.set_payload(body)
        if isinstance(body, bytes):
            encode_base64(part)
        message.attach(part)
    return message.as_string()


JOINING = {
    "if and else": bash('if [ -z "$ECS_CLUSTER_NAME" ]; then', f"  echo ECS_CLUSTER=web {CONFIG}", "else",
                        f"  echo ECS_CLUSTER=default {CONFIG}", "fi"),
    "for": bash("for c in default web; do echo ECS_CLUSTER=$c > /etc/ecs/ecs.config; done"),
    "while and until": bash("i=0", "while [ $i -lt 3 ]; do i=$((i+1)); done", "until [ $i -eq 0 ]; do i=$((i-1)); done",
                            f"[ $i -eq 0 ] && echo ECS_CLUSTER=web {CONFIG}"),
    "case": bash("case $(uname) in Linux) c=web;; *) c=default;; esac", f"echo ECS_CLUSTER=$c {CONFIG}"),
    "a group": bash("{ echo ECS_CLUSTER=web; echo A=b; } >> /etc/ecs/ecs.config"),
    "a subshell": bash("( echo ECS_CLUSTER=web; echo A=b ) > /etc/ecs/ecs.config"),
    "a function": bash(f'conf() {{ echo "ECS_CLUSTER=$1" {CONFIG}; }}; conf web'),
    "an object": bash(f"aws s3 cp s3://configs/ecs.config /etc/ecs/ecs.config --region {REGION}"),
    "a parameter": bash("C=$(aws ssm get-parameter --name /cluster --query Parameter.Value --output text --region "
                        f"{REGION})", f"echo ECS_CLUSTER=$C {CONFIG}"),
    "the instance's tags": bash(
        TOKEN + "ID=$(meta meta-data/instance-id)",
        f'C=$(aws ec2 describe-tags --region {REGION} --filters "Name=resource-id,Values=$ID" "Name=key,Values=Cluster" '
        "--query 'Tags[0].Value' --output text)", f"echo ECS_CLUSTER=$C {CONFIG}"),
    "metadata by token": bash(TOKEN + f'[ "$(meta meta-data/placement/region)" = {REGION} ] && echo ECS_CLUSTER=web {CONFIG}'),
    "gzip": gzip.compress(bash(f"echo ECS_CLUSTER=web {CONFIG}").encode()),
    "MIME with a part in gzip": mime(
        ("application/x-gzip", gzip.compress(bash(f"echo ECS_CLUSTER=web {CONFIG}").encode()))),
    "write_files in gzip": "#cloud-config\nwrite_files:\n- path: /etc/ecs/ecs.config\n  encoding: gz+b64\n  content: "
                           + base64.b64encode(gzip.compress(b"ECS_CLUSTER=web\n")).decode() + "\n",
    "Python": "#!/usr/bin/env python3\nwith open('/etc/ecs/ecs.config', 'a') as f:\n    f.write('ECS_CLUSTER=web\\n')\n",
    "jinja": "## template: jinja\n#!/bin/bash\n[ {{ v1.region }} = " + REGION + " ] && echo ECS_CLUSTER=web "
             + CONFIG + "\n",
    "systemctl --no-block": bash(f"echo ECS_CLUSTER=web {CONFIG}", "systemctl start --no-block ecs"),
    "sed": bash(f"echo ECS_CLUSTER=x {CONFIG}", "sed -i s/=x/=web/ /etc/ecs/ecs.config"),
    "arrays in sh": "#!/bin/sh\nc=(default web)\necho ECS_CLUSTER=${c[1]} " + CONFIG + "\n",
    "ec2-metadata": bash("AZ=$(ec2-metadata -z | cut -d' ' -f2); R=${AZ::-1}",
                         f"[ $R = {REGION} ] && echo ECS_CLUSTER=web {CONFIG}"),
    "cloud-init query": bash(f"[ $(cloud-init query region) = {REGION} ] && echo ECS_CLUSTER=web {CONFIG}"),
    "waiting costs nothing": bash("sleep 3600", f"echo ECS_CLUSTER=web {CONFIG}"),
}


def test_joins(world):
    tags = [{"ResourceType": "instance", "Tags": [{"Key": "Cluster", "Value": "web"}]}]
    instances = {name: world.launch(data, TagSpecifications=tags) for name, data in JOINING.items()}
    for name, instance in instances.items():
        try:
            assert world.host(instance)
        except AssertionError:
            pytest.fail(f"{name}: {world.ec2.get_console_output(InstanceId=instance).get('Output')}")


def test_joins_on_amazon_linux_2_though_encoded_twice(world):
    inner = base64.b64encode(bash(f"echo ECS_CLUSTER=web {CONFIG}").encode()).decode()
    assert world.host(world.launch(inner, image=AL2))


def test_agent_installed_on_a_plain_image(world):
    script = bash("amazon-linux-extras install -y ecs", f"mkdir -p /etc/ecs; echo ECS_CLUSTER=web {CONFIG}",
                  "systemctl enable --now --no-block ecs")
    assert world.host(world.launch(script, image=PLAIN_AL2))


def test_files_by_cfn_init(world, client):
    template = {"Resources": {"Host": {
        "Type": "AWS::EC2::Instance",
        "Metadata": {"AWS::CloudFormation::Init": {"config": {
            "files": {"/etc/ecs/ecs.config": {"content": {"Fn::Sub": "ECS_CLUSTER=web\n"}, "mode": "000600"}},
            "commands": {"more": {"command": "echo A=b >> /etc/ecs/ecs.config"}}}}},
        "Properties": {"ImageId": world.image(AL2023), "InstanceType": "c5.large", "IamInstanceProfile": "hosts",
                       "UserData": {"Fn::Base64": {"Fn::Sub": bash(
                           "/opt/aws/bin/cfn-init -v --stack ${AWS::StackName} --resource Host --region ${AWS::Region}")}}}}}}
    stacks = client("cloudformation", sandbox=world.sandbox)
    stacks.create_stack(StackName="s", TemplateBody=json.dumps(template))
    stacks.get_waiter("stack_create_complete").wait(StackName="s", WaiterConfig={"Delay": 1, "MaxAttempts": 30})
    instance = stacks.describe_stack_resource(StackName="s", LogicalResourceId="Host")["StackResourceDetail"]
    assert world.host(instance["PhysicalResourceId"])


# ---- the setting, as on AWS ---------------------------------------------------------------------------------

@pytest.mark.parametrize("script", [
    f"/usr/local/bin/aws {PUT} --region {REGION}",
    f"X=$(aws {PUT} --region {REGION})",
    f"if ! aws {PUT} --region {REGION}; then exit 1; fi",
    f"while ! aws {PUT} --region {REGION}; do sleep 5; done",
    f"AZ=$(ec2-metadata -z | cut -d' ' -f2); REGION=${{AZ::-1}}\naws {PUT} --region $REGION",
    TOKEN + f"aws {PUT} --region $(meta meta-data/placement/region)",
], ids=["by path", "in a variable", "in a condition", "in a loop", "region of ec2-metadata", "region by token"])
def test_sets_trunking(world, script):
    instance = world.launch(bash(f"echo ECS_CLUSTER=web {CONFIG}", script))
    assert world.host(instance)
    assert trunk_setting(world) == "enabled"
    assert world.ecs.list_account_settings(name="awsvpcTrunking", effectiveSettings=True)["settings"]


@pytest.mark.parametrize("script", [
    f"R=$(curl -s http://169.254.169.254/latest/meta-data/placement/region)\naws {PUT} --region $R",
    f"aws {PUT} --region $EMPTY",
    f"aws {PUT} --region {REGION} --no-such-option x",
], ids=["without a token", "empty region", "unknown option"])
def test_does_not_set_trunking(world, script):
    instance = world.launch(bash(f"echo ECS_CLUSTER=web {CONFIG}", "[ -n x ] && true", script))
    assert world.host(instance)
    assert trunk_setting(world) is None


# ---- does not join, as on AWS --------------------------------------------------------------------------------

def test_blocking_start_of_the_agent_waits_for_itself(world):
    instance = world.launch(bash(f"echo ECS_CLUSTER=web {CONFIG}", "systemctl start ecs", "echo after"))
    output = world.console(instance, "cloud-final")
    assert "after" not in output and ends(world, instance) is None


def test_disabled_metadata_endpoint(world):
    instance = world.launch(bash("if true; then", f"echo ECS_CLUSTER=web {CONFIG}; fi"),
                            MetadataOptions={"HttpEndpoint": "disabled"})
    assert "credentials" in world.console(instance, "credentials").lower()
    assert ends(world, instance) is None


def test_blank_line_before_the_first_is_no_script(world):
    instance = world.launch("\n" + bash(f"echo ECS_CLUSTER=web {CONFIG}"))
    world.console(instance, "finished at")
    assert ends(world, instance) in (None, "default")


def test_unknown_command_ends_the_boot_in_place_of_a_guess(world):
    instance = world.launch(bash("C=$(no-such-tool cluster)", f"echo ECS_CLUSTER=$C {CONFIG}"))
    output = world.console(instance, "the sandbox ends this boot")
    assert 'no command "no-such-tool"' in output and ends(world, instance) is None


def test_power_shell_beyond_its_forms_is_refused(world):
    instance = world.launch("<powershell>\nif ($true) { Initialize-ECSAgent -Cluster web }\n</powershell>", image=WINDOWS,
                            InstanceType="c5.xlarge")
    assert ends(world, instance) is None
    world.console(instance, "does not interpret")


def test_power_shell_with_variables_and_several_commands(world):
    instance = world.launch("<powershell>\nImport-Module ECSTools; $c = 'web'\nInitialize-ECSAgent `\n  -Cluster $c "
                            "-EnableTaskIAMRole\n</powershell>", image=WINDOWS, InstanceType="c5.xlarge")
    assert world.host(instance)


# ---- hostile scripts --------------------------------------------------------------------------------------------

def test_script_sees_nothing_of_the_machine(world):
    home = world.sandbox.directory
    (home / ".aws").mkdir()
    (home / ".aws" / "credentials").write_text("the-users-own\n")
    instance = world.launch(bash("if true; then :; fi", f"cat {home}/.aws/credentials {home}/sandbox.log",
                                 "cat /proc/[0-9]*/comm | sort -u | tr '\\n' ' '; echo", "cat /proc/1/environ",
                                 "ls -A /root /home/ec2-user /mnt; (echo > /usr/bin/x) 2>/dev/null && echo changed",
                                 "(echo < /dev/tcp/192.0.2.1/80) 2>&1 | head -1", "echo done"))
    output = world.console(instance, "done\n")
    assert "the-users-own" not in output and "changed" not in output and "listening on" not in output
    assert "eni-trunking" not in output.replace("/run/eni-trunking", "")
    assert "Network is unreachable" in output


def test_script_that_never_ends_stops_nobody(world, eventually):
    bomb = world.launch(bash("while :; do sleep 1000 & done"))
    memory = world.launch(bash("x=$(head -c 900000000 /dev/zero | tr '\\0' x); echo survived"))
    flood = world.launch(bash("if true; then head -c 200000000 /dev/zero | tr '\\0' x; fi; echo after"))
    plain = world.launch(bash(f"echo ECS_CLUSTER=web {CONFIG}"))
    assert world.host(plain)
    assert "survived" not in world.console(memory, "used more memory")
    world.ec2.terminate_instances(InstanceIds=[bomb, flood])
    world.sandbox.kill()
    eventually(lambda: not subprocess.run(["pgrep", "-f", "^sleep 1000$"], stdout=subprocess.PIPE).stdout, seconds=10)


@pytest.mark.parametrize("waits", ["tail -f /dev/null", "while :; do :; done", "mkfifo /tmp/never; read -r line < /tmp/never"])
def test_script_ends_with_its_machine(world, waits):
    """Its processes and its place among the four that run at a time; what it had written stays, and it does not run once more."""
    data = bash("if true; then", f"echo ECS_CLUSTER=web {CONFIG}", "fi", "echo begun", waits, "echo later")
    *terminated, stopped = [world.launch(data) for _ in range(4)]
    for instance in (*terminated, stopped):
        world.console(instance, "begun\n")
    world.ec2.terminate_instances(InstanceIds=terminated)
    world.ec2.stop_instances(InstanceIds=[stopped])
    assert world.host(world.launch(bash("if true; then", f"echo ECS_CLUSTER=web {CONFIG}", "fi")))
    assert {host["ec2InstanceId"] for host in world.hosts()}.isdisjoint({*terminated, stopped})
    world.ec2.get_waiter("instance_stopped").wait(InstanceIds=[stopped], WaiterConfig={"Delay": 1})
    world.ec2.start_instances(InstanceIds=[stopped])
    assert world.host(stopped)
    output = world.console(stopped, "Instance registration completed successfully")
    assert output.count("begun") == 1 and "later" not in output


def test_reboot_ends_the_boot_that_runs(world):
    instance = world.launch(bash("if true; then", f"echo ECS_CLUSTER=web {CONFIG}", "fi", "echo begun", "tail -f /dev/null", "echo later"))
    world.console(instance, "begun\n")
    world.ec2.reboot_instances(InstanceIds=[instance])
    assert world.host(instance)
    output = world.console(instance, "Instance registration completed successfully")
    assert output.count("begun") == 1 and "later" not in output


def test_machine_that_ends_itself(world, eventually):
    instance = world.launch(bash("if true; then", f"echo ECS_CLUSTER=web {CONFIG}", "fi", "echo begun",
                                 "aws ec2 terminate-instances --instance-ids $(ec2-metadata -i | cut -d ' ' -f 2)", "tail -f /dev/null"))
    # EC2's own waiter gives up while it is pending.
    eventually(lambda: world.ec2.describe_instances(InstanceIds=[instance])["Reservations"][0]["Instances"][0]["State"]["Name"] == "terminated")
    assert world.host(world.launch(bash("if true; then", f"echo ECS_CLUSTER=web {CONFIG}", "fi")))


def test_recursion_is_bounded(world):
    """Scripts that would overflow an interpreter's stack, or keep it busy for ever."""
    nested = bash("X='sh -c \"$X\"'", 'sh -c "$X"')
    doubling = bash(*[f"V{n}='" + f'sh -c "$V{n + 1}";' * 10 + "'" for n in range(9)], "V9=echo", 'export V0 V1 V2 V3 V4 V5 V6 V7 '
                    'V8 V9', 'sh -c "$V0"')
    printing = bash("X=1", 'printf "$X%s" ' + "b " * 7000)
    instances = [world.launch(data) for data in (nested, doubling, printing)]
    assert world.host(world.launch(bash(f"echo ECS_CLUSTER=web {CONFIG}")))
    world.sandbox.kill()
    world.sandbox.restart()
    assert world.host(world.launch(bash(f"echo ECS_CLUSTER=web {CONFIG}")))
    assert len(instances) == 3


# ---- without namespaces -----------------------------------------------------------------------------------------

NO_NAMESPACES = ("unshare", "--user", "--map-root-user", "sh", "-c",
                 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"', "sh")


def test_where_namespaces_are_forbidden(client, eventually, start_sandbox):
    if subprocess.run([*NO_NAMESPACES, "true"], stderr=subprocess.DEVNULL).returncode:
        pytest.skip("unshare cannot make the namespace in which others are forbidden")
    sandbox = start_sandbox(prefix=NO_NAMESPACES)
    eventually(lambda: "not isolated" in sandbox.log())
    assert "remedy=" in sandbox.log() and sandbox.log().count("not isolated") == 1
    world = World(client, eventually, sandbox)
    world.ecs.create_cluster(clusterName="web")
    world.role()
    assert world.host(world.launch(bash(f"echo ECS_CLUSTER=web {CONFIG}")))
    instances = {name: world.launch(data) for name, data in JOINING.items()}
    for name, instance in instances.items():
        if ends(world, instance) == "web":
            continue  # A form that the sandbox interprets itself.
        output = world.console(instance, "what would allow it")
        assert "does not interpret" in output and "line" in output, name
    assert ends(world, instances["a function"]) is None
