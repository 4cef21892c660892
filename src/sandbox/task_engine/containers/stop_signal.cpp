#include "sandbox/task_engine/containers/stop_signal.h"

#include <csignal>
#include <string>

#include "base/text.h"

namespace eni::sandbox::task_engine {
namespace {

/// Those that are the program's to use: glibc keeps two for itself.
constexpr int kFirstRealTime = 34;
constexpr int kLastRealTime = 64;

struct SignalName {
  std::string_view name;
  int number;
};

constexpr SignalName kSignals[] = {
    {"ABRT", SIGABRT},     {"ALRM", SIGALRM},   {"BUS", SIGBUS},   {"CHLD", SIGCHLD}, {"CLD", SIGCHLD},
    {"CONT", SIGCONT},     {"FPE", SIGFPE},     {"HUP", SIGHUP},   {"ILL", SIGILL},   {"INT", SIGINT},
    {"IO", SIGIO},         {"IOT", SIGIOT},     {"KILL", SIGKILL}, {"PIPE", SIGPIPE}, {"POLL", SIGPOLL},
    {"PROF", SIGPROF},     {"PWR", SIGPWR},     {"QUIT", SIGQUIT}, {"SEGV", SIGSEGV}, {"STKFLT", SIGSTKFLT},
    {"STOP", SIGSTOP},     {"SYS", SIGSYS},     {"TERM", SIGTERM}, {"TRAP", SIGTRAP}, {"TSTP", SIGTSTP},
    {"TTIN", SIGTTIN},     {"TTOU", SIGTTOU},   {"URG", SIGURG},   {"USR1", SIGUSR1}, {"USR2", SIGUSR2},
    {"VTALRM", SIGVTALRM}, {"WINCH", SIGWINCH}, {"XCPU", SIGXCPU}, {"XFSZ", SIGXFSZ},
};

std::optional<int> in_range(long long number, long long first) {
  if (number < first || number > kLastRealTime) return std::nullopt;
  return static_cast<int>(number);
}

/// What stands behind "RTMIN" or "RTMAX": nothing, or a distance.
std::optional<int> real_time(int base, std::string_view distance) {
  if (distance.empty()) return base;
  if (distance.front() == '+') distance.remove_prefix(1);
  const auto by = parse_integer(distance);
  if (!by || *by < -kLastRealTime || *by > kLastRealTime) return std::nullopt;
  return in_range(base + *by, kFirstRealTime);
}

}  // namespace

std::optional<int> parse_signal(std::string_view text) {
  if (const auto number = parse_integer(text)) return in_range(*number, 1);
  std::string name = to_upper(text);
  if (name.starts_with("SIG")) name.erase(0, 3);
  for (const SignalName& known : kSignals)
    if (known.name == name) return known.number;
  if (name.starts_with("RTMIN")) return real_time(kFirstRealTime, std::string_view(name).substr(5));
  if (name.starts_with("RTMAX")) return real_time(kLastRealTime, std::string_view(name).substr(5));
  return std::nullopt;
}

}  // namespace eni::sandbox::task_engine
