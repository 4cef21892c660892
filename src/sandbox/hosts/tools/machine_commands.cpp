#include "sandbox/hosts/tools/machine_commands.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "sandbox/hosts/metadata/tree.h"

namespace eni::sandbox::hosts::tools {
namespace {

/// "1.5", "2s", "3m", "1h", "1d"
std::optional<double> seconds_of(std::string_view word) {
  double unit = 1;
  if (!word.empty()) {
    switch (word.back()) {
      case 'd':
        unit = 86400;
        break;
      case 'h':
        unit = 3600;
        break;
      case 'm':
        unit = 60;
        break;
      default:
        break;
    }
    if (std::string_view("smhd").find(word.back()) != std::string_view::npos) word.remove_suffix(1);
  }
  std::string text(word);
  if (text.starts_with('.')) text.insert(0, "0");
  const auto number = parse_json(text);
  if (!number || !number->is_number() || number->to_number<double>() < 0) return std::nullopt;
  return number->to_number<double>() * unit;
}

std::string own_hostname(const ToolCall& call) {
  if (call.services.hostname) return *call.services.hostname;
  const metadata::Tree tree = metadata::tree_of(call.env.store, call.machine, false);
  const auto name = tree.find("meta-data/local-hostname");
  return name == tree.end() ? "localhost" : name->second;
}

bool has_option(const ToolCall& call, std::initializer_list<std::string_view> options) {
  return std::any_of(call.argv.begin() + 1, call.argv.end(), [&options](const std::string& word) {
    return std::find(options.begin(), options.end(), word) != options.end();
  });
}

std::vector<std::string> words_of(const ToolCall& call) {
  std::vector<std::string> words;
  for (std::size_t at = 1; at < call.argv.size(); ++at)
    if (!call.argv[at].starts_with('-')) words.push_back(call.argv[at]);
  return words;
}

}  // namespace

Task<int> run_sleep(ToolCall& call) {
  constexpr double kMillis = 1000;
  constexpr double kLongest = 86400.0 * 365;
  double total = 0;
  for (std::size_t at = 1; at < call.argv.size(); ++at) {
    const auto seconds = seconds_of(call.argv[at]);
    if (!seconds && call.argv[at] != "infinity") {
      call.err("sleep: invalid time interval ‘" + call.argv[at] +
               "’\nTry 'sleep --help' for more information.\n");
      co_return 1;
    }
    total += seconds.value_or(kLongest);
  }
  if (call.argv.size() < 2) {
    call.err("sleep: missing operand\nTry 'sleep --help' for more information.\n");
    co_return 1;
  }
  const auto millis = static_cast<long long>(std::min(total, kLongest) * kMillis);
  if (call.env.settings.pace == Settings::Pace::kAws)
    co_await sleep_for(call.env.scheduler, std::chrono::milliseconds{millis});
  co_return 0;
}

Task<int> run_hostname(ToolCall& call) {
  const auto words = words_of(call);
  if (!words.empty()) {
    call.services.hostname = words[0];
    co_return 0;
  }
  if (has_option(call, {"-I", "-i", "--ip-address", "--all-ip-addresses"})) {
    call.out(call.machine.private_ip + "\n");
    co_return 0;
  }
  const std::string name = own_hostname(call);
  if (has_option(call, {"-s", "--short"})) {
    call.out(name.substr(0, name.find('.')) + "\n");
  } else if (has_option(call, {"-d", "--domain"})) {
    call.out((name.find('.') == std::string::npos ? "" : name.substr(name.find('.') + 1)) + "\n");
  } else {
    call.out(name + "\n");
  }
  co_return 0;
}

Task<int> run_hostnamectl(ToolCall& call) {
  const auto words = words_of(call);
  if (words.size() == 2 && (words[0] == "set-hostname" || words[0] == "hostname")) {
    call.services.hostname = words[1];
  } else if (words.empty() || words[0] == "status") {
    call.out(" Static hostname: " + own_hostname(call) + "\n");
  } else if (words[0] == "hostname") {
    call.out(own_hostname(call) + "\n");
  } else {
    call.err("Unknown command verb " + words[0] + ".\n");
    co_return 1;
  }
  co_return 0;
}

Task<int> run_shutdown(ToolCall& call) {
  using enum HostServices::PowerRequest;
  const std::string name = call.argv[0].substr(call.argv[0].rfind('/') + 1);
  const bool reboots = name == "reboot" || has_option(call, {"-r", "--reboot"});
  if (has_option(call, {"-c"})) {
    call.services.power_request = kNone;
  } else {
    call.services.power_request = reboots ? kReboot : kPowerOff;
  }
  co_return 0;
}

Task<int> run_logger(ToolCall& call) {
  std::string tag = "root";
  std::vector<std::string> words;
  for (std::size_t at = 1; at < call.argv.size(); ++at) {
    const std::string& word = call.argv[at];
    const bool has_value =
        word == "-t" || word == "--tag" || word == "-p" || word == "--priority" || word == "-f";
    if (has_value && at + 1 < call.argv.size()) {
      ++at;
      if (word == "-t" || word == "--tag") tag = call.argv[at];
    } else if (!word.starts_with('-')) {
      words.push_back(word);
    }
  }
  std::string text = join(words, " ");
  if (words.empty()) {
    auto reading = call.read_input();
    text = co_await std::move(reading);
  }
  for (const std::string& line : split(trim(text), '\n')) call.services.console.push_back(tag + ": " + line);
  co_return 0;
}

Task<int> run_docker(ToolCall& call) {
  constexpr int kRefused = 125;
  const std::string verb = words_of(call).empty() ? "" : words_of(call)[0];
  const auto docker = call.services.units.find("docker");
  if (docker == call.services.units.end()) {
    constexpr int kNoCommand = 127;
    call.err("docker: command not found\n");
    co_return kNoCommand;
  }
  const std::string version(call.machine.image->docker_version.empty() ? "25.0.8"
                                                                       : call.machine.image->docker_version);
  if (has_option(call, {"--version", "-v"}) && verb.empty()) {
    call.out("Docker version " + version + ", build 0bab007\n");
    co_return 0;
  }
  if (!docker->second.is_active) {
    call.err(
        "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon "
        "running?\n");
    co_return 1;
  }
  if (verb == "ps" || verb == "images") {
    const bool lists_ids = has_option(call, {"-q", "-aq", "-qa", "--quiet"});
    if (!lists_ids)
      call.out(verb == "ps" ? "CONTAINER ID   IMAGE     COMMAND   CREATED   STATUS    PORTS     NAMES\n"
                            : "REPOSITORY   TAG       IMAGE ID   CREATED   SIZE\n");
    co_return 0;
  }
  if (verb == "info" || verb == "version") {
    call.out(verb == "info" ? "Server:\n Containers: 0\n Server Version: " + version + "\n"
                            : "Client:\n Version:           " + version + "\n");
    co_return 0;
  }
  call.err("docker: the sandbox's hosts do not carry out: docker " + verb + "\n");
  co_return kRefused;
}

}  // namespace eni::sandbox::hosts::tools
