#include "sandbox/services/servicediscovery/input.h"

#include "aws/arn.h"
#include "base/text.h"
#include "sandbox/gateway/pagination.h"
#include "sandbox/gateway/tag_condition_keys.h"
#include "sandbox/gateway/tag_list.h"

namespace eni::sandbox::service_discovery {
namespace {

constexpr std::size_t kIdCharacters = 16;
constexpr std::string_view kIdAlphabet = "abcdefghijklmnopqrstuvwxyz234567";
constexpr long long kMaxResults = 100;

std::string arn_of(const Call& call, const NamedDocument& row, const std::string& kind) {
  return "arn:" + std::string(call.partition()) + ":servicediscovery:" + row.region + ":" + row.account +
         ":" + kind + "/" + row.name;
}

Access named_access(const Call& call, NamedDocuments& rows, const std::string& kind, const std::string& id) {
  const auto row = rows.find(call.account().value, call.region.value, id);
  return access_with_tags(call, call.arn("servicediscovery", kind + "/" + id),
                          row ? array_at(row->document, "Tags") : json::array{});
}

}  // namespace

ServiceDiscoveryRepository& repository(const Call& call) { return call.store<ServiceDiscoveryRepository>(); }

std::string namespace_arn(const NamedDocument& row, const Call& call) {
  return arn_of(call, row, "namespace");
}

std::string service_arn(const NamedDocument& row, const Call& call) { return arn_of(call, row, "service"); }

namespace {

Access on_namespace(const Call& call, const std::string& id) {
  return named_access(call, repository(call).namespaces, "namespace", id);
}

Access on_service(const Call& call, const std::string& id) {
  return named_access(call, repository(call).services, "service", id);
}

}  // namespace

Access namespace_access(const Call& call) { return on_namespace(call, id_of(call.params.text_or("Id", ""))); }

Access new_namespace_access(const Call& call) { return access_with_tags(call, "*"); }

Access new_service_access(const Call& call) {
  std::string id = call.params.text_or("NamespaceId", "");
  const json::object* config = call.params.object("DnsConfig");
  if (id.empty() && config != nullptr) id = text_at(*config, "NamespaceId");
  Access access = on_namespace(call, id_of(id));
  access.context.emplace_back("servicediscovery:NamespaceArn", access.resources.front());
  return access;
}

Access service_access(const Call& call) { return on_service(call, id_of(call.params.text_or("Id", ""))); }

Access service_of_instance_access(const Call& call) {
  Access access = on_service(call, id_of(call.params.text_or("ServiceId", "")));
  access.context.emplace_back("servicediscovery:ServiceArn", access.resources.front());
  return access;
}

Access discovery_access(const Call& call) {
  Access access;
  for (const auto& [member, key] : {std::pair{"NamespaceName", "servicediscovery:NamespaceName"},
                                    std::pair{"ServiceName", "servicediscovery:ServiceName"}})
    if (const auto name = call.params.text(member)) access.context.emplace_back(key, *name);
  return access;
}

Access tagged_access(const Call& call) {
  const std::string text = call.params.text_or("ResourceARN", "*");
  const auto arn = aws::Arn::parse(text);
  if (!arn || arn->account != call.account().value) return access_with_tags(call, text);
  const std::string id{arn->resource_id()};
  return arn->resource_type() == "service" ? on_service(call, id) : on_namespace(call, id);
}

std::string new_id(const Call& call, std::string_view prefix) {
  return std::string(prefix) + call.random().text(kIdCharacters, kIdAlphabet);
}

std::string id_of(std::string_view id_or_arn) {
  return std::string(id_or_arn.substr(id_or_arn.rfind('/') + 1));
}

ApiError invalid_input(std::string message) { return {"InvalidInput", std::move(message), 400}; }

ApiError unsupported(const std::string& what) {
  return invalid_input("The sandbox does not support " + what);
}

// Assumed wordings of what is not found.
ApiResult<NamedDocument> find_namespace(const Call& call, const std::string& id) {
  auto found = repository(call).namespaces.find(call.account().value, call.region.value, id_of(id));
  if (found) return *std::move(found);
  return ApiError{"NamespaceNotFound", "Namespace not found: " + id_of(id), 400};
}

ApiResult<NamedDocument> find_service(const Call& call, const std::string& id) {
  auto found = repository(call).services.find(call.account().value, call.region.value, id_of(id));
  if (found) return *std::move(found);
  return ApiError{"ServiceNotFound", "Service not found: " + id_of(id), 400};
}

ApiResult<NamedDocument> required_instance(const Call& call) {
  ENI_TRY(const NamedDocument service, find_service(call, call.params.text_or("ServiceId", "")));
  const std::string id = call.params.text_or("InstanceId", "");
  auto found = repository(call).instances.find(service.account, service.region,
                                               ServiceDiscoveryRepository::instance_key(service.name, id));
  if (found) return *std::move(found);
  return ApiError{"InstanceNotFound", "Instance not found: " + id, 400};
}

std::vector<NamedDocument> instances_of(const Call& call, const std::string& service_id) {
  return ServiceDiscoveryRepository::with_prefix(repository(call).instances, call.account().value,
                                                 call.region.value,
                                                 ServiceDiscoveryRepository::instance_key(service_id, ""));
}

std::string instance_id(const NamedDocument& row) { return row.name.substr(row.name.find('/') + 1); }

bool has_custom_health(const NamedDocument& service) {
  return service.document.contains("HealthCheckCustomConfig");
}

std::string health_of(const NamedDocument& instance) {
  return find_string(instance.document, "Health").value_or("UNKNOWN");
}

void add_revision(const Call& call, NamedDocument service) {
  service.document["Revision"] = integer_at(service.document, "Revision") + 1;
  repository(call).services.put(service);
}

std::string request_text(const Call& call) { return json::serialize(call.params.all()); }

std::string creator_request_id(const Call& call) {
  const std::string given = call.params.text_or("CreatorRequestId", "");
  return given.empty() ? call.random().uuid() : given;
}

ApiResult<json::array> read_tags(const Call& call, const json::array& before, const std::string& arn) {
  json::array tags = merged_tags(before, array_at(call.params.all(), "Tags"));
  if (tags.size() <= kMaxTags) return tags;
  ApiError error{"TooManyTagsException",
                 "The list of tags on the resource is over the limit. The maximum number of tags that can be "
                 "applied to a resource is 50.",
                 400};
  error.members = {{"ResourceName", arn}};
  return error;
}

ApiResult<Page> read_page(const Call& call, const std::vector<NamedDocument>& rows) {
  ENI_TRY(const auto given, call.params.integer("MaxResults", 1, kMaxResults));
  const auto max = static_cast<std::size_t>(given.value_or(kMaxResults));
  const auto after = read_page_token(call.params.text_or("NextToken", ""));
  if (!after) return invalid_input("NextToken is not a token of this operation");  // Assumed wording.
  Page page;
  for (const NamedDocument& row : rows) {
    if (row.name <= *after) continue;
    if (page.rows.size() == max) {
      page.next_token = page_token(page.rows.back().name);
      break;
    }
    page.rows.push_back(row);
  }
  return page;
}

ApiResult<Reply> page_of(const Call& call, const std::vector<NamedDocument>& rows, std::string_view list,
                         json::object (*shown)(const Call&, const NamedDocument&)) {
  ENI_TRY(const Page page, read_page(call, rows));
  json::array items;
  for (const NamedDocument& row : page.rows) items.push_back(shown(call, row));
  json::object reply;
  reply[list] = std::move(items);
  if (!page.next_token.empty()) reply["NextToken"] = page.next_token;
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::service_discovery
