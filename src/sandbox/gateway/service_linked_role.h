#pragma once
/// A service as a session of its service-linked role: what it may do in an account is what IAM says of the role there. Services
/// ask here; the role's rows are IAM's.
#include <string_view>

#include "sandbox/gateway/principal.h"
#include "sandbox/store/store.h"

namespace eni::sandbox {

struct ServiceLinkedRole {
  std::string_view service;  ///< "ecs.amazonaws.com"
  std::string_view name;     ///< "AWSServiceRoleForECS"
  std::string_view session;  ///< as CloudTrail shows it: "ecs-eni-provisioning"
};

/// Whether the account has the role.
bool has_role(Store& store, const aws::AccountId& account, const ServiceLinkedRole& role);

/// Without the role in the account, IAM allows it nothing.
Principal principal_of(Store& store, const aws::AccountId& account, const aws::Region& region,
                       const ServiceLinkedRole& role);

}  // namespace eni::sandbox
