"""Cuts the shapes of the sandbox's operations out of botocore's service models.

    pip download --no-deps botocore && python3 -m zipfile -e botocore-*.whl package
    python3 data/shapes/cut.py package/botocore/data SERVICE...

SERVICE is a folder of src/sandbox/services. A model is never cut from an older botocore than it was cut from before: distributions
have old ones, in which members and operations are missing.

Taken are what an API's machinery needs: names, types, required members, ranges, patterns, enumerations, names on the wire,
pages, waiters and the statuses of errors. None of the prose. Services and operations are those of the sandbox's operation tables; the names of the other
operations are kept, so that a name that AWS has is told from one that it has not. Writes data/shapes/SERVICE.json, a shape a line.
botocore is Copyright Amazon.com, Inc. or its affiliates, Apache License 2.0.
"""
import datetime
import gzip
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
SERVICES = HERE.parent.parent / "src" / "sandbox" / "services"
# Where a service signs with another name than botocore gives its folder.
BOTOCORE_NAMES = {"elasticloadbalancing": "elbv2", "elasticfilesystem": "efs", "monitoring": "cloudwatch"}
ROW = re.compile(r'\{\s*"([A-Z][A-Za-z0-9]+)",\s*[a-zA-Z_:]+,\s*[a-z0-9_:]+\s*[,}]')
OF_SHAPE = ["type", "min", "max", "pattern", "payload", "flattened", "timestampFormat", "required", "enum", "sensitive"]
OF_MEMBER = ["shape", "locationName", "location", "queryName", "flattened", "idempotencyToken", "streaming", "xmlAttribute"]

# Errors that a service documents and its model does not have, with their HTTP statuses. Sources: Amazon EC2 API Reference, "Error
# codes for the Amazon EC2 API"; Amazon S3 API Reference, "Error responses".
ERRORS_BESIDE_MODEL = {
    "ec2": {
        "AuthFailure": 401, "Blocked": 403, "OptInRequired": 401, "UnauthorizedOperation": 403,
        "InsufficientAddressCapacity": 500, "InsufficientCapacity": 500, "InsufficientHostCapacity": 500,
        "InsufficientInstanceCapacity": 500, "InsufficientReservedInstanceCapacity": 500, "InsufficientVolumeCapacity": 500,
        "InternalError": 500, "InternalFailure": 500, "RequestLimitExceeded": 503, "ServerInternal": 500,
        "ServiceUnavailable": 503, "Unavailable": 503,
    },
    "s3": {
        "AccessDenied": 403, "BucketAlreadyExists": 409, "BucketAlreadyOwnedByYou": 409, "BucketNotEmpty": 409, "Busy": 503,
        "ConditionalRequestConflict": 409, "InternalError": 500, "InvalidAccessKeyId": 403, "InvalidObjectState": 403,
        "InvalidRange": 416, "MethodNotAllowed": 405, "MissingContentLength": 411, "NoSuchBucket": 404, "NoSuchBucketPolicy": 404,
        "NoSuchKey": 404, "NoSuchTagSet": 404, "NoSuchUpload": 404, "NoSuchVersion": 404, "NotImplemented": 501,
        "OperationAborted": 409, "PreconditionFailed": 412, "RequestTimeTooSkewed": 403, "ServiceUnavailable": 503,
        "SignatureDoesNotMatch": 403, "SlowDown": 503,
    },
}


def operations_of(service):
    """The operations that the sandbox's tables name."""
    sources = sorted((SERVICES / service).glob("**/*operations.cpp"))
    return {name for source in sources for name in ROW.findall(source.read_text())}


def only(names, record):
    return {name: record[name] for name in names if name in record}


def cut_shape(shape):
    kept = only(OF_SHAPE, shape)
    if "members" in shape:
        kept["members"] = {name: only(OF_MEMBER, member) for name, member in shape["members"].items()}
    for part in ("member", "key", "value"):
        if part in shape:
            kept[part] = only(OF_MEMBER, shape[part])
    return kept


def referred(shape):
    return [part["shape"] for part in [*shape.get("members", {}).values(),
                                       *(shape[name] for name in ("member", "key", "value") if name in shape)]]


def reachable(shapes, roots):
    found, open_ends = {}, list(roots)
    while open_ends:
        name = open_ends.pop()
        if name not in found:
            found[name] = cut_shape(shapes[name])
            open_ends += referred(found[name])
    return dict(sorted(found.items()))


def cut_operation(operation, pages):
    kept = {"method": operation["http"]["method"], "uri": operation["http"]["requestUri"]}
    kept |= {side: operation[side]["shape"] for side in ("input", "output") if side in operation}
    if pages:
        kept["pages"] = only(["input_token", "output_token", "limit_key", "result_key", "more_results"], pages)
    return kept


def read(folder, name):
    file = folder / name
    if file.exists():
        return json.loads(file.read_text())
    packed = folder / f"{name}.gz"
    return json.loads(gzip.decompress(packed.read_bytes())) if packed.exists() else {}


def cut_waiter(waiter):
    return {"operation": waiter["operation"], "delay": waiter["delay"], "maxAttempts": waiter["maxAttempts"],
            "acceptors": [only(["state", "matcher", "argument", "expected"], row) for row in waiter["acceptors"]]}


def status_of(shape, protocol):
    """The HTTP status of an error; None where the model does not say it."""
    if "httpStatusCode" in shape.get("error", {}):
        return shape["error"]["httpStatusCode"]
    if shape.get("fault"):
        return 500
    return 400 if "json" in protocol else None


def protocol_of(model):
    """Of a service that speaks several, the one that its row has: newer botocores name first what they themselves prefer."""
    metadata = model["metadata"]
    return "query" if "query" in metadata.get("protocols", []) else metadata["protocol"]


def cut_errors(model, service):
    """Statuses by the code on the wire."""
    protocol = protocol_of(model)
    errors = {shape.get("error", {}).get("code", name): status_of(shape, protocol)
              for name, shape in model["shapes"].items() if shape.get("exception")}
    errors = {code: status for code, status in errors.items() if status}
    return dict(sorted((errors | ERRORS_BESIDE_MODEL.get(service, {})).items()))


def cut(data, service):
    folder = sorted(path for path in (data / BOTOCORE_NAMES.get(service, service)).iterdir() if path.is_dir())[-1]
    model = read(folder, "service-2.json")
    pages = read(folder, "paginators-1.json").get("pagination", {})
    waiters = read(folder, "waiters-2.json").get("waiters", {})
    known = operations_of(service)
    operations = {name: cut_operation(row, pages.get(name)) for name, row in sorted(model["operations"].items())
                  if name in known}
    roots = [row[side] for row in operations.values() for side in ("input", "output") if side in row]
    return {"version": folder.name, "protocol": protocol_of(model),
            "title": model["metadata"].get("serviceAbbreviation", model["metadata"]["serviceFullName"]),
            "operations": operations,
            "others": sorted(set(model["operations"]) - known),
            "waiters": {name: cut_waiter(row) for name, row in sorted(waiters.items()) if row["operation"] in known},
            "errors": cut_errors(model, service),
            "shapes": reachable(model["shapes"], roots)}


def line(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def text(model, source):
    """JSON with a line for each operation, waiter, error and shape, so that a new version shows as a small difference."""
    parts = [f'"source":{line(source)}']
    for name, value in model.items():
        if isinstance(value, dict):
            rows = ",\n".join(f"{line(key)}:{line(row)}" for key, row in value.items())
            parts.append(f'"{name}":{{\n{rows}}}')
        else:
            parts.append(f'"{name}":{line(value)}')
    return "{" + ",\n".join(parts) + "}\n"


def version_of(botocore):
    return re.search(r"__version__ = ['\"]([^'\"]+)['\"]", (botocore / "__init__.py").read_text())[1]


def as_numbers(version):
    return [int(number) for number in re.findall(r"[0-9]+", version)]


def write(data, service):
    file, version = HERE / f"{service}.json", version_of(data.parent)
    last = re.match(r'{"source":"botocore ([0-9.]+)', file.read_text() if file.exists() else "")
    if last and as_numbers(version) < as_numbers(last[1]):
        sys.exit(f"data/shapes/{file.name} was cut from botocore {last[1]}, and {data} is of {version}: members would be lost. The "
                 "head of data/shapes/cut.py tells how to get a newer one.")
    source = f"botocore {version}, Apache License 2.0, cut by data/shapes/cut.py on {datetime.date.today().isoformat()}"
    file.write_text(text(cut(data, service), source))


def main():
    services = sorted(folder.name for folder in SERVICES.iterdir() if folder.is_dir())
    if len(sys.argv) < 3 or not set(sys.argv[2:]) <= set(services):
        sys.exit(f"{__doc__}\nServices: {' '.join(services)}")
    for service in sys.argv[2:]:
        write(pathlib.Path(sys.argv[1]), service)


if __name__ == "__main__":
    main()
