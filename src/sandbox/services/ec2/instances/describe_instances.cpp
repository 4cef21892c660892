/// DescribeInstances, GetConsoleOutput.
#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/instances/instance.h"
#include "sandbox/services/ec2/instances/operations.h"
#include "sandbox/services/ec2/instances/reservations.h"
#include "sandbox/services/ec2/pages.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/store/ec2_instance_repository.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr FilterName kFilters[] = {
    {"architecture", "architecture"},
    {"availability-zone", "placement.availabilityZone"},
    {"availability-zone-id", "placement.availabilityZoneId"},
    {"block-device-mapping.delete-on-termination", "blockDeviceMapping.ebs.deleteOnTermination"},
    {"block-device-mapping.device-name", "blockDeviceMapping.deviceName"},
    {"block-device-mapping.volume-id", "blockDeviceMapping.ebs.volumeId"},
    {"client-token", "clientToken"},
    {"dns-name", "dnsName"},
    {"hypervisor", "hypervisor"},
    {"iam-instance-profile.arn", "iamInstanceProfile.arn"},
    {"iam-instance-profile.id", "iamInstanceProfile.id"},
    {"image-id", "imageId"},
    {"instance-id", "instanceId"},
    {"instance-lifecycle", "instanceLifecycle"},
    {"instance-state-code", "instanceState.code"},
    {"instance-state-name", "instanceState.name"},
    {"instance-type", "instanceType"},
    {"instance.group-id", "groupSet.groupId"},
    {"instance.group-name", "groupSet.groupName"},
    {"ip-address", "ipAddress"},
    {"key-name", "keyName"},
    {"launch-index", "amiLaunchIndex"},
    {"launch-time", "launchTime"},
    {"metadata-options.http-endpoint", "metadataOptions.httpEndpoint"},
    {"metadata-options.http-tokens", "metadataOptions.httpTokens"},
    {"monitoring-state", "monitoring.state"},
    {"network-interface.addresses.private-ip-address",
     "networkInterfaceSet.privateIpAddressesSet.privateIpAddress"},
    {"network-interface.attachment.attachment-id", "networkInterfaceSet.attachment.attachmentId"},
    {"network-interface.attachment.device-index", "networkInterfaceSet.attachment.deviceIndex"},
    {"network-interface.description", "networkInterfaceSet.description"},
    {"network-interface.group-id", "networkInterfaceSet.groupSet.groupId"},
    {"network-interface.mac-address", "networkInterfaceSet.macAddress"},
    {"network-interface.network-interface-id", "networkInterfaceSet.networkInterfaceId"},
    {"network-interface.private-dns-name", "networkInterfaceSet.privateDnsName"},
    {"network-interface.private-ip-address", "networkInterfaceSet.privateIpAddress"},
    {"network-interface.status", "networkInterfaceSet.status"},
    {"network-interface.subnet-id", "networkInterfaceSet.subnetId"},
    {"network-interface.vpc-id", "networkInterfaceSet.vpcId"},
    {"owner-id", "_owner"},
    {"placement-group-name", "placement.groupName"},
    {"platform", "platform"},
    {"platform-details", "platformDetails"},
    {"private-dns-name", "privateDnsName"},
    {"private-dns-name-options.enable-resource-name-dns-a-record",
     "privateDnsNameOptions.enableResourceNameDnsARecord"},
    {"private-dns-name-options.enable-resource-name-dns-aaaa-record",
     "privateDnsNameOptions.enableResourceNameDnsAAAARecord"},
    {"private-dns-name-options.hostname-type", "privateDnsNameOptions.hostnameType"},
    {"private-ip-address", "privateIpAddress"},
    {"reservation-id", "_reservation"},
    {"root-device-name", "rootDeviceName"},
    {"root-device-type", "rootDeviceType"},
    {"source-dest-check", "sourceDestCheck"},
    {"state-reason-code", "stateReason.code"},
    {"state-reason-message", "stateReason.message"},
    {"subnet-id", "subnetId"},
    {"tenancy", "placement.tenancy"},
    {"virtualization-type", "virtualizationType"},
    {"vpc-id", "vpcId"},
};

ApiResult<Page> page(const Call& call) {
  ENI_TRY(const auto ids, call.params.texts("InstanceId"));
  const auto item = [&call](const Ec2Resource& instance) { return instance_item(call, instance); };
  if (ids.empty()) return page_of_all(call, kInstance, item, kFilters);
  ENI_TRY(const auto instances, find_instances(call, ids));
  std::vector<json::object> items;
  for (const Ec2Resource& instance : instances) items.push_back(item(instance));
  return page_of(call, std::move(items), "instanceId", kFilters);
}

}  // namespace

ApiResult<Reply> describe_instances(Call& call) {
  ENI_TRY(auto shown, page(call));
  json::array reservations;
  for (json::object& reservation : group_by_reservation(std::move(shown.items)))
    reservations.push_back(std::move(reservation));
  json::object reply;
  reply["reservationSet"] = std::move(reservations);
  if (!shown.next_token.empty()) reply["nextToken"] = shown.next_token;
  return Reply{std::move(reply)};
}

ApiResult<Reply> get_console_output(Call& call) {
  ENI_TRY(const auto instance, named_instance(call));
  const auto console = call.store<Ec2InstanceRepository>().console(instance.id);
  json::object reply{{"instanceId", instance.id}};
  reply["timestamp"] = iso8601_millis(console ? console->updated : call.now());
  if (console) reply["output"] = base64_encode(console->output);
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::ec2_service
