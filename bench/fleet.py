"""How long a stack set of the real template takes in 500 accounts and 3 Regions, and what the sandbox needs for it. See bench.py.

Each of the 1 500 stacks has its roles, its policy, its function, and a custom resource that really runs it; one account lacks
the execution role, so its three instances fail within the tolerance. Then all of it is deleted. The budget is of `fleet deploy`.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

try:
    import boto3
    from botocore.config import Config
except ImportError:
    print("python3-boto3 is not installed: left out", file=sys.stderr)
    print("{}")
    sys.exit()

ROOT = pathlib.Path(__file__).resolve().parent.parent
COMMAND = os.environ.get("ENI_TRUNKING_BINARY", str(ROOT / "build" / "eni-trunking"))
ARCHITECTURE = os.uname().machine.replace("aarch64", "arm64")
FUNCTION = ROOT / "build" / "function" / f"eni-trunking-function-{ARCHITECTURE}.zip"
ACCOUNTS = int(os.environ.get("ENI_TRUNKING_BENCH_ACCOUNTS", "500"))
REGIONS = ["eu-central-1", "eu-west-1", "us-east-1"]
BUDGET_S = 120
ADMINISTRATOR = "100000000000"
TICK = os.sysconf("SC_CLK_TCK")


def packaged_template():
    """Its function in a bucket of each Region. The text is changed where `package` would change it."""
    lines = (ROOT / "templates" / "eni-trunking.yml").read_text().splitlines()
    code = "Code: {S3Bucket: !Sub 'artifacts-${AWS::Region}', S3Key: function.zip}"
    return "\n".join(line.split("Code:")[0] + code if "Code: ../" in line else line for line in lines)


def trust(principal):
    return json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}]})


class Sandbox:
    def __init__(self, state):
        self.process = subprocess.Popen(
            [COMMAND, "sandbox", "--listen", "127.0.0.1:0", "--log-level", "error", "--state", state],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.endpoint = re.search(r"http://\S+", self.process.stdout.readline().decode())[0]

    def client(self, service, region="us-east-1", account=ADMINISTRATOR):
        config = Config(read_timeout=600, retries={"max_attempts": 0})
        return boto3.session.Session(account, "test", region_name=region).client(
            service, endpoint_url=self.endpoint, config=config)

    def processor_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def peak_memory_mb(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024

    def stop(self):
        self.process.terminate()
        self.process.wait(60)


def prepare(sandbox):
    """The organization, the roles, the artifacts. Returns the accounts, the last of which is broken."""
    organizations = sandbox.client("organizations")
    organization = organizations.create_organization()["Organization"]["Id"]
    for k in range(ACCOUNTS):
        organizations.create_account(Email=f"{k}@example.com", AccountName=f"account-{k}")
    while organizations.list_create_account_status(States=["IN_PROGRESS"])["CreateAccountStatuses"]:
        time.sleep(0.05)
    pages = organizations.get_paginator("list_accounts").paginate()
    accounts = [row["Id"] for page in pages for row in page["Accounts"] if row["Id"] != ADMINISTRATOR]
    iam = sandbox.client("iam")
    iam.create_role(RoleName="AWSCloudFormationStackSetAdministrationRole",
                    AssumeRolePolicyDocument=trust({"Service": "cloudformation.amazonaws.com"}))
    iam.put_role_policy(RoleName="AWSCloudFormationStackSetAdministrationRole", PolicyName="assume", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}]}))
    prototype = sandbox.client("iam")  # Clients are costly to make, and what they sign with is looked at with each call.
    for account in accounts[:-1]:
        prototype._request_signer._credentials.access_key = account
        prototype.create_role(RoleName="AWSCloudFormationStackSetExecutionRole",
                              AssumeRolePolicyDocument=trust({"AWS": f"arn:aws:iam::{ADMINISTRATOR}:root"}))
        prototype.attach_role_policy(RoleName="AWSCloudFormationStackSetExecutionRole",
                                     PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    for region in REGIONS:
        s3, bucket = sandbox.client("s3", region), f"artifacts-{region}"
        place = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        s3.create_bucket(Bucket=bucket, **place)
        s3.put_object(Bucket=bucket, Key="function.zip", Body=FUNCTION.read_bytes())
        s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{bucket}/*",
             "Condition": {"StringEquals": {"aws:PrincipalOrgID": organization}}}]}))
    return accounts


def wait(cloudformation, operation):
    while True:
        described = cloudformation.describe_stack_set_operation(StackSetName="bench", OperationId=operation)
        if described["StackSetOperation"]["Status"] not in ("QUEUED", "RUNNING"):
            return described["StackSetOperation"]
        time.sleep(0.2)


def operate(sandbox, call, accounts, **options):
    """Wall-clock and processor seconds of one operation, and the operation."""
    cloudformation = sandbox.client("cloudformation")
    begin, processor = time.perf_counter(), sandbox.processor_seconds()
    operation = getattr(cloudformation, call)(
        StackSetName="bench", Accounts=accounts, Regions=REGIONS,
        OperationPreferences={"MaxConcurrentCount": 32, "FailureToleranceCount": 31}, **options)["OperationId"]
    ended = wait(cloudformation, operation)
    assert ended["Status"] == "SUCCEEDED", ended
    return time.perf_counter() - begin, sandbox.processor_seconds() - processor, ended


def measure(sandbox, state):
    accounts = prepare(sandbox)
    sandbox.client("cloudformation").create_stack_set(
        StackSetName="bench", TemplateBody=packaged_template(), Capabilities=["CAPABILITY_IAM"],
        Parameters=[{"ParameterKey": "Architecture", "ParameterValue": ARCHITECTURE}])
    create_s, create_processor_s, created = operate(sandbox, "create_stack_instances", accounts)
    failed = created["StatusDetails"]["FailedStackInstancesCount"]
    assert failed == len(REGIONS), f"{failed} instances failed, and {len(REGIONS)} were to"
    figures = {"fleet_create_s": create_s, "fleet_create_processor_s": create_processor_s,
               "fleet_state_mb": os.path.getsize(state) / 2**20}
    delete_s, _, _ = operate(sandbox, "delete_stack_instances", accounts[:-1], RetainStacks=False)
    return figures | {"fleet_delete_s": delete_s, "fleet_peak_memory_mb": sandbox.peak_memory_mb()}


def main():
    with tempfile.TemporaryDirectory() as folder:
        sandbox = Sandbox(os.path.join(folder, "state.db"))
        try:
            results = measure(sandbox, os.path.join(folder, "state.db"))
        finally:
            sandbox.stop()
    for name, value in results.items():
        budget = f"   (budget {BUDGET_S})" if name == "fleet_create_s" else ""
        print(f"{name:42} {value:8.2f}{budget}", file=sys.stderr)
    print(json.dumps({name: round(value, 3) for name, value in results.items()}))


if __name__ == "__main__":
    main()
