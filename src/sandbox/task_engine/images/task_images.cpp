#include "sandbox/task_engine/images/task_images.h"

#include <sys/utsname.h>

#include "sandbox/images/pull_behavior.h"
#include "sandbox/task_engine/images/task_image_source.h"
#include "sandbox/task_engine/images/time_limit.h"

namespace eni::sandbox::task_engine {
namespace {

using images::PullFault;

constexpr std::string_view kPullBehavior = "ECS_IMAGE_PULL_BEHAVIOR";

/// Whether what has come is of use for the next attempt, as services make one after the other.
bool goes_on_later(PullFault fault) {
  return fault == PullFault::kNetwork || fault == PullFault::kTimeout || fault == PullFault::kThrottled ||
         fault == PullFault::kRegistry;
}

}  // namespace

std::string go_duration(Duration duration) {
  const auto all = std::chrono::duration_cast<std::chrono::seconds>(duration).count();
  const auto hours = all / 3600, minutes = all / 60 % 60, seconds = all % 60;
  std::string out = std::to_string(seconds) + "s";
  if (all >= 60) out.insert(0, std::to_string(minutes) + "m");
  if (all >= 3600) out.insert(0, std::to_string(hours) + "h");
  return out;
}

oci::Platform own_platform() {
  utsname machine{};
  uname(&machine);
  auto platform = oci::Platform::parse("linux/" + std::string(machine.machine));
  return platform ? *std::move(platform) : oci::Platform{"linux", machine.machine};
}

TaskImages::TaskImages(Environment& env, Scheduler& scheduler, net::StreamingClient& http,
                       images::ImageStore& store, HostAgents& agents, TaskImagesOptions options)
    : env_{env},
      scheduler_{scheduler},
      http_{http},
      store_{store},
      agents_{agents},
      options_{std::move(options)} {}

Task<images::PullResult<images::Image>> TaskImages::image_of(TaskToRun task, json::object container,
                                                             images::Credentials login) {
  auto name = oci::Reference::parse(text_at(container, "image"));
  if (name.has_error()) co_return images::PullFailure{PullFault::kUnsupported, name.error().message};
  const auto behavior = images::read_pull_behavior(agents_.setting(task.instance_id, kPullBehavior));
  TaskImageSource source{*this, std::move(task), *name, std::move(login)};
  auto pulling = within(scheduler_, options_.max_pull_time, "pulled",
                        images::image_for_task(store_, source, *name, options_.platform, behavior));
  auto image = co_await std::move(pulling);
  if (image.has_error() && !goes_on_later(image.error().fault)) {
    auto collecting = store_.collect();
    co_await std::move(collecting);
  }
  co_return image;
}

std::string pull_reason(const images::PullFailure& failure, const json::object& container) {
  const auto name = oci::Reference::parse(text_at(container, "image"));
  if (name.has_error()) return "CannotPullContainerError: " + failure.detail;
  return images::ecs_reason(failure, *name);
}

}  // namespace eni::sandbox::task_engine
