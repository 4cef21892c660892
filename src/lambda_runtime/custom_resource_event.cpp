#include "lambda_runtime/custom_resource_event.h"

#include <array>

namespace eni::lambda_runtime {

namespace {

constexpr std::array<std::pair<std::string_view, RequestType>, 3> kRequestTypes{{
    {"Create", RequestType::kCreate},
    {"Update", RequestType::kUpdate},
    {"Delete", RequestType::kDelete},
}};

Result<std::string> required(const json::object& event, std::string_view key) {
  auto text = find_string(event, key);
  if (!text || text->empty())
    return Error{"not a custom resource event: " + std::string(key) + " is missing or not a text", ""};
  return *std::move(text);
}

Result<json::object> properties(const json::object& event, std::string_view key) {
  const json::value* value = find(event, key);
  if (!value || !value->is_object())
    return Error{"not a custom resource event: " + std::string(key) + " is missing or not an object", ""};
  return value->get_object();
}

Result<RequestType> request_type(const json::object& event) {
  ENI_TRY(const std::string name, required(event, "RequestType"));
  for (const auto& [text, type] : kRequestTypes)
    if (text == name) return type;
  return Error{"RequestType is neither Create, Update nor Delete: '" + name + "'", ""};
}

}  // namespace

std::string_view to_string(RequestType type) {
  for (const auto& [text, each] : kRequestTypes)
    if (each == type) return text;
  return "?";
}

Result<ReturnAddress> read_return_address(const json::value& event) {
  const json::object* object = event.if_object();
  if (!object) return Error{"not a custom resource event: not a JSON object", ""};
  ReturnAddress address;
  ENI_TRY(address.response_url, required(*object, "ResponseURL"));
  ENI_TRY(address.stack_id, required(*object, "StackId"));
  ENI_TRY(address.request_id, required(*object, "RequestId"));
  ENI_TRY(address.logical_resource_id, required(*object, "LogicalResourceId"));
  return address;
}

std::string physical_id_of(const json::value& event) {
  const json::object* object = event.if_object();
  return object ? find_string(*object, "PhysicalResourceId").value_or("") : "";
}

Result<CustomResourceEvent> read_event(const json::value& event) {
  const json::object* object = event.if_object();
  if (!object) return Error{"not a custom resource event: not a JSON object", ""};
  CustomResourceEvent out;
  ENI_TRY(out.type, request_type(*object));
  ENI_TRY(out.properties, properties(*object, "ResourceProperties"));
  out.resource_type = find_string(*object, "ResourceType").value_or("");
  if (out.type != RequestType::kCreate) {
    ENI_TRY(out.physical_resource_id, required(*object, "PhysicalResourceId"));
  }
  if (out.type == RequestType::kUpdate) {
    ENI_TRY(out.old_properties, properties(*object, "OldResourceProperties"));
  }
  return out;
}

}  // namespace eni::lambda_runtime
