#include <algorithm>

#include "base/text.h"
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/instance_types/operations.h"
#include "sandbox/services/ec2/pages.h"
#include "sandbox/services/ec2/parameters.h"
#include "trunking/instance_limits.h"

namespace eni::sandbox::ec2_service {
namespace {

using trunking::InstanceType;

constexpr FilterName kFilters[] = {
    {"bare-metal", "bareMetal"},
    {"burstable-performance-supported", "burstablePerformanceSupported"},
    {"current-generation", "currentGeneration"},
    {"free-tier-eligible", "freeTierEligible"},
    {"hypervisor", "hypervisor"},
    {"instance-type", "instanceType"},
    {"memory-info.size-in-mib", "memoryInfo.sizeInMiB"},
    {"network-info.ipv4-addresses-per-interface", "networkInfo.ipv4AddressesPerInterface"},
    {"network-info.maximum-network-cards", "networkInfo.maximumNetworkCards"},
    {"network-info.maximum-network-interfaces", "networkInfo.maximumNetworkInterfaces"},
    {"processor-info.supported-architecture", "processorInfo.supportedArchitectures"},
    {"supported-root-device-type", "supportedRootDeviceTypes"},
    {"supported-usage-class", "supportedUsageClasses"},
    {"supported-virtualization-type", "supportedVirtualizationTypes"},
    {"vcpu-info.default-vcpus", "vCpuInfo.defaultVCpus"},
};

constexpr long long kMaxResults = 100;

json::array list_of(std::initializer_list<std::string_view> texts) {
  json::array list;
  for (const std::string_view text : texts) list.emplace_back(text);
  return list;
}

json::object network_info(const InstanceType& type) {
  json::object info{{"maximumNetworkInterfaces", type.max_enis}};
  if (type.network_cards > 0) {
    info["maximumNetworkCards"] = type.network_cards;
    info["defaultNetworkCardIndex"] = 0;
  }
  if (type.ipv4_per_eni > 0) info["ipv4AddressesPerInterface"] = type.ipv4_per_eni;
  if (type.hypervisor == "nitro" || type.bare_metal) info["enaSupport"] = "required";
  return info;
}

json::object item(const InstanceType& type) {
  json::object item{
      {"instanceType", type.instance_type},
      {"currentGeneration", type.current_generation},
      {"freeTierEligible", type.instance_type == "t2.micro" || type.instance_type == "t3.micro"},
      {"supportedUsageClasses", list_of({"on-demand", "spot"})},
      {"supportedRootDeviceTypes", list_of({"ebs"})},
      {"supportedVirtualizationTypes", list_of({"hvm"})},
      {"bareMetal", type.bare_metal},
      {"burstablePerformanceSupported", type.burstable}};
  if (!type.hypervisor.empty()) item["hypervisor"] = type.hypervisor;
  json::array architectures;
  for (const std::string_view architecture : architectures_of(type)) architectures.emplace_back(architecture);
  if (!architectures.empty())
    item["processorInfo"] = json::object{{"supportedArchitectures", std::move(architectures)}};
  if (type.vcpus > 0) item["vCpuInfo"] = json::object{{"defaultVCpus", type.vcpus}};
  if (type.memory_mib > 0) item["memoryInfo"] = json::object{{"sizeInMiB", type.memory_mib}};
  item["networkInfo"] = network_info(type);
  return item;
}

/// The types asked for, or all.
ApiResult<std::vector<const InstanceType*>> asked_for(const std::vector<std::string>& names) {
  std::vector<const InstanceType*> types;
  std::vector<std::string> unknown;
  for (const std::string& name : names) {
    const InstanceType* type = trunking::find_instance_type(name);
    if (type) {
      types.push_back(type);
    } else {
      unknown.push_back(name);
    }
  }
  if (!unknown.empty()) {
    return ApiError{"InvalidInstanceType",
                    "The following supplied instance types do not exist: [" + join(unknown, ", ") + "]"};
  }
  if (names.empty())
    for (const InstanceType& type : trunking::all_instance_types()) types.push_back(&type);
  return types;
}

}  // namespace

ApiResult<Reply> describe_instance_types(Call& call) {
  ENI_CHECK(call.params.integer("MaxResults", 5, kMaxResults));
  ENI_TRY(const auto names, call.params.texts("InstanceType"));
  ENI_TRY(const auto types, asked_for(names));
  std::vector<json::object> items;
  items.reserve(types.size());
  for (const InstanceType* type : types) items.push_back(item(*type));
  return describe(call, std::move(items), "instanceTypeSet", "instanceType", kFilters);
}

}  // namespace eni::sandbox::ec2_service
