#include "trunking/physical_id.h"

#include "aws/arn.h"
#include "base/hash.h"
#include "base/text.h"

namespace eni::trunking {

namespace {

constexpr std::string_view kProduct = "eni-trunking:";

std::string digest(const ResourceName& name) {
  return hex(sha256(name.stack_id + "|" + name.logical_resource_id)).substr(0, 32);
}

std::string prefix(const aws::Region& region) {
  return std::string(kProduct) + std::string(kSettingName) + ":" + region.value + ":";
}

std::string id_of_list(const ResourceName& name, const aws::Region& region) {
  return prefix(region) + digest(name);
}

bool is_id_of_a_role(std::string_view id, const aws::Region& region) {
  const std::string start = prefix(region);
  return id.substr(0, start.size()) == start && aws::is_role_arn(id.substr(start.size()));
}

}  // namespace

std::string physical_id(const ResourceName& name, const SettingProperties& properties) {
  if (properties.is_list) return id_of_list(name, properties.region);
  return prefix(properties.region) + properties.roles.front();
}

std::string physical_id_of_nothing(const ResourceName& name) {
  return std::string(kProduct) + "none:" + digest(name);
}

bool stands_for(std::string_view id, const ResourceName& name, const SettingProperties& properties) {
  if (id == physical_id(name, properties) || id == id_of_list(name, properties.region)) return true;
  return properties.is_list && is_id_of_a_role(id, properties.region);
}

}  // namespace eni::trunking
