"""How long the sandbox itself takes to create the stack of templates/eni-trunking.yml: without the function's own run. See
bench.py.

Taken from the stack's events: from CREATE_IN_PROGRESS to CREATE_COMPLETE of the stack, less the time in which only the
custom resource was under way.
"""
import datetime
import json
import os
import pathlib
import statistics
import subprocess
import sys

try:
    import boto3
except ImportError:
    print("python3-boto3 is not installed: left out", file=sys.stderr)
    print("{}")
    sys.exit()

ROOT = pathlib.Path(__file__).resolve().parent.parent
COMMAND = os.environ.get("ENI_TRUNKING_BINARY", str(ROOT / "build" / "eni-trunking"))
FUNCTION = ROOT / "build" / "function" / f"eni-trunking-function-{os.uname().machine.replace('aarch64', 'arm64')}.zip"
STACKS = 21
BUDGET_MS = 20


def template():
    """Our template, its function in the bucket. The text is changed where `package` would change it."""
    lines = (ROOT / "templates" / "eni-trunking.yml").read_text().splitlines()
    packaged = [line.split("Code:")[0] + "Code: {S3Bucket: bench, S3Key: function.zip}" if "Code: ../" in line else line
                for line in lines]
    return "\n".join(packaged)


def clients(endpoint):
    session = boto3.session.Session("test", "test", region_name="us-east-1")
    return {name: session.client(name, endpoint_url=endpoint) for name in ("s3", "cloudformation")}


def create_ms(cloudformation, name, architecture):
    """Of one stack: the whole, and the part in which the function was waited for."""
    cloudformation.create_stack(
        StackName=name, TemplateBody=template(), Capabilities=["CAPABILITY_IAM"],
        Parameters=[{"ParameterKey": "Architecture", "ParameterValue": architecture}])
    cloudformation.get_waiter("stack_create_complete").wait(StackName=name, WaiterConfig={"Delay": 1})
    at = {}
    for event in cloudformation.describe_stack_events(StackName=name)["StackEvents"]:
        at.setdefault((event["LogicalResourceId"], event["ResourceStatus"]), []).append(event["Timestamp"])
    whole = at[name, "CREATE_COMPLETE"][0] - min(at[name, "CREATE_IN_PROGRESS"])
    custom = at["EniTrunking", "CREATE_COMPLETE"][0] - min(at["EniTrunking", "CREATE_IN_PROGRESS"])
    return [span / datetime.timedelta(milliseconds=1) for span in (whole, whole - custom)]


def main():
    sandbox = subprocess.Popen([COMMAND, "sandbox", "--listen", "127.0.0.1:0", "--ephemeral", "--log-level", "error"],
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        aws = clients(sandbox.stdout.readline().decode().split()[-1])
        aws["s3"].create_bucket(Bucket="bench")
        aws["s3"].put_object(Bucket="bench", Key="function.zip", Body=FUNCTION.read_bytes())
        architecture = FUNCTION.stem.rsplit("-", 1)[1]
        times = [create_ms(aws["cloudformation"], f"bench-{k}", architecture) for k in range(STACKS)]
    finally:
        sandbox.terminate()
        sandbox.wait(30)
    whole, own = (statistics.median(column) for column in zip(*times))
    print(f"{'stack_create_ms':32} {whole:8.2f}", file=sys.stderr)
    print(f"{'stack_create_without_function_ms':32} {own:8.2f}   (budget {BUDGET_MS})", file=sys.stderr)
    print(json.dumps({"stack_create_ms": round(whole, 3), "stack_create_without_function_ms": round(own, 3)}))


if __name__ == "__main__":
    main()
