/// CreateService, GetService, ListServices, UpdateService, DeleteService.
#include <algorithm>

#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/services/servicediscovery/filters.h"
#include "sandbox/services/servicediscovery/operation_records.h"
#include "sandbox/services/servicediscovery/operations.h"

namespace eni::sandbox::service_discovery {
namespace {

using Rows = ServiceDiscoveryRepository;

/// Of a name in the DNS. Source: RFC 1035, section 2.3.4.
constexpr std::size_t kMaxName = 253;
constexpr const char* kWeighted = "WEIGHTED";

json::object summary(const Call& call, const NamedDocument& row) {
  json::object value{{"Id", row.name},
                     {"Arn", service_arn(row, call)},
                     {"ResourceOwner", row.account},
                     {"CreatedByAccount", row.account},
                     {"Name", text_at(row.document, "Name")},
                     {"Type", text_at(row.document, "Type")},
                     {"InstanceCount", instances_of(call, row.name).size()},
                     {"CreateDate", static_cast<double>(row.created) / 1000}};
  for (const std::string_view name : {"Description", "DnsConfig", "HealthCheckCustomConfig"})
    if (const json::value* member = find(row.document, name)) value[name] = *member;
  return value;
}

json::object shown(const Call& call, const NamedDocument& row) {
  json::object value = summary(call, row);
  value["NamespaceId"] = text_at(row.document, "NamespaceId");
  value["CreatorRequestId"] = text_at(row.document, "CreatorRequestId");
  return value;
}

Reply reply_with(const Call& call, const NamedDocument& row) {
  return Reply{json::object{{"Service", shown(call, row)}}};
}

std::optional<std::string> filtered_value(const Call&, const NamedDocument& row, std::string_view name) {
  if (name == "NAMESPACE_ID") return text_at(row.document, "NamespaceId");
  if (name == "RESOURCE_OWNER") return kSelf;
  return std::nullopt;
}

/// Each type once, and CNAME alone. Assumed wordings. Source: AWS Cloud Map API Reference, "DnsRecord".
ApiResult<void> check_records(const json::array& records, const std::string& routing_policy) {
  if (records.empty()) return invalid_input("DnsConfig must have a DNS record");
  std::vector<std::string> types;
  for (const json::value& record : records) {
    const std::string type = text_at(record, "Type");
    if (std::ranges::find(types, type) != types.end())
      return invalid_input("DnsConfig has more than one DNS record of the type " + type);
    types.push_back(type);
  }
  if (std::ranges::find(types, "CNAME") == types.end()) return {};
  if (types.size() > 1) return invalid_input("A DNS record of the type CNAME can't be combined with others");
  if (routing_policy != kWeighted)
    return invalid_input("A DNS record of the type CNAME needs the routing policy WEIGHTED");
  return {};
}

ApiResult<NamedDocument> namespace_of_new(const Call& call) {
  const json::object* config = call.params.object("DnsConfig");
  const std::string within = config != nullptr ? text_at(*config, "NamespaceId") : "";
  const std::string id = call.params.text_or("NamespaceId", within);
  if (id.empty())  // Assumed wording.
    return invalid_input("NamespaceId or DnsConfig.NamespaceId must be specified");
  if (!within.empty() && id_of(within) != id_of(id))  // Assumed wording.
    return invalid_input("NamespaceId and DnsConfig.NamespaceId name different namespaces");
  return find_namespace(call, id);
}

/// With whole numbers, as clients read them; CloudFormation sends others, too.
json::array records_of(const json::object& config) {
  json::array records = array_at(config, "DnsRecords");
  for (json::value& record : records)
    if (const auto ttl = find_integer(record.as_object(), "TTL")) record.as_object()["TTL"] = *ttl;
  return records;
}

/// What the service gets of DnsConfig; nothing if it is for API calls only.
ApiResult<std::optional<json::object>> read_dns_config(const Call& call, const NamedDocument& within) {
  const json::object* given = call.params.object("DnsConfig");
  if (given == nullptr) return std::optional<json::object>{};
  if (call.params.text("Type") || text_at(within.document, "Type") == "HTTP")  // Assumed wording.
    return invalid_input("DnsConfig is not valid for a service that only API calls discover");
  const std::string policy = find_string(*given, "RoutingPolicy").value_or("MULTIVALUE");
  ENI_CHECK(check_records(array_at(*given, "DnsRecords"), policy));
  return std::optional<json::object>{json::object{
      {"NamespaceId", within.name}, {"RoutingPolicy", policy}, {"DnsRecords", records_of(*given)}}};
}

ApiResult<NamedDocument> new_service(const Call& call, const NamedDocument& within) {
  const std::string name = call.params.text_or("Name", "");
  if (name.size() + 1 + text_at(within.document, "Name").size() > kMaxName)  // Assumed wording.
    return invalid_input("The name of the service with its namespace is too long");
  NamedDocument row{call.account().value, call.region.value, new_id(call, "srv-"), epoch_millis(call.now())};
  ENI_TRY(auto config, read_dns_config(call, within));
  row.document = {{"Name", name},
                  {"NamespaceId", within.name},
                  {"Type", config ? "DNS_HTTP" : "HTTP"},
                  {"CreatorRequestId", creator_request_id(call)},
                  {"Request", request_text(call)},
                  {"Revision", 0}};
  if (config) row.document["DnsConfig"] = *std::move(config);
  if (const auto description = call.params.text("Description")) row.document["Description"] = *description;
  // AWS takes one failure as the threshold whatever is said.
  if (call.params.object("HealthCheckCustomConfig") != nullptr)
    row.document["HealthCheckCustomConfig"] = json::object{{"FailureThreshold", 1}};
  ENI_TRY(row.document["Tags"], read_tags(call, {}, service_arn(row, call)));
  return row;
}

ApiError already_exists(const Call& call, const NamedDocument& row) {
  ApiError error{"ServiceAlreadyExists", "Service already exists: " + text_at(row.document, "Name"),
                 400};  // Assumed wording.
  error.members = {{"CreatorRequestId", text_at(row.document, "CreatorRequestId")},
                   {"ServiceId", row.name},
                   {"ServiceArn", service_arn(row, call)}};
  return error;
}

/// Their types, each with a comma after it.
std::string types_of(const json::array& records) {
  std::vector<std::string> types;
  for (const json::value& record : records) types.push_back(text_at(record, "Type"));
  std::ranges::sort(types);
  return join(types, ",");
}

ApiResult<void> change_records(NamedDocument& row, const json::object& change) {
  const json::array& records = array_at(object_at(change, "DnsConfig"), "DnsRecords");
  json::value* config = row.document.if_contains("DnsConfig");
  // Source: AWS Cloud Map API Reference, "DnsConfig": the types stay. Assumed wording.
  if (config == nullptr || types_of(records) != types_of(array_at(*config, "DnsRecords")))
    return invalid_input("The types of a service's DNS records can't be changed");
  config->as_object()["DnsRecords"] = records_of(object_at(change, "DnsConfig"));
  return {};
}

}  // namespace

ApiResult<Reply> create_service(Call& call) {
  ENI_TRY(const NamedDocument within, namespace_of_new(call));
  auto& rows = repository(call);
  const std::string key = Rows::service_key(within.name, to_lower(call.params.text_or("Name", "")));
  if (const auto there = rows.service_names.find(within.account, within.region, key)) {
    ENI_TRY(const NamedDocument row, find_service(call, text_at(there->document, "Id")));
    const bool is_retry =
        call.params.has("CreatorRequestId") && text_at(row.document, "Request") == request_text(call);
    if (is_retry) return reply_with(call, row);
    return already_exists(call, row);
  }
  ENI_TRY(const NamedDocument row, new_service(call, within));
  rows.services.put(row);
  rows.service_names.put({row.account, row.region, key, row.created, json::object{{"Id", row.name}}});
  return reply_with(call, row);
}

ApiResult<Reply> get_service(Call& call) {
  ENI_TRY(const NamedDocument row, find_service(call, call.params.text_or("Id", "")));
  return reply_with(call, row);
}

ApiResult<Reply> list_services(Call& call) {
  auto rows = repository(call).services.list(call.account().value, call.region.value);
  ENI_TRY(rows, filtered(call, std::move(rows), filtered_value));
  return page_of(call, rows, "Services", summary);
}

ApiResult<Reply> update_service(Call& call) {
  ENI_TRY(NamedDocument row, find_service(call, call.params.text_or("Id", "")));
  const json::object* change = call.params.object("Service");
  if (change != nullptr) {
    if (const auto description = find_string(*change, "Description"))
      row.document["Description"] = *description;
    if (change->contains("DnsConfig")) ENI_CHECK(change_records(row, *change));
  }
  repository(call).services.put(row);
  return reply_of(record_operation(call, {"UPDATE_SERVICE", json::object{{"SERVICE", row.name}}}));
}

ApiResult<Reply> delete_service(Call& call) {
  ENI_TRY(const NamedDocument row, find_service(call, call.params.text_or("Id", "")));
  if (!instances_of(call, row.name).empty()) {
    return ApiError{"ResourceInUse",
                    "Service contains registered instances; delete the instances before deleting the service",
                    400};
  }
  auto& rows = repository(call);
  const std::string key =
      Rows::service_key(text_at(row.document, "NamespaceId"), to_lower(text_at(row.document, "Name")));
  rows.service_names.remove(row.account, row.region, key);
  rows.services.remove(row.account, row.region, row.name);
  return Reply{};
}

}  // namespace eni::sandbox::service_discovery
