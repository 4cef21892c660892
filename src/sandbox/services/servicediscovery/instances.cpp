/// RegisterInstance, DeregisterInstance, GetInstance, ListInstances.
#include "base/time_text.h"
#include "sandbox/services/servicediscovery/instance_attributes.h"
#include "sandbox/services/servicediscovery/operation_records.h"
#include "sandbox/services/servicediscovery/operations.h"

namespace eni::sandbox::service_discovery {
namespace {

using Rows = ServiceDiscoveryRepository;

/// Source: AWS Cloud Map Developer Guide, "AWS Cloud Map service quotas".
constexpr std::size_t kMaxInstances = 1000;
/// Of a name's part, which the instance's id is where there are SRV records.
constexpr std::size_t kMaxLabel = 63;

json::object summary(const Call&, const NamedDocument& row) {
  return {{"Id", instance_id(row)},
          {"Attributes", object_at(row.document, "Attributes")},
          {"CreatedByAccount", row.account}};
}

json::object targets_of(const NamedDocument& service, const std::string& id) {
  return {{"SERVICE", service.name}, {"INSTANCE", id}};
}

bool has_service_records(const NamedDocument& service) {
  for (const json::value& record : array_at(object_at(service.document, "DnsConfig"), "DnsRecords"))
    if (text_at(record, "Type") == "SRV") return true;
  return false;
}

ApiResult<void> check_id(const NamedDocument& service, const std::string& id) {
  const bool is_label = id.size() <= kMaxLabel && id.find_first_of("/:@") == std::string::npos;
  if (is_label || !has_service_records(service)) return {};
  return invalid_input("The instance ID " + id + " can't be part of an SRV record");  // Assumed wording.
}

/// The operation of the same request's first try; nothing if it is another one.
ApiResult<std::optional<std::string>> earlier_operation(const Call& call, const NamedDocument& row,
                                                        const json::object& attributes) {
  const std::string operation = text_at(row.document, "OperationId");
  const std::string request = call.params.text_or("CreatorRequestId", "");
  const bool is_same = !request.empty() && text_at(row.document, "CreatorRequestId") == request &&
                       object_at(row.document, "Attributes") == attributes;
  if (is_same) return std::optional<std::string>{operation};
  if (is_under_way(call, operation)) return duplicate_request(operation);
  return std::optional<std::string>{};
}

ApiResult<void> check_count(const Call& call, const NamedDocument& service) {
  if (instances_of(call, service.name).size() < kMaxInstances) return {};
  return ApiError{
      "ResourceLimitExceeded",
      "The resource can't be created because you've reached the quota on the number of resources.",
      400};  // Assumed wording.
}

}  // namespace

/// One that is there is written anew.
ApiResult<Reply> register_instance(Call& call) {
  ENI_TRY(const NamedDocument service, find_service(call, call.params.text_or("ServiceId", "")));
  const std::string id = call.params.text_or("InstanceId", "");
  const json::object* given = call.params.object("Attributes");
  const json::object attributes = given != nullptr ? *given : json::object{};
  ENI_CHECK(check_id(service, id));
  ENI_CHECK(check_attributes(service.document, attributes));
  const std::string key = Rows::instance_key(service.name, id);
  auto& rows = repository(call);
  if (const auto there = rows.instances.find(service.account, service.region, key)) {
    ENI_TRY(const auto earlier, earlier_operation(call, *there, attributes));
    if (earlier) return reply_of(*earlier);
  } else {
    ENI_CHECK(check_count(call, service));
  }
  const std::string operation = record_operation(call, {"REGISTER_INSTANCE", targets_of(service, id)});
  NamedDocument row{service.account, service.region, key, epoch_millis(call.now()),
                    json::object{{"Attributes", attributes},
                                 {"CreatorRequestId", creator_request_id(call)},
                                 {"OperationId", operation}}};
  if (has_custom_health(service))
    row.document["Health"] = find_string(attributes, "AWS_INIT_HEALTH_STATUS").value_or("HEALTHY");
  rows.instances.put(row);
  add_revision(call, service);
  return reply_of(operation);
}

ApiResult<Reply> deregister_instance(Call& call) {
  ENI_TRY(const NamedDocument row, required_instance(call));
  ENI_TRY(const NamedDocument service, find_service(call, call.params.text_or("ServiceId", "")));
  repository(call).instances.remove(row.account, row.region, row.name);
  add_revision(call, service);
  return reply_of(record_operation(call, {"DEREGISTER_INSTANCE", targets_of(service, instance_id(row))}));
}

ApiResult<Reply> get_instance(Call& call) {
  ENI_TRY(const NamedDocument row, required_instance(call));
  json::object instance = summary(call, row);
  instance["CreatorRequestId"] = text_at(row.document, "CreatorRequestId");
  return Reply{json::object{{"ResourceOwner", row.account}, {"Instance", std::move(instance)}}};
}

ApiResult<Reply> list_instances(Call& call) {
  ENI_TRY(const NamedDocument service, find_service(call, call.params.text_or("ServiceId", "")));
  ENI_TRY(Reply reply, page_of(call, instances_of(call, service.name), "Instances", summary));
  reply.value.as_object()["ResourceOwner"] = service.account;
  return reply;
}

}  // namespace eni::sandbox::service_discovery
