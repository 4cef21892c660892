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

/// The instance's tags go to its volumes, too, if they are to have them.
ApiResult<void> tag_volumes(const ResourceCall& call, json::object& params) {
  json::value* specifications = params.if_contains("TagSpecification");
  if (!specifications || scalar_text_at(call.properties, "PropagateTagsToVolumeOnCreation") != "true")
    return {};
  json::object of_volumes = specifications->as_array().front().as_object();
  of_volumes["ResourceType"] = "volume";
  specifications->as_array().push_back(std::move(of_volumes));
  return {};
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
  ENI_CO_TRY(const json::object instance, co_await read_resource(kEc2Instance, call));
  co_return outcome_of(kEc2Instance, call, &instance);
}

}  // namespace

Task<ApiResult<json::object>> instance_in_state(ResourceCall& call, std::string state) {
  Poll poll{call, TimeLimits::kState, "Instance " + call.physical_id};
  for (;;) {
    ENI_CO_TRY(json::object instance, co_await read_resource(kEc2Instance, call));
    const std::string now = text_at_path(instance, "instanceState.name");
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
              .takes = {{"AvailabilityZone", "Placement.AvailabilityZone"},
                        "BlockDeviceMappings",
                        "CpuOptions",
                        "CreditSpecification",
                        "DisableApiTermination",
                        "EbsOptimized",
                        "EnclaveOptions",
                        "HibernationOptions",
                        {"IamInstanceProfile", "IamInstanceProfile.Name"},
                        "ImageId",
                        "InstanceInitiatedShutdownBehavior",
                        "InstanceType",
                        "Ipv6AddressCount",
                        "Ipv6Addresses",
                        "KeyName",
                        "LaunchTemplate",
                        "LicenseSpecifications",
                        "MetadataOptions",
                        {"Monitoring", "Monitoring.Enabled"},
                        "NetworkInterfaces",
                        {"PlacementGroupName", "Placement.GroupName"},
                        "PrivateDnsNameOptions",
                        "PrivateIpAddress",
                        "SecurityGroupIds",
                        "SecurityGroups",
                        "SubnetId",
                        {"Tenancy", "Placement.Tenancy"},
                        "UserData"},
              .create_with = R"({"MinCount": "1", "MaxCount": "1"})",
              .read = "DescribeInstances",
              .item = "reservationSet.instancesSet",
              // What it holds, interfaces and addresses, is free when it is terminated and not before.
              .states = {.path = "instanceState.name", .ready = "running", .gone = {"terminated"}},
              .further = {{"DescribeInstanceAttribute", "", R"({"Attribute": "disableApiTermination"})"},
                          {"DescribeInstanceAttribute", "",
                           R"({"Attribute": "instanceInitiatedShutdownBehavior"})"}},
              .shows = {{"SecurityGroupIds", "groupSet.groupId"}},
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
    .reads = {"PropagateTagsToVolumeOnCreation"},
    .changes = {{"BlockDeviceMappings", OnChange::kReplace}, {"Tenancy", OnChange::kReplace}},
    .prepare = tag_volumes,
    .change = change_instance,
    .create = create,
    .policies = ResourceType::Policies::kCreation,
    .differences =
        "other BlockDeviceMappings or another Tenancy are another instance; another CreditSpecification is "
        "refused",
    .replaces = replaces,
};

}  // namespace eni::sandbox::cloudformation
