#include "client/endpoints.h"

#include <algorithm>

#include "aws/partition.h"

namespace eni::client {

namespace {

/// Hosts that do not follow from the service's and the Region's names; empty: those that do.
struct GlobalEndpoint {
  std::string_view service;
  std::string_view partition;
  std::string_view signing_region;
  std::string_view host;  ///< empty: that of the signing region
  std::string_view fips_host;
  std::string_view dual_stack_host;
  std::string_view fips_dual_stack_host;
};

constexpr GlobalEndpoint kGlobalEndpoints[] = {
    {"iam", "aws", "us-east-1", "iam.amazonaws.com", "iam-fips.amazonaws.com", "iam.global.api.aws",
     "iam-fips.global.api.aws"},
    {"iam", "aws-cn", "cn-north-1", "", "", "iam.global.api.amazonwebservices.com.cn", ""},
    {"iam", "aws-us-gov", "us-gov-west-1", "iam.us-gov.amazonaws.com", "iam.us-gov.amazonaws.com",
     "iam.us-gov.api.aws", "iam.us-gov.api.aws"},
    {"iam", "aws-iso", "us-iso-east-1", "", "iam-fips.us-iso-east-1.c2s.ic.gov", "", ""},
    {"iam", "aws-iso-b", "us-isob-east-1", "", "iam-fips.us-isob-east-1.sc2s.sgov.gov", "", ""},
    {"organizations", "aws", "us-east-1", "", "organizations-fips.us-east-1.amazonaws.com", "", ""},
    {"organizations", "aws-cn", "cn-northwest-1", "", "", "", ""},
    {"organizations", "aws-us-gov", "us-gov-west-1", "", "organizations.us-gov-west-1.amazonaws.com", "", ""},
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

/// The domains of dual-stack endpoints. Source: botocore's partitions.json.
constexpr struct {
  std::string_view partition;
  std::string_view suffix;
} kDualStackSuffixes[] = {
    {"aws", "api.aws"},
    {"aws-cn", "api.amazonwebservices.com.cn"},
    {"aws-us-gov", "api.aws"},
    {"aws-iso", "api.aws.ic.gov"},
    {"aws-iso-b", "api.aws.scloud"},
    {"aws-iso-e", "api.cloud-aws.adc-e.uk"},
    {"aws-iso-f", "api.aws.hci.ic.gov"},
    {"aws-eusc", "api.amazonwebservices.eu"},
};

/// In the partition aws-us-gov their usual endpoints are validated by FIPS 140, and have no name of their own for it.
constexpr std::string_view kFipsAnywayInGovernment[] = {
    "autoscaling", "cloudformation", "ec2", "elasticloadbalancing", "logs", "oidc", "portal.sso", "sts"};

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

std::string_view dual_stack_suffix(const aws::Partition& partition) {
  for (const auto& row : kDualStackSuffixes) {
    if (row.partition == partition.name) return row.suffix;
  }
  return kDualStackSuffixes[0].suffix;
}

/// S3's dual-stack endpoints are older than those of other services, and named in another way.
Result<std::string> s3_host(const aws::Region& region, const aws::Partition& partition,
                            const EndpointRules& rules) {
  if (rules.use_fips && partition.name == "aws-cn")
    return Error{"S3 has no FIPS endpoints in the partition aws-cn",
                 "turn them off: AWS_USE_FIPS_ENDPOINT, or use_fips_endpoint in the profile"};
  return std::string(rules.use_fips ? "s3-fips." : "s3.") + (rules.use_dual_stack ? "dualstack." : "") +
         region.value + "." + std::string(partition.dns_suffix);
}

/// The console's, where `aws login` and those who renew its sessions ask: in some partitions its domain is not the APIs'.
std::string signin_host(const aws::Region& region, const aws::Partition& partition) {
  if (partition.name == "aws") return region.value + ".signin.aws.amazon.com";
  if (partition.name == "aws-cn") return region.value + ".signin.amazonaws.cn";
  if (partition.name == "aws-us-gov") return region.value + ".signin.amazonaws-us-gov.com";
  return "signin." + region.value + "." + std::string(partition.dns_suffix);
}

bool is_plain_by_fips(const Service& service, const aws::Partition& partition) {
  return partition.name == "aws-us-gov" &&
         std::find(std::begin(kFipsAnywayInGovernment), std::end(kFipsAnywayInGovernment), service.name) !=
             std::end(kFipsAnywayInGovernment);
}

std::string_view special_host(const GlobalEndpoint& row, const EndpointRules& rules) {
  if (rules.use_dual_stack) return rules.use_fips ? row.fips_dual_stack_host : row.dual_stack_host;
  return rules.use_fips ? row.fips_host : row.host;
}

Result<std::string> host_of(const Service& service, const aws::Region& region, const EndpointRules& rules) {
  const aws::Partition& partition = aws::partition_of(region);
  if (service.name == "s3") return s3_host(region, partition, rules);
  if (service.name == "signin" && !rules.use_fips && !rules.use_dual_stack)
    return signin_host(region, partition);
  if (const GlobalEndpoint* row = global_endpoint(service, partition)) {
    if (const std::string_view host = special_host(*row, rules); !host.empty()) return std::string(host);
  }
  std::string host{service.name};
  if (rules.use_fips && (rules.use_dual_stack || !is_plain_by_fips(service, partition))) host += "-fips";
  const bool is_plain = !rules.use_fips && !rules.use_dual_stack;
  // Only IAM's variants have no region in their names; those of organizations have the one that was asked for.
  if (is_plain || service.name != "iam")
    host += "." + (is_plain ? signing_region(service, region) : region).value;
  return host + "." + std::string(rules.use_dual_stack ? dual_stack_suffix(partition) : partition.dns_suffix);
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
