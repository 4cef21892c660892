#include "sandbox/isolation/init/execution.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/wait.h>
#include <unistd.h>

namespace eni::sandbox::isolation::init {
namespace {

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (const std::string& text : texts) result.push_back(const_cast<char*>(text.c_str()));
  result.push_back(nullptr);
  return result;
}

}  // namespace

Started start_child(const std::function<void(int failures)>& become) {
  std::array<int, 2> failures{};
  if (pipe2(failures.data(), O_CLOEXEC) != 0) return {-1, errno};
  const pid_t pid = fork();
  if (pid == 0) {
    become(failures[1]);
    _exit(127);
  }
  const int fork_error = errno;
  close(failures[1]);
  Started started{pid, pid < 0 ? fork_error : 0};
  int error = 0;
  ssize_t size = 0;
  do {
    size = pid < 0 ? 0 : read(failures[0], &error, sizeof error);
  } while (size < 0 && errno == EINTR);
  close(failures[0]);
  if (size == sizeof error) {
    waitpid(pid, nullptr, 0);
    started = {-1, error};
  }
  return started;
}

void give_up(int failures) {
  const int error = errno;
  (void)!write(failures, &error, sizeof error);
  _exit(127);
}

void begin_session() {
  setsid();
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  for (int number = 1; number < NSIG; ++number) signal(number, SIG_DFL);
}

void execute(const std::vector<std::string>& argv, const std::vector<std::string>& environment,
             int failures) {
  close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
  execve(argv[0].c_str(), pointers(argv).data(), pointers(environment).data());
  give_up(failures);
}

}  // namespace eni::sandbox::isolation::init
