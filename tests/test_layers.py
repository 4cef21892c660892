"""Who may include whom: reads the #include lines of src/, apps/ and bench/ against docs/architecture.md.

What belongs here: rules about includes, and nothing that needs a build.
"""
import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent

# Lowest first. A folder includes folders of lower rows, and itself.
ROWS = [
    {"base"},
    {"net", "sqlite"},
    {"aws"},
    {"iam", "jmespath", "template", "trunking", "lambda_runtime", "machine_images", "vpc", "placement"},
    {"sandbox/store", "sandbox/shapes"},
    {"sandbox/isolation"},
    {"sandbox/gateway"},
    {"sandbox/services", "sandbox/hosts", "sandbox/web"},
    {"sandbox"},
    {"apps", "bench"},
]
ROW_OF = {folder: number for number, row in enumerate(ROWS) for folder in row}

# Values in, values out: no socket, file, database, thread or process.
PURE = {"iam", "jmespath", "template", "trunking", "machine_images", "vpc", "placement"}
IMPURE_INCLUDES = re.compile(r"^(net/|sqlite/|boost/asio|boost/beast|fstream$|filesystem$|thread$|mutex$|unistd\.h$)")

# What keeps the Lambda binary small.
FUNCTION_FOLDERS = {"base", "net", "aws", "lambda_runtime", "trunking"}
# Of trunking: what hosts can hold, with a table of 100 KB (the library eni_trunking_hosts).
ABOUT_HOSTS = re.compile(r"^trunking/(instance_limits|density|registration)\.h$")
# The other commands reach the sandbox as they reach AWS: through its endpoint.
COMMANDS_WITH_SANDBOX = re.compile(r"^apps/eni_trunking/(sandbox|demo)[._/]|^apps/eni_trunking/(sandbox|demo)_")

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
    ("src/sandbox/elsewhere/x.cpp", "base/hash.h", False),
    ("src/sandbox/sandbox.cpp", "sandbox/services/services.h", True),
    ("src/sandbox/services/iam/users.cpp", "sandbox/sandbox.h", False),
    ("apps/function/main.cpp", "lambda_runtime/loop.h", True),
    ("apps/function/main.cpp", "iam/evaluate.h", False),
    ("apps/function/main.cpp", "trunking/physical_id.h", True),
    ("apps/function/main.cpp", "trunking/instance_limits.h", False),
    ("apps/eni_trunking/deploy.cpp", "sandbox/gateway/gateway.h", False),
    ("apps/eni_trunking/sandbox.cpp", "sandbox/gateway/gateway.h", True),
    ("apps/eni_trunking/demo_story.cpp", "sandbox/gateway/gateway.h", True),
])
def test_the_rules(source, include, allowed):
    assert (broken_rule(source, include) is None) == allowed
