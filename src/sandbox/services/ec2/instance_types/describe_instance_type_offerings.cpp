#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/instance_types/operations.h"
#include "sandbox/services/ec2/pages.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/regions/regions.h"
#include "trunking/instance_limits.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr FilterName kFilters[] = {{"instance-type", "instanceType"}, {"location", "location"}};

/// Where types are offered, by the kind of location asked for.
/// @error  a kind that there is none of
ApiResult<std::vector<std::string>> locations(const aws::Region& region, std::string_view type) {
  std::vector<std::string> names;
  if (type == "region") {
    names.push_back(region.value);
  } else if (type == "availability-zone") {
    for (const AvailabilityZone& zone : zones_of(region)) names.push_back(zone.name);
  } else if (type == "availability-zone-id") {
    for (const AvailabilityZone& zone : zones_of(region)) names.push_back(zone.id);
  } else if (type != "outpost") {
    return invalid_parameter_value("Value (" + std::string(type) +
                                   ") for parameter locationType is invalid. Valid values: region, "
                                   "availability-zone, availability-zone-id, outpost");
  }
  return names;
}

}  // namespace

ApiResult<Reply> describe_instance_type_offerings(Call& call) {
  const std::string location_type = call.params.text_or("LocationType", "region");
  ENI_TRY(const auto names, locations(call.region, location_type));
  std::vector<json::object> items;
  for (const trunking::InstanceType& type : trunking::all_instance_types()) {
    for (const std::string& name : names) {
      items.push_back({{"instanceType", type.instance_type},
                       {"locationType", location_type},
                       {"location", name},
                       // Two members name an item; this is what pages go by, and no member of the reply.
                       {"_key", std::string(type.instance_type) + "/" + name}});
    }
  }
  return describe(call, std::move(items), "instanceTypeOfferingSet", "_key", kFilters);
}

}  // namespace eni::sandbox::ec2_service
