#pragma once
/// What IAM says of a call: the principal's policies as the store holds them, evaluated by the policy
/// language.
#include <string>
#include <string_view>

#include "aws/api_error.h"
#include "aws/identifiers.h"
#include "base/clock.h"
#include "sandbox/gateway/operation.h"
#include "sandbox/gateway/principal.h"

namespace eni::sandbox {

/// The circumstances of a call that policies may ask for.
struct RequestContext {
  aws::Region region;     ///< aws:RequestedRegion
  std::string source_ip;  ///< aws:SourceIp
  TimePoint now;          ///< aws:CurrentTime, aws:EpochTime
};

/// Whether IAM lets `principal` do `action` on all of access.resources: identity policies, boundary, session
/// policies and access.resource_policy. Root and services are always allowed unless the resource's policy
/// denies. A change of IAM counts once settings.iam_propagation has passed since it was made.
/// @error  AccessDenied (403) in AWS's words: "User: ARN is not authorized to perform: ACTION on resource:
/// RESOURCE
///         because no identity-based policy allows the ACTION action"; the gateway renames the code for JSON
///         services
aws::ApiResult<void> authorize(Environment& environment, const Principal& principal, std::string_view action,
                               const Access& access, const RequestContext& request);

}  // namespace eni::sandbox
