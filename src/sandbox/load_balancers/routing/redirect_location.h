#pragma once
/// Where a redirect action sends a client.
/// Source: Application Load Balancers User Guide, "Redirect actions".
#include <string>

#include "sandbox/load_balancers/routing/rule_choice.h"

namespace eni::sandbox::load_balancers {

/// The value of Location, with its port in any case, as Elastic Load Balancing writes it.
std::string redirect_location(const Redirect& redirect, const RequestView& request);

}  // namespace eni::sandbox::load_balancers
