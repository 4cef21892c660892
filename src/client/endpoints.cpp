#include "client/endpoints.h"

#include <algorithm>

#include "aws/partition.h"

namespace eni::client {

namespace {

struct GlobalEndpoint {
  std::string_view service;
  std::string_view partition;
  std::string_view signing_region;
  std::string_view host;             ///< empty: that of the signing region
  std::string_view fips_host;        ///< empty: that of the signing region
  std::string_view dual_stack_host;  ///< empty: that of the region which was asked for
};

constexpr GlobalEndpoint kGlobalEndpoints[] = {
    {"iam", "aws", "us-east-1", "iam.amazonaws.com", "iam-fips.amazonaws.com", "iam.global.api.aws"},
    {"iam", "aws-cn", "cn-north-1", "", "", "iam.global.api.amazonwebservices.com.cn"},
    {"iam", "aws-us-gov", "us-gov-west-1", "iam.us-gov.amazonaws.com", "iam.us-gov.amazonaws.com",
     "iam.us-gov.api.aws"},
    {"organizations", "aws-cn", "cn-northwest-1", "", "", ""},
};

/// Where the global services of a partition answer unless a row above says otherwise.
constexpr struct {
  std::string_view partition;
  std::string_view region;
} kMainRegions[] = {
    {"aws", "us-east-1"},
    {"aws-cn", "cn-north-1"},
    {"aws-us-gov", "us-gov-west-1"},
    {"aws-iso", "us-iso-east-1"},
    {"aws-iso-b", "us-isob-east-1"},
    {"aws-iso-e", "eu-isoe-west-1"},
    {"aws-iso-f", "us-isof-south-1"},
    {"aws-eusc", "eusc-de-east-1"},
};

/// In the partition aws-us-gov their usual endpoints are validated by FIPS 140, and have no name of their own for it.
constexpr std::string_view kFipsAnywayInGovernment[] = {"autoscaling", "ec2", "logs", "organizations", "sts"};

const GlobalEndpoint* global_endpoint(const Service& service, const aws::Partition& partition) {
  for (const GlobalEndpoint& row : kGlobalEndpoints) {
    if (row.service == service.name && row.partition == partition.name) return &row;
  }
  return nullptr;
}

aws::Region signing_region(const Service& service, const aws::Region& region) {
  if (!service.is_global) return region;
  const aws::Partition& partition = aws::partition_of(region);
  if (const GlobalEndpoint* row = global_endpoint(service, partition))
    return aws::Region{row->signing_region};
  for (const auto& row : kMainRegions) {
    if (row.partition == partition.name) return aws::Region{row.region};
  }
  return aws::Region{"us-east-1"};
}

/// The domain of dual-stack endpoints; "" where a partition has none.
std::string_view dual_stack_suffix(const aws::Partition& partition) {
  if (partition.name == "aws-cn") return "api.amazonwebservices.com.cn";
  if (partition.name == "aws" || partition.name == "aws-us-gov") return "api.aws";
  return "";
}

/// S3's dual-stack endpoints are older than those of other services, and named in another way.
std::string s3_host(const aws::Region& region, const aws::Partition& partition, const EndpointRules& rules) {
  return std::string(rules.use_fips ? "s3-fips." : "s3.") + (rules.use_dual_stack ? "dualstack." : "") +
         region.value + "." + std::string(partition.dns_suffix);
}

/// The console's, where `aws login` and those who renew its sessions ask. Its domain is the console's, not the APIs'.
std::string signin_host(const aws::Region& region, const aws::Partition& partition) {
  std::string_view suffix = partition.dns_suffix;
  if (partition.name == "aws") suffix = "aws.amazon.com";
  if (partition.name == "aws-cn") suffix = "amazonaws.cn";
  if (partition.name == "aws-us-gov") suffix = "amazonaws-us-gov.com";
  return region.value + ".signin." + std::string(suffix);
}

bool is_plain_by_fips(const Service& service, const aws::Partition& partition) {
  return partition.name == "aws-us-gov" &&
         std::find(std::begin(kFipsAnywayInGovernment), std::end(kFipsAnywayInGovernment), service.name) !=
             std::end(kFipsAnywayInGovernment);
}

std::string_view special_host(const GlobalEndpoint& row, const EndpointRules& rules) {
  if (rules.use_dual_stack) return rules.use_fips ? "" : row.dual_stack_host;
  return rules.use_fips ? row.fips_host : row.host;
}

Result<std::string> host_of(const Service& service, const aws::Region& region, const EndpointRules& rules) {
  const aws::Partition& partition = aws::partition_of(region);
  if (service.name == "s3") return s3_host(region, partition, rules);
  if (service.name == "signin" && !rules.use_fips && !rules.use_dual_stack)
    return signin_host(region, partition);
  const std::string_view suffix = rules.use_dual_stack ? dual_stack_suffix(partition) : partition.dns_suffix;
  if (suffix.empty())
    return Error{"the partition " + std::string(partition.name) + " has no dual-stack endpoints",
                 "turn them off: AWS_USE_DUALSTACK_ENDPOINT, or use_dualstack_endpoint in the profile"};
  if (const GlobalEndpoint* row = global_endpoint(service, partition)) {
    if (const std::string_view host = special_host(*row, rules); !host.empty()) return std::string(host);
  }
  std::string host{service.name};
  if (rules.use_fips && (rules.use_dual_stack || !is_plain_by_fips(service, partition))) host += "-fips";
  const aws::Region in = rules.use_dual_stack ? region : signing_region(service, region);
  return host + "." + in.value + "." + std::string(suffix);
}

}  // namespace

Result<Endpoint> endpoint_of(const Service& service, const aws::Region& region, const EndpointRules& rules) {
  const auto own = rules.by_service.find(std::string(service.name));
  std::string text = own != rules.by_service.end() ? own->second : rules.endpoint_url;
  if (text.empty()) {
    ENI_TRY(const std::string host, host_of(service, region, rules));
    text = "https://" + host;
  }
  auto url = net::Url::parse(text);
  if (url.has_error())
    return Error{
        "the endpoint of " + std::string(service.name) + ": " + url.error().message,
        "it comes from --endpoint-url, the AWS_ENDPOINT_URL variables, or endpoint_url in the profile"};
  return Endpoint{*std::move(url), signing_region(service, region)};
}

}  // namespace eni::client
