#include "trunking/update_plan.h"

#include <algorithm>

namespace eni::trunking {

namespace {

bool covers(const SettingProperties& properties, const aws::Region& region, const std::string& role) {
  return properties.region == region &&
         std::find(properties.roles.begin(), properties.roles.end(), role) != properties.roles.end();
}

}  // namespace

UpdatePlan plan_update(const std::string& id, const ResourceName& name, const SettingProperties& now,
                       const std::optional<SettingProperties>& old) {
  if (!stands_for(id, name, now)) return {physical_id(name, now), {}};
  UpdatePlan plan{id, {}};
  if (!old) return plan;
  for (const std::string& role : old->roles)
    if (!covers(now, old->region, role)) plan.dropped_roles.push_back(role);
  return plan;
}

}  // namespace eni::trunking
