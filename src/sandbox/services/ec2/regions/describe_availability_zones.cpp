#include <algorithm>

#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/pages.h"
#include "sandbox/services/ec2/regions/operations.h"
#include "sandbox/services/ec2/regions/regions.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr FilterName kFilters[] = {
    {"group-long-name", "groupLongName"},
    {"group-name", "groupName"},
    {"opt-in-status", "optInStatus"},
    {"region-name", "regionName"},
    {"state", "zoneState"},
    {"zone-id", "zoneId"},
    {"zone-name", "zoneName"},
    {"zone-type", "zoneType"},
};

json::object item(const AvailabilityZone& zone, const aws::Region& region) {
  json::object out{{"optInStatus", "opt-in-not-required"},
                   {"messageSet", json::array{}},
                   {"zoneId", zone.id},
                   {"zoneName", zone.name},
                   {"regionName", region.value},
                   {"groupName", region.value + "-zg-1"},
                   {"networkBorderGroup", region.value},
                   {"zoneState", "available"},
                   {"zoneType", "availability-zone"}};
  if (const auto name = long_name_of(region); !name.empty()) out["groupLongName"] = std::string(name) + " 1";
  return out;
}

bool is_one_of(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// @error  a name or id that no zone has
ApiResult<void> check_known(const std::vector<std::string>& wanted,
                            const std::vector<AvailabilityZone>& zones,
                            std::string AvailabilityZone::*member) {
  for (const std::string& text : wanted) {
    if (std::none_of(zones.begin(), zones.end(), [&](const auto& zone) { return zone.*member == text; }))
      return invalid_parameter_value("Invalid availability zone: [" + text + "]");
  }
  return {};
}

}  // namespace

ApiResult<Reply> describe_availability_zones(Call& call) {
  ENI_TRY(const auto names, call.params.texts("ZoneName"));
  ENI_TRY(const auto ids, call.params.texts("ZoneId"));
  const auto zones = zones_of(call.region);
  ENI_CHECK(check_known(names, zones, &AvailabilityZone::name));
  ENI_CHECK(check_known(ids, zones, &AvailabilityZone::id));
  std::vector<json::object> items;
  for (const AvailabilityZone& zone : zones) {
    const bool all = names.empty() && ids.empty();
    if (all || is_one_of(names, zone.name) || is_one_of(ids, zone.id))
      items.push_back(item(zone, call.region));
  }
  return describe(call, std::move(items), "availabilityZoneInfo", "zoneName", kFilters);
}

}  // namespace eni::sandbox::ec2_service
