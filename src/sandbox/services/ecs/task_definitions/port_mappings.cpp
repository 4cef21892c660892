#include "sandbox/services/ecs/task_definitions/port_mappings.h"

#include <set>
#include <utility>

#include "base/text.h"
#include "sandbox/services/ecs/errors.h"
#include "sandbox/services/ecs/task_definitions/members.h"

namespace eni::sandbox::ecs_service {
namespace {

constexpr std::int64_t kMaxPort = 65'535;

ApiError invalid_setting(std::string_view member, const std::string& container) {
  return client_exception("Invalid '" + std::string(member) + "' setting for container '" + container + "'.");
}

/// "8000-8010"
bool is_range(std::string_view text) {
  const auto hyphen = text.find('-');
  if (hyphen == std::string_view::npos) return false;
  const auto first = parse_integer(text.substr(0, hyphen));
  const auto last = parse_integer(text.substr(hyphen + 1));
  return first && last && *first >= 1 && *first <= *last && *last <= kMaxPort;
}

ApiResult<void> check_range(const json::object& mapping, const std::string& container) {
  const bool alone = !mapping.contains("containerPort") && !mapping.contains("hostPort");
  if (!alone || !is_range(text_of(mapping, "containerPortRange")))
    return invalid_setting("containerPortRange", container);
  return {};
}

ApiResult<json::object> read_mapping(const json::object& given, const std::string& container,
                                     const std::string& mode) {
  ENI_TRY(auto mapping, read_members(given, port_mapping_members(), "container '" + container + "'"));
  if (!mapping.contains("protocol")) mapping["protocol"] = "tcp";
  const std::string protocol = text_of(mapping, "protocol");
  if (protocol != "tcp" && protocol != "udp") return invalid_setting("protocol", container);
  if (mapping.contains("containerPortRange")) {
    ENI_CHECK(check_range(mapping, container));
    return mapping;
  }
  const std::int64_t port = number_of(mapping, "containerPort");
  if (port < 1 || port > kMaxPort) return invalid_setting("containerPort", container);
  const std::int64_t host_port = number_of(mapping, "hostPort");
  if (host_port < 0 || host_port > kMaxPort) return invalid_setting("hostPort", container);
  const bool own_port = mode == "awsvpc" || mode == "host";
  if (own_port && mapping.contains("hostPort") && host_port != port) {
    return client_exception("When networkMode=" + mode +
                            ", the host ports and container ports in port mappings must match.");
  }
  mapping["hostPort"] = own_port ? port : host_port;
  return mapping;
}

}  // namespace

ApiResult<json::array> read_port_mappings(const json::object& given, const std::string& container,
                                          const std::string& network_mode) {
  const auto entries = Params{given}.objects("portMappings");
  if (entries.has_error()) return invalid_setting("portMappings", container);
  if (network_mode == "none" && !entries->empty())
    return client_exception("Port mappings are not supported when networkMode=none.");
  json::array mappings;
  for (const json::object& entry : *entries) {
    ENI_TRY(auto mapping, read_mapping(entry, container, network_mode));
    mappings.push_back(std::move(mapping));
  }
  return mappings;
}

ApiResult<void> check_host_ports(const json::array& containers) {
  std::set<std::pair<std::int64_t, std::string>> used;
  for (const json::value& container : containers) {
    for (const json::value& value : list_of(container.as_object(), "portMappings")) {
      const json::object& mapping = value.as_object();
      const std::int64_t port = number_of(mapping, "hostPort");
      if (port != 0 && !used.emplace(port, text_of(mapping, "protocol")).second) {
        return client_exception("Host port " + std::to_string(port) + "/" + text_of(mapping, "protocol") +
                                " is used by more than one port mapping of the task definition.");
      }
    }
  }
  return {};
}

}  // namespace eni::sandbox::ecs_service
