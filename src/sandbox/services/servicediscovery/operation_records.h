#pragma once
/// What callers follow of what they have asked for. It is done when its operation is recorded; with --pace aws the operation is PENDING
/// for as long as AWS takes.
#include "sandbox/services/servicediscovery/input.h"

namespace eni::sandbox::service_discovery {

struct NewOperation {
  std::string type;      ///< "REGISTER_INSTANCE"
  json::object targets;  ///< {"SERVICE": "srv-…", "INSTANCE": "…"}
  std::string error_code = {};
  std::string error_message = {};
};

/// @return  its id
std::string record_operation(const Call& call, NewOperation operation);
/// {"OperationId"}
Reply reply_of(const std::string& operation_id);
/// Whether it has not ended.
bool is_under_way(const Call& call, const std::string& operation_id);
/// DuplicateRequest, with the operation's id.
ApiError duplicate_request(const std::string& operation_id);

}  // namespace eni::sandbox::service_discovery
