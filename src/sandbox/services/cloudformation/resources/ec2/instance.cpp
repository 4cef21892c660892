/// AWS::EC2::Instance.
#include "sandbox/services/cloudformation/resources/ec2/instance.h"

#include "sandbox/services/cloudformation/resources/rows.h"
#include "sandbox/services/cloudformation/resources/signals.h"

namespace eni::sandbox::cloudformation {
namespace {

/// RunInstances does not take it.
const Setting kSourceDestCheck{"ModifyInstanceAttribute",
                               {{"SourceDestCheck", "SourceDestCheck.Value", R"("true")"}}};

/// The groups of an instance can be changed, not whether its interface comes from this property at all.
bool replaces(std::string_view property, const json::object& before, const json::object& after) {
  if (property != "SecurityGroupIds") return false;
  return before.contains("NetworkInterfaces") || after.contains("NetworkInterfaces");
}

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  const TimePoint began = call.parts.scheduler.now();
  ENI_CO_TRY(const json::object params, create_params(kEc2Instance, call));
  ENI_CO_TRY(const json::object reply, co_await call.call("ec2", "RunInstances", params));
  call.made(text_at_path(reply, "instancesSet.instanceId"));
  const std::string running = "running";
  ENI_CO_CHECK(co_await instance_in_state(call, running));
  ENI_CO_CHECK(co_await change_setting(kEc2Instance, call, kSourceDestCheck));
  ENI_CO_CHECK(co_await wait_for_creation_signals(call, began, Signallers::kInstance));
  ENI_CO_TRY(const json::object instance, co_await describe_instance(call));
  co_return outcome_of(kEc2Instance, call, &instance);
}

}  // namespace

std::string instance_state(const json::object& instance) {
  return text_at_path(instance, "instanceState.name");
}

Task<ApiResult<json::object>> describe_instance(ResourceCall& call) {
  return read_resource(kEc2Instance, call);
}

Task<ApiResult<json::object>> instance_in_state(ResourceCall& call, std::string state) {
  Poll poll{call, TimeLimits::kState, "Instance " + call.physical_id};
  for (;;) {
    ENI_CO_TRY(json::object instance, co_await describe_instance(call));
    const std::string now = instance_state(instance);
    if (now == state) co_return std::move(instance);
    if (now == "shutting-down" || now == "terminated") {
      const std::string why = text_at_path(instance, "stateReason.message");
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
    .attributes = {{"AvailabilityZone", "placement.availabilityZone"},
                   "InstanceId",
                   {"PrivateDnsName", "privateDnsName"},
                   {"PrivateIp", "privateIpAddress"},
                   {"PublicDnsName", "dnsName"},
                   {"PublicIp", "ipAddress"},
                   {"State.Code", "instanceState.code"},
                   {"State.Name", "instanceState.name"},
                   {"VpcId", "vpcId"}},
    .calls = {.service = "ec2",
              .id_member = "InstanceId",
              .create = "RunInstances",
              .token_member = "ClientToken",
              .takes = {"BlockDeviceMappings",
                        "CpuOptions",
                        "CreditSpecification",
                        "DisableApiTermination",
                        "EbsOptimized",
                        "EnclaveOptions",
                        "HibernationOptions",
                        "ImageId",
                        "InstanceInitiatedShutdownBehavior",
                        "InstanceType",
                        "Ipv6AddressCount",
                        "Ipv6Addresses",
                        "KeyName",
                        "LaunchTemplate",
                        "LicenseSpecifications",
                        "MetadataOptions",
                        "NetworkInterfaces",
                        "PrivateDnsNameOptions",
                        "PrivateIpAddress",
                        "SecurityGroupIds",
                        "SecurityGroups",
                        "SubnetId",
                        "UserData"},
              .create_with = R"({"MinCount": "1", "MaxCount": "1"})",
              .read = "DescribeInstances",
              .item = "reservationSet.instancesSet",
              // What it holds, interfaces and addresses, is free when it is terminated and not before.
              .states = {.path = "instanceState.name", .ready = "running", .gone = {"terminated"}},
              .settings = {kSourceDestCheck,
                           {.put = "ModifyInstanceAttribute",
                            .takes = {{"DisableApiTermination", "DisableApiTermination.Value", R"("false")"},
                                      {"InstanceInitiatedShutdownBehavior",
                                       "InstanceInitiatedShutdownBehavior.Value", R"("stop")"},
                                      {"SecurityGroupIds", "GroupId"}},
                            .at = Setting::At::kUpdate,
                            .calls = Setting::Calls::kEach},
                           {.put = "ModifyInstanceMetadataOptions",
                            .takes = {{"MetadataOptions.HttpEndpoint", "", R"("enabled")"},
                                      {"MetadataOptions.HttpProtocolIpv6"},
                                      {"MetadataOptions.HttpPutResponseHopLimit", "", R"("1")"},
                                      {"MetadataOptions.HttpTokens", "", R"("optional")"},
                                      {"MetadataOptions.InstanceMetadataTags"}},
                            .at = Setting::At::kUpdate}},
              .remove = "TerminateInstances",
              .tagging = &kEc2Tagging,
              .tagged_as = "instance"},
    .reads = {"AvailabilityZone", "IamInstanceProfile", "Monitoring", "PlacementGroupName",
              "PropagateTagsToVolumeOnCreation", "Tenancy"},
    .changes = {{"BlockDeviceMappings", OnChange::kReplace}, {"Tenancy", OnChange::kReplace}},
    .prepare = prepare_instance,
    .change = change_instance,
    .create = create,
    .policies = ResourceType::Policies::kCreation,
    .differences =
        "other BlockDeviceMappings or another Tenancy are another instance; another CreditSpecification is "
        "refused",
    .replaces = replaces,
};

}  // namespace eni::sandbox::cloudformation
