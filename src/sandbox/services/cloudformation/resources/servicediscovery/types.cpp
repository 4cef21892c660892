/// AWS Cloud Map's types. What is asked of it are operations, whose targets tell the ids.
#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr std::string_view kService = "servicediscovery";
constexpr std::string_view kPrivateDnsNamespace = "AWS::ServiceDiscovery::PrivateDnsNamespace";
constexpr std::string_view kHttpNamespace = "AWS::ServiceDiscovery::HttpNamespace";

constexpr Tagging kTagging{.member = "Tags",
                           .tag = "TagResource",
                           .untag = "UntagResource",
                           .resource = "ResourceARN",
                           .keys = "TagKeys",
                           .by = Tagging::By::kArn};

/// Tasks of other resources of the stack are still leaving.
constexpr std::string_view kInTheWay[] = {"ResourceInUse"};

/// The operation as it is once it has succeeded.
Task<ApiResult<json::object>> when_done(ResourceCall& call, json::object started) {
  Poll poll{call, TimeLimits::kState, "Operation " + text_at(started, "OperationId")};
  const json::object params{{"OperationId", text_at(started, "OperationId")}};
  for (;;) {
    ENI_CO_TRY(const json::object reply, co_await call.call(kService, "GetOperation", params));
    const json::object& operation = object_at(reply, "Operation");
    const std::string status = text_at(operation, "Status");
    if (status == "SUCCESS") co_return operation;
    if (status == "FAIL")
      co_return ApiError{text_at(operation, "ErrorCode"), text_at(operation, "ErrorMessage"), 400};
    ENI_CO_CHECK(co_await poll.wait());
  }
}

Task<ApiResult<ResourceOutcome>> create_namespace(ResourceCall& call, std::string_view name) {
  const ResourceType& type = *find_resource_type(name);
  ENI_CO_TRY(const json::object params, create_params(type, call));
  ENI_CO_TRY(const json::object started, co_await call.call(kService, type.calls.create, params));
  ENI_CO_TRY(const json::object operation, co_await when_done(call, started));
  call.made(text_at(object_at(operation, "Targets"), "NAMESPACE"));
  co_return co_await current_outcome(type, call);
}

Task<ApiResult<ResourceOutcome>> create_private_dns_namespace(ResourceCall& call) {
  return create_namespace(call, kPrivateDnsNamespace);
}

Task<ApiResult<ResourceOutcome>> create_http_namespace(ResourceCall& call) {
  return create_namespace(call, kHttpNamespace);
}

/// The properties that have changed, in an update's structure; a description that is no more as an empty one.
Task<ApiResult<void>> change_members(ResourceCall& call, std::string_view type, std::string_view operation,
                                     std::string_view structure, std::string_view other) {
  const bool is_described_anew = has_changed(call, "Description");
  const bool is_other = !other.empty() && has_changed(call, other) && call.properties.contains(other);
  if (!is_described_anew && !is_other) co_return ApiResult<void>{};
  json::object all;
  put_property(*find_resource_type(type), call, Parameter{"Description", std::string_view{}}, all);
  if (is_other) put_property(*find_resource_type(type), call, Parameter{other, std::string_view{}}, all);
  json::object change;
  if (is_described_anew) change["Description"] = text_at(all, "Description");
  if (is_other && other == "DnsConfig") {
    change[other] = json::object{{"DnsRecords", array_at(object_at(all, other), "DnsRecords")}};
  } else if (is_other) {
    change[other] = object_at(all, other);
  }
  json::object params{{"Id", call.physical_id}};
  params[structure] = std::move(change);
  ENI_CO_TRY(const json::object started, co_await call.call(kService, operation, params));
  const auto done = co_await when_done(call, started);
  if (done.has_error()) co_return done.error();
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> change_private_dns_namespace(ResourceCall& call) {
  return change_members(call, kPrivateDnsNamespace, "UpdatePrivateDnsNamespace", "Namespace", "Properties");
}

Task<ApiResult<void>> change_http_namespace(ResourceCall& call) {
  return change_members(call, kHttpNamespace, "UpdateHttpNamespace", "Namespace", {});
}

Task<ApiResult<void>> change_service(ResourceCall& call) {
  return change_members(call, "AWS::ServiceDiscovery::Service", "UpdateService", "Service", "DnsConfig");
}

const ResourceType kTypes[] = {
    {
        .name = "AWS::ServiceDiscovery::HttpNamespace",
        .attributes = {"Id", {"Arn", Attribute::From::kArn}},
        .calls = {.service = kService,
                  .id_member = "Id",
                  .create = "CreateHttpNamespace",
                  .token_member = "CreatorRequestId",
                  .takes = {"Description", "Name"},
                  .read = "GetNamespace",
                  .item = "Namespace",
                  .remove = "DeleteNamespace",
                  .in_the_way = kInTheWay,
                  .tagging = &kTagging},
        .arn_prefix = "namespace/",
        .change = change_http_namespace,
        .create = create_http_namespace,
    },
    {
        // Registering what is there writes it anew.
        .name = "AWS::ServiceDiscovery::Instance",
        .name_property = "InstanceId",
        .name_rule = {64},
        .calls = {.service = kService,
                  .id_member = "InstanceId",
                  .keys = {"ServiceId"},
                  .create = "RegisterInstance",
                  .name_member = "InstanceId",
                  .takes = {{"InstanceAttributes", "Attributes"}},
                  .read = "GetInstance",
                  .item = "Instance",
                  .update = "RegisterInstance",
                  .sends = ServiceCalls::Sends::kAll,
                  .remove = "DeregisterInstance"},
    },
    {
        .name = "AWS::ServiceDiscovery::PrivateDnsNamespace",
        .attributes = {"Id",
                       {"Arn", Attribute::From::kArn},
                       {"HostedZoneId", "Properties.DnsProperties.HostedZoneId"}},
        .calls = {.service = kService,
                  .id_member = "Id",
                  .create = "CreatePrivateDnsNamespace",
                  .token_member = "CreatorRequestId",
                  .takes = {"Description", "Name", "Properties", "Vpc"},
                  .read = "GetNamespace",
                  .item = "Namespace",
                  .remove = "DeleteNamespace",
                  .in_the_way = kInTheWay,
                  .tagging = &kTagging},
        .arn_prefix = "namespace/",
        .change = change_private_dns_namespace,
        .create = create_private_dns_namespace,
    },
    {
        .name = "AWS::ServiceDiscovery::Service",
        .attributes = {"Id", {"Arn", Attribute::From::kArn}, {"Name", "Name"}},
        .name_property = "Name",
        .name_rule = {63},
        .calls = {.service = kService,
                  .id_member = "Id",
                  .create = "CreateService",
                  .name_member = "Name",
                  .token_member = "CreatorRequestId",
                  .takes = {"Description", "DnsConfig", "HealthCheckCustomConfig", "NamespaceId", "Type"},
                  .made = "Service",
                  .id = "Id",
                  .read = "GetService",
                  .item = "Service",
                  .remove = "DeleteService",
                  .in_the_way = kInTheWay,
                  .tagging = &kTagging},
        .arn_prefix = "service/",
        .change = change_service,
    },
};

}  // namespace

const std::span<const ResourceType> kServiceDiscoveryTypes{kTypes};

}  // namespace eni::sandbox::cloudformation
