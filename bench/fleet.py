"""How long `eni-trunking fleet deploy` takes to 500 accounts and 3 Regions, and what the sandbox needs for it. See bench.py.

Each of the 1 500 stacks has its roles, its policy, its function, and a custom resource that really runs it; one account lacks
the execution role, so its three instances fail within the tolerance. Then `fleet destroy` deletes all of it.
ENI_BENCH_ACCOUNTS changes their number.
"""
import json
import os
import pathlib
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

from measurement import COMMAND, Sandbox

ARCHITECTURE = os.uname().machine.replace("aarch64", "arm64")
ACCOUNTS = int(os.environ.get("ENI_BENCH_ACCOUNTS", "500"))
REGIONS = ["eu-central-1", "eu-west-1", "us-east-1"]
BUDGET_S = 120
ADMINISTRATOR = "100000000000"


def trust(principal):
    return json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}]})


class AdministeredSandbox(Sandbox):
    """With clients of any account's root in any Region."""

    def client(self, service, region="us-east-1", account=ADMINISTRATOR):
        config = Config(read_timeout=600, retries={"max_attempts": 0})
        return boto3.session.Session(account, "test", region_name=region).client(
            service, endpoint_url=self.endpoint, config=config)


def prepare(sandbox):
    """The roles. Returns the accounts, the last of which is broken."""
    accounts = [str(int(ADMINISTRATOR) + 1 + k) for k in range(ACCOUNTS)]
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
    return accounts


def fleet(sandbox, *arguments, expect):
    """Wall-clock and processor seconds of the sandbox while the command runs."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    environment |= {"AWS_ACCESS_KEY_ID": ADMINISTRATOR, "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": REGIONS[0],
                    "AWS_ENDPOINT_URL": sandbox.endpoint, "AWS_CONFIG_FILE": os.devnull,
                    "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    begin, processor = time.perf_counter(), sandbox.processor_seconds()
    done = subprocess.run([COMMAND, "fleet", *arguments, "--yes", "--max-concurrent", "32", "--parallel-regions"],
                          env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert done.returncode == expect, done.stderr[-5000:] + done.stdout[-5000:]
    return time.perf_counter() - begin, sandbox.processor_seconds() - processor, done.stdout


def measure(sandbox, folder):
    accounts = prepare(sandbox)
    file = pathlib.Path(folder, "accounts")
    file.write_text("\n".join(accounts))
    deploy_s, processor_s, said = fleet(sandbox, "deploy", "--accounts-file", str(file), "--regions", ",".join(REGIONS),
                                        "--architecture", ARCHITECTURE, "--failure-tolerance", "1", "--output", "json", expect=1)
    failed = {(one["Account"], one["Region"]) for one in json.loads(said)["Instances"] if one["Status"] != "CURRENT"}
    assert failed == {(accounts[-1], region) for region in REGIONS}, f"these failed: {failed}"
    figures = {"fleet_deploy_s": deploy_s, "fleet_deploy_processor_s": processor_s,
               "fleet_state_mb": os.path.getsize(pathlib.Path(folder, "state.db")) / 2**20}
    destroy_s, _, _ = fleet(sandbox, "destroy", expect=0)
    assert not sandbox.client("s3").list_buckets()["Buckets"]
    assert not sandbox.client("cloudformation", REGIONS[0]).list_stack_sets(Status="ACTIVE")["Summaries"]
    return figures | {"fleet_destroy_s": destroy_s, "fleet_peak_memory_mb": sandbox.memory_mb("VmHWM")}


def main():
    with tempfile.TemporaryDirectory() as folder:
        sandbox = AdministeredSandbox(os.path.join(folder, "state.db"))
        try:
            results = measure(sandbox, folder)
        finally:
            sandbox.stop()
    for name, value in results.items():
        budget = f"   (budget {BUDGET_S})" if name == "fleet_deploy_s" else ""
        print(f"{name:42} {value:8.2f}{budget}", file=sys.stderr)
    print(json.dumps({name: round(value, 3) for name, value in results.items()}))


if __name__ == "__main__":
    main()
