#include "sandbox/world/containers/runtime.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "sandbox/isolation/init/channel.h"
#include "sandbox/world/containers/bundle.h"
#include "sandbox/world/containers/resource_limits.h"

namespace eni::sandbox::world {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRuntimes[] = {"crun", "runc"};
constexpr const char* kFolders[] = {"/usr/bin", "/usr/local/bin", "/usr/sbin", "/usr/local/sbin"};

/// Of the runtime's notes; in memory, for they end with the world.
constexpr const char* kState = "/run/containers";

/// As ECS lets a container take to start.
constexpr std::chrono::minutes kRuntimeLimit{3};

constexpr std::size_t kMaxLogBytes = 64 * 1024;

/// Of a plain file; a container that broke out could have put anything in its place.
std::string content_of(const fs::path& path) {
  const net::Descriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)};
  struct stat status {};
  if (!file || fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return "";
  return isolation::read_descriptor(file.get(), kMaxLogBytes);
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

/// The last thing that the runtime had to say: a line of JSON with a member msg.
std::string last_message(const fs::path& log) {
  std::string message = "the container runtime gave no reason";
  std::istringstream lines{content_of(log)};
  for (std::string line; std::getline(lines, line);) {
    boost::system::error_code error;
    const json::value value = boost::json::parse(line, error);
    if (error || !value.is_object()) continue;
    const auto* text = value.as_object().if_contains("msg");
    if (text && text->is_string()) message = std::string(text->as_string());
  }
  return message;
}

Error system_error(const fs::path& path) {
  return {"cannot write " + path.string() + ": " + std::strerror(errno), ""};
}

/// A new folder with config.json, readable by the world's root alone: a container's environment holds secrets.
Result<void> write_bundle(World& world, const fs::path& folder, const Container& container) {
  const fs::path path = folder / "config.json";
  if (mkdir(folder.c_str(), 0700) != 0) return system_error(folder);
  const net::Descriptor file{open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600)};
  const std::string text = boost::json::serialize(runtime_configuration(container, world.users()));
  if (!file || write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    return system_error(path);
  ENI_CHECK(world.give(path.string()));
  return world.give(folder.string());
}

}  // namespace

std::optional<std::string> find_container_runtime() {
  for (const char* name : kRuntimes) {
    for (const char* folder : kFolders) {
      const std::string path = std::string(folder) + "/" + name;
      if (access(path.c_str(), X_OK) == 0) return path;
    }
  }
  return std::nullopt;
}

Task<Result<ProcessId>> ContainerRuntime::start(int network, Container container,
                                                std::array<int, 3> descriptors,
                                                std::function<void(ProcessEnd)> on_end) {
  const fs::path folder = fs::path{files_} / container.id;
  const std::string inside = std::string(kWorldFiles) + "/" + container.id;
  lower_to_machine(container.resource_limits);
  ENI_CO_CHECK(write_bundle(world_, folder, container));
  const std::uint64_t before = world_.ended_orphans();
  std::vector<std::string> arguments{
      "--log=" + inside + "/log",      "--log-format=json", "run", "--detach", "--bundle=" + inside,
      "--pid-file=" + inside + "/pid", container.id};
  auto running = run(network, std::move(arguments), descriptors);
  ENI_CO_TRY(const ProcessEnd end, co_await std::move(running));
  // The runtime has it now.
  unlink((folder / "config.json").c_str());
  if (end.world_ended) co_return Error{"the world has ended", ""};
  if (end.exit_code != 0 || end.signal != 0) co_return Error{last_message(folder / "log"), ""};
  const auto process = parse_integer(first_line(content_of(folder / "pid")));
  if (!process || *process < 2)
    co_return Error{"the container runtime did not tell the container's process", ""};
  world_.adopt(static_cast<ProcessId>(*process), before, std::move(on_end));
  co_return static_cast<ProcessId>(*process);
}

Task<void> ContainerRuntime::remove(std::string id) {
  const net::Descriptor null{open("/dev/null", O_RDWR | O_CLOEXEC)};
  std::vector<std::string> arguments{"delete", "--force", std::move(id)};
  auto running = run(kNoNetwork, std::move(arguments), {null.get(), null.get(), null.get()});
  (void)co_await std::move(running);
}

Task<Result<ProcessEnd>> ContainerRuntime::run(int network, std::vector<std::string> arguments,
                                               std::array<int, 3> descriptors) {
  Program program;
  program.argv = {program_, std::string("--root=") + kState};
  // Limits of memory and processor time are the sandbox's to set.
  if (program_.ends_with("/crun")) program.argv.emplace_back("--cgroup-manager=disabled");
  program.argv.insert(program.argv.end(), arguments.begin(), arguments.end());
  // Without HOME crun looks for one in the image's /etc/passwd, which may be anything.
  program.environment = {{"HOME", "/"}, {"PATH", "/usr/sbin:/usr/bin:/sbin:/bin"}};
  program.descriptors = descriptors;
  Channel<ProcessEnd> ends{scheduler_};
  auto starting = world_.start(network, std::move(program), [ends](ProcessEnd end) { ends.push(end); });
  ENI_CO_TRY(const ProcessId process, co_await std::move(starting));
  const std::optional<ProcessEnd> end = co_await ends.pop_until(scheduler_.now() + kRuntimeLimit);
  if (end) co_return *end;
  auto killing = world_.send_signal(process, SIGKILL);
  (void)co_await std::move(killing);
  co_return Error{"the container runtime did not come to its end", ""};
}

}  // namespace eni::sandbox::world
