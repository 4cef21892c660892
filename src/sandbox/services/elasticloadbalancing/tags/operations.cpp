/// Tags of load balancers, target groups, listeners and rules.
#include "sandbox/services/elasticloadbalancing/tags/operations.h"

#include "sandbox/services/elasticloadbalancing/access.h"
#include "sandbox/services/elasticloadbalancing/service.h"

namespace eni::sandbox::elb_service {
namespace {

constinit const Operation kRows[] = {
    // wire name, resource checked, run, reads
    {"AddTags", on_tagged, add_tags, "ResourceArns Tags"},
    {"DescribeTags", any_resource, describe_tags, "ResourceArns"},
    {"RemoveTags", on_tagged, remove_tags, "ResourceArns TagKeys"},
};

}  // namespace

constinit const std::span<const Operation> kTagOperations{kRows};

}  // namespace eni::sandbox::elb_service
