#include "client/endpoints.h"

#include "aws/partition.h"

namespace eni::client {

namespace {

struct GlobalEndpoints {
  std::string_view partition;
  std::string_view main_region;
};

constexpr GlobalEndpoints kGlobalEndpoints[] = {
    {"aws", "us-east-1"},
    {"aws-cn", "cn-north-1"},
    {"aws-us-gov", "us-gov-west-1"},
    {"aws-iso", "us-iso-east-1"},
    {"aws-iso-b", "us-isob-east-1"},
    {"aws-iso-e", "eu-isoe-west-1"},
    {"aws-iso-f", "us-isof-south-1"},
    {"aws-eusc", "eusc-de-east-1"},
};

aws::Region main_region_of(const aws::Partition& partition) {
  for (const GlobalEndpoints& row : kGlobalEndpoints) {
    if (row.partition == partition.name) return aws::Region{row.main_region};
  }
  return aws::Region{"us-east-1"};
}

/// Of dual-stack endpoints: a domain of its own. EC2's instances' metadata and the iso partitions have none.
std::string_view dual_stack_suffix(const aws::Partition& partition) {
  if (partition.name == "aws-cn") return "api.amazonwebservices.com.cn";
  if (partition.name == "aws" || partition.name == "aws-us-gov") return "api.aws";
  return partition.dns_suffix;
}

std::string host_of(const Service& service, const aws::Region& region, const EndpointRules& rules) {
  const aws::Partition& partition = aws::partition_of(region);
  std::string host{service.name};
  if (rules.use_fips) host += "-fips";
  if (service.is_global && service.name == "iam") {
    // IAM's host has a region everywhere but in the first partition.
    if (partition.name == "aws" && !rules.use_dual_stack)
      return host + "." + std::string(partition.dns_suffix);
    if (partition.name == "aws-us-gov" && !rules.use_dual_stack)
      return host + ".us-gov." + std::string(partition.dns_suffix);
  }
  const aws::Region& in = service.is_global ? main_region_of(partition) : region;
  const std::string_view suffix = rules.use_dual_stack ? dual_stack_suffix(partition) : partition.dns_suffix;
  return host + "." + in.value + "." + std::string(suffix);
}

}  // namespace

Result<Endpoint> endpoint_of(const Service& service, const aws::Region& region, const EndpointRules& rules) {
  const aws::Region signing = service.is_global ? main_region_of(aws::partition_of(region)) : region;
  const auto own = rules.by_service.find(std::string(service.name));
  std::string text = own != rules.by_service.end() ? own->second : rules.endpoint_url;
  if (text.empty()) text = "https://" + host_of(service, region, rules);
  auto url = net::Url::parse(text);
  if (url.has_error())
    return Error{
        "the endpoint of " + std::string(service.name) + ": " + url.error().message,
        "it comes from --endpoint-url, the AWS_ENDPOINT_URL variables, or endpoint_url in the profile"};
  return Endpoint{*std::move(url), signing};
}

}  // namespace eni::client
