#include "sandbox_tables.h"

#include "base/json.h"
#include "sandbox/services/cloudformation/resources/resource_type.h"
#include "sandbox/services/services.h"

namespace eni::command {

namespace {

std::string_view name_of(sandbox::Protocol protocol) {
  switch (protocol) {
    case sandbox::Protocol::kQuery:
      return "query";
    case sandbox::Protocol::kJson11:
      return "json 1.1";
    case sandbox::Protocol::kRestJson:
      return "rest-json";
    case sandbox::Protocol::kRestXml:
      return "rest-xml";
  }
  return "";
}

json::object describe(const sandbox::Service& service) {
  json::array operations;
  for (const sandbox::Operation& row : service.operations)
    operations.push_back(
        json::object{{"name", row.name}, {"iam_action", row.iam_action}, {"differences", row.differences}});
  return {{"name", service.name},
          {"title", service.title},
          {"protocol", name_of(service.protocol)},
          {"operations", std::move(operations)}};
}

json::object describe(const sandbox::cloudformation::ResourceType& type) {
  json::array properties;
  for (const auto& property : type.properties) properties.push_back(json::value(property.name));
  json::array attributes;
  for (const std::string_view attribute : type.attributes) attributes.push_back(json::value(attribute));
  return {{"type", type.name},
          {"properties", std::move(properties)},
          {"attributes", std::move(attributes)},
          {"is_custom", type.is_custom},
          {"differences", type.differences}};
}

}  // namespace

std::string supported_operations_json() {
  json::array services;
  for (const sandbox::Service* service : sandbox::all_services()) services.push_back(describe(*service));
  json::array types;
  for (const auto* type : sandbox::cloudformation::all_resource_types()) types.push_back(describe(*type));
  return pretty(json::object{{"services", std::move(services)}, {"resource_types", std::move(types)}});
}

}  // namespace eni::command
