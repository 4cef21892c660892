#include "sandbox/services/ec2/launch_templates/launch_data.h"

#include <algorithm>

#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/launch_templates/launch_options.h"

namespace eni::sandbox::ec2_service {
namespace {

using Kind = LaunchMember::Kind;

constexpr LaunchMember kProfile[] = {{"Arn", "arn"}, {"Name", "name"}};

constexpr LaunchMember kEbs[] = {
    {"DeleteOnTermination", "deleteOnTermination", Kind::kBoolean},
    {"Encrypted", "encrypted", Kind::kBoolean},
    {"Iops", "iops", Kind::kInteger},
    {"KmsKeyId", "kmsKeyId"},
    {"SnapshotId", "snapshotId"},
    {"Throughput", "throughput", Kind::kInteger},
    {"VolumeSize", "volumeSize", Kind::kInteger},
    {"VolumeType", "volumeType"},
};
constexpr LaunchMember kBlockDevice[] = {
    {"DeviceName", "deviceName"},
    {"Ebs", "ebs", Kind::kStructure, kEbs},
    {"NoDevice", "noDevice"},
    {"VirtualName", "virtualName"},
};

constexpr LaunchMember kPrivateAddress[] = {{"Primary", "primary", Kind::kBoolean},
                                            {"PrivateIpAddress", "privateIpAddress"}};
constexpr LaunchMember kIpv6Address[] = {{"Ipv6Address", "ipv6Address"}};
constexpr LaunchMember kNetworkInterface[] = {
    {"AssociatePublicIpAddress", "associatePublicIpAddress", Kind::kBoolean},
    {"DeleteOnTermination", "deleteOnTermination", Kind::kBoolean},
    {"Description", "description"},
    {"DeviceIndex", "deviceIndex", Kind::kInteger},
    {"InterfaceType", "interfaceType"},
    {"Ipv6AddressCount", "ipv6AddressCount", Kind::kInteger},
    {"Ipv6Addresses", "ipv6AddressesSet", Kind::kStructures, kIpv6Address},
    {"NetworkCardIndex", "networkCardIndex", Kind::kInteger},
    {"NetworkInterfaceId", "networkInterfaceId"},
    {"PrivateIpAddress", "privateIpAddress"},
    {"PrivateIpAddresses", "privateIpAddressesSet", Kind::kStructures, kPrivateAddress},
    {"SecondaryPrivateIpAddressCount", "secondaryPrivateIpAddressCount", Kind::kInteger},
    {"SecurityGroupId", "groupSet", Kind::kTexts},
    {"SubnetId", "subnetId"},
};

constexpr LaunchMember kMonitoring[] = {{"Enabled", "enabled", Kind::kBoolean}};
constexpr LaunchMember kPlacement[] = {{"AvailabilityZone", "availabilityZone"}, {"Tenancy", "tenancy"}};
constexpr LaunchMember kCredits[] = {{"CpuCredits", "cpuCredits"}};
constexpr LaunchMember kCapacityReservation[] = {
    {"CapacityReservationPreference", "capacityReservationPreference"}};
constexpr LaunchMember kEnclave[] = {{"Enabled", "enabled", Kind::kBoolean}};
constexpr LaunchMember kHibernation[] = {{"Configured", "configured", Kind::kBoolean}};
constexpr LaunchMember kSpot[] = {
    {"InstanceInterruptionBehavior", "instanceInterruptionBehavior"},
    {"MaxPrice", "maxPrice"},
    {"SpotInstanceType", "spotInstanceType"},
};
constexpr LaunchMember kMarket[] = {{"MarketType", "marketType"},
                                    {"SpotOptions", "spotOptions", Kind::kStructure, kSpot}};
constexpr LaunchMember kCpu[] = {{"CoreCount", "coreCount", Kind::kInteger},
                                 {"ThreadsPerCore", "threadsPerCore", Kind::kInteger}};
constexpr LaunchMember kMetadata[] = {
    {"HttpEndpoint", "httpEndpoint"},
    {"HttpProtocolIpv6", "httpProtocolIpv6"},
    {"HttpPutResponseHopLimit", "httpPutResponseHopLimit", Kind::kInteger},
    {"HttpTokens", "httpTokens"},
    {"InstanceMetadataTags", "instanceMetadataTags"},
};
constexpr LaunchMember kPrivateDns[] = {
    {"EnableResourceNameDnsAAAARecord", "enableResourceNameDnsAAAARecord", Kind::kBoolean},
    {"EnableResourceNameDnsARecord", "enableResourceNameDnsARecord", Kind::kBoolean},
    {"HostnameType", "hostnameType"},
};
constexpr LaunchMember kMaintenance[] = {{"AutoRecovery", "autoRecovery"}};
constexpr LaunchMember kTag[] = {{"Key", "key"}, {"Value", "value"}};
constexpr LaunchMember kTagSpecification[] = {{"ResourceType", "resourceType"},
                                              {"Tag", "tagSet", Kind::kStructures, kTag}};

constexpr LaunchMember kData[] = {
    {"BlockDeviceMapping", "blockDeviceMappingSet", Kind::kStructures, kBlockDevice},
    {"CapacityReservationSpecification", "capacityReservationSpecification", Kind::kStructure,
     kCapacityReservation},
    {"CpuOptions", "cpuOptions", Kind::kStructure, kCpu},
    {"CreditSpecification", "creditSpecification", Kind::kStructure, kCredits},
    {"DisableApiStop", "disableApiStop", Kind::kBoolean},
    {"DisableApiTermination", "disableApiTermination", Kind::kBoolean},
    {"EbsOptimized", "ebsOptimized", Kind::kBoolean},
    {"EnclaveOptions", "enclaveOptions", Kind::kStructure, kEnclave},
    {"HibernationOptions", "hibernationOptions", Kind::kStructure, kHibernation},
    {"IamInstanceProfile", "iamInstanceProfile", Kind::kStructure, kProfile},
    {"ImageId", "imageId"},
    {"InstanceInitiatedShutdownBehavior", "instanceInitiatedShutdownBehavior"},
    {"InstanceMarketOptions", "instanceMarketOptions", Kind::kStructure, kMarket},
    {"InstanceType", "instanceType"},
    {"KeyName", "keyName"},
    {"MaintenanceOptions", "maintenanceOptions", Kind::kStructure, kMaintenance},
    {"MetadataOptions", "metadataOptions", Kind::kStructure, kMetadata},
    {"Monitoring", "monitoring", Kind::kStructure, kMonitoring},
    {"NetworkInterface", "networkInterfaceSet", Kind::kStructures, kNetworkInterface},
    {"Placement", "placement", Kind::kStructure, kPlacement},
    {"PrivateDnsNameOptions", "privateDnsNameOptions", Kind::kStructure, kPrivateDns},
    {"SecurityGroup", "securityGroupSet", Kind::kTexts},
    {"SecurityGroupId", "securityGroupIdSet", Kind::kTexts},
    {"TagSpecification", "tagSpecificationSet", Kind::kStructures, kTagSpecification},
    {"UserData", "userData"},
};

ApiResult<json::object> shown_members(const json::object& data, std::span<const LaunchMember> known,
                                      const std::string& path);

ApiResult<json::value> shown_list(const Params& data, const LaunchMember& row, const std::string& path) {
  ENI_TRY(const auto elements, data.objects(row.name));
  json::array list;
  for (const json::object& element : elements) {
    ENI_TRY(auto shown, shown_members(element, row.members, path));
    list.push_back(std::move(shown));
  }
  return json::value(std::move(list));
}

template <class T>
ApiResult<json::value> scalar(const ApiResult<std::optional<T>>& value, const std::string& path) {
  if (value.has_error() || !*value)
    return invalid_parameter_value("The value of the parameter " + path + " is not valid");
  return json::value(**value);
}

ApiResult<json::value> shown_value(const Params& data, const LaunchMember& row, const std::string& path) {
  switch (row.kind) {
    case Kind::kText:
      return scalar<std::string>(data.text(row.name), path);
    case Kind::kInteger:
      return scalar(data.integer(row.name, 0, 1'000'000), path);
    case Kind::kBoolean:
      return scalar(data.boolean(row.name), path);
    case Kind::kTexts: {
      ENI_TRY(const auto texts, data.texts(row.name));
      return json::value_from(texts);
    }
    case Kind::kStructures:
      return shown_list(data, row, path);
    case Kind::kStructure:
      break;
  }
  const json::object* structure = data.object(row.name);
  if (!structure) return invalid_parameter_value("The parameter " + path + " is not a structure");
  ENI_TRY(auto shown, shown_members(*structure, row.members, path));
  return json::value(std::move(shown));
}

ApiResult<json::object> shown_members(const json::object& data, std::span<const LaunchMember> known,
                                      const std::string& path) {
  const Params params{data};
  json::object shown;
  for (const auto& member : data) {
    const std::string_view name = member.key();
    const std::string full = path.empty() ? std::string(name) : path + "." + std::string(name);
    const auto row = std::find_if(known.begin(), known.end(),
                                  [name](const LaunchMember& candidate) { return candidate.name == name; });
    if (row == known.end()) return unsupported("the parameter " + full);
    ENI_TRY(auto value, shown_value(params, *row, full));
    shown[row->shown] = std::move(value);
  }
  return shown;
}

std::string member_text(const json::value& object, std::string_view name) {
  const json::value* member = find(object, name);
  return member ? as_text(*member) : std::string{};
}

json::array list_of(const json::value* value) {
  return value && value->is_array() ? value->get_array() : json::array{};
}

/// `list` and those elements of `beneath` whose `key` it does not have.
json::array merge_lists(json::array list, const json::array& beneath, std::string_view key) {
  for (const json::value& lower : beneath) {
    const bool has = std::any_of(list.begin(), list.end(), [&](const json::value& upper) {
      return member_text(upper, key) == member_text(lower, key);
    });
    if (!has) list.push_back(lower);
  }
  return list;
}

json::array merge_tags(json::array list, const json::array& beneath) {
  for (json::value& upper : list) {
    for (const json::value& lower : beneath) {
      if (member_text(upper, "ResourceType") != member_text(lower, "ResourceType")) continue;
      upper.as_object()["Tag"] = merge_lists(list_of(find(upper, "Tag")), list_of(find(lower, "Tag")), "Key");
    }
  }
  return merge_lists(std::move(list), beneath, "ResourceType");
}

}  // namespace

std::span<const LaunchMember> launch_members() { return kData; }

ApiResult<json::object> shown_launch_data(const json::object& data) {
  ENI_TRY(auto shown, shown_members(data, kData, ""));
  ENI_CHECK(check_launch_options(shown));
  return shown;
}

json::object merge_launch_data(json::object data, const json::object& beneath) {
  for (const auto& member : beneath) {
    if (member.key() == "TagSpecification") {
      data["TagSpecification"] =
          merge_tags(list_of(find(data, "TagSpecification")), list_of(&member.value()));
    } else if (!data.contains(member.key())) {
      data[member.key()] = member.value();
    }
  }
  return data;
}

}  // namespace eni::sandbox::ec2_service
