#include "sandbox/hosts/tools/systemctl.h"

#include <algorithm>

#include "base/text.h"

namespace eni::sandbox::hosts::tools {
namespace {

constexpr int kNotLoaded = 5;
constexpr int kNotActive = 3;

struct Request {
  std::string verb;
  std::vector<std::string> units;
  bool is_now = false;      ///< --now
  bool is_blocking = true;  ///< without --no-block
  bool is_quiet = false;
};

Request read_request(const std::vector<std::string>& argv) {
  Request request;
  for (std::size_t at = 1; at < argv.size(); ++at) {
    const std::string& word = argv[at];
    if (word == "--now") request.is_now = true;
    if (word == "--no-block") request.is_blocking = false;
    if (word == "-q" || word == "--quiet") request.is_quiet = true;
    if (word.starts_with('-')) continue;
    if (request.verb.empty()) {
      request.verb = word;
    } else {
      request.units.push_back(unit_name(word));
    }
  }
  return request;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string title(const std::string& unit) {
  return unit.find('.') == std::string::npos ? unit + ".service" : unit;
}

class Systemctl {
 public:
  Systemctl(ToolCall& call, const Request& request) : call_{call}, request_{request} {}

  Task<int> run() {
    int worst = 0;
    for (const std::string& unit : request_.units) {
      auto each = run_on(unit);
      const int code = co_await std::move(each);
      worst = std::max(worst, code);
    }
    co_return worst;
  }

 private:
  Task<int> run_on(std::string unit) {
    const std::string& verb = request_.verb;
    const auto found = call_.services.units.find(unit);
    const bool is_known = found != call_.services.units.end();
    if (verb == "is-active") co_return say_state(is_known ? &found->second : nullptr);
    if (!is_known) co_return not_found(unit);
    ServiceUnit& state = found->second;
    if (verb == "status") co_return status(unit, state);
    if (verb == "is-enabled") {
      if (!request_.is_quiet)
        call_.out(state.is_masked ? "masked\n" : state.is_enabled ? "enabled\n" : "disabled\n");
      co_return state.is_enabled ? 0 : 1;
    }
    if (verb == "mask" || verb == "unmask") co_return mask(unit, state, verb == "mask");
    if (verb == "enable") enable(unit, state);
    if (verb == "disable" && state.is_enabled) {
      state.is_enabled = false;
      if (!request_.is_quiet)
        call_.err("Removed /etc/systemd/system/multi-user.target.wants/" + title(unit) + ".\n");
    }
    const bool stops = verb == "stop" || (verb == "disable" && request_.is_now);
    if (stops) stop(unit, state);
    const bool starts = is_one_of(verb, {"start", "restart", "reload-or-restart", "try-reload-or-restart"}) ||
                        (verb == "enable" && request_.is_now);
    if (starts) {
      auto starting = start(unit);
      co_return co_await std::move(starting);
    }
    if (is_one_of(verb, {"reload", "try-restart", "condrestart"}) && verb == "reload" && !state.is_active) {
      call_.err(title(unit) + " is not active, cannot reload.\n");
      co_return 1;
    }
    co_return 0;
  }

  int not_found(const std::string& unit) {
    const std::string& verb = request_.verb;
    if (is_one_of(verb, {"start", "restart", "reload", "reload-or-restart"})) {
      call_.err("Failed to " + verb + " " + title(unit) + ": Unit " + title(unit) + " not found.\n");
      return kNotLoaded;
    }
    if (verb == "stop") {
      call_.err("Failed to stop " + title(unit) + ": Unit " + title(unit) + " not loaded.\n");
      return kNotLoaded;
    }
    if (verb == "status") {
      call_.err("Unit " + title(unit) + " could not be found.\n");
      return 4;
    }
    if (verb == "is-enabled") {
      call_.err("Failed to get unit file state for " + title(unit) + ": No such file or directory\n");
      return 1;
    }
    call_.err("Failed to " + verb + " unit: Unit file " + title(unit) + " does not exist.\n");
    return 1;
  }

  int say_state(const ServiceUnit* unit) {
    const bool is_active = unit && unit->is_active;
    if (!request_.is_quiet) call_.out(is_active ? "active\n" : "inactive\n");
    return is_active ? 0 : kNotActive;
  }

  int status(const std::string& unit, const ServiceUnit& state) {
    call_.out("● " + title(unit) + "\n   Loaded: loaded (/usr/lib/systemd/system/" + title(unit) + "; " +
              (state.is_enabled ? "enabled" : "disabled") +
              ")\n   Active: " + (state.is_active ? "active (running)" : "inactive (dead)") + "\n");
    return state.is_active ? 0 : kNotActive;
  }

  int mask(const std::string& unit, ServiceUnit& state, bool is_masked) {
    if (state.is_masked != is_masked && !request_.is_quiet) {
      const std::string path = "/etc/systemd/system/" + title(unit);
      call_.err(is_masked ? "Created symlink " + path + " → /dev/null.\n" : "Removed " + path + ".\n");
    }
    state.is_masked = is_masked;
    if (is_masked && request_.is_now) stop(unit, state);
    return 0;
  }

  /// Only a link for the next start; what the present one starts was settled when it began.
  void enable(const std::string& unit, ServiceUnit& state) {
    if (state.is_enabled) return;
    state.is_enabled = true;
    if (!request_.is_quiet)
      call_.err("Created symlink /etc/systemd/system/multi-user.target.wants/" + title(unit) +
                " → /usr/lib/systemd/system/" + title(unit) + ".\n");
  }

  /// A stop job takes the place of a start job that waits.
  static void stop_unit(ServiceUnit& state) {
    state.is_active = false;
    state.is_start_queued = false;
  }
  void stop(const std::string& unit, ServiceUnit& state) {
    stop_unit(state);
    // ecs.service is bound to Docker's.
    const auto ecs = call_.services.units.find("ecs");
    if (unit == "docker" && ecs != call_.services.units.end()) stop_unit(ecs->second);
  }

  Task<int> start(std::string unit) {
    ServiceUnit& state = call_.services.units[unit];
    if (state.is_masked) {
      call_.err("Failed to " + request_.verb + " " + title(unit) + ": Unit " + title(unit) + " is masked.\n");
      co_return 1;
    }
    // ecs.service requires Docker: its start brings Docker's with it.
    const auto docker = call_.services.units.find("docker");
    if (unit == "ecs" && docker != call_.services.units.end() && !docker->second.is_active) {
      if (docker->second.is_masked) {
        call_.err("A dependency job for ecs.service failed. See 'journalctl -xe' for details.\n");
        co_return 1;
      }
      docker->second.is_active = !docker->second.waits_for_cloud_final;
      docker->second.is_start_queued = docker->second.waits_for_cloud_final;
    }
    if (!state.waits_for_cloud_final) {
      state.is_active = true;
      co_return 0;
    }
    state.is_start_queued = true;
    if (request_.is_blocking) {
      auto waiting = call_.wait_in_vain("systemctl " + request_.verb + " " + unit +
                                        " waits for cloud-final.service, which " +
                                        "waits for the user data (systemctl --no-block does not wait)");
      co_await std::move(waiting);
    }
    co_return 0;
  }

  ToolCall& call_;
  const Request& request_;
};

Task<int> carry_out(ToolCall& call, Request request) {
  const bool is_about_units =
      is_one_of(request.verb, {"start", "stop", "restart", "reload", "reload-or-restart", "try-restart",
                               "try-reload-or-restart", "condrestart", "enable", "disable", "mask", "unmask",
                               "is-active", "is-enabled", "status"});
  if (!is_about_units) {
    if (is_one_of(request.verb, {"daemon-reload", "daemon-reexec", "reset-failed", ""})) co_return 0;
    if (is_one_of(request.verb, {"reboot", "poweroff", "halt"})) {
      using enum HostServices::PowerRequest;
      call.services.power_request = request.verb == "reboot" ? kReboot : kPowerOff;
      co_return 0;
    }
    call.err("systemctl: the sandbox's hosts do not carry out: " + request.verb + "\n");
    co_return 1;
  }
  if (request.units.empty()) {
    call.err("Too few arguments.\n");
    co_return 1;
  }
  Systemctl systemctl{call, request};
  auto running = systemctl.run();
  co_return co_await std::move(running);
}

}  // namespace

Task<int> run_systemctl(ToolCall& call) {
  auto carrying_out = carry_out(call, read_request(call.argv));
  co_return co_await std::move(carrying_out);
}

Task<int> run_service(ToolCall& call) {
  if (call.argv.size() < 3) {
    call.err("Usage: service < option > | --status-all | [ service_name [ command | --full-restart ] ]\n");
    co_return 1;
  }
  Request request;
  request.units = {unit_name(call.argv[1])};
  request.verb = call.argv[2];
  call.err("Redirecting to /bin/systemctl " + request.verb + " " + title(request.units[0]) + "\n");
  auto carrying_out = carry_out(call, std::move(request));
  co_return co_await std::move(carrying_out);
}

}  // namespace eni::sandbox::hosts::tools
