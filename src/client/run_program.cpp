#include "client/run_program.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "net/pipe.h"

extern char** environ;

namespace eni::client {

namespace {

constexpr std::size_t kMaxOutputBytes = 1024 * 1024;

Error cannot_start(const std::string& program, int reason) {
  return {"cannot start " + program + ": " + std::strerror(reason), ""};
}

Result<pid_t> start(const std::vector<std::string>& argv, const net::Pipe& output, const net::Pipe& errors) {
  std::vector<char*> words;
  for (const std::string& word : argv) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, output.writer.get(), STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, errors.writer.get(), STDERR_FILENO);
  pid_t pid = 0;
  const int reason = ::posix_spawnp(&pid, words[0], &actions, nullptr, words.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (reason != 0) return cannot_start(argv[0], reason);
  return pid;
}

/// Appends what there is to read. @return  false: it has ended
bool read_into(std::string& out, int file) {
  std::array<char, 4096> piece{};
  const ssize_t size = ::read(file, piece.data(), piece.size());
  if (size > 0) out.append(piece.data(), static_cast<std::size_t>(size));
  return size > 0 || (size < 0 && errno == EINTR);
}

/// Until both have ended. @return  false: there is too much
bool read_both(const net::Pipe& output, const net::Pipe& errors, ProgramOutput& result) {
  std::array<pollfd, 2> files{pollfd{output.reader.get(), POLLIN, 0}, pollfd{errors.reader.get(), POLLIN, 0}};
  while (files[0].fd >= 0 || files[1].fd >= 0) {
    if (::poll(files.data(), files.size(), -1) < 0 && errno != EINTR) return true;
    if (files[0].revents != 0 && !read_into(result.output, files[0].fd)) files[0].fd = -1;
    if (files[1].revents != 0 && !read_into(result.errors, files[1].fd)) files[1].fd = -1;
    if (result.output.size() + result.errors.size() > kMaxOutputBytes) return false;
  }
  return true;
}

}  // namespace

Result<ProgramOutput> run_program(const std::vector<std::string>& argv) {
  if (argv.empty()) return Error{"there is no program to start", ""};
  auto output = net::make_pipe();
  auto errors = net::make_pipe();
  if (!output || !errors) return cannot_start(argv[0], errno);
  ENI_TRY(const pid_t pid, start(argv, *output, *errors));
  output->writer.reset();
  errors->writer.reset();
  ProgramOutput result;
  const bool is_bounded = read_both(*output, *errors, result);
  if (!is_bounded) ::kill(pid, SIGKILL);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (!is_bounded) return Error{argv[0] + " printed more than 1 MiB, and was killed", ""};
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

}  // namespace eni::client
