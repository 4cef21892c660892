#pragma once
/// AWSServiceRoleForECS, as which ECS calls other services.
/// Source: Amazon ECS Developer Guide, "Using service-linked roles for Amazon ECS".
#include <string>
#include <string_view>

#include "sandbox/gateway/call.h"

namespace eni::sandbox::ecs_service {

inline constexpr std::string_view kServiceLinkedRole = "AWSServiceRoleForECS";

/// Whether the account has the role.
bool has_service_linked_role(Store& store, const aws::AccountId& account);

/// ECS as a session of that role, as CloudTrail shows it for network interfaces: session "ecs-eni-provisioning". What it
/// may do is what IAM says of the role; without the role, nothing.
Principal service_linked_principal(Store& store, const aws::AccountId& account, const aws::Region& region);

/// The same for what the service scheduler asks of Elastic Load Balancing: session "ecs-service-scheduler".
Principal service_scheduler_principal(Store& store, const aws::AccountId& account, const aws::Region& region);

/// Makes the role as the caller if the account has none. A caller who may not create it goes without: AWS creates
/// the cluster all the same.
/// Source: Amazon ECS API Reference, CreateCluster
Task<void> ensure_service_linked_role(const Call& call);

}  // namespace eni::sandbox::ecs_service
