#pragma once
/// Names of load balancers in DNS.
#include <string>
#include <string_view>

#include "aws/identifiers.h"
#include "base/random.h"

namespace eni::sandbox::elb_service {

/// The Route 53 hosted zone of a Region's load balancers: CanonicalHostedZoneId.
/// @param type  "application" or "network"
/// @return  "" for a Region that the table does not have
/// Source: AWS General Reference, "Elastic Load Balancing endpoints and quotas".
std::string_view hosted_zone(std::string_view type, const aws::Region& region);

/// "NAME-1234567890.REGION.elb.amazonaws.com", "internal-NAME-…" if internal; of network load balancers
/// "NAME-ID.elb.REGION.amazonaws.com".
/// @param id  the end of its ARN
std::string dns_name(std::string_view type, std::string_view scheme, const std::string& name,
                     const std::string& id, const aws::Region& region, Random& random);

}  // namespace eni::sandbox::elb_service
