#include "sandbox/task_engine/containers/definition_members.h"

#include <algorithm>
#include <string>

#include "base/excerpt.h"
#include "sandbox/task_engine/containers/container_error.h"

namespace eni::sandbox::task_engine {
namespace {

struct Member {
  std::string_view name;
  const char* refused = nullptr;  ///< why it is not carried out; none: it is, here or by who uses this
};

constexpr Member kContainerMembers[] = {
    {"name"},
    {"image"},
    {"repositoryCredentials"},
    {"cpu"},
    {"memory"},
    {"memoryReservation"},
    {"links"},
    {"portMappings"},
    {"essential"},
    {"restartPolicy"},
    {"entryPoint"},
    {"command"},
    {"environment"},
    {"environmentFiles"},
    {"mountPoints"},
    {"volumesFrom"},
    {"linuxParameters"},
    {"secrets"},
    {"dependsOn"},
    {"startTimeout"},
    {"stopTimeout"},
    {"versionConsistency"},
    {"hostname"},
    {"user"},
    {"workingDirectory"},
    {"disableNetworking"},
    {"privileged", "containers have no rights on this machine that could be given to them"},
    {"readonlyRootFilesystem"},
    {"dnsServers"},
    {"dnsSearchDomains"},
    {"extraHosts"},
    {"dockerSecurityOptions"},
    {"interactive"},
    {"pseudoTerminal"},
    {"dockerLabels"},
    {"ulimits"},
    {"logConfiguration"},
    {"healthCheck"},
    {"systemControls"},
    {"resourceRequirements", "there are no GPUs and no inference accelerators"},
    {"firelensConfiguration", "there are no log routers"},
    {"credentialSpecs", "there is no Active Directory"},
};

constexpr Member kLinuxMembers[] = {
    {"capabilities"},
    {"devices", "containers see no devices of this machine"},
    {"initProcessEnabled"},
    {"sharedMemorySize"},
    {"tmpfs"},
    {"maxSwap"},
    {"swappiness"},
};

/// Other members are the scheduler's, or the network's.
constexpr Member kTaskMembers[] = {
    {"pidMode", "each container has processes of its own"},
    {"ipcMode", "each container has shared memory of its own, or with none has none"},
    {"proxyConfiguration", "there is no App Mesh"},
    {"inferenceAccelerators", "there are no inference accelerators"},
    {"enableFaultInjection", "faults are not injected"},
};

/// An empty list, false and null ask for nothing.
bool asks_for_something(const json::value& value) {
  if (const auto* list = value.if_array()) return !list->empty();
  if (const auto* object = value.if_object()) return !object->empty();
  if (const auto* text = value.if_string()) return !text->empty();
  if (const auto* flag = value.if_bool()) return *flag;
  return !value.is_null();
}

Error not_supported(std::string_view member, const char* reason) {
  return cannot_create(std::string(member) + " is not supported by the sandbox: " + reason);
}

template <std::size_t kSize>
const Member* find_member(const Member (&members)[kSize], std::string_view name) {
  const auto* found = std::find_if(std::begin(members), std::end(members),
                                   [name](const Member& member) { return member.name == name; });
  return found == std::end(members) ? nullptr : found;
}

template <std::size_t kSize>
Result<void> check_all(const json::object& object, const Member (&members)[kSize],
                       const std::string& prefix) {
  for (const auto& [name, value] : object) {
    if (!asks_for_something(value)) continue;
    const Member* member = find_member(members, name);
    if (!member) return not_supported(prefix + excerpt(name), "it is not known");
    if (member->refused) return not_supported(prefix + std::string(name), member->refused);
  }
  return {};
}

/// Containers never get new privileges, so that one may be asked for.
Result<void> check_security_options(const json::object& container) {
  for (const std::string& option : texts_at(container, "dockerSecurityOptions")) {
    if (option == "no-new-privileges" || option == "no-new-privileges:true") continue;
    return not_supported("dockerSecurityOptions " + excerpt(option),
                         "only no-new-privileges is, and always holds");
  }
  return {};
}

}  // namespace

Result<void> check_container_members(const json::object& container) {
  ENI_CHECK(check_all(container, kContainerMembers, ""));
  ENI_CHECK(check_all(object_at(container, "linuxParameters"), kLinuxMembers, "linuxParameters."));
  return check_security_options(container);
}

Result<void> check_task_members(const json::object& definition) {
  for (const Member& member : kTaskMembers) {
    const json::value* value = find(definition, member.name);
    if (member.name == "ipcMode" && text_at(definition, "ipcMode") == "none") continue;
    if (value && asks_for_something(*value)) return not_supported(member.name, member.refused);
  }
  return {};
}

}  // namespace eni::sandbox::task_engine
