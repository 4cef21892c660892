"""Where the command calls each service, in all partitions and of all kinds of endpoints: the same as by botocore's rule sets."""
import json
import subprocess

import botocore
import botocore.loaders
import pytest
from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import EndpointProviderError

from conftest import ROOT

pytestmark = pytest.mark.sandbox_only("nothing of AWS is called")

PROGRAMS = [ROOT / "build/cmake" / preset / "src/client/show_session" for preset in ("release", "dev", "asan")]
REGIONS = {
    "aws": ["us-east-1", "us-west-2", "eu-central-1", "me-south-1"],
    "aws-cn": ["cn-north-1", "cn-northwest-1"],
    "aws-us-gov": ["us-gov-west-1", "us-gov-east-1"],
    "aws-iso": ["us-iso-east-1", "us-iso-west-1"],
    "aws-iso-b": ["us-isob-east-1"],
    "aws-iso-e": ["eu-isoe-west-1"],
    "aws-iso-f": ["us-isof-south-1"],
    "aws-eusc": ["eusc-de-east-1"],
}
SERVICES = {"autoscaling": {}, "cloudformation": {}, "ec2": {}, "ecs": {}, "elasticloadbalancing": {}, "iam": {}, "logs": {},
            "oidc": {}, "organizations": {}, "portal.sso": {}, "s3": {"ForcePathStyle": False}, "signin": {}, "sts": {"UseGlobalEndpoint": False}}
MODELS = {"elasticloadbalancing": "elbv2", "oidc": "sso-oidc", "portal.sso": "sso"}
KINDS = {"plain": {"UseFIPS": False, "UseDualStack": False}, "fips": {"UseFIPS": True, "UseDualStack": False},
         "dual": {"UseFIPS": False, "UseDualStack": True}, "both": {"UseFIPS": True, "UseDualStack": True}}

# What AWS has changed since botocore 1.29, the oldest that these tests run with.
CHANGED = {("iam", partition, kind) for partition in REGIONS for kind in ("dual", "both")} | {
    ("iam", "aws-cn", "fips"), ("iam", "aws-iso", "fips"), ("organizations", "aws-iso", "plain"),
    ("cloudformation", "aws-us-gov", "fips"), ("oidc", "aws-us-gov", "fips"), ("portal.sso", "aws-us-gov", "fips")}
IS_OLD = tuple(map(int, botocore.__version__.split(".")[:2])) < (1, 43)

# A FIPS endpoint of IAM in China does not exist; botocore signs for another Region there than it does otherwise.
SIGNED_FOR_ANOTHER = {("iam", "aws-cn", "fips"), ("iam", "aws-cn", "both")}


def theirs():
    """[URL, the Region that is signed for or None] by "SERVICE REGION KIND", or None where there is none; of what it knows."""
    loader = botocore.loaders.create_loader()
    partitions = loader.load_data("partitions")
    known = {partition["id"]: partition["outputs"] for partition in partitions["partitions"]}
    found = {}
    available = loader.list_available_services("endpoint-rule-set-1")
    for service, parameters in SERVICES.items():
        if MODELS.get(service, service) not in available:
            continue
        rules = EndpointProvider(loader.load_service_model(MODELS.get(service, service), "endpoint-rule-set-1"), partitions)
        for partition, regions in REGIONS.items():
            for kind, flags in KINDS.items():
                if partition not in known or (IS_OLD and (service, partition, kind) in CHANGED):
                    continue
                if flags["UseDualStack"] and not known[partition]["supportsDualStack"]:
                    continue
                for region in regions:
                    found[f"{service} {region} {kind}"] = resolved(rules, (service, partition, kind),
                                                                   {"Region": region, **flags, **parameters})
    return found


def resolved(rules, row, parameters):
    try:
        endpoint = rules.resolve_endpoint(**parameters)
    except EndpointProviderError:
        return None
    schemes = endpoint.properties.get("authSchemes") or [{}]
    return [endpoint.url, None if row in SIGNED_FOR_ANOTHER else schemes[0].get("signingRegion")]


def test_endpoints_are_those_of_botocores_rules():
    program = next((program for program in PROGRAMS if program.exists()), None)
    assert program, "show_session is not built: cmake --build build/cmake/release --target show_session"
    regions = [region for of_partition in REGIONS.values() for region in of_partition]
    ours = json.loads(subprocess.check_output([program, "--endpoints", *regions], timeout=60))
    assert {name.split()[0] for name in ours} == set(SERVICES)
    expected = theirs()
    assert len(expected) > 300
    differ = {}
    for name, endpoint in expected.items():
        mine = ours[name]
        if mine and endpoint and endpoint[1] is None:
            mine = [mine[0], None]
        if mine != endpoint:
            differ[name] = (mine, endpoint)
    assert differ == {}
