"""The main job, end to end, as a user does it: the AWS CLI deploys a template, its function really runs, the setting is
made for the hosts' role and for nobody else.

What belongs here: stories over several services. What one service does alone is in its own file.
"""
import json
import pathlib
import platform
import re
import subprocess
import textwrap
import time

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "templates" / "eni-trunking.yml"
PATTERN_QUERY = "Stacks[0].Outputs[?OutputKey=='EC2Role'].OutputValue"
ARCHITECTURE = {"x86_64": "x86_64", "aarch64": "arm64"}[platform.machine()]


# ---- steps of the stories ---------------------------------------------------------------------------------

def deploy(aws, template, *arguments, stack="eni-trunking", **options):
    return aws("cloudformation", "deploy", "--stack-name", stack, "--template-file", template,
               "--capabilities", "CAPABILITY_IAM", *arguments, **options)


def built_template():
    """Our template, or what `./dev build` makes of it where the other architecture's function cannot be built."""
    zips = ROOT / "build" / "function"
    both = all((zips / f"eni-trunking-function-{architecture}.zip").exists() for architecture in ("x86_64", "arm64"))
    return TEMPLATE if both else ROOT / "build" / f"eni-trunking-{ARCHITECTURE}.yml"


def one_architecture(architecture, folder):
    return subprocess.run([ROOT / "templates" / "one_architecture.py", architecture, folder],
                          check=True, stdout=subprocess.PIPE, text=True).stdout


def package(aws, client, tmp_path, sandbox=None, template=None):
    """Our template with its function in a bucket."""
    client("s3", sandbox=sandbox).create_bucket(
        Bucket=f"artifacts-{time.monotonic_ns()}",
        CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    bucket = client("s3", sandbox=sandbox).list_buckets()["Buckets"][-1]["Name"]
    packaged = tmp_path / "packaged.json"
    aws("cloudformation", "package", "--template-file", template or built_template(), "--s3-bucket", bucket,
        "--use-json",
        "--output-template-file", packaged, sandbox=sandbox)
    return packaged


def output(aws, key, stack="eni-trunking", **options):
    query = PATTERN_QUERY.replace("EC2Role'", f"{key}'")
    return aws("cloudformation", "describe-stacks", "--stack-name", stack, "--query", query, "--output", "text",
               **options).stdout.strip()


def assume(client, role_name, sandbox=None):
    """A session of the hosts' role. Its trust allows EC2 and the function only, so root lets an auditor in first, and
    gives the role the permission to read its own setting."""
    iam = client("iam", sandbox=sandbox)
    user = iam.create_user(UserName="auditor")["User"]
    role = iam.get_role(RoleName=role_name)["Role"]
    trust = role["AssumeRolePolicyDocument"]
    trust["Statement"].append({"Effect": "Allow", "Principal": {"AWS": user["Arn"]}, "Action": "sts:AssumeRole"})
    iam.update_assume_role_policy(RoleName=role_name, PolicyDocument=json.dumps(trust))
    iam.put_role_policy(RoleName=role_name, PolicyName="read-settings", PolicyDocument=json.dumps({
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": "ecs:ListAccountSettings", "Resource": "*"}}))
    key = iam.create_access_key(UserName="auditor")["AccessKey"]
    auditor = {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}
    sts = client("sts", credentials=auditor, sandbox=sandbox)
    return sts.assume_role(RoleArn=role["Arn"], RoleSessionName="audit")["Credentials"], role["Arn"]


def effective(aws, *arguments, **options):
    settings = aws("ecs", "list-account-settings", "--effective-settings", "--name", "awsvpcTrunking", *arguments,
                   **options).json["settings"]
    assert len(settings) == 1
    return settings[0]


def setting_of(client, principal_arn, sandbox=None):
    answer = client("ecs", sandbox=sandbox).list_account_settings(
        name="awsvpcTrunking", effectiveSettings=True, principalArn=principal_arn)
    return answer["settings"][0]["value"]


def events(client, stack="eni-trunking", sandbox=None):
    return client("cloudformation", sandbox=sandbox).describe_stack_events(StackName=stack)["StackEvents"]


def failure_reasons(client, stack="eni-trunking", sandbox=None):
    return " | ".join(e.get("ResourceStatusReason", "") for e in events(client, stack, sandbox)
                      if e["ResourceStatus"].endswith("FAILED"))


def stack_status(client, stack="eni-trunking", sandbox=None):
    return client("cloudformation", sandbox=sandbox).describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"]


def create_and_wait(client, eventually, template_body, stack="eni-trunking", sandbox=None, seconds=180, **parameters):
    """CreateStack and its end state; quicker than the CLI's waiter, which looks every 30 s."""
    cloudformation = client("cloudformation", sandbox=sandbox)
    cloudformation.create_stack(
        StackName=stack, TemplateBody=template_body, Capabilities=["CAPABILITY_IAM"],
        Parameters=[{"ParameterKey": k, "ParameterValue": v} for k, v in parameters.items()])
    return eventually(lambda: ended(client, stack, sandbox), seconds)


def ended(client, stack, sandbox=None):
    status = stack_status(client, stack, sandbox)
    return None if status.endswith("_IN_PROGRESS") else status


def parameters(**more):
    return [f"{key}={value}" for key, value in {"Architecture": ARCHITECTURE, **more}.items()]


# ---- the pattern, unchanged -------------------------------------------------------------------------------

def test_the_published_pattern_deploys_unchanged_and_makes_the_setting(aws, client, published_pattern):
    deploy(aws, published_pattern)
    role_name = output(aws, "EC2Role")
    assert role_name.startswith("eni-trunking-EC2Role-")

    session, role_arn = assume(client, role_name)
    setting = effective(aws, credentials=session)
    setting.pop("type", None)  # Older clients do not know this member.
    assert setting == {"name": "awsvpcTrunking", "value": "enabled", "principalArn": role_arn}
    assert effective(aws)["value"] == "disabled", "root has not opted in"

    function = aws("cloudformation", "describe-stack-resource", "--stack-name", "eni-trunking", "--logical-resource-id",
                   "CustomEniTrunkingFunction", "--query", "StackResourceDetail.PhysicalResourceId",
                   "--output", "text").stdout.strip()
    log = aws("logs", "tail", f"/aws/lambda/{function}", "--since", "10m").stdout
    assert "RequestType: 'Create'" in log, "what the pattern's function prints"
    assert re.search(r"REPORT RequestId: \S+\s+Duration: [\d.]+ ms", log)


# ---- our template -----------------------------------------------------------------------------------------

def test_our_template_follows_its_value_and_leaves_nothing_behind(aws, client, tmp_path, sandbox, account):
    packaged = package(aws, client, tmp_path)
    deploy(aws, packaged, "--parameter-overrides", *parameters())
    role_arn = output(aws, "EC2RoleArn")
    assert output(aws, "EC2Role") == role_arn.rsplit("/", 1)[1]
    assert output(aws, "EC2InstanceProfile")
    assert setting_of(client, role_arn) == "enabled"
    assert setting_of(client, f"arn:aws:iam::{account}:root") == "disabled"

    deploy(aws, packaged, "--parameter-overrides", *parameters(Value="disabled"))
    assert output(aws, "EC2RoleArn") == role_arn, "the role is not replaced"
    assert setting_of(client, role_arn) == "disabled"

    deploy(aws, packaged, "--parameter-overrides", *parameters(Value="enabled"))
    assert setting_of(client, role_arn) == "enabled"

    stack_id = client("cloudformation").describe_stacks(StackName="eni-trunking")["Stacks"][0]["StackId"]
    aws("cloudformation", "delete-stack", "--stack-name", "eni-trunking")
    aws("cloudformation", "wait", "stack-delete-complete", "--stack-name", stack_id)
    ecs = client("ecs")
    assert ecs.list_account_settings(name="awsvpcTrunking", principalArn=role_arn)["settings"] == []
    assert client("iam").list_roles()["Roles"] == []
    assert client("iam").list_instance_profiles()["InstanceProfiles"] == []
    assert client("lambda").list_functions()["Functions"] == []
    assert client("logs").describe_log_groups()["logGroups"] == []


def test_our_template_for_one_architecture_deploys_with_that_zip_alone(aws, client, tmp_path):
    template = tmp_path / "one.yml"
    template.write_text(one_architecture(ARCHITECTURE, str(ROOT / "build" / "function")))
    deploy(aws, package(aws, client, tmp_path, template=template))
    assert setting_of(client, output(aws, "EC2RoleArn")) == "enabled"


@pytest.mark.parametrize("architecture", ["x86_64", "arm64"])
def test_our_template_for_one_architecture_has_nothing_of_the_other(architecture, client):
    (other,) = {"x86_64", "arm64"} - {architecture}
    text = one_architecture(architecture, "function")
    assert f"eni-trunking-function-{other}.zip" not in text and f"Architectures: [{other}]" not in text
    parameters = client("cloudformation").validate_template(TemplateBody=text)["Parameters"]
    assert {p["ParameterKey"]: p["DefaultValue"] for p in parameters}["Architecture"] == architecture


def test_in_our_template_only_the_functions_session_may_change_the_setting(aws, client, tmp_path):
    deploy(aws, package(aws, client, tmp_path), "--parameter-overrides", *parameters())
    session, role_arn = assume(client, output(aws, "EC2Role"))
    hosts = client("ecs", credentials={"aws_access_key_id": session["AccessKeyId"],
                                       "aws_secret_access_key": session["SecretAccessKey"],
                                       "aws_session_token": session["SessionToken"]})
    for change in (lambda: hosts.put_account_setting(name="awsvpcTrunking", value="disabled"),
                   lambda: hosts.delete_account_setting(name="awsvpcTrunking")):
        with pytest.raises(hosts.exceptions.ClientError, match="AccessDeniedException"):
            change()
    assert setting_of(client, role_arn) == "enabled"


def test_nothing_to_change_is_said_so(aws, client, tmp_path):
    packaged = package(aws, client, tmp_path)
    deploy(aws, packaged, "--parameter-overrides", *parameters())
    again = deploy(aws, packaged, "--parameter-overrides", *parameters(), check=False)
    assert "No changes to deploy" in again.stdout + again.stderr


def test_without_capabilities_aws_refuses(aws, client, tmp_path):
    packaged = package(aws, client, tmp_path)
    refused = aws("cloudformation", "deploy", "--stack-name", "eni-trunking", "--template-file", packaged, check=False)
    assert refused.returncode != 0
    assert "InsufficientCapabilitiesException" in refused.stderr
    assert "Requires capabilities : [CAPABILITY_IAM]" in refused.stderr


# ---- what goes wrong --------------------------------------------------------------------------------------

def test_without_the_trust_the_stack_fails_with_awss_words_and_rolls_back(aws, client, tmp_path, eventually):
    body = json.loads(package(aws, client, tmp_path).read_text())
    statements = body["Resources"]["EC2Role"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    body["Resources"]["EC2Role"]["Properties"]["AssumeRolePolicyDocument"]["Statement"] = [
        s for s in statements if "AWS" not in s["Principal"]]
    status = create_and_wait(client, eventually, json.dumps(body), Architecture=ARCHITECTURE, PropagationTimeout="3")
    assert status == "ROLLBACK_COMPLETE"
    reasons = failure_reasons(client)
    assert "is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::" in reasons
    assert "AccessDenied" in reasons


def test_without_the_functions_policy_the_stack_fails_and_rolls_back(aws, client, tmp_path, eventually):
    body = json.loads(package(aws, client, tmp_path).read_text())
    policies = [n for n, r in body["Resources"].items() if r["Type"] == "AWS::IAM::Policy"]
    for name in policies:
        del body["Resources"][name]
    for resource in body["Resources"].values():
        depends = resource.get("DependsOn", [])
        depends = [depends] if isinstance(depends, str) else depends
        resource["DependsOn"] = [d for d in depends if d not in policies]
        inline = resource.get("Properties", {}).get("Policies", [])
        if resource["Type"] == "AWS::IAM::Role" and "sts:AssumeRole" in json.dumps(inline):
            del resource["Properties"]["Policies"]
    status = create_and_wait(client, eventually, json.dumps(body), Architecture=ARCHITECTURE, PropagationTimeout="3")
    assert status == "ROLLBACK_COMPLETE"
    assert "sts:AssumeRole" in failure_reasons(client)


@pytest.mark.parametrize("arguments", [
    ["--iam-propagation", "12"],
    ["--fault", "sts:AssumeRole=ThrottlingException:0.5"],
], ids=["propagation", "throttling"])
def test_our_template_succeeds_in_spite_of(arguments, aws, client, tmp_path, start_sandbox, eventually):
    sandbox = start_sandbox(*arguments)
    body = package(aws, client, tmp_path, sandbox).read_text()
    status = create_and_wait(client, eventually, body, sandbox=sandbox, Architecture=ARCHITECTURE)
    assert status == "CREATE_COMPLETE", failure_reasons(client, sandbox=sandbox)


BROKEN = {
    "exits": "process.exit(3)",
    "hangs": "setInterval(() => {}, 1000); exports.handler = () => new Promise(() => {})",
    "prints rubbish": "exports.handler = async () => { process.stdout.write(Buffer.from([0xff, 0xfe, 0, 10])); throw new Error('rubbish') }",
    "never answers": "exports.handler = async () => 'done'",
}


@pytest.mark.parametrize("code", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_function_fails_the_stack_and_the_sandbox_goes_on(code, client, sandbox, eventually):
    body = textwrap.dedent("""
        Resources:
          Role:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Version: 2012-10-17
                Statement: {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
          Function:
            Type: AWS::Lambda::Function
            Properties:
              Runtime: nodejs20.x
              Handler: index.handler
              Timeout: 1
              Role: !GetAtt Role.Arn
              Code: {ZipFile: %s}
          Broken:
            Type: Custom::Broken
            Properties: {ServiceToken: !GetAtt Function.Arn, ServiceTimeout: 2}
    """) % json.dumps(code)
    status = create_and_wait(client, eventually, body, stack="broken", seconds=60)
    assert status in ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED")
    assert "CloudFormation did not receive a response from your Custom Resource" in failure_reasons(client, "broken")
    assert client("sts").get_caller_identity()["Arn"].endswith(":root"), "the sandbox goes on"


# ---- crashes ----------------------------------------------------------------------------------------------

def test_a_deploy_that_a_crash_interrupts_comes_to_an_end(aws, client, tmp_path, start_sandbox, eventually):
    state = tmp_path / "state.db"
    sandbox = start_sandbox("--fault", "sts:AssumeRole=delay:3", state=state)
    body = package(aws, client, tmp_path, sandbox).read_text()
    client("cloudformation", sandbox=sandbox).create_stack(
        StackName="eni-trunking", TemplateBody=body, Capabilities=["CAPABILITY_IAM"],
        Parameters=[{"ParameterKey": "Architecture", "ParameterValue": ARCHITECTURE}])
    eventually(lambda: any(e["ResourceType"].startswith("Custom::") for e in events(client, sandbox=sandbox)))
    sandbox.kill()
    sandbox.restart([])
    status = eventually(lambda: ended(client, "eni-trunking", sandbox), 120)
    assert status in ("CREATE_COMPLETE", "ROLLBACK_COMPLETE")
    seen = aws("cloudformation", "describe-stacks", "--stack-name", "eni-trunking", sandbox=sandbox).json
    assert seen["Stacks"][0]["StackStatus"] == status
