#include "eni_trunking/sandbox/tables.h"

#include <algorithm>
#include <vector>

#include "base/json.h"
#include "eni_trunking/output/did_you_mean.h"
#include "sandbox/services/cloudformation/resources/resource_type.h"
#include "sandbox/services/services.h"

namespace eni::command {

namespace {

std::string_view name_of(sandbox::Protocol protocol) {
  switch (protocol) {
    case sandbox::Protocol::kQuery:
      return "query";
    case sandbox::Protocol::kEc2:
      return "ec2";
    case sandbox::Protocol::kJson11:
      return "json 1.1";
    case sandbox::Protocol::kRestJson:
      return "rest-json";
    case sandbox::Protocol::kRestXml:
      return "rest-xml";
    case sandbox::Protocol::kJson10:
      return "json 1.0";
    case sandbox::Protocol::kRpcV2Cbor:
      return "rpc v2 cbor";
  }
  return "";
}

std::string protocols_of(const sandbox::Service& service) {
  std::string names{name_of(service.protocol)};
  if (!service.is_query_compatible) return names;
  for (const auto protocol : {sandbox::Protocol::kJson10, sandbox::Protocol::kRpcV2Cbor})
    names.append(", ").append(name_of(protocol));
  return names;
}

json::object describe(const sandbox::Service& service) {
  json::array operations;
  for (const sandbox::Operation& row : service.operations)
    operations.push_back(json::object{{"name", row.name},
                                      {"iam_action", sandbox::iam_action(service, row)},
                                      {"reads", row.reads},
                                      {"ignores", row.options.ignores},
                                      {"differences", row.options.differences}});
  return {{"name", service.name},
          {"title", service.title},
          {"protocol", protocols_of(service)},
          {"operations", std::move(operations)}};
}

json::object describe(const sandbox::cloudformation::ResourceType& type) {
  json::array properties;
  for (const std::string_view name : type.supported_properties()) properties.push_back(json::value(name));
  json::array attributes;
  for (const auto& attribute : type.attributes) attributes.push_back(json::value(attribute.name));
  return {{"type", type.name},
          {"properties", std::move(properties)},
          {"attributes", std::move(attributes)},
          {"is_custom", type.is_custom},
          {"differences", type.differences}};
}

/// "did you mean 'NAME'?" with the nearest of `names`, which must not be empty.
std::string nearest_hint(std::string_view word, const std::vector<std::string_view>& names) {
  return did_you_mean(word, {names.begin(), names.end()}) + " see: eni-trunking sandbox operations";
}

}  // namespace

std::string supported_operations_json() {
  json::array services;
  for (const sandbox::Service* service : sandbox::all_services()) services.push_back(describe(*service));
  json::array types;
  for (const auto* type : sandbox::cloudformation::all_resource_types()) types.push_back(describe(*type));
  return pretty(json::object{{"services", std::move(services)}, {"resource_types", std::move(types)}});
}

Result<void> check_fault_target(const sandbox::FaultRule& rule) {
  std::vector<std::string_view> services;
  std::vector<std::string_view> operations;
  for (const sandbox::Service* service : sandbox::all_services()) {
    services.push_back(service->name);
    if (rule.service != "*" && rule.service != service->name) continue;
    for (const sandbox::Operation& row : service->operations) operations.push_back(row.name);
  }
  if (operations.empty()) {
    return Error{"no fault can be made of the service '" + rule.service + "': the sandbox does not have it",
                 nearest_hint(rule.service, services)};
  }
  const bool is_there = std::find(operations.begin(), operations.end(), rule.operation) != operations.end();
  if (rule.operation == "*" || is_there) return {};
  return Error{"no fault can be made of '" + rule.service + ":" + rule.operation +
                   "': the sandbox has no such operation",
               nearest_hint(rule.operation, operations)};
}

}  // namespace eni::command
