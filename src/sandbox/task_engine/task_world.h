#pragma once
/// What tasks run in: a world, its images, its containers' runtime, and how its trunks carry their tags.
#include <functional>
#include <memory>
#include <string>

#include "net/event_loop.h"
#include "sandbox/images/store/image_store.h"
#include "sandbox/images/store/world_unpacker.h"
#include "sandbox/world/containers/runtime.h"
#include "sandbox/world/reaper.h"
#include "sandbox/world/vpc_network.h"

namespace eni::sandbox::task_engine {

struct TaskWorldOptions {
  std::string images;  ///< folder of the store's names and blobs
  std::string files;   ///< folder of what the world's users have: layers, and what containers write
  std::function<void(std::string)> on_line;  ///< what programs in the world say beside their output
  std::function<void()> on_end;              ///< the world has ended, and all that ran in it
  world::Reaper* reaper = nullptr;           ///< takes away what the world leaves; outlives it
};

class TaskWorld {
 public:
  /// @error  why no container can run on this machine, with what would allow it as hint
  static Task<Result<std::unique_ptr<TaskWorld>>> make(net::EventLoop& loop, TaskWorldOptions options);
  TaskWorld(const TaskWorld&) = delete;
  TaskWorld& operator=(const TaskWorld&) = delete;

  const std::string& files() const { return options_.files; }
  /// Of what belongs to tasks, a folder each; empty at the beginning.
  std::string tasks_folder() const { return options_.files + "/tasks"; }
  /// Of a path relative to files(): as the world sees it.
  static std::string inside(const std::string& path) { return std::string(world::kWorldFiles) + "/" + path; }
  world::World& world() { return *world_; }
  world::ContainerRuntime& runtime() { return *runtime_; }
  images::ImageStore& store() { return *store_; }
  images::LayerUnpacker& unpacker() { return *unpacker_; }
  world::Tagging tagging() const { return tagging_; }
  const std::string& runtime_program() const { return program_; }

 private:
  TaskWorld(net::EventLoop& loop, TaskWorldOptions options, std::string program)
      : loop_{loop}, options_{std::move(options)}, program_{std::move(program)} {}
  Task<Result<void>> open();
  Task<Result<void>> try_root_file_system();
  Task<Result<void>> clear_files();

  net::EventLoop& loop_;
  TaskWorldOptions options_;
  std::string program_;
  std::unique_ptr<world::World> world_;
  world::Tagging tagging_ = world::Tagging::kNone;
  std::unique_ptr<images::WorldUnpacker> unpacker_;
  std::unique_ptr<images::ImageStore> store_;
  std::unique_ptr<world::ContainerRuntime> runtime_;
};

}  // namespace eni::sandbox::task_engine
