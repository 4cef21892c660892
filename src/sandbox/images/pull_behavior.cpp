#include "sandbox/images/pull_behavior.h"

namespace eni::sandbox::images {
namespace {

bool was_pulled(const ImageStore& store, const oci::Reference& name) {
  for (const StoredImage& image : store.list())
    if (image.name == name) return image.is_pulled;
  return false;
}

bool will_do(const ImageStore& store, const oci::Reference& name, PullBehavior behavior) {
  return behavior == PullBehavior::kPreferCached ||
         (behavior == PullBehavior::kOnce && was_pulled(store, name));
}

}  // namespace

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
