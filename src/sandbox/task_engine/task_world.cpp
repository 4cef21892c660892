#include "sandbox/task_engine/task_world.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <sys/stat.h>

#include "sandbox/world/containers/root_file_system.h"
#include "sandbox/world/reaped_world.h"

namespace eni::sandbox::task_engine {

namespace {

namespace fs = std::filesystem;

constexpr const char* kTrial = "trial";  // No container's id.

Result<void> make_folder(const std::string& path) {
  std::error_code code;
  fs::create_directories(fs::path{path}.parent_path(), code);
  if (!code && mkdir(path.c_str(), S_IRWXU) != 0 && errno != EEXIST) code = {errno, std::generic_category()};
  if (code) return Error{"cannot create " + path + ": " + code.message(), ""};
  return {};
}

/// What outlasts a sandbox, in the folder of its world's files: unpacked layers and the program that unpacks them, the disks of hosts, file
/// systems of EFS. All else belongs to containers, which do not.
const std::vector<std::string>& kept_names() {
  static const std::vector<std::string> names{"layers", "unpack-layer", "hosts", "efs"};
  return names;
}

Error no_store(const images::PullFailure& failure) {
  return {failure.detail,
          "where another sandbox runs tasks, give this one a folder of its own: XDG_CACHE_HOME=DIR"};
}

}  // namespace

Task<Result<std::unique_ptr<TaskWorld>>> TaskWorld::make(net::EventLoop& loop, TaskWorldOptions options) {
  const auto program = world::find_container_runtime();
  if (!program) co_return Error{"there is no container runtime", "sudo apt install crun"};
  std::unique_ptr<TaskWorld> made{new TaskWorld{loop, std::move(options), *program}};
  auto opening = made->open();
  ENI_CO_CHECK(co_await std::move(opening));
  co_return std::move(made);
}

Task<Result<void>> TaskWorld::open() {
  ENI_CO_CHECK(make_folder(options_.images));
  ENI_CO_CHECK(make_folder(options_.files));
  auto making =
      world::make_reaped_world(loop_, *options_.reaper, options_.files, options_.on_line, options_.on_end);
  ENI_CO_TRY(world_, co_await std::move(making));
  auto finding = world::find_tagging(*world_);
  ENI_CO_TRY(tagging_, co_await std::move(finding));
  auto unpacker = images::WorldUnpacker::make(loop_, *world_, options_.files);
  if (unpacker.has_error()) co_return Error{unpacker.error().detail, ""};
  unpacker_ = *std::move(unpacker);
  auto store = images::ImageStore::open(
      loop_, {.directory = options_.images, .layers = options_.files + "/layers"}, *unpacker_);
  if (store.has_error()) co_return no_store(store.error());
  store_ = *std::move(store);
  // Nobody but the reaper of a sandbox that has ended can still be at work there: the store is ours.
  auto taking =
      options_.reaper->take_folder({options_.images + "/reaper.lock", options_.files, kept_names()});
  ENI_CO_CHECK(co_await std::move(taking));
  auto sweeping = store_->sweep();
  co_await std::move(sweeping);
  auto clearing = clear_files();
  ENI_CO_CHECK(co_await std::move(clearing));
  auto trying = try_root_file_system();  // Not before somebody would clear it up.
  ENI_CO_CHECK(co_await std::move(trying));
  runtime_ = std::make_unique<world::ContainerRuntime>(loop_, *world_, program_, options_.files);
  co_return Result<void>{};
}

/// At the start, or each container would fail by it: not every file system can be under an overlay.
Task<Result<void>> TaskWorld::try_root_file_system() {
  world::RootFileSystems roots{*world_, options_.files};
  auto making = roots.make(kTrial, {});
  if (const auto made = co_await std::move(making); made.has_error()) {
    const Error& error = made.error();
    co_return Error{error.message, error.hint.empty() ? "" : "set XDG_CACHE_HOME to " + error.hint};
  }
  auto removing = roots.remove(kTrial);
  co_return co_await std::move(removing);
}

/// Where a sandbox and its reaper were killed, this is the second net. What is there belongs to users that only a world has.
Task<Result<void>> TaskWorld::clear_files() {
  std::vector<std::string> left;
  std::error_code code;
  for (fs::directory_iterator entry{options_.files, code}; !code && entry != fs::directory_iterator{};
       entry.increment(code)) {
    const std::string name = entry->path().filename().string();
    if (std::find(kept_names().begin(), kept_names().end(), name) == kept_names().end())
      left.push_back(entry->path().string());
  }
  for (const std::string& path : left) {
    auto removing = world_->remove(path);
    (void)co_await std::move(removing);
  }
  ENI_CO_CHECK(make_folder(tasks_folder()));
  co_return world_->give(tasks_folder());
}

}  // namespace eni::sandbox::task_engine
