#include "sandbox/services/ecs/task_definitions/port_mappings.h"

#include <set>
#include <utility>

#include "base/text.h"
#include "sandbox/services/ecs/errors.h"
#include "sandbox/services/ecs/task_definitions/container_numbers.h"

namespace eni::sandbox::ecs_service {

using aws::ApiResult;

namespace {

constexpr std::int64_t kMaxPort = 65'535;

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
  if (!alone || !is_range(text_at(mapping, "containerPortRange")))
    return invalid_setting("containerPortRange", container);
  return {};
}

ApiResult<void> read_mapping(json::object& mapping, const std::string& container, const std::string& mode) {
  if (!mapping.contains("protocol")) mapping["protocol"] = "tcp";
  if (mapping.contains("containerPortRange")) return check_range(mapping, container);
  const std::int64_t port = integer_at(mapping, "containerPort");
  if (port < 1 || port > kMaxPort) return invalid_setting("containerPort", container);
  const std::int64_t host_port = integer_at(mapping, "hostPort");
  if (host_port < 0 || host_port > kMaxPort) return invalid_setting("hostPort", container);
  const bool own_port = mode == "awsvpc" || mode == "host";
  if (own_port && mapping.contains("hostPort") && host_port != port) {
    return client_exception("When networkMode=" + mode +
                            ", the host ports and container ports in port mappings must match.");
  }
  mapping["hostPort"] = own_port ? port : host_port;
  return {};
}

}  // namespace

ApiResult<void> read_port_mappings(json::object& container, const std::string& network_mode) {
  json::value& mappings = container.emplace("portMappings", json::array()).first->value();
  if (network_mode == "none" && !mappings.as_array().empty())
    return client_exception("Port mappings are not supported when networkMode=none.");
  const std::string name = text_at(container, "name");
  for (json::value& mapping : mappings.as_array())
    ENI_CHECK(read_mapping(mapping.as_object(), name, network_mode));
  return {};
}

ApiResult<void> check_host_ports(const json::array& containers) {
  std::set<std::pair<std::int64_t, std::string>> used;
  for (const json::value& container : containers) {
    for (const json::value& value : array_at(container.as_object(), "portMappings")) {
      const json::object& mapping = value.as_object();
      const std::int64_t port = integer_at(mapping, "hostPort");
      if (port != 0 && !used.emplace(port, text_at(mapping, "protocol")).second) {
        return client_exception("Host port " + std::to_string(port) + "/" + text_at(mapping, "protocol") +
                                " is used by more than one port mapping of the task definition.");
      }
    }
  }
  return {};
}

}  // namespace eni::sandbox::ecs_service
