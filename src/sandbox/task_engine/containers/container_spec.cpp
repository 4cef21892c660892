#include "sandbox/task_engine/containers/container_spec.h"

#include <algorithm>
#include <set>

#include "base/excerpt.h"
#include "base/text.h"
#include "sandbox/task_engine/containers/container_environment.h"
#include "sandbox/task_engine/containers/container_error.h"
#include "sandbox/task_engine/containers/definition_members.h"
#include "sandbox/task_engine/containers/host_settings.h"
#include "sandbox/task_engine/containers/linux_settings.h"
#include "sandbox/task_engine/containers/stop_signal.h"

namespace eni::sandbox::task_engine {
namespace {

constexpr std::int64_t kMaxSharedMemoryMib = std::int64_t{1} << 24;
constexpr std::int64_t kMaxStopSeconds = 86'400;

bool has_nul(std::string_view text) { return text.find('\0') != std::string_view::npos; }

Result<void> read_program(const images::ProgramSettings& settings, world::Container& container) {
  if (std::any_of(settings.argv.begin(), settings.argv.end(), has_nul))
    return cannot_create("the command has a null character");
  if (!settings.directory.starts_with('/')) {
    return daemon_refuses("the working directory '" + excerpt(settings.directory) +
                          "' is invalid, it needs to be an absolute path");
  }
  if (has_nul(settings.directory)) return cannot_create("the working directory has a null character");
  container.argv = settings.argv;
  container.directory = settings.directory;
  return {};
}

Result<void> read_init_program(const json::object& definition, const ContainerFacts& facts,
                               world::Container& container) {
  if (!flag_at(object_at(definition, "linuxParameters"), "initProcessEnabled")) return {};
  if (facts.init_program.empty()) {
    return cannot_create(
        "linuxParameters.initProcessEnabled is not supported by the sandbox: it has no init program");
  }
  container.volumes.push_back({facts.init_program, kInitTarget, true});
  container.argv.insert(container.argv.begin(), {kInitTarget, "--"});
  return {};
}

/// What task_limits.h reads. Source: Amazon ECS API Reference, LinuxParameters; moby, daemon/daemon_unix.go.
Result<void> check_swap(const json::object& definition) {
  constexpr std::int64_t kMaxSwappiness = 100;
  const json::object& parameters = object_at(definition, "linuxParameters");
  const auto swap = find_integer(parameters, "maxSwap");
  if (!swap) return {};
  if (*swap < 0) return cannot_create("linuxParameters.maxSwap is not 0 or a positive integer");
  if (integer_at(definition, "memory") <= 0)
    return daemon_refuses("You should always set the Memory limit when using Memoryswap limit, see usage");
  const std::int64_t swappiness = integer_at(parameters, "swappiness");
  if (swappiness >= 0 && swappiness <= kMaxSwappiness) return {};
  return daemon_refuses("invalid value: " + std::to_string(swappiness) +
                        ", valid memory swappiness range is 0-100");
}

Result<void> read_linux_settings(const json::object& definition, world::Container& container) {
  ENI_TRY(container.resource_limits, resource_limits_of(definition));
  ENI_TRY(container.system_controls, system_controls_of(definition));
  ENI_TRY(Capabilities capabilities, capabilities_of(definition));
  container.more_capabilities = std::move(capabilities.added);
  container.fewer_capabilities = std::move(capabilities.dropped);
  const json::object& parameters = object_at(definition, "linuxParameters");
  if (const auto mib = find_integer(parameters, "sharedMemorySize")) {
    if (*mib <= 0 || *mib > kMaxSharedMemoryMib) return daemon_refuses("SHM size can not be less than 0");
    container.shared_memory_bytes = static_cast<std::uint64_t>(*mib) << 20;
  }
  container.read_only_root = flag_at(definition, "readonlyRootFilesystem");
  return {};
}

Result<void> read_stop(const json::object& definition, const images::ProgramSettings& settings,
                       ContainerSpec& spec) {
  const auto signal = parse_signal(settings.stop_signal);
  if (!signal) return daemon_refuses("invalid signal: " + excerpt(settings.stop_signal));
  const std::int64_t seconds = integer_at(definition, "stopTimeout");
  if (seconds < 0 || seconds > kMaxStopSeconds) return cannot_create("stopTimeout is not valid");
  spec.stop_signal = *signal;
  // The agent takes 0 for not said.
  spec.stop_timeout = seconds == 0 ? kDefaultStopTimeout : Duration{std::chrono::seconds{seconds}};
  return {};
}

Result<json::object> log_configuration_of(const json::object& definition, const ContainerFacts& facts) {
  json::object log = object_at(definition, "logConfiguration");
  const json::array secrets = array_at(log, "secretOptions");
  if (secrets.empty()) return log;
  json::object options = object_at(log, "options");
  for (const json::value& secret : secrets) {
    const std::string name = text_at(secret, "name");
    const auto value = facts.log_secrets.find(name);
    if (value == facts.log_secrets.end())
      return cannot_create("the secret option " + excerpt(name) + " of the log driver has no value");
    options[name] = value->second;
  }
  log.erase("secretOptions");
  log["options"] = std::move(options);
  return log;
}

}  // namespace

Result<ContainerSpec> make_container_spec(const json::object& definition,
                                          const images::ProgramSettings& settings,
                                          const ContainerFacts& facts) {
  ENI_CHECK(check_container_members(definition));
  ContainerSpec spec;
  world::Container& container = spec.container;
  container.id = facts.id;
  container.user = facts.user.numbers;
  ENI_CHECK(read_program(settings, container));
  ENI_TRY(container.host_name, host_name_of(definition, facts));
  ENI_TRY(container.environment, environment_of(definition, settings, facts, container.host_name));
  ENI_TRY(spec.volumes, volumes_of(definition, facts.mounts));
  container.volumes = spec.volumes;
  ENI_TRY(container.memory_mounts, memory_mounts_of(definition));
  ENI_CHECK(read_init_program(definition, facts, container));
  ENI_CHECK(read_linux_settings(definition, container));
  ENI_CHECK(check_swap(definition));
  ENI_CHECK(read_stop(definition, settings, spec));
  spec.keeps_input_open = flag_at(definition, "interactive");
  container.terminal = flag_at(definition, "pseudoTerminal");
  ENI_CHECK(read_host_settings(definition, spec));
  ENI_TRY(spec.log_configuration, log_configuration_of(definition, facts));
  return spec;
}

}  // namespace eni::sandbox::task_engine
