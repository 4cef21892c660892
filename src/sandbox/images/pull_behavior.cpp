#include "sandbox/images/pull_behavior.h"

namespace eni::sandbox::images {
namespace {

/// Whether what has that name in the store, if anything, is taken without asking.
bool will_do(const ImageStore& store, const oci::Reference& name, PullBehavior behavior) {
  if (behavior == PullBehavior::kAlways) return false;
  const auto image = store.find_name(name);
  return image && (!image->is_pulled || behavior != PullBehavior::kDefault);
}

}  // namespace

PullBehavior read_pull_behavior(std::string_view text) {
  if (text == "always") return PullBehavior::kAlways;
  if (text == "once") return PullBehavior::kOnce;
  return text == "prefer-cached" ? PullBehavior::kPreferCached : PullBehavior::kDefault;
}

Task<PullResult<Image>> image_for_task(ImageStore& store, ImageSource& source, oci::Reference name,
                                       oci::Platform platform, PullBehavior behavior) {
  if (will_do(store, name, behavior)) {
    if (auto image = store.find(name, platform)) co_return *std::move(image);
  }
  auto pulling = store.add(source, name, platform, ImageStore::Origin::kPulled);
  auto pulled = co_await std::move(pulling);
  if (pulled.has_value() || behavior == PullBehavior::kAlways) co_return pulled;
  if (auto image = store.find(name, platform)) co_return *std::move(image);
  co_return pulled;
}

}  // namespace eni::sandbox::images
