#pragma once
/// NAT gateways. Their states follow from when they were made or deleted, so there is no timer to lose.
#include <string_view>

#include "sandbox/services/ec2/resources.h"

namespace eni::sandbox::ec2_service {

/// Pending, available, failed, deleting or deleted, now.
std::string nat_gateway_state(const Call& call, const Ec2Resource& gateway);

/// What its document begins with: when it was made, and, for networks that carry traffic, from when on it works.
json::object nat_gateway_times(const Call& call);

/// Whether a route may lead there: it exists and is neither deleted nor being so.
bool is_nat_gateway_usable(const Call& call, std::string_view id);

/// Forgets those of the caller that were deleted an hour ago.
void forget_old_nat_gateways(const Call& call);

json::object nat_gateway_item(const Call& call, const Ec2Resource& gateway);

}  // namespace eni::sandbox::ec2_service
