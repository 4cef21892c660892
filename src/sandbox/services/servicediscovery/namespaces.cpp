/// CreateHttpNamespace, CreatePrivateDnsNamespace, GetNamespace, ListNamespaces, UpdateHttpNamespace, UpdatePrivateDnsNamespace,
/// DeleteNamespace.
#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/gateway/commit_hook.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/services/servicediscovery/domain_name.h"
#include "sandbox/services/servicediscovery/filters.h"
#include "sandbox/services/servicediscovery/operation_records.h"
#include "sandbox/services/servicediscovery/operations.h"

namespace eni::sandbox::service_discovery {
namespace {

using Rows = ServiceDiscoveryRepository;

/// Source: AWS Cloud Map Developer Guide, "AWS Cloud Map service quotas".
constexpr std::size_t kMaxNamespaces = 50;
/// What a zone's SOA record says where nobody else does.
constexpr std::int64_t kSoaTtl = 15;
constexpr std::size_t kZoneCharacters = 20;
/// Of what tells names of API calls apart where namespaces have the same name. Assumed.
constexpr std::size_t kHashCharacters = 8;
constexpr std::string_view kHashAlphabet = "abcdefghijklmnopqrstuvwxyz234567";

std::int64_t service_count(const Call& call, const NamedDocument& row) {
  const std::string prefix = Rows::service_key(row.name, "");
  return static_cast<std::int64_t>(
      Rows::with_prefix(repository(call).service_names, row.account, row.region, prefix).size());
}

json::object summary(const Call& call, const NamedDocument& row) {
  json::object value{{"Id", row.name},
                     {"Arn", namespace_arn(row, call)},
                     {"ResourceOwner", row.account},
                     {"Name", text_at(row.document, "Name")},
                     {"Type", text_at(row.document, "Type")},
                     {"ServiceCount", service_count(call, row)},
                     {"Properties", object_at(row.document, "Properties")},
                     {"CreateDate", static_cast<double>(row.created) / 1000}};
  if (const auto description = find_string(row.document, "Description")) value["Description"] = *description;
  return value;
}

json::object shown(const Call& call, const NamedDocument& row) {
  json::object value = summary(call, row);
  value["CreatorRequestId"] = text_at(row.document, "CreatorRequestId");
  return value;
}

/// By which DiscoverInstances finds it.
std::string http_name(const NamedDocument& row) {
  return text_at(object_at(object_at(row.document, "Properties"), "HttpProperties"), "HttpName");
}

std::optional<std::string> filtered_value(const Call&, const NamedDocument& row, std::string_view name) {
  if (name == "TYPE") return text_at(row.document, "Type");
  if (name == "NAME") return text_at(row.document, "Name");
  if (name == "HTTP_NAME") return http_name(row);
  if (name == "RESOURCE_OWNER") return kSelf;
  return std::nullopt;
}

/// Of the names that a resolver can be asked for. Assumed wording.
ApiResult<void> check_domain(const std::string& name) {
  if (is_domain(name)) return {};
  return invalid_input("The name " + name + " is not a valid domain name");
}

ApiError already_exists(const NamedDocument& row) {
  ApiError error{
      "NamespaceAlreadyExists",
      "The namespace that you're trying to create already exists: " + text_at(row.document, "Name"),
      400};  // Assumed wording.
  error.members = {{"CreatorRequestId", text_at(row.document, "CreatorRequestId")},
                   {"NamespaceId", row.name}};
  return error;
}

/// The operation of the call's first try; nothing if there was none.
/// @error  NamespaceAlreadyExists if that was another call, ResourceLimitExceeded
ApiResult<std::optional<std::string>> earlier_operation(const Call& call) {
  auto& rows = repository(call);
  const std::string request = call.params.text_or("CreatorRequestId", "");
  const auto all = rows.namespaces.list(call.account().value, call.region.value);
  for (const NamedDocument& row : all) {
    if (request.empty() || text_at(row.document, "CreatorRequestId") != request) continue;
    if (text_at(row.document, "Request") != request_text(call)) return already_exists(row);
    return std::optional<std::string>{text_at(row.document, "OperationId")};
  }
  if (all.size() < kMaxNamespaces) return std::optional<std::string>{};
  return ApiError{
      "ResourceLimitExceeded",
      "The resource can't be created because you've reached the quota on the number of resources.",
      400};  // Assumed wording.
}

std::optional<NamedDocument> namespace_called(const Call& call, const std::string& http_name) {
  auto& rows = repository(call);
  const auto found = rows.namespace_names.find(call.account().value, call.region.value, to_lower(http_name));
  if (!found) return std::nullopt;
  return rows.namespaces.find(found->account, found->region, text_at(found->document, "Id"));
}

/// Source: AWS Cloud Map API Reference, "DiscoverInstances": if a name is used again, a generated hash is added to distinguish the two.
std::string new_http_name(const Call& call, const std::string& name) {
  std::string http_name = name;
  while (namespace_called(call, http_name))
    http_name = name + "-" + call.random().text(kHashCharacters, kHashAlphabet);
  return http_name;
}

ApiResult<NamedDocument> new_namespace(const Call& call, std::string type) {
  NamedDocument row{call.account().value, call.region.value, new_id(call, "ns-"), epoch_millis(call.now())};
  const std::string name = call.params.text_or("Name", "");
  row.document = {{"Name", name},
                  {"Type", std::move(type)},
                  {"CreatorRequestId", creator_request_id(call)},
                  {"Request", request_text(call)},
                  {"Properties",
                   json::object{{"HttpProperties", json::object{{"HttpName", new_http_name(call, name)}}}}}};
  if (const auto description = call.params.text("Description")) row.document["Description"] = *description;
  ENI_TRY(row.document["Tags"], read_tags(call, {}, namespace_arn(row, call)));
  return row;
}

Reply store(const Call& call, NamedDocument row) {
  auto& rows = repository(call);
  const std::string operation =
      record_operation(call, {"CREATE_NAMESPACE", json::object{{"NAMESPACE", row.name}}});
  row.document["OperationId"] = operation;
  rows.namespaces.put(row);
  const json::object id{{"Id", row.name}};
  rows.namespace_names.put({row.account, row.region, to_lower(http_name(row)), row.created, id});
  const std::string domain = to_lower(text_at(row.document, "Name"));
  if (const auto vpc = find_string(row.document, "Vpc")) {
    const json::object owner{{"Account", row.account}, {"Region", row.region}, {"Id", row.name}};
    rows.zones.put({"", "", Rows::zone_key(*vpc, domain), row.created, owner});
  }
  return reply_of(operation);
}

json::object dns_properties(const std::string& zone, std::int64_t ttl) {
  return {{"HostedZoneId", zone}, {"SOA", json::object{{"TTL", ttl}}}};
}

std::optional<std::int64_t> soa_ttl(const json::object& properties) {
  return find_integer(object_at(object_at(properties, "DnsProperties"), "SOA"), "TTL");
}

NewOperation no_zone(std::string message) {
  return {"CREATE_NAMESPACE", json::object{}, "CANNOT_CREATE_HOSTED_ZONE", std::move(message)};
}

/// Of one that others let the caller use. Source: Amazon Route 53 API Reference, "CreateHostedZone", InvalidVPCId; the wording is as users
/// quote it who share VPCs.
NewOperation not_the_owner(const Call& call, const std::string& vpc) {
  return no_zone("The VPC: " + vpc + " in region " + call.region.value +
                 " that you provided is not authorized to make the association.");
}

/// Why no zone can be made for the VPC; nothing if one can. Source of the codes: AWS Cloud Map API Reference, "Operation".
Task<std::optional<NewOperation>> refusal_of_vpc(Call& call, std::string vpc) {
  json::object params{{"VpcId", json::array{json::string(vpc)}}};
  auto asking = call.env.gateway.call(call.principal, call.region, "ec2", "DescribeVpcs", std::move(params));
  const ApiResult<Reply> reply = co_await std::move(asking);
  if (reply.has_error()) {
    NewOperation failed = no_zone(reply.error().message);
    if (reply.error().code == "UnauthorizedOperation") failed.error_code = "ACCESS_DENIED";
    co_return failed;
  }
  const json::array& found = array_at(reply->value, "vpcSet");
  if (found.empty()) co_return no_zone("The VPC ID '" + vpc + "' does not exist");
  if (text_at(found[0], "ownerId") != call.account().value) co_return not_the_owner(call, vpc);
  co_return std::nullopt;
}

/// Of one that has a zone of that name. Source: Amazon Route 53 API Reference, "CreateHostedZone", ConflictingDomainExists; the wording
/// is as users quote it.
std::optional<NewOperation> conflict_of_zone(const Call& call, const std::string& vpc) {
  auto& rows = repository(call);
  const auto zone = rows.zones.find("", "", Rows::zone_key(vpc, to_lower(call.params.text_or("Name", ""))));
  if (!zone) return std::nullopt;
  const auto owner = rows.namespaces.find(text_at(zone->document, "Account"),
                                          text_at(zone->document, "Region"), text_at(zone->document, "Id"));
  if (!owner) return std::nullopt;
  const json::object& properties = object_at(object_at(owner->document, "Properties"), "DnsProperties");
  return no_zone("The VPC " + vpc + " in region " + call.region.value +
                 " has already been associated with the hosted zone " + text_at(properties, "HostedZoneId") +
                 " with the same domain name.");
}

ApiResult<Reply> update(const Call& call, const NamedDocument& row) {
  repository(call).namespaces.put(row);
  return reply_of(record_operation(call, {"UPDATE_NAMESPACE", json::object{{"NAMESPACE", row.name}}}));
}

/// The call's namespace with the description that it gives. @error  InvalidInput for one of another type
ApiResult<NamedDocument> redescribed(const Call& call, std::string_view type) {
  ENI_TRY(NamedDocument row, find_namespace(call, call.params.text_or("Id", "")));
  if (text_at(row.document, "Type") != type)  // Assumed wording.
    return invalid_input("The namespace " + row.name + " is not of the type " + std::string(type));
  const json::object* change = call.params.object("Namespace");
  if (change == nullptr) return row;
  if (const auto description = find_string(*change, "Description"))
    row.document["Description"] = *description;
  return row;
}

/// The operation that makes it, or that fails with what is in the way.
ApiResult<Reply> begin_private_namespace(Call& call, const std::string& vpc,
                                         std::optional<NewOperation> refusal) {
  ENI_TRY(const auto earlier, earlier_operation(call));
  if (earlier) return reply_of(*earlier);
  if (!refusal) refusal = conflict_of_zone(call, vpc);
  if (refusal) return reply_of(record_operation(call, *std::move(refusal)));
  ENI_TRY(NamedDocument row, new_namespace(call, "DNS_PRIVATE"));
  const json::object* given = call.params.object("Properties");
  const std::int64_t ttl = given != nullptr ? soa_ttl(*given).value_or(kSoaTtl) : kSoaTtl;
  const std::string zone = "Z" + call.random().text(kZoneCharacters, kUpperAlphanumeric);
  row.document["Properties"].as_object()["DnsProperties"] = dns_properties(zone, ttl);
  row.document["Vpc"] = vpc;
  return store(call, std::move(row));
}

}  // namespace

ApiResult<Reply> create_http_namespace(Call& call) {
  ENI_TRY(const auto earlier, earlier_operation(call));
  if (earlier) return reply_of(*earlier);
  if (const auto other = namespace_called(call, call.params.text_or("Name", "")))
    return already_exists(*other);
  ENI_TRY(NamedDocument row, new_namespace(call, "HTTP"));
  return store(call, std::move(row));
}

Task<ApiResult<Reply>> create_private_dns_namespace(Call& call) {
  ENI_CO_CHECK(check_domain(call.params.text_or("Name", "")));
  const std::string vpc = call.params.text_or("Vpc", "");
  auto asking = refusal_of_vpc(call, vpc);
  auto refusal = co_await std::move(asking);
  sqlite::Transaction transaction{call.env.store.database()};
  ENI_CO_TRY(const Reply reply, begin_private_namespace(call, vpc, std::move(refusal)));
  run_commit_hook(call, reply);
  transaction.commit();
  co_return reply;
}

ApiResult<Reply> get_namespace(Call& call) {
  ENI_TRY(const NamedDocument row, find_namespace(call, call.params.text_or("Id", "")));
  return Reply{json::object{{"Namespace", shown(call, row)}}};
}

ApiResult<Reply> list_namespaces(Call& call) {
  auto rows = repository(call).namespaces.list(call.account().value, call.region.value);
  ENI_TRY(rows, filtered(call, std::move(rows), filtered_value));
  return page_of(call, rows, "Namespaces", summary);
}

ApiResult<Reply> update_http_namespace(Call& call) {
  ENI_TRY(const NamedDocument row, redescribed(call, "HTTP"));
  return update(call, row);
}

ApiResult<Reply> update_private_dns_namespace(Call& call) {
  ENI_TRY(NamedDocument row, redescribed(call, "DNS_PRIVATE"));
  const json::object* change = call.params.object("Namespace");
  if (const auto ttl = change != nullptr ? soa_ttl(object_at(*change, "Properties")) : std::nullopt) {
    json::object& properties = row.document["Properties"].as_object();
    const std::string zone = text_at(object_at(properties, "DnsProperties"), "HostedZoneId");
    properties["DnsProperties"] = dns_properties(zone, *ttl);
  }
  return update(call, row);
}

ApiResult<Reply> delete_namespace(Call& call) {
  ENI_TRY(const NamedDocument row, find_namespace(call, call.params.text_or("Id", "")));
  if (service_count(call, row) > 0) {
    return ApiError{"ResourceInUse",
                    "Namespace has associated services; delete the services before deleting the namespace",
                    400};  // Assumed wording.
  }
  auto& rows = repository(call);
  rows.namespace_names.remove(row.account, row.region, to_lower(http_name(row)));
  const std::string domain = to_lower(text_at(row.document, "Name"));
  if (const auto vpc = find_string(row.document, "Vpc"))
    rows.zones.remove("", "", Rows::zone_key(*vpc, domain));
  rows.namespaces.remove(row.account, row.region, row.name);
  return reply_of(record_operation(call, {"DELETE_NAMESPACE", json::object{{"NAMESPACE", row.name}}}));
}

}  // namespace eni::sandbox::service_discovery
