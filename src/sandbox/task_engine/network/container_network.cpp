#include "sandbox/task_engine/network/container_network.h"

#include <netinet/in.h>

#include "base/text.h"
#include "sandbox/task_engine/containers/container_error.h"
#include "sandbox/task_engine/task_endpoints.h"

namespace eni::sandbox::task_engine {

namespace {

/// Of ranges: each port is a descriptor of the sandbox's, as it is a process of Docker's.
constexpr std::int64_t kMaxPortsOfRanges = 1024;

Error cannot_start_with(const std::string& text) {
  return {"CannotStartContainerError: Error response from daemon: " + text, ""};
}

/// "8000-8010", as registration has checked it.
world::PortsToPublish range_of(std::string_view text) {
  world::PortsToPublish ports;
  const auto hyphen = text.find('-');
  const std::int64_t first = parse_integer(text.substr(0, hyphen)).value_or(0);
  const std::int64_t last = parse_integer(text.substr(hyphen + 1)).value_or(0);
  ports.first = static_cast<std::uint16_t>(first);
  ports.count = static_cast<std::uint16_t>(last - first + 1);
  return ports;
}

NetworkBinding binding_of(const json::object& mapping, const world::PortsToPublish& ports) {
  NetworkBinding binding;
  binding.protocol = ports.protocol == IPPROTO_UDP ? "udp" : "tcp";
  binding.container_port = ports.first;
  binding.host_port = ports.host_first;
  binding.ports = ports.count;
  binding.is_range = mapping.contains("containerPortRange");
  return binding;
}

}  // namespace

Result<std::vector<world::PortsToPublish>> ports_to_publish(const json::object& definition) {
  std::vector<world::PortsToPublish> out;
  std::int64_t of_ranges = 0;
  for (const json::value& value : array_at(definition, "portMappings")) {
    const json::object& mapping = value.as_object();
    world::PortsToPublish ports;
    if (mapping.contains("containerPortRange")) {
      ports = range_of(text_at(mapping, "containerPortRange"));
      of_ranges += ports.count;
    } else {
      ports.first = static_cast<std::uint16_t>(integer_at(mapping, "containerPort"));
      ports.host_first = static_cast<std::uint16_t>(integer_at(mapping, "hostPort"));
    }
    ports.protocol = text_at(mapping, "protocol") == "udp" ? IPPROTO_UDP : IPPROTO_TCP;
    out.push_back(ports);
  }
  if (of_ranges > kMaxPortsOfRanges)
    return cannot_create("containerPortRange: the sandbox publishes at most " +
                         std::to_string(kMaxPortsOfRanges) + " ports of a container's ranges");
  return out;
}

Task<Result<void>> ContainerNetwork::join(std::size_t index, const json::object& definition,
                                          ContainerSpec& spec) {
  const std::string name = docker_name(parts_.task, text_at(definition, "name"), spec.container.id);
  if (parts_.task.network_mode == "bridge") {
    container_ = text_at(definition, "name");
    auto connecting = connect(spec.container.id);
    ENI_CO_CHECK(co_await std::move(connecting));
    auto publishing = publish(definition, name);
    ENI_CO_CHECK(co_await std::move(publishing));
  }
  std::string folder = "etc";
  if (parts_.task.network_mode != "awsvpc") {
    ENI_CO_TRY(const NetworkNames found, names(spec, name));
    folder += "-" + std::to_string(index);
    const auto written =
        write_network_files(parts_.engine.world.world(), parts_.folder + "/" + folder, found);
    if (written.has_error()) co_return cannot_create(written.error().message);
  }
  show_network_files(spec.container, TaskWorld::inside("tasks/" + parts_.task.id + "/" + folder));
  co_return Result<void>{};
}

Task<Result<void>> ContainerNetwork::connect(const std::string& runtime_id) {
  auto finding = parts_.engine.bridges.find(parts_.task.instance_id);
  const auto bridge = co_await std::move(finding);
  if (bridge.has_error()) co_return cannot_start_with(to_string(bridge.error()));
  auto connecting = (*bridge)->connect();
  auto connected = co_await std::move(connecting);
  if (connected.has_error()) co_return cannot_start_with(to_string(connected.error()));
  bridge_ = *bridge;
  own_ = *std::move(connected);
  parts_.bridged[container_] = {own_->address, runtime_id, &own_->network.routes};
  auto attached = parts_.endpoints->attach(own_->network.routes);
  if (attached.has_error()) co_return cannot_start_with(to_string(attached.error()));
  co_return Result<void>{};
}

Task<Result<void>> ContainerNetwork::publish(const json::object& definition, const std::string& endpoint) {
  // The endpoint has an id of its own.
  const std::string refused = "driver failed programming external connectivity on endpoint " + endpoint +
                              " (" + parts_.engine.env.random.text(64, kLowerHex) + "): ";
  const json::array& mappings = array_at(definition, "portMappings");
  ENI_CO_TRY(auto wanted, ports_to_publish(definition));
  bindings_.clear();
  for (std::size_t at = 0; at < wanted.size(); ++at) {
    auto publishing = bridge_->publish(own_->address, wanted[at]);
    const auto host_port = co_await std::move(publishing);
    if (host_port.has_error()) co_return cannot_start_with(refused + host_port.error().message);
    wanted[at].host_first = *host_port;
    bindings_.push_back(binding_of(mappings.at(at).as_object(), wanted[at]));
  }
  co_return Result<void>{};
}

/// Linked containers are among the hosts by their aliases, and by their own names.
Result<NetworkNames> ContainerNetwork::names(const ContainerSpec& spec, const std::string& own_name) const {
  NetworkNames out;
  out.host_name = spec.container.host_name;
  if (own_)
    out.address = own_->address;
  else if (parts_.interface)
    out.address = parts_.interface->wire.address;
  out.dns_servers = spec.dns_servers;
  if (out.dns_servers.empty() && parts_.endpoints != nullptr)
    out.dns_servers = {parts_.endpoints->name_server()};
  out.search_domains = spec.dns_search_domains.empty() ? parts_.search_domains : spec.dns_search_domains;
  out.extra_hosts = spec.extra_hosts;
  for (const ContainerLink& link : spec.links) {
    const auto linked = parts_.bridged.find(link.container);
    if (linked == parts_.bridged.end())
      return daemon_refuses("Cannot link to a non running container: /" + link.container + " AS /" +
                            own_name + "/" + link.alias);
    const std::string& id = linked->second.runtime_id;
    const std::string text = vpc::to_text(linked->second.address);
    for (const std::string& name : {link.alias, shown_id(id), docker_name(parts_.task, link.container, id)})
      out.extra_hosts.push_back({name, text});
  }
  return out;
}

void ContainerNetwork::leave() {
  if (!own_) return;
  bridge_->disconnect(own_->address);
  parts_.bridged.erase(container_);
  own_.reset();
}

}  // namespace eni::sandbox::task_engine
