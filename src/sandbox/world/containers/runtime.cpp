#include "sandbox/world/containers/runtime.h"

#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <unistd.h>

#include "base/text.h"
#include "sandbox/world/containers/bundle.h"

namespace eni::sandbox::world {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRuntimes[] = {"crun", "runc"};
constexpr const char* kFolders[] = {"/usr/bin", "/usr/local/bin", "/usr/sbin", "/usr/local/sbin"};

/// Of the runtime's notes; in memory, for they end with the world.
constexpr const char* kState = "/run/containers";

constexpr std::size_t kMaxLogBytes = 64 * 1024;

std::string content_of(const fs::path& path) {
  std::ifstream file{path, std::ios::binary};
  std::string text(kMaxLogBytes, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
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

/// Written whole, readable by its owner and the world alone: a container's environment holds secrets.
Result<void> write_configuration(const fs::path& folder, const Container& container, std::uint32_t users) {
  std::error_code error;
  fs::create_directories(folder, error);
  std::ofstream file{folder / "config.json", std::ios::binary | std::ios::trunc};
  file << boost::json::serialize(runtime_configuration(container, users));
  file.close();
  if (error || !file)
    return Error{"cannot write " + (folder / "config.json").string(), "check the disk's free space"};
  return {};
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
  ENI_CO_CHECK(write_configuration(folder, container, world_.users()));
  ENI_CO_CHECK(world_.give(folder.string()));
  std::vector<std::string> arguments{
      "--log=" + inside + "/log",      "--log-format=json", "run", "--detach", "--bundle=" + inside,
      "--pid-file=" + inside + "/pid", container.id};
  auto running = run(network, std::move(arguments), descriptors);
  ENI_CO_TRY(const ProcessEnd end, co_await std::move(running));
  if (end.world_ended) co_return Error{"the world has ended", ""};
  if (end.exit_code != 0 || end.signal != 0) co_return Error{last_message(folder / "log"), ""};
  const auto process = parse_integer(first_line(content_of(folder / "pid")));
  if (!process || *process < 2)
    co_return Error{"the container runtime did not tell the container's process", ""};
  world_.adopt(static_cast<ProcessId>(*process), std::move(on_end));
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
  program.environment = {{"PATH", "/usr/sbin:/usr/bin:/sbin:/bin"}};
  program.descriptors = descriptors;
  Channel<ProcessEnd> ends{scheduler_};
  auto starting = world_.start(network, std::move(program), [ends](ProcessEnd end) { ends.push(end); });
  ENI_CO_CHECK(co_await std::move(starting));
  co_return co_await ends.pop();
}

}  // namespace eni::sandbox::world
