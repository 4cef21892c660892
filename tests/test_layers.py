"""Who may include whom: reads the #include lines of src/, apps/ and bench/ against docs/architecture.md.

What belongs here: rules about includes, and nothing that needs a build.
"""
import collections
import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent

# Lowest first. A folder includes folders of lower rows, and itself.
ROWS = [
    {"base"},
    {"net", "sqlite"},
    {"aws"},
    {"iam", "jmespath", "template", "trunking", "lambda_runtime", "machine_images", "vpc", "placement", "schedule",
     "oci", "task_access"},
    {"sandbox/store", "sandbox/shapes", "client", "diagnosis", "packets"},
    {"sandbox/isolation"},
    {"sandbox/gateway", "sandbox/world"},
    {"sandbox/scaling", "sandbox/images"},
    {"sandbox/services", "sandbox/hosts", "sandbox/task_engine", "sandbox/load_balancers"},
    {"sandbox/vpc_entry"},
    {"sandbox"},
    {"apps", "bench"},
]
ROW_OF = {folder: number for number, row in enumerate(ROWS) for folder in row}

# Values in, values out: no socket, file, database, thread or process.
PURE = {"iam", "jmespath", "template", "trunking", "machine_images", "vpc", "placement", "schedule", "diagnosis",
        "oci", "packets", "task_access"}
IMPURE_INCLUDES = re.compile(r"^(net/|sqlite/|boost/asio|boost/beast|fstream$|filesystem$|thread$|mutex$|unistd\.h$)")

# What keeps the Lambda binary small.
FUNCTION_FOLDERS = {"base", "net", "aws", "lambda_runtime", "trunking"}
# Of trunking: what hosts can hold, with a table of 100 KB (the library eni_trunking_hosts).
ABOUT_HOSTS = re.compile(r"^trunking/(instance_limits|density|registration)\.h$")
# The other commands reach the sandbox as they reach AWS: through its endpoint.
COMMANDS_WITH_SANDBOX = re.compile(r"^apps/eni_trunking/(sandbox|demo)/")

# Whose rows a repository of sandbox/store reads and writes, by how the name of its header begins. All others ask the owner: a
# service through the gateway, with the principal that AWS would use.
OWNERS = {
    "application_autoscaling_": "sandbox/services/application-autoscaling",
    "autoscaling_": "sandbox/services/autoscaling",
    "cloudformation_": "sandbox/services/cloudformation",
    "ec2_": "sandbox/services/ec2",
    "ecr_": "sandbox/services/ecr",
    "ecs_": "sandbox/services/ecs",
    "efs_": "sandbox/services/elasticfilesystem",
    "elb_": "sandbox/services/elasticloadbalancing",
    "events_": "sandbox/services/events",
    "host_": "sandbox/hosts",
    "iam_": "sandbox/services/iam",
    "lambda_": "sandbox/services/lambda",
    "logs_": "sandbox/services/logs",
    "monitoring_": "sandbox/services/monitoring",
    "organizations_": "sandbox/services/organizations",
    "ram_": "sandbox/services/ram",
    "s3_": "sandbox/services/s3",
    "secrets_manager_": "sandbox/services/secretsmanager",
    "service_discovery_": "sandbox/services/servicediscovery",
    "sns_": "sandbox/services/sns",
    "ssm_": "sandbox/services/ssm",
    "sts_": "sandbox/services/sts",
}
# Who reads others' rows all the same, and why.
MAY_READ = {
    ("src/sandbox/gateway/", "iam_"): "authenticates and authorizes by IAM's identities; a call for that would need both",
    ("src/sandbox/gateway/", "sts_"): "the same of sessions",
    ("src/sandbox/gateway/call_context.cpp", "organizations_"): "aws:PrincipalOrgID, at any moment of an authorization",
    ("src/sandbox/services/cloudformation/stack_sets/organization.cpp", "organizations_"):
        "who is in which unit, in operations that do not wait",
    ("src/sandbox/services/sts/", "iam_"): "AssumeRole decides by trust policies and limits that IAM shows to few callers",
    ("src/sandbox/services/ec2/vpcs/subnets.cpp", "ram_"): "part of each look at a subnet, in operations that do not wait",
    ("src/sandbox/services/cloudformation/engine/stack_model.cpp", "ec2_"): "Fn::GetAZs, in a model that does not wait",
    ("src/sandbox/hosts/ec2_records.cpp", "ec2_"): "machines are EC2's hardware, which asks no API about itself",
    ("src/sandbox/task_engine/network/ec2_records.cpp", "ec2_"): "the wires between interfaces are EC2's hardware, too",
    ("src/sandbox/task_engine/network/routing_records.cpp", "ec2_"): "and so are the routers that they lead to",
    ("src/sandbox/task_engine/network/private_zones.cpp", "service_discovery_"):
        "a VPC's resolver answers from its zones at once, and is nobody's caller",
}

# Folders of EC2 that lie on circles today. The list may only become shorter.
KNOWN_CIRCLES = {
    "sandbox/services/ec2": {"addresses", "instances", "interfaces", "launch_templates", "regions", "routing",
                             "security_groups", "vpcs"},
}

INCLUDE = re.compile(r'^\s*#\s*include\s+["<]([^">]+)[">]')


def folder_of(path):
    """The layer that a path below src/ lies in; None for one of the system or of a library."""
    parts = path.split("/")
    if parts[0] == "sandbox":
        parts[0] = "/".join(parts[:2]) if len(parts) > 2 else "sandbox"  # The files of sandbox/ itself put it together.
    return parts[0] if parts[0] in ROW_OF else None


def service_of(path):
    """"iam" for sandbox/services/iam/…; None outside a service's own folder."""
    match = re.match(r"sandbox/services/([^/]+)/", path)
    return match and match[1]


def rows_of(include):
    """"ec2_" for sandbox/store/ec2_repository.h; None for a header without an owner."""
    name = include.removeprefix("sandbox/store/")
    return next((start for start in OWNERS if name != include and name.startswith(start)), None)


def is_for_tests(source):
    return re.search(r"_test\.cpp$|_for_test\.h$|/test_[^/]*$", source) is not None


def reads_rows_of_others(source, include):
    rows = rows_of(include)
    if rows is None or is_for_tests(source) or not source.startswith("src/sandbox/"):
        return False
    if source.startswith(("src/sandbox/store/", f"src/{OWNERS[rows]}/")):
        return False
    return not any(source.startswith(reader) and rows == whose for reader, whose in MAY_READ)


def broken_rule(source, include):
    """Why `source` (from the root: src/net/http.h) must not include `include`, or None."""
    below_src = source.removeprefix("src/")
    own = folder_of(below_src)
    if own is None:
        return f"{source} lies in no layer; add its folder to ROWS in tests/test_layers.py"
    if own in PURE and IMPURE_INCLUDES.match(include) and not source.endswith("_test.cpp"):
        return f"{own}/ is pure: values in, values out"
    other = folder_of(include)
    if other is None:
        if (ROOT / "src" / include).exists():
            return f"{include} lies in no layer; add its folder to ROWS in tests/test_layers.py"
        return None
    if ROW_OF[other] > ROW_OF[own]:
        return f"{own}/ may not include {other}/, which is a higher layer"
    if ROW_OF[other] == ROW_OF[own] and other != own:
        return f"{own}/ may not include {other}/ of its own layer"
    if service_of(below_src) and service_of(include) not in (None, service_of(below_src)):
        return "a service calls another through the gateway, and does not include it"
    if reads_rows_of_others(source, include):
        return f"these rows are those of {OWNERS[rows_of(include)]}/: ask there"
    if source.startswith("apps/function/") and other not in FUNCTION_FOLDERS | {"apps"}:
        return f"the function may not include {other}/: it must stay small"
    if ABOUT_HOSTS.match(include) and (source.startswith("apps/function/") or own == "lambda_runtime"):
        return f"the function may not include {include}: it must stay small"
    if source.startswith("apps/eni_trunking/") and other.startswith("sandbox/"):
        if not COMMANDS_WITH_SANDBOX.match(source):
            return "of the commands only sandbox and demo may include sandbox/"
    return None


def sources():
    for top in ("src", "apps", "bench"):
        for path in sorted((ROOT / top).rglob("*")):
            if path.suffix in (".h", ".cpp"):
                yield path


def test_includes_go_downwards_only():
    broken = []
    for path in sources():
        source = path.relative_to(ROOT).as_posix()
        for number, line in enumerate(path.read_text().splitlines(), 1):
            match = INCLUDE.match(line)
            rule = match and broken_rule(source, match[1])
            if rule:
                broken.append(f"{source}:{number}: {line.strip()}: {rule}")
    assert not broken, "\n" + "\n".join(broken)


def fork(source, include):
    """Where the folders of two files part: ("sandbox/services/ecs", "tasks", "hosts"). None if one folder holds the other."""
    own, other = source.split("/")[:-1], include.split("/")[:-1]
    for depth, (mine, its) in enumerate(zip(own, other)):
        if mine != its:
            return "/".join(own[:depth]), mine, its
    return None


def on_circles(uses):
    """Of {folder: folders that it includes}, those that a chain of includes leads back to."""
    def reach(start):
        found, rest = set(), list(uses.get(start, ()))
        while rest:
            folder = rest.pop()
            if folder not in found:
                found.add(folder)
                rest.extend(uses.get(folder, ()))
        return found
    return {folder for folder in uses if folder in reach(folder)}


def test_folders_do_not_include_each_other_in_a_circle():
    """A test may use what stands above the code that it tests; its folder is not tied by that."""
    uses = collections.defaultdict(lambda: collections.defaultdict(set))
    for path in sources():
        source = path.relative_to(ROOT).as_posix().removeprefix("src/")
        for line in [] if source.endswith("_test.cpp") else path.read_text().splitlines():
            match = INCLUDE.match(line)
            parted = match and (ROOT / "src" / match[1]).exists() and fork(source, match[1])
            if parted:
                parent, own, other = parted
                uses[parent][own].add(other)
    circles = {parent: found for parent in uses if (found := on_circles(uses[parent]))}
    assert circles == KNOWN_CIRCLES


@pytest.mark.parametrize("uses, circle", [
    ({"engine": {"resources"}, "resources": {"calls"}}, set()),
    ({"engine": {"resources"}, "resources": {"engine"}}, {"engine", "resources"}),
    ({"operations": {"engine"}, "engine": {"custom"}, "custom": {"resources"}, "resources": {"engine"}},
     {"engine", "custom", "resources"}),
])
def test_a_circle_is_found(uses, circle):
    assert on_circles(uses) == circle


@pytest.mark.parametrize("source, include, parted", [
    ("sandbox/services/ecs/tasks/run_task.cpp", "sandbox/services/ecs/hosts/host.h",
     ("sandbox/services/ecs", "tasks", "hosts")),
    ("sandbox/services/ecs/engine.cpp", "sandbox/services/ecs/hosts/host.h", None),
    ("net/http.cpp", "base/text.h", ("", "net", "base")),
])
def test_folders_part(source, include, parted):
    assert fork(source, include) == parted


@pytest.mark.parametrize("source, include, allowed", [
    ("src/aws/sigv4.cpp", "base/hash.h", True),
    ("src/aws/sigv4.cpp", "aws/sigv4.h", True),
    ("src/aws/sigv4.cpp", "iam/evaluate.h", False),
    ("src/net/client.cpp", "sqlite/database.h", False),
    ("src/iam/evaluate.cpp", "template/parse.h", False),
    ("src/iam/evaluate.cpp", "aws/arn.h", True),
    ("src/template/parse.cpp", "fstream", False),
    ("src/template/parse.cpp", "yaml-cpp/yaml.h", True),
    ("src/sandbox/store/iam_repository.cpp", "sandbox/gateway/call.h", False),
    ("src/sandbox/gateway/gateway.cpp", "sandbox/store/store.h", True),
    ("src/sandbox/services/services.cpp", "sandbox/services/iam/service.h", True),
    ("src/sandbox/services/ecs/run_task.cpp", "sandbox/services/ecs/service.h", True),
    ("src/sandbox/services/ecs/run_task.cpp", "sandbox/services/iam/service.h", False),
    ("src/sandbox/services/ecs/run_task.cpp", "sandbox/store/ecs_task_repository.h", True),
    ("src/sandbox/services/ecs/run_task.cpp", "sandbox/store/iam_repository.h", False),
    ("src/sandbox/services/ecs/run_task.cpp", "sandbox/store/store.h", True),
    ("src/sandbox/services/ecs/run_task_test.cpp", "sandbox/store/iam_repository.h", True),
    ("src/sandbox/gateway/authorize.cpp", "sandbox/store/iam_repository.h", True),
    ("src/sandbox/gateway/authorize.cpp", "sandbox/store/ec2_repository.h", False),
    ("src/sandbox/hosts/boot.cpp", "sandbox/store/host_repository.h", True),
    ("src/sandbox/hosts/boot.cpp", "sandbox/store/ec2_repository.h", False),
    ("src/sandbox/hosts/ec2_records.cpp", "sandbox/store/ec2_repository.h", True),
    ("src/sandbox/elsewhere/x.cpp", "base/hash.h", False),
    ("src/sandbox/sandbox.cpp", "sandbox/services/services.h", True),
    ("src/sandbox/services/iam/users.cpp", "sandbox/sandbox.h", False),
    ("apps/function/main.cpp", "lambda_runtime/loop.h", True),
    ("apps/function/main.cpp", "iam/evaluate.h", False),
    ("apps/function/main.cpp", "trunking/physical_id.h", True),
    ("apps/function/main.cpp", "trunking/instance_limits.h", False),
    ("apps/eni_trunking/stacks/deploy.cpp", "sandbox/gateway/gateway.h", False),
    ("apps/eni_trunking/sandbox/sandbox.cpp", "sandbox/gateway/gateway.h", True),
    ("apps/eni_trunking/demo/story.cpp", "sandbox/gateway/gateway.h", True),
])
def test_the_rules(source, include, allowed):
    assert (broken_rule(source, include) is None) == allowed


def test_each_repository_has_an_owner():
    headers = (ROOT / "src/sandbox/store").glob("*.h")
    without = [f.name for f in headers if "Repository" in f.read_text() and not rows_of(f"sandbox/store/{f.name}")]
    assert without == ["store.h"]


def test_each_exception_is_needed():
    used = set()
    for path in sources():
        source = path.relative_to(ROOT).as_posix()
        rows = {rows_of(match[1]) for match in map(INCLUDE.match, path.read_text().splitlines()) if match}
        used |= {key for key in MAY_READ if source.startswith(key[0]) and key[1] in rows}
    assert used == set(MAY_READ)
