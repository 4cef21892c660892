/// Which zones a cluster has, and what a group has in each.
#include "placement/search.h"

namespace eni::placement {
namespace {

constexpr std::string_view kZone = "ecs.availability-zone";

}  // namespace

std::map<std::string, ZoneShare> zones(Index& index, std::string_view group) {
  const FieldId field = index.field(kZone);  // First of all: it may change the classes.
  const auto id = index.find_group(group);
  const Names& names = index.classes().names();
  const auto attribute = names.find(kZone);
  std::map<std::string, ZoneShare> zones;
  for (const ClassId hosts : index.live_classes()) {
    const AttributeClass& described = index.classes().of(hosts);
    const NamedValue* zone = find_attribute(described.attributes, *attribute);
    if (!zone || zone->value >= kOwnValue || !described.active || !described.agent_connected) continue;
    ZoneShare& share = zones[names.text(zone->value)];
    share.hosts += index.hosts_of(hosts).size();
    if (id) share.tasks = index.tasks_by_value(*id, field, index.value(field, hosts));
  }
  return zones;
}

}  // namespace eni::placement
