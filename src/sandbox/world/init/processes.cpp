#include "sandbox/world/init/processes.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace eni::sandbox::world::init {
namespace {

[[noreturn]] void give_up(int failures) {
  const int error = errno;
  (void)!write(failures, &error, sizeof error);
  _exit(127);
}

void reset_signals() {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  for (int number = 1; number < NSIG; ++number) signal(number, SIG_DFL);
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (const std::string& text : texts) result.push_back(const_cast<char*>(text.c_str()));
  result.push_back(nullptr);
  return result;
}

[[noreturn]] void become(const HomeNetwork& home, const ProcessWish& wish, int failures) {
  setsid();
  reset_signals();
  if (const int error = wish.network < 0 ? 0 : home.enter(wish.network)) {
    errno = error;
    give_up(failures);
  }
  for (int at = 0; at <= STDERR_FILENO; ++at) {
    if (dup2(wish.descriptors[static_cast<std::size_t>(at)], at) < 0) give_up(failures);
  }
  if (chdir(wish.directory.c_str()) != 0) give_up(failures);
  close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
  execve(wish.argv[0].c_str(), pointers(wish.argv).data(), pointers(wish.environment).data());
  give_up(failures);
}

}  // namespace

Started start_process(const HomeNetwork& home, const ProcessWish& wish) {
  if (wish.argv.empty()) return {{EINVAL, "no program"}, 0};
  std::array<int, 2> failures{};
  if (pipe2(failures.data(), O_CLOEXEC) != 0) return {{errno, "a pipe"}, 0};
  const pid_t process = fork();
  if (process == 0) become(home, wish, failures[1]);
  const int fork_error = errno;
  close(failures[1]);
  int error = process < 0 ? fork_error : 0;
  int said = 0;
  ssize_t size = 0;
  do {
    size = process < 0 ? 0 : read(failures[0], &said, sizeof said);
  } while (size < 0 && errno == EINTR);
  close(failures[0]);
  if (size == sizeof said) {
    waitpid(process, nullptr, 0);
    error = said;
  }
  if (error != 0) return {{error, wish.argv[0]}, 0};
  return {{}, process};
}

Failure send_signal(pid_t process, int signal) {
  if (process > 1 && kill(process, signal) == 0) return {};
  return {process > 1 ? errno : EPERM, "process " + std::to_string(process)};
}

}  // namespace eni::sandbox::world::init
