#pragma once
/// The decision itself, for authorize() and for those who word their refusal themselves (STS).
#include <memory>
#include <string>
#include <string_view>

#include "iam/evaluate.h"
#include "sandbox/gateway/authorize.h"
#include "sandbox/gateway/compiled_policies.h"

namespace eni::sandbox {

/// A resource's own policy, and whether nobody may pass without its word.
struct ResourcePolicy {
  std::shared_ptr<const iam::Policy> policy;  ///< nullptr if it has none
  bool must_allow = false;                    ///< trust policies
  std::string owner = {};                     ///< account of the resource; "" for the one its ARN names
};

/// The account that an ARN names, twelve digits; "" for what has no owner by its ARN (S3's buckets, "*").
std::string_view owner_of(std::string_view arn);

/// The caller as policies of resources see it.
iam::Caller caller_of(const Principal& principal);

/// @param service_keys  condition keys of the operation
iam::Reason decide(Store& store, const Principal& principal, std::string_view action,
                   std::string_view resource, const ResourcePolicy& resource_policy,
                   const std::vector<std::pair<std::string, std::string>>& service_keys,
                   const RequestContext& request);

}  // namespace eni::sandbox
