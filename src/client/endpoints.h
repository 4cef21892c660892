#pragma once
/// Where a service answers, and for which region requests to it are signed.
#include <map>
#include <string>

#include "aws/identifiers.h"
#include "client/services.h"
#include "net/http.h"

namespace eni::client {

/// What users say of endpoints, from the command line, the environment and their profile.
struct EndpointRules {
  std::string endpoint_url = {};                       ///< for all services; empty: AWS's own
  std::map<std::string, std::string> by_service = {};  ///< before it; by Service::name
  bool use_dual_stack = false;                         ///< AWS_USE_DUALSTACK_ENDPOINT, use_dualstack_endpoint
  bool use_fips = false;                               ///< AWS_USE_FIPS_ENDPOINT, use_fips_endpoint
};

struct Endpoint {
  net::Url url;
  aws::Region signing_region;
};

/// A global service answers at one endpoint of the partition, whatever region is asked for: IAM of "aws" at iam.amazonaws.com,
/// signed for us-east-1.
/// Source: botocore's endpoint rule sets. @error  a configured URL is none; the partition has no such endpoint of the service
Result<Endpoint> endpoint_of(const Service& service, const aws::Region& region, const EndpointRules& rules);

}  // namespace eni::client
