#include <algorithm>
#include <limits>
#include <set>

#include "diagnosis/plan.h"

namespace eni::diagnosis {

namespace {

using placement::Strategy;
using placement::StrategyType;

constexpr struct {
  std::string_view name;
  StrategyType type;
} kStrategies[] = {{"spread", StrategyType::kSpread},
                   {"binpack", StrategyType::kBinpack},
                   {"random", StrategyType::kRandom}};

json::array to_json(const std::vector<Strategy>& strategies) {
  json::array out;
  for (const Strategy& strategy : strategies) {
    for (const auto& [name, type] : kStrategies) {
      if (type == strategy.type) out.push_back({{"type", name}, {"field", strategy.field}});
    }
  }
  return out;
}

json::value to_json(const Workload& workload) {
  json::array ports;
  for (const placement::HostPort& port : workload.ports)
    ports.push_back(
        {{"port", port.port}, {"protocol", port.protocol == placement::Protocol::kUdp ? "udp" : "tcp"}});
  return {{"name", workload.name},
          {"tasks", workload.tasks},
          {"daemon", workload.is_daemon},
          {"awsvpc", workload.has_interface},
          {"cpu", workload.cpu_units},
          {"memory_mib", workload.memory_mib},
          {"ports", std::move(ports)},
          {"strategies", to_json(workload.strategies)},
          {"distinct_instance", workload.distinct_instance}};
}

constexpr long long kMaxInt = std::numeric_limits<int>::max();
constexpr long long kMaxHosts = 100'000;

/// Reads the members of one object; the first thing of the whole file that is wrong is kept in `error`.
class Members {
 public:
  Members(const json::value& value, std::string path, std::optional<Error>& error)
      : object_{value.if_object()}, path_{std::move(path)}, error_{error} {
    if (!object_) complain(path_.empty() ? "the description" : path_, "an object");
  }

  std::string text(std::string_view key, std::optional<std::string> fallback = std::nullopt) {
    const json::value* value = take(key);
    if (value && value->is_string()) return as_text(*value);
    if (!value && fallback) return *fallback;
    complain(path_of(key), "a text");
    return "";
  }
  long long number(std::string_view key, long long max, std::optional<long long> fallback = std::nullopt) {
    const json::value* value = take(key);
    if (!value && fallback) return *fallback;
    const auto number = value ? find_integer(*object_, key) : std::nullopt;
    if (number && *number >= 0 && *number <= max) return *number;
    complain(path_of(key), "a whole number from 0 to " + std::to_string(max));
    return 0;
  }
  bool flag(std::string_view key, bool fallback) {
    const json::value* value = take(key);
    if (!value) return fallback;
    if (value->is_bool()) return value->get_bool();
    complain(path_of(key), "true or false");
    return fallback;
  }
  /// Calls `read(element, its path)` for each element of a list; one that is absent is empty.
  template <class Read>
  void each(std::string_view key, const Read& read) {
    const json::value* value = take(key);
    if (value && !value->is_array()) return complain(path_of(key), "a list");
    std::size_t index = 0;
    for (const json::value& element : value ? value->get_array() : json::array{})
      read(element, path_of(key) + "[" + std::to_string(index++) + "]");
  }
  /// A member that nobody asked for is a mistake.
  void refuse_others() {
    if (!object_) return;
    for (const auto& member : *object_) {
      if (!known_.contains(member.key()) && !error_)
        error_ = Error{path_of(member.key()) + " is not known here", ""};
    }
  }
  void complain(const std::string& what, const std::string& expected) {
    if (!error_) error_ = Error{what + " has to be " + expected, ""};
  }
  std::optional<Error>& error() { return error_; }

 private:
  std::string path_of(std::string_view key) const {
    return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
  }
  const json::value* take(std::string_view key) {
    known_.emplace(key);
    return object_ ? find(*object_, key) : nullptr;
  }

  const json::object* object_;
  std::string path_;
  std::optional<Error>& error_;
  std::set<std::string, std::less<>> known_;
};

Strategy read_strategy(Members members) {
  Strategy strategy;
  const std::string type = members.text("type");
  strategy.field = members.text("field", "");
  const auto* known = std::find_if(std::begin(kStrategies), std::end(kStrategies),
                                   [&](const auto& row) { return row.name == type; });
  if (known == std::end(kStrategies)) {
    members.complain("the type of a strategy", "spread, binpack or random");
  } else {
    strategy.type = known->type;
    if (why_invalid(strategy))
      members.complain("the field of a strategy", "one that ECS knows, not '" + strategy.field + "'");
  }
  members.refuse_others();
  return strategy;
}

placement::HostPort read_port(Members members) {
  placement::HostPort port;
  port.port = static_cast<std::uint16_t>(members.number("port", 65'535));
  port.protocol =
      members.text("protocol", "tcp") == "udp" ? placement::Protocol::kUdp : placement::Protocol::kTcp;
  members.refuse_others();
  return port;
}

Workload read_workload(Members members) {
  Workload workload;
  workload.name = members.text("name");
  workload.tasks = members.number("tasks", kMaxPlannedTasks, 0);
  workload.is_daemon = members.flag("daemon", false);
  workload.has_interface = members.flag("awsvpc", true);
  workload.cpu_units = static_cast<int>(members.number("cpu", kMaxInt, 0));
  workload.memory_mib = static_cast<int>(members.number("memory_mib", kMaxInt, 0));
  workload.distinct_instance = members.flag("distinct_instance", false);
  members.each("ports", [&](const json::value& element, const std::string& path) {
    workload.ports.push_back(read_port({element, path, members.error()}));
  });
  members.each("strategies", [&](const json::value& element, const std::string& path) {
    workload.strategies.push_back(read_strategy({element, path, members.error()}));
  });
  members.refuse_others();
  return workload;
}

HostCount read_hosts(Members members) {
  HostCount hosts;
  hosts.type = members.text("type");
  hosts.hosts = members.number("hosts", kMaxHosts);
  hosts.with_trunk = members.number("with_trunk", kMaxHosts, 0);
  members.refuse_others();
  return hosts;
}

}  // namespace

json::value to_json(const PlanInput& input) {
  json::array hosts;
  for (const HostCount& count : input.hosts)
    hosts.push_back({{"type", count.type}, {"hosts", count.hosts}, {"with_trunk", count.with_trunk}});
  json::array services;
  for (const Workload& workload : input.workloads) services.push_back(to_json(workload));
  return {{"cluster", input.cluster},
          {"region", input.region},
          {"zones", json::array(input.zones.begin(), input.zones.end())},
          {"hosts", std::move(hosts)},
          {"services", std::move(services)}};
}

Result<PlanInput> read_plan_input(const json::value& description) {
  std::optional<Error> error;
  Members members{description, "", error};
  PlanInput input;
  input.cluster = members.text("cluster");
  input.region = members.text("region", "");
  members.each("zones", [&](const json::value& element, const std::string& path) {
    if (!element.is_string()) return members.complain(path, "a text");
    input.zones.push_back(as_text(element));
  });
  members.each("hosts", [&](const json::value& element, const std::string& path) {
    input.hosts.push_back(read_hosts({element, path, error}));
  });
  members.each("services", [&](const json::value& element, const std::string& path) {
    input.workloads.push_back(read_workload({element, path, error}));
  });
  members.refuse_others();
  if (input.zones.empty()) members.complain("zones", "a list of at least one Availability Zone");
  if (error) return *error;
  return input;
}

}  // namespace eni::diagnosis
