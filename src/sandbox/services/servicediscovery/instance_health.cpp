/// GetInstancesHealthStatus, UpdateInstanceCustomHealthStatus.
#include <algorithm>

#include "sandbox/services/servicediscovery/input.h"
#include "sandbox/services/servicediscovery/operations.h"

namespace eni::sandbox::service_discovery {
namespace {

/// Leaves the instances that the call names. @error  InstanceNotFound
ApiResult<void> keep_named(const Call& call, std::vector<NamedDocument>& rows) {
  const std::vector<std::string> ids = texts_at(call.params.all(), "Instances");
  if (ids.empty()) return {};
  for (const std::string& id : ids) {
    const auto has_id = [&id](const NamedDocument& row) { return instance_id(row) == id; };
    if (std::ranges::none_of(rows, has_id))
      return ApiError{"InstanceNotFound", "Instance not found: " + id, 400};  // Assumed wording.
  }
  std::erase_if(rows, [&ids](const NamedDocument& row) {
    return std::ranges::find(ids, instance_id(row)) == ids.end();
  });
  return {};
}

}  // namespace

ApiResult<Reply> get_instances_health_status(Call& call) {
  ENI_TRY(const NamedDocument service, find_service(call, call.params.text_or("ServiceId", "")));
  auto rows = instances_of(call, service.name);
  ENI_CHECK(keep_named(call, rows));
  ENI_TRY(const Page page, read_page(call, rows));
  json::object status;
  for (const NamedDocument& row : page.rows) status[instance_id(row)] = health_of(row);
  json::object reply{{"Status", std::move(status)}};
  if (!page.next_token.empty()) reply["NextToken"] = page.next_token;
  return Reply{std::move(reply)};
}

ApiResult<Reply> update_instance_custom_health_status(Call& call) {
  ENI_TRY(const NamedDocument service, find_service(call, call.params.text_or("ServiceId", "")));
  ENI_TRY(NamedDocument row, required_instance(call));
  if (!has_custom_health(service)) {
    return ApiError{"CustomHealthNotFound", "The health check for the instance isn't a custom health check.",
                    400};  // Assumed wording.
  }
  const std::string status = call.params.text_or("Status", "");
  if (health_of(row) == status) return Reply{};
  row.document["Health"] = status;
  repository(call).instances.put(row);
  add_revision(call, service);
  return Reply{};
}

}  // namespace eni::sandbox::service_discovery
