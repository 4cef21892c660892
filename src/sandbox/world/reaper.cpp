#include "sandbox/world/reaper.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "embedded/world_reaper.h"
#include "net/descriptor_limit.h"
#include "net/descriptor_message.h"
#include "sandbox/isolation/program_in_memory.h"
#include "sandbox/world/containers/control_group_mounts.h"
#include "sandbox/world/reaper/wire.h"

namespace eni::sandbox::world {
namespace {

using net::Descriptor;

constexpr std::chrono::seconds kReaperAnswerLimit{30};
constexpr int kReaperEndLimitMs = 30'000;
constexpr int kCannotStart = 127;

/// Made at the first use.
const std::string& reaper_path() {
  static const isolation::ProgramInMemory program{embedded::world_reaper};
  return program.path();
}

/// The child's side of vfork(): only calls that are safe there. No signal reaches the reaper but those that nobody can block: it ends
/// after the sandbox, whatever a terminal or a service manager sends to both.
[[noreturn]] void become_reaper(const char* path, int socket) {
  setsid();
  const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  dup2(socket, STDIN_FILENO);
  dup2(null, STDOUT_FILENO);
  dup2(null, STDERR_FILENO);
  close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
  (void)!chdir("/");
  // For newuidmap.
  const std::array<const char*, 2> argv{"world-reaper", nullptr};
  const std::array<const char*, 2> environment{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", nullptr};
  execve(path, const_cast<char**>(argv.data()), const_cast<char**>(environment.data()));
  _exit(kCannotStart);
}

pid_t launch_reaper(int socket) {
  const char* path = reaper_path().c_str();
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, &before);
  const pid_t pid = vfork();
  if (pid == 0) become_reaper(path, socket);
  const int error = errno;
  sigprocmask(SIG_SETMASK, &before, nullptr);
  errno = error;
  return pid;
}

/// Where this sandbox's groups will be; none if it can have none.
std::vector<std::string> bases_of_groups() {
  std::vector<std::string> bases;
  const auto version = usable_version({"memory", "cpu", "pids"});
  if (version == ControlGroupVersion::kV1) {
    for (GroupMount& mount : control_group_mounts())
      if (mount.version == ControlGroupVersion::kV1) bases.push_back(std::move(mount.path));
  } else if (version == ControlGroupVersion::kV2) {
    if (auto base = version_2_base()) bases.push_back(*std::move(base));
  }
  return bases;
}

reaper::Writer request(reaper::Request kind, std::uint64_t number) {
  reaper::Writer out{kind};
  out.number(number);
  return out;
}

}  // namespace

Reaper::Reaper(net::EventLoop& loop, Logger& log) : loop_{loop}, log_{log} {}

Reaper::~Reaper() {
  if (replacing_) {
    loop_.cancel(*replacing_);
    replace();
  }
  if (finish()) return;
  replace();
  finish();
}

/// @return  false if it was killed before it had done its work
bool Reaper::finish() {
  if (!socket_) return true;
  socket_.reset();
  pollfd over{process_.get(), POLLIN, 0};
  int status = 0;
  if (poll(&over, 1, kReaperEndLimitMs) != 1 || waitpid(pid_, &status, 0) != pid_) return true;
  if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
    log_.warn("not all that the sandbox made could be taken away; its next start does");
  return WIFEXITED(status);
}

Result<void> Reaper::start() {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return Error{std::string("a socket: ") + std::strerror(errno), ""};
  Descriptor own{ends[0]};
  const Descriptor theirs{ends[1]};
  pid_ = launch_reaper(theirs.get());
  if (pid_ < 0) return Error{std::string("cannot start the reaper: ") + std::strerror(errno), ""};
  process_.reset(static_cast<int>(syscall(SYS_pidfd_open, pid_, 0)));
  started_ = loop_.now();
  socket_ = net::DescriptorWatch::make(loop_, own.release());
  hear();
  return {};
}

void Reaper::say(std::string bytes, const std::vector<int>& attached) {
  // One that takes nothing has ended, which is heard.
  if (socket_) net::send_message(socket_->descriptor(), bytes, attached, MSG_DONTWAIT);
}

void Reaper::hear() {
  socket_->wait(net::DescriptorWatch::Event::kReadable, [this] { take_answers(); });
}

void Reaper::take_answers() {
  while (const auto message = net::receive_message(socket_->descriptor(), MSG_DONTWAIT)) {
    reaper::Reader in{message->bytes};
    if (in.kind<reaper::Report>() != reaper::Report::kDone) continue;
    const auto asked = asked_.find(in.number());
    if (asked != asked_.end()) asked->second.push(static_cast<int>(in.number()));
  }
  if (errno == EAGAIN || errno == EWOULDBLOCK) return hear();
  end();
}

/// Somebody has killed it, for nothing else ends it while this object is there; or this machine does not run it at all.
void Reaper::end() {
  socket_.reset();
  int status = 0;
  waitpid(pid_, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) == kCannotStart) {
    const auto enough = net::check_descriptor_limit();
    log_.error("the program that clears up after the sandbox cannot be started; the next start does it",
               {{"reason", enough ? "this machine does not run it" : enough.error().message}});
    for (const auto& [number, answers] : asked_) answers.push(ENOEXEC);
    return;
  }
  const Duration delay = delay_.after(loop_.now() - started_);
  log_.warn("the process that clears up after the sandbox was killed; another one is started");
  replacing_ = loop_.call_at(loop_.now() + delay, [this] { replace(); });
}

void Reaper::replace() {
  replacing_.reset();
  if (const auto started = start(); started.has_error()) {
    log_.error("nobody clears up after the sandbox but its next start",
               {{"reason", started.error().message}});
    return;
  }
  for (const auto& [subject, bytes] : requests_) say(bytes);
  if (world_) say(request(reaper::Request::kWorld, ++number_).bytes(), {world_.get()});
}

Task<Result<void>> Reaper::ask(std::uint64_t number, std::string bytes, std::string subject) {
  if (!socket_ && !replacing_) co_return Error{subject + ": nobody would clear up there", ""};
  const Channel<int> answers{loop_};
  asked_.insert_or_assign(number, answers);
  say(bytes);
  requests_[subject] = std::move(bytes);
  const auto answer = co_await answers.pop_until(loop_.now() + kReaperAnswerLimit);
  asked_.erase(number);
  if (answer && *answer == 0) co_return Result<void>{};
  requests_.erase(subject);
  co_return Error{subject + ": " + std::strerror(answer ? *answer : ETIMEDOUT), ""};
}

void Reaper::add_tree(const std::string& path) {
  auto& bytes = requests_["the folder " + path];
  bytes = request(reaper::Request::kTree, ++number_).text(path).bytes();
  say(bytes);
}

Task<Result<void>> Reaper::take_control_groups() {
  const std::uint64_t number = ++number_;
  std::string bytes = request(reaper::Request::kGroups, number)
                          .number(static_cast<std::uint64_t>(getpid()))
                          .texts(bases_of_groups())
                          .bytes();
  return ask(number, std::move(bytes), "control groups");
}

Task<Result<void>> Reaper::take_folder(ScratchFolder folder) {
  const std::uint64_t number = ++number_;
  std::string bytes = request(reaper::Request::kFolder, number)
                          .text(folder.lock)
                          .text(folder.path)
                          .texts(folder.kept)
                          .bytes();
  return ask(number, std::move(bytes), "the folder " + folder.path);
}

void Reaper::add_world(net::Descriptor first_process) {
  world_ = std::move(first_process);
  say(request(reaper::Request::kWorld, ++number_).bytes(), {world_.get()});
}

}  // namespace eni::sandbox::world
