/// DiscoverInstances, DiscoverInstancesRevision: by names, as clients find each other.
#include <algorithm>

#include "base/text.h"
#include "sandbox/services/servicediscovery/input.h"
#include "sandbox/services/servicediscovery/operations.h"

namespace eni::sandbox::service_discovery {
namespace {

using Rows = ServiceDiscoveryRepository;

constexpr long long kMaxResults = 1000;
constexpr long long kDefaultResults = 100;

ApiResult<NamedDocument> service_named(const Call& call) {
  auto& rows = repository(call);
  const std::string space = call.params.text_or("NamespaceName", "");
  const auto within = rows.namespace_names.find(call.account().value, call.region.value, to_lower(space));
  if (!within)
    return ApiError{"NamespaceNotFound", "Namespace not found: " + space, 400};  // Assumed wording.
  const std::string name = call.params.text_or("ServiceName", "");
  const auto found = rows.service_names.find(
      within->account, within->region, Rows::service_key(text_at(within->document, "Id"), to_lower(name)));
  if (!found) return ApiError{"ServiceNotFound", "Service not found: " + name, 400};  // Assumed wording.
  return find_service(call, text_at(found->document, "Id"));
}

/// Whether an instance has all that is asked for.
bool has_all(const NamedDocument& row, const json::object& asked) {
  const json::object& attributes = object_at(row.document, "Attributes");
  return std::ranges::all_of(
      asked, [&](const auto& one) { return find_string(attributes, one.key()) == as_text(one.value()); });
}

void keep_matching(const Call& call, std::vector<NamedDocument>& rows) {
  if (const json::object* asked = call.params.object("QueryParameters"))
    std::erase_if(rows, [&](const NamedDocument& row) { return !has_all(row, *asked); });
  // Preferred, where there are such.
  const json::object* preferred = call.params.object("OptionalParameters");
  if (preferred == nullptr) return;
  const auto is_preferred = [&](const NamedDocument& row) { return has_all(row, *preferred); };
  if (std::ranges::any_of(rows, is_preferred))
    std::erase_if(rows, [&](const NamedDocument& row) { return !is_preferred(row); });
}

/// Fails open unless the call says otherwise: where none is healthy all are found.
void keep_healthy(const Call& call, std::vector<NamedDocument>& rows) {
  const std::string filter = call.params.text_or("HealthStatus", "HEALTHY_OR_ELSE_ALL");
  if (filter == "ALL") return;
  const std::string wanted = filter == "UNHEALTHY" ? "UNHEALTHY" : "HEALTHY";
  const auto is_wanted = [&](const NamedDocument& row) { return health_of(row) == wanted; };
  if (filter == "HEALTHY_OR_ELSE_ALL" && std::ranges::none_of(rows, is_wanted)) return;
  std::erase_if(rows, [&](const NamedDocument& row) { return !is_wanted(row); });
}

}  // namespace

ApiResult<Reply> discover_instances(Call& call) {
  ENI_TRY(const NamedDocument service, service_named(call));
  ENI_TRY(const auto given, call.params.integer("MaxResults", 1, kMaxResults));
  auto rows = instances_of(call, service.name);
  keep_matching(call, rows);
  keep_healthy(call, rows);
  const auto max = static_cast<std::size_t>(given.value_or(kDefaultResults));
  json::array instances;
  for (const NamedDocument& row : rows) {
    if (instances.size() == max) break;
    instances.push_back(json::object{{"InstanceId", instance_id(row)},
                                     {"NamespaceName", call.params.text_or("NamespaceName", "")},
                                     {"ServiceName", text_at(service.document, "Name")},
                                     {"HealthStatus", health_of(row)},
                                     {"Attributes", object_at(row.document, "Attributes")}});
  }
  return Reply{json::object{{"Instances", std::move(instances)},
                            {"InstancesRevision", integer_at(service.document, "Revision")}}};
}

ApiResult<Reply> discover_instances_revision(Call& call) {
  ENI_TRY(const NamedDocument service, service_named(call));
  return Reply{json::object{{"InstancesRevision", integer_at(service.document, "Revision")}}};
}

}  // namespace eni::sandbox::service_discovery
