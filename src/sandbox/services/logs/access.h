#pragma once
/// What authorization asks IAM about CloudWatch Logs' calls.
/// Source: Service Authorization Reference, "Amazon CloudWatch Logs", and the texts of its
/// AccessDeniedException, which name a group as log-group:NAME:log-stream: (so that policies that end in :*
/// match).
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::logs_service {

Access group_access(const Call& call);       ///< log-group:NAME:log-stream:
Access untagged_access(const Call& call);    ///< the same; `tags` are keys of tags to remove
Access stream_access(const Call& call);      ///< log-group:NAME:log-stream:STREAM
Access all_groups_access(const Call& call);  ///< log-group::log-stream:
Access tagged_access(const Call& call);      ///< the resourceArn as given

}  // namespace eni::sandbox::logs_service
