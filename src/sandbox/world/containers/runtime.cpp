#include "sandbox/world/containers/runtime.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sstream>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

#include "base/text.h"
#include "sandbox/isolation/init/channel.h"
#include "sandbox/world/containers/bundle.h"
#include "sandbox/world/containers/console_socket.h"
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

/// A runtime that does not come to its end holds up others for no longer.
constexpr std::chrono::seconds kPatience{10};

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

/// A new file, readable by the world's root alone: a container's environment holds secrets.
Result<void> write_secret(World& world, const fs::path& path, const json::object& content) {
  const net::Descriptor file{open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600)};
  const std::string text = boost::json::serialize(content);
  if (!file || write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    return system_error(path);
  return world.give(path.string());
}

/// A new folder with config.json.
Result<void> write_bundle(World& world, const fs::path& folder, const Container& container) {
  if (mkdir(folder.c_str(), 0700) != 0) return system_error(folder);
  ENI_CHECK(write_secret(world, folder / "config.json", runtime_configuration(container, world.users())));
  return world.give(folder.string());
}

net::Descriptor duplicate(int descriptor) { return net::Descriptor{fcntl(descriptor, F_DUPFD_CLOEXEC, 0)}; }

Container kept_of(const Container& container) {
  Container kept;
  kept.id = container.id;
  kept.more_capabilities = container.more_capabilities;
  kept.fewer_capabilities = container.fewer_capabilities;
  kept.resource_limits = container.resource_limits;
  return kept;
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

Task<Result<Executed>> ContainerRuntime::start(int network, Container container,
                                               std::array<int, 3> descriptors,
                                               std::function<void(ProcessEnd)> on_end,
                                               std::vector<int> control_groups) {
  const std::string id = container.id;
  const fs::path folder = fs::path{files_} / id;
  lower_to_machine(container.resource_limits);
  ENI_CO_CHECK(write_bundle(world_, folder, container));
  container.environment.clear();  // It is the largest part, and in the bundle.
  std::vector<std::string> command{"run", "--bundle=" + inside(id)};
  auto running = run_with_terminal(container.terminal, {network, descriptors, std::move(control_groups)}, id,
                                   "run", std::move(command), std::move(on_end));
  Result<Executed> started = co_await std::move(running);
  // The runtime has it now.
  unlink((folder / "config.json").c_str());
  if (started.has_value()) containers_[id] = kept_of(container);
  co_return started;
}

Task<Result<Executed>> ContainerRuntime::exec(int network, std::string id, ExecutedProgram program,
                                              std::array<int, 3> descriptors,
                                              std::function<void(ProcessEnd)> on_end,
                                              std::vector<int> control_groups) {
  const auto container = containers_.find(id);
  if (container == containers_.end()) co_return Error{"no container " + id, ""};
  const std::string name = "exec-" + std::to_string(++executions_);
  const fs::path settings = fs::path{files_} / id / (name + ".json");
  std::vector<std::string> command{"exec", "--process=" + inside(id) + "/" + name + ".json"};
  ENI_CO_CHECK(write_secret(world_, settings, executed_process(container->second, program)));
  // The container may end while its turn is awaited: then these numbers may be another's, and the runtime is to say that it has ended.
  const net::Descriptor own_network = duplicate(network);
  std::vector<net::Descriptor> own_groups;
  for (int& group : control_groups) group = own_groups.emplace_back(duplicate(group)).get();
  auto running =
      run_with_terminal(program.terminal, {own_network.get(), descriptors, std::move(control_groups)}, id,
                        name, std::move(command), std::move(on_end));
  Result<Executed> executed = co_await std::move(running);
  unlink(settings.c_str());
  co_return executed;
}

Task<Result<Executed>> ContainerRuntime::run_with_terminal(bool has_terminal, Place place, std::string id,
                                                           std::string name, std::vector<std::string> command,
                                                           std::function<void(ProcessEnd)> on_end) {
  const std::string socket = name + ".console";
  ConsoleSocket console;
  const net::Descriptor null{open("/dev/null", O_RDWR | O_CLOEXEC)};
  if (has_terminal) {
    ENI_CO_TRY(console, ConsoleSocket::open(world_, fs::path{files_} / id, socket));
    command.push_back("--console-socket=" + inside(id) + "/" + socket);
    place.descriptors.fill(null.get());
  }
  auto running = run_detached(std::move(place), id, std::move(name), std::move(command), std::move(on_end));
  const Result<ProcessId> process = co_await std::move(running);
  if (has_terminal) unlink((fs::path{files_} / id / socket).c_str());
  if (process.has_error()) co_return process.error();
  Executed executed{*process, {}};
  if (has_terminal) {
    ENI_CO_TRY(executed.terminal, console.take());
  }
  co_return executed;
}

Task<void> ContainerRuntime::remove(std::string id) {
  containers_.erase(id);
  const net::Descriptor null{open("/dev/null", O_RDWR | O_CLOEXEC)};
  std::vector<std::string> arguments{"delete", "--force", id};
  auto acquiring = semaphore_.acquire(kPatience);
  const Semaphore::Permit permit = co_await std::move(acquiring);
  auto running = run({kNoNetwork, {null.get(), null.get(), null.get()}, {}}, std::move(arguments));
  (void)co_await std::move(running);
  auto removing = world_.remove(files_ + "/" + id);
  (void)co_await std::move(removing);
}

Task<Result<ProcessId>> ContainerRuntime::run_detached(Place place, std::string id, std::string name,
                                                       std::vector<std::string> command,
                                                       std::function<void(ProcessEnd)> on_end) {
  const std::string notes = inside(id) + "/" + name;
  std::vector<std::string> arguments{"--log=" + notes + ".log", "--log-format=json"};
  arguments.insert(arguments.end(), command.begin(), command.end());
  arguments.insert(arguments.end(), {"--detach", "--pid-file=" + notes + ".pid", id});
  auto acquiring = semaphore_.acquire(kPatience);
  const Semaphore::Permit permit = co_await std::move(acquiring);
  const std::uint64_t before = world_.ended_orphans();
  auto running = run(std::move(place), std::move(arguments));
  const Result<ProcessEnd> end = co_await std::move(running);
  const std::string log_path = (fs::path{files_} / id / name).string() + ".log";
  const std::string pid_path = (fs::path{files_} / id / name).string() + ".pid";
  const std::string message = last_message(log_path);
  const auto process = parse_integer(first_line(content_of(pid_path)));
  unlink(log_path.c_str());
  unlink(pid_path.c_str());
  if (end.has_error()) co_return end.error();
  if (end->world_ended) co_return Error{"the world has ended", ""};
  if (end->exit_code != 0 || end->signal != 0) co_return Error{message, ""};
  if (!process || *process < 2) co_return Error{"the container runtime did not tell the process", ""};
  world_.adopt(static_cast<ProcessId>(*process), before, std::move(on_end));
  co_return static_cast<ProcessId>(*process);
}

std::size_t ContainerRuntime::runtimes_at_a_time() {
  return std::max<std::size_t>(4, 2 * std::thread::hardware_concurrency());
}

std::string ContainerRuntime::inside(const std::string& id) { return std::string(kWorldFiles) + "/" + id; }

Task<Result<ProcessEnd>> ContainerRuntime::run(Place place, std::vector<std::string> arguments) {
  Program program;
  program.argv = {program_, std::string("--root=") + kState};
  // Limits of memory and processor time are the sandbox's to set.
  if (program_.ends_with("/crun")) program.argv.emplace_back("--cgroup-manager=disabled");
  program.argv.insert(program.argv.end(), arguments.begin(), arguments.end());
  // Without HOME crun looks for one in the image's /etc/passwd, which may be anything.
  program.environment = {{"HOME", "/"}, {"PATH", "/usr/sbin:/usr/bin:/sbin:/bin"}};
  program.descriptors = place.descriptors;
  program.control_groups = std::move(place.control_groups);
  Channel<ProcessEnd> ends{scheduler_};
  auto starting = world_.start(place.network, std::move(program), [ends](ProcessEnd end) { ends.push(end); });
  ENI_CO_TRY(const ProcessId process, co_await std::move(starting));
  const std::optional<ProcessEnd> end = co_await ends.pop_until(scheduler_.now() + kRuntimeLimit);
  if (end) co_return *end;
  auto killing = world_.send_signal(process, SIGKILL);
  (void)co_await std::move(killing);
  co_return Error{"the container runtime did not come to its end", ""};
}

}  // namespace eni::sandbox::world
