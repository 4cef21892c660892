"""How long the sandbox itself takes to create a stack: without the function's own run. See bench.py.

Two stacks: templates/eni-trunking.yml, and the pattern's way with its inline Node.js function. Taken from the stack's
events: from CREATE_IN_PROGRESS to CREATE_COMPLETE of the stack, less the time in which the custom resource was under
way. Its budget is the pattern's; ours also has an archive of 2.6 MB to read and check.
"""
import datetime
import json
import os
import pathlib
import shutil
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


def our_template():
    """Its function in the bucket. The text is changed where `package` would change it."""
    lines = (ROOT / "templates" / "eni-trunking.yml").read_text().splitlines()
    packaged = [line.split("Code:")[0] + "Code: {S3Bucket: bench, S3Key: function.zip}" if "Code: ../" in line else line
                for line in lines]
    return "\n".join(packaged)


# name of the figures, template, parameters, custom resource
def measured_stacks():
    architecture = FUNCTION.stem.rsplit("-", 1)[1]
    yield "", our_template(), {"Architecture": architecture}, "EniTrunking"
    if shutil.which("node"):
        yield "pattern_", (ROOT / "apps" / "eni_trunking" / "demo" / "demo_inline_nodejs.yml").read_text(), {}, "Setting"


def clients(endpoint):
    session = boto3.session.Session("test", "test", region_name="us-east-1")
    return {name: session.client(name, endpoint_url=endpoint) for name in ("s3", "cloudformation")}


def create_ms(cloudformation, name, template, parameters, custom_resource):
    """Of one stack: the whole, and the part without the custom resource."""
    cloudformation.create_stack(
        StackName=name, TemplateBody=template, Capabilities=["CAPABILITY_IAM"],
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()])
    cloudformation.get_waiter("stack_create_complete").wait(StackName=name, WaiterConfig={"Delay": 1})
    at = {}
    for event in cloudformation.describe_stack_events(StackName=name)["StackEvents"]:
        at.setdefault((event["LogicalResourceId"], event["ResourceStatus"]), []).append(event["Timestamp"])
    whole = at[name, "CREATE_COMPLETE"][0] - min(at[name, "CREATE_IN_PROGRESS"])
    custom = at[custom_resource, "CREATE_COMPLETE"][0] - min(at[custom_resource, "CREATE_IN_PROGRESS"])
    return [span / datetime.timedelta(milliseconds=1) for span in (whole, whole - custom)]


def measure(aws):
    results = {}
    for kind, template, parameters, custom_resource in measured_stacks():
        times = [create_ms(aws["cloudformation"], f"bench-{kind.strip('_')}{k}", template, parameters, custom_resource)
                 for k in range(STACKS)]
        whole, own = (statistics.median(column) for column in zip(*times))
        results[f"{kind}stack_create_ms"] = whole
        results[f"{kind}stack_create_without_function_ms"] = own
    return results


def main():
    sandbox = subprocess.Popen([COMMAND, "sandbox", "--listen", "127.0.0.1:0", "--ephemeral", "--log-level", "error"],
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        aws = clients(sandbox.stdout.readline().decode().split()[-1])
        aws["s3"].create_bucket(Bucket="bench")
        aws["s3"].put_object(Bucket="bench", Key="function.zip", Body=FUNCTION.read_bytes())
        results = measure(aws)
    finally:
        sandbox.terminate()
        sandbox.wait(30)
    for name, value in results.items():
        budget = f"   (budget {BUDGET_MS})" if name == "pattern_stack_create_without_function_ms" else ""
        print(f"{name:42} {value:8.2f}{budget}", file=sys.stderr)
    print(json.dumps({name: round(value, 3) for name, value in results.items()}))


if __name__ == "__main__":
    main()
