#include "sandbox/images/store/world_unpacker.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "net/pipe.h"
#include "sandbox/images/store/store_files.h"
#include "sandbox/world/layers/unpack_program.h"
#ifdef ENI_HAS_UNPACK_LAYER
#include "embedded/unpack_layer.h"
#endif

namespace eni::sandbox::images {
namespace {

constexpr const char* kProgram = "/unpack-layer";
/// Far beyond what the limits of a layer allow it to take: for one that was taken over.
constexpr std::chrono::hours kLimit{2};
constexpr std::size_t kMaxOutput = 16 * 1024;

std::string_view program() {
#ifdef ENI_HAS_UNPACK_LAYER
  return embedded::unpack_layer.text();
#else
  return {};
#endif
}

/// What there is, without waiting for more.
std::string read_available(int descriptor) {
  std::string out(kMaxOutput, '\0');
  const ssize_t size = read(descriptor, out.data(), out.size());
  out.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return out;
}

/// "BYTES HIDES"
std::optional<UnpackedLayer> read_facts(std::string_view line) {
  const auto parts = split(trim(line), ' ');
  const auto bytes = parts.size() == 2 ? parse_integer(parts[0]) : std::nullopt;
  if (!bytes || *bytes < 0 || (parts[1] != "0" && parts[1] != "1")) return std::nullopt;
  return UnpackedLayer{static_cast<std::uint64_t>(*bytes), parts[1] == "1"};
}

PullFailure failure(PullFault fault, std::string what) { return {fault, std::move(what), PullStep::kUnpack}; }

}  // namespace

struct WorldUnpacker::Ending {
  world::ProcessEnd end;
  std::string output;  ///< both of them
};

PullResult<std::unique_ptr<WorldUnpacker>> WorldUnpacker::make(Scheduler& scheduler, world::World& world,
                                                               std::string files) {
  if (program().empty())
    return failure(PullFault::kUnsupported, "this build has no program that unpacks layers");
  std::unique_ptr<WorldUnpacker> out{new WorldUnpacker{scheduler, world, std::move(files)}};
  const std::string path = out->files_ + kProgram;
  ENI_CHECK(write_private_file(path, program(), S_IRUSR | S_IXUSR));
  ENI_CHECK(out->give(path));
  return out;
}

std::string WorldUnpacker::users() const { return "users-" + std::to_string(world_.users()); }

PullResult<void> WorldUnpacker::give(const std::string& folder) {
  const auto given = world_.give(folder);
  if (given.has_error()) return failure(PullFault::kDisk, given.error().message);
  return {};
}

std::string WorldUnpacker::inside(const std::string& path) const {
  return world::kWorldFiles + path.substr(files_.size());
}

Task<PullResult<WorldUnpacker::Ending>> WorldUnpacker::run(int input, std::vector<std::string> arguments) {
  auto output = net::make_pipe(O_NONBLOCK);
  if (!output) co_return failure(PullFault::kDisk, "a pipe: " + std::string(std::strerror(errno)));
  world::Program what;
  what.argv = {std::string(world::kWorldFiles) + kProgram};
  what.argv.insert(what.argv.end(), arguments.begin(), arguments.end());
  what.descriptors = {input, output->writer.get(), output->writer.get()};
  const Channel<world::ProcessEnd> endings{scheduler_};
  auto starting = world_.start(world::kNoNetwork, std::move(what),
                               [endings](world::ProcessEnd end) { endings.push(end); });
  const auto started = co_await std::move(starting);
  output->writer.reset();
  if (started.has_error()) co_return failure(PullFault::kDisk, started.error().message);
  const auto end = co_await endings.pop_until(scheduler_.now() + kLimit);
  if (end) co_return Ending{*end, read_available(output->reader.get())};
  auto killing = world_.send_signal(*started, SIGKILL);
  (void)co_await std::move(killing);
  co_return failure(PullFault::kLayer, "unpacking the layer did not come to its end");
}

Task<PullResult<UnpackedLayer>> WorldUnpacker::unpack(int blob, std::string folder,
                                                      world::layers::LayerExpectation expectation) {
  std::vector<std::string> arguments{"-", inside(folder), "--facts", "--sync"};
  const auto add = [&](const char* option, const std::string& value) {
    if (!value.empty()) arguments.insert(arguments.end(), {option, value});
  };
  add("--digest", expectation.blob_digest);
  add("--diff-id", expectation.diff_id);
  if (expectation.blob_bytes) add("--size", std::to_string(*expectation.blob_bytes));
  // Where there is one user only, all files are that one's; which images that breaks shows when they run.
  if (world_.users() == 1) arguments.emplace_back("--replace-owners");
  auto running = run(blob, std::move(arguments));
  ENI_CO_TRY(const Ending ending, co_await std::move(running));
  if (ending.end.world_ended) co_return failure(PullFault::kDisk, "the world has ended");
  const std::string line = ending.output.substr(0, ending.output.find('\n'));
  if (ending.end.signal == 0 && ending.end.exit_code == 0) {
    if (const auto facts = read_facts(line)) co_return *facts;
  }
  if (const auto fault = world::layers::fault_of_exit_status(ending.end.exit_code);
      fault && ending.end.signal == 0)
    co_return unpack_failure(*fault, line);
  const std::string how = ending.end.signal != 0 ? "signal " + std::to_string(ending.end.signal)
                                                 : "status " + std::to_string(ending.end.exit_code);
  co_return failure(PullFault::kLayer,
                    "unpacking the layer ended with " + how + (line.empty() ? "" : ": ") + line);
}

Task<void> WorldUnpacker::remove(std::string folder) {
  const net::Descriptor null{open("/dev/null", O_RDONLY | O_CLOEXEC)};
  std::vector<std::string> arguments{"--remove", inside(folder)};
  auto running = run(null.get(), std::move(arguments));
  (void)co_await std::move(running);
}

}  // namespace eni::sandbox::images
