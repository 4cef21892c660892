#pragma once
/// What CloudFormation asks of a custom resource. Source: CloudFormation User Guide, "Custom resource request
/// objects".
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace eni::lambda_runtime {

/// What an answer needs to reach CloudFormation and to be taken: without it an event cannot be answered at
/// all.
struct ReturnAddress {
  std::string response_url;  ///< presigned: never logged
  std::string stack_id;
  std::string request_id;
  std::string logical_resource_id;
};

enum class RequestType { kCreate, kUpdate, kDelete };
/// "Create", "Update", "Delete".
std::string_view to_string(RequestType type);

struct CustomResourceEvent {
  RequestType type = RequestType::kCreate;
  std::string resource_type;         ///< "Custom::…"; may be empty
  std::string physical_resource_id;  ///< empty for Create
  json::object properties;           ///< scalars are strings, whatever they are in the template
  json::object old_properties;       ///< Update only
};

/// @error  "not a custom resource event: …" with what is missing; never with the event's contents
Result<ReturnAddress> read_return_address(const json::value& event);
/// @error  what is wrong with it, for the answer's reason
Result<CustomResourceEvent> read_event(const json::value& event);
/// The id the event came with, as far as it has one: what a refusal has to carry.
std::string physical_id_of(const json::value& event);

}  // namespace eni::lambda_runtime
