#include "sandbox/task_engine/containers/linux_settings.h"

#include <algorithm>
#include <limits>

#include "base/excerpt.h"
#include "base/text.h"
#include "sandbox/task_engine/containers/container_error.h"
#include "sandbox/world/containers/bundle.h"

namespace eni::sandbox::task_engine {
namespace {

constexpr std::string_view kLimitNames[] = {"core",    "cpu",      "data",   "fsize",      "locks",
                                            "memlock", "msgqueue", "nice",   "nofile",     "nproc",
                                            "rss",     "rtprio",   "rttime", "sigpending", "stack"};

/// Of the IPC namespace, beside fs.mqueue.*.
constexpr std::string_view kIpcControls[] = {"kernel.msgmax", "kernel.msgmnb",         "kernel.msgmni",
                                             "kernel.sem",    "kernel.shmall",         "kernel.shmmax",
                                             "kernel.shmmni", "kernel.shm_rmid_forced"};

constexpr std::size_t kMaxControlBytes = 256;
constexpr std::int64_t kNoLimit = -1;

template <std::size_t kSize>
bool is_one_of(const std::string_view (&names)[kSize], std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

std::uint64_t limit_value(std::int64_t value) {
  return value == kNoLimit ? std::numeric_limits<std::uint64_t>::max() : static_cast<std::uint64_t>(value);
}

Result<world::ResourceLimit> read_limit(const json::object& ulimit) {
  const std::string name = text_at(ulimit, "name");
  if (!is_one_of(kLimitNames, name)) return daemon_refuses("invalid ulimit type: " + excerpt(name));
  const auto soft = find_integer(ulimit, "softLimit");
  const auto hard = find_integer(ulimit, "hardLimit");
  if (!soft || !hard || *soft < kNoLimit || *hard < kNoLimit)
    return cannot_create("ulimits: " + name + " needs a softLimit and a hardLimit");
  world::ResourceLimit limit{name, limit_value(*soft), limit_value(*hard)};
  if (limit.soft > limit.hard) {
    return daemon_refuses("ulimit soft limit must be less than or equal to hard limit: " +
                          std::to_string(*soft) + " > " + std::to_string(*hard));
  }
  return limit;
}

Result<std::vector<std::string>> read_capabilities(const json::object& lists, std::string_view list,
                                                   const std::string& option) {
  std::vector<std::string> names = texts_at(lists, list);
  const std::vector<std::string>& known = world::all_capabilities();
  for (std::string& name : names) {
    name = to_upper(name);
    if (name.starts_with("CAP_")) name.erase(0, 4);
    if (name != "ALL" && std::find(known.begin(), known.end(), name) == known.end())
      return daemon_refuses("invalid " + option + R"(: unknown capability: "CAP_)" + excerpt(name) + "\"");
  }
  return names;
}

/// Whether this can be a path below /proc/sys and nothing else: no part of it is empty, and none leads upwards.
bool is_control_name(std::string_view name) {
  if (name.empty() || name.size() > kMaxControlBytes) return false;
  const auto is_plain = [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  };
  if (!std::all_of(name.begin(), name.end(), is_plain)) return false;
  const std::vector<std::string> parts = split(name, '.');
  return std::none_of(parts.begin(), parts.end(), [](const std::string& part) { return part.empty(); });
}

struct Control {
  std::string name;
  std::string value;
  bool is_of_network() const { return name.starts_with("net."); }
};

Result<Control> read_control(const json::object& control) {
  Control out{text_at(control, "namespace"), text_at(control, "value")};
  const std::string quoted = "\"" + excerpt(out.name) + "\"";
  if (!is_control_name(out.name)) return cannot_create("systemControls: invalid sysctl " + quoted);
  if (!out.is_of_network() && !out.name.starts_with("fs.mqueue.") && !is_one_of(kIpcControls, out.name))
    return daemon_refuses("sysctl " + quoted + " is not in a separate kernel namespace");
  if (out.value.empty() || out.value.size() > kMaxControlBytes || has_control_characters(out.value))
    return cannot_create("systemControls: invalid value of sysctl " + quoted);
  return out;
}

Result<std::vector<Control>> controls_of(const json::object& definition) {
  std::vector<Control> out;
  for (const json::value& value : array_at(definition, "systemControls")) {
    const auto* object = value.if_object();
    if (!object) return cannot_create("systemControls: an element is no object");
    ENI_TRY(Control control, read_control(*object));
    out.push_back(std::move(control));
  }
  return out;
}

}  // namespace

Result<std::vector<world::ResourceLimit>> resource_limits_of(const json::object& definition) {
  std::map<std::string, world::ResourceLimit> limits;
  for (const json::value& value : array_at(definition, "ulimits")) {
    const auto* object = value.if_object();
    if (!object) return cannot_create("ulimits: an element is no object");
    ENI_TRY(world::ResourceLimit limit, read_limit(*object));
    limits.insert_or_assign(limit.name, limit);
  }
  std::vector<world::ResourceLimit> out;
  for (auto& [name, limit] : limits) out.push_back(std::move(limit));
  return out;
}

Result<Capabilities> capabilities_of(const json::object& definition) {
  const json::object& lists = object_at(object_at(definition, "linuxParameters"), "capabilities");
  ENI_TRY(std::vector<std::string> added, read_capabilities(lists, "add", "CapAdd"));
  ENI_TRY(std::vector<std::string> dropped, read_capabilities(lists, "drop", "CapDrop"));
  return Capabilities{std::move(added), std::move(dropped)};
}

Result<std::map<std::string, std::string>> system_controls_of(const json::object& definition) {
  ENI_TRY(const std::vector<Control> controls, controls_of(definition));
  std::map<std::string, std::string> out;
  for (const Control& control : controls)
    if (!control.is_of_network()) out[control.name] = control.value;
  return out;
}

Result<std::vector<std::string>> network_controls_of(const json::array& definitions) {
  std::map<std::string, std::string> settings;
  for (const json::value& definition : definitions) {
    const auto* object = definition.if_object();
    if (!object) continue;
    ENI_TRY(const std::vector<Control> controls, controls_of(*object));
    for (const Control& control : controls)
      if (control.is_of_network()) settings[replace_all(control.name, ".", "/")] = control.value;
  }
  std::vector<std::string> out;
  for (const auto& [path, value] : settings) out.push_back(path + "=" + value);
  return out;
}

}  // namespace eni::sandbox::task_engine
