/// AWS::EC2::Instance.
#include "sandbox/services/cloudformation/resources/ec2/instance.h"

#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr std::string_view kAttributes[] = {
    "AvailabilityZone", "InstanceId", "PrivateDnsName", "PrivateIp", "PublicDnsName",
    "PublicIp",         "State.Code", "State.Name",     "VpcId",
};

/// The groups of an instance can be changed, not whether its interface comes from this property at all.
bool replaces(std::string_view, const json::object& before, const json::object& after) {
  return before.contains("NetworkInterfaces") || after.contains("NetworkInterfaces");
}

ResourceOutcome outcome(const ResourceCall& call, const json::object& instance) {
  const json::object state = object_of(instance, "instanceState");
  return {call.physical_id,
          json::object{{"AvailabilityZone", text_of(object_of(instance, "placement"), "availabilityZone")},
                       {"InstanceId", call.physical_id},
                       {"PrivateDnsName", text_of(instance, "privateDnsName")},
                       {"PrivateIp", text_of(instance, "privateIpAddress")},
                       {"PublicDnsName", text_of(instance, "dnsName")},
                       {"PublicIp", text_of(instance, "ipAddress")},
                       {"State.Code", text_of(state, "code")},
                       {"State.Name", text_of(state, "name")},
                       {"VpcId", text_of(instance, "vpcId")}}};
}

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  const json::object params = run_instances_params(call);
  ENI_CO_TRY(const json::object reply, co_await call.call("ec2", "RunInstances", params));
  const std::vector<json::object> instances = objects_of(reply, "instancesSet");
  call.made(instances.empty() ? std::string() : text_of(instances.front(), "instanceId"));
  const std::string running = "running";
  ENI_CO_CHECK(co_await instance_in_state(call, running));
  ENI_CO_CHECK(co_await set_source_dest_check(call));
  ENI_CO_TRY(const json::object instance, co_await describe_instance(call));
  co_return outcome(call, instance);
}

Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) {
  ENI_CO_CHECK(co_await change_instance(call));
  ENI_CO_CHECK(co_await update_ec2_tags(call, call.physical_id));
  ENI_CO_TRY(const json::object instance, co_await describe_instance(call));
  co_return outcome(call, instance);
}

/// What it holds, interfaces and addresses, is free when it is terminated and not before.
Task<ApiResult<void>> remove(ResourceCall& call) {
  json::object params;
  params["InstanceId"] = text_array({call.physical_id});
  const ApiResult<json::object> reply = co_await call.call("ec2", "TerminateInstances", params);
  if (reply.has_error()) co_return tolerate_missing(reply);
  Poll poll{call, TimeLimits::kState, "Instance " + call.physical_id};
  for (;;) {
    const ApiResult<json::object> instance = co_await describe_instance(call);
    if (instance.has_error()) co_return tolerate_missing(instance);
    if (instance_state(*instance) == "terminated") co_return ApiResult<void>{};
    ENI_CO_CHECK(co_await poll.wait());
  }
}

}  // namespace

std::string instance_state(const json::object& instance) {
  return text_of(object_of(instance, "instanceState"), "name");
}

Task<ApiResult<json::object>> describe_instance(ResourceCall& call) {
  json::object params;
  params["InstanceId"] = text_array({call.physical_id});
  ENI_CO_TRY(const json::object reservation,
             co_await describe_first(call, "DescribeInstances", std::move(params), "reservationSet"));
  std::vector<json::object> instances = objects_of(reservation, "instancesSet");
  if (instances.empty()) {
    co_return ApiError{"NotFound", "The instance ID '" + call.physical_id + "' does not exist", 400};
  }
  co_return std::move(instances.front());
}

Task<ApiResult<json::object>> instance_in_state(ResourceCall& call, std::string state) {
  Poll poll{call, TimeLimits::kState, "Instance " + call.physical_id};
  for (;;) {
    ENI_CO_TRY(json::object instance, co_await describe_instance(call));
    const std::string now = instance_state(instance);
    if (now == state) co_return std::move(instance);
    if (now == "shutting-down" || now == "terminated") {
      const std::string why = text_of(object_of(instance, "stateReason"), "message");
      co_return ApiError{
          "NotStabilized",
          "Instance " + call.physical_id + " failed to stabilize. Current state: " + now + ". Reason: " + why,
          400};
    }
    ENI_CO_CHECK(co_await poll.wait());
  }
}

const ResourceType kEc2Instance{
    .name = "AWS::EC2::Instance",
    .properties = kInstanceProperties,
    .attributes = kAttributes,
    .create = create,
    .update = update,
    .remove = remove,
    .is_taggable = true,
    .differences =
        "other BlockDeviceMappings or another Tenancy are another instance; another CreditSpecification and "
        "CreationPolicy are refused",
    .replaces = replaces,
};

}  // namespace eni::sandbox::cloudformation
