/// Tags of resources that are there already.
#include "sandbox/services/ec2/tags/operations.h"

#include "sandbox/services/ec2/access.h"
#include "sandbox/services/ec2/service.h"

namespace eni::sandbox::ec2_service {
namespace {

Access on_resources(const Call& call) {
  Access access = access_to(call, {"ResourceId"});
  const auto tags = request_tags(call, "");
  access.context.insert(access.context.end(), tags.begin(), tags.end());
  return access;
}

constinit const Operation kRows[] = {
    {"CreateTags", on_resources, create_tags, "ResourceId Tag"},
    {"DeleteTags", on_resources, delete_tags, "ResourceId Tag"},
    {"DescribeTags", any_in_region, describe_tags, "Filter MaxResults NextToken"},
};

}  // namespace

constinit const std::span<const Operation> kTagOperations{kRows};

}  // namespace eni::sandbox::ec2_service
