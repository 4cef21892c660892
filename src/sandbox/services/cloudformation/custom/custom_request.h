#pragma once
/// Asking a custom resource's function, and waiting for what it answers.
/// Source: User Guide, "Custom resource request objects".
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/services/cloudformation/custom/response_endpoint.h"
#include "sandbox/services/cloudformation/resources/resource_type.h"

namespace eni::sandbox::cloudformation {

enum class RequestType { kCreate, kUpdate, kDelete };
/// "Create", "Update", "Delete".
std::string_view to_string(RequestType type);

struct CustomQuestion {
  RequestType request_type = RequestType::kCreate;
  std::string resource_type;    ///< "Custom::Setting"
  std::string physical_id;      ///< not for Create
  json::object properties;      ///< ServiceToken included
  json::object old_properties;  ///< Update only
};

struct CustomAnswer {
  enum class End {
    kSuccess,
    kFailed,        ///< by its function's word, or for want of a usable answer
    kNotDelivered,  ///< the function could not be invoked at all
    kCancelled,     ///< the stack gave up on it
  };
  End end = End::kSuccess;
  std::string reason;
  std::string physical_id;  ///< may be empty
  std::string request_id;
  json::object data;
  bool no_echo = false;
};

/// How long to wait for an answer: ServiceTimeout, an hour unless given; nothing if it is not 1 to 3600 seconds.
std::optional<std::chrono::seconds> service_timeout(const json::object& properties);

/// Invokes the function asynchronously and waits. A question that was asked before the sandbox was killed is asked
/// again under its old RequestId, or answered by what has arrived meanwhile.
Task<CustomAnswer> ask(ResourceCall& call, ResponseEndpoint& responses, const CustomQuestion& question);

}  // namespace eni::sandbox::cloudformation
