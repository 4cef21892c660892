#include "sandbox/hosts/agent_config.h"

#include "base/json.h"
#include "base/text.h"

namespace eni::sandbox::hosts {
namespace {

using machine_images::OsFamily;

std::string setting(const AgentSettings& settings, const std::string& name) {
  const auto found = settings.find(name);
  return found == settings.end() ? std::string{} : std::string(trim(found->second));
}

/// As Go's ParseBool; anything else is the default.
bool flag(const AgentSettings& settings, const std::string& name, bool by_default) {
  const std::string value = setting(settings, name);
  for (const std::string_view yes : {"1", "t", "T", "true", "TRUE", "True"})
    if (value == yes) return true;
  for (const std::string_view no : {"0", "f", "F", "false", "FALSE", "False"})
    if (value == no) return false;
  return by_default;
}

/// A JSON object of texts. Empty for "".
Result<std::map<std::string, std::string>> hash(const AgentSettings& settings, const std::string& name) {
  std::map<std::string, std::string> out;
  const std::string value = setting(settings, name);
  if (value.empty()) return out;
  const auto parsed = parse_json(value);
  const json::object* object = parsed.has_value() ? parsed->if_object() : nullptr;
  if (!object) return Error{"Invalid format for " + name + ". Expected a json hash", {}};
  for (const auto& member : *object) {
    if (!member.value().is_string())
      return Error{"Invalid format for " + name + ". Expected a json hash", {}};
    out[member.key()] = as_text(member.value());
  }
  return out;
}

/// A JSON list of numbers; what is none is left aside, as the agent does.
std::vector<std::string> ports(const AgentSettings& settings, const std::string& name,
                               std::vector<std::string> by_default) {
  const auto parsed = parse_json(setting(settings, name));
  const json::array* list = parsed.has_value() ? parsed->if_array() : nullptr;
  if (!list) return by_default;
  std::vector<std::string> out;
  for (const json::value& port : *list)
    if (port.is_int64()) out.push_back(std::to_string(port.get_int64()));
  return out;
}

std::vector<std::string> default_ports(OsFamily os) {
  if (os == OsFamily::kWindows)
    return {"53", "135", "139", "445", "2375", "2376", "3389", "5985", "5986", "51678", "51679"};
  return {"22", "2375", "2376", "51678", "51679"};
}

}  // namespace

AgentSettings read_settings(std::string_view file) {
  AgentSettings settings;
  for (const std::string& line : split(file, '\n')) {
    const std::string_view text = trim(line);
    const auto sign = text.find('=');
    if (sign != std::string_view::npos && sign > 0)
      settings[std::string(text.substr(0, sign))] = text.substr(sign + 1);
  }
  return settings;
}

Result<AgentConfig> read_agent_config(const AgentSettings& settings, OsFamily os) {
  AgentConfig config;
  config.cluster = setting(settings, "ECS_CLUSTER");
  config.task_eni = flag(settings, "ECS_ENABLE_TASK_ENI", os == OsFamily::kLinux);
  config.high_density_eni = os == OsFamily::kLinux && flag(settings, "ECS_ENABLE_HIGH_DENSITY_ENI", true);
  config.propagates_tags =
      iequals(setting(settings, "ECS_CONTAINER_INSTANCE_PROPAGATE_TAGS_FROM"), "ec2_instance");
  ENI_TRY(config.attributes, hash(settings, "ECS_INSTANCE_ATTRIBUTES"));
  ENI_TRY(config.tags, hash(settings, "ECS_CONTAINER_INSTANCE_TAGS"));
  config.reserved_memory_mib = parse_integer(setting(settings, "ECS_RESERVED_MEMORY")).value_or(0);
  config.reserved_ports = ports(settings, "ECS_RESERVED_PORTS", default_ports(os));
  config.reserved_udp_ports = ports(settings, "ECS_RESERVED_PORTS_UDP", {});
  return config;
}

}  // namespace eni::sandbox::hosts
