#include "sandbox/world/containers/root_file_system.h"

#include <algorithm>

namespace eni::sandbox::world {
namespace {

constexpr const char* kTarget = "/merged";

/// Without those that come again higher up: overlayfs takes no folder twice, and all that the lower one has the higher one has, too.
std::vector<std::string> without_repeats(const std::vector<std::string>& layers) {
  std::vector<std::string> kept;
  for (auto layer = layers.begin(); layer != layers.end(); ++layer) {
    if (std::find(std::next(layer), layers.end(), *layer) == layers.end()) kept.push_back(*layer);
  }
  return kept;
}

}  // namespace

Task<Result<std::string>> RootFileSystems::make(std::string id, std::vector<std::string> layers) {
  if (layers.size() > kMaxLayers)
    co_return Error{
        "an image of " + std::to_string(layers.size()) + " layers, more than " + std::to_string(kMaxLayers),
        ""};
  const std::string folder = folder_of(id);
  OverlayMount overlay{without_repeats(layers), folder + "/upper", folder + "/work", folder + kTarget};
  auto mounting = world_.mount_overlay(std::move(overlay));
  const Result<void> mounted = co_await std::move(mounting);
  if (mounted.has_value()) co_return std::string(kWorldFiles) + "/" + id + ".files" + kTarget;
  auto removing = world_.remove(folder);
  (void)co_await std::move(removing);
  co_return mounted.error();
}

Task<Result<void>> RootFileSystems::remove(std::string id) {
  const std::string folder = folder_of(id);
  auto unmounting = world_.unmount(folder + kTarget);
  ENI_CO_CHECK(co_await std::move(unmounting));
  auto removing = world_.remove(folder);
  co_return co_await std::move(removing);
}

}  // namespace eni::sandbox::world
