#include "sandbox/images/load/load_images.h"

#include "sandbox/images/load/archived_image.h"

namespace eni::sandbox::images {
namespace {

PullFailure unsupported(std::string what) { return {PullFault::kUnsupported, std::move(what)}; }

/// Under which names one is added.
PullResult<std::vector<oci::Reference>> names_of(const ArchivedImage& image,
                                                 const std::optional<oci::Reference>& given) {
  std::vector<oci::Reference> out;
  if (given) {
    out.push_back(*given);
    return out;
  }
  for (const std::string& text : image.names) {
    auto name = oci::Reference::parse(text);
    if (name.has_error()) return unsupported(name.error().message);
    out.push_back(*std::move(name));
  }
  if (out.empty()) return unsupported("an image in it has no name: give it one");
  return out;
}

}  // namespace

Task<PullResult<std::vector<Image>>> load_images(Scheduler& scheduler, ImageStore& store, std::string path,
                                                 oci::Platform platform, std::optional<oci::Reference> name) {
  const auto files = ImageFiles::open(path);
  if (files.has_error()) co_return unsupported(to_string(files.error()));
  ENI_CO_TRY(const std::vector<ArchivedImage> images, archived_images(scheduler, **files));
  if (name && images.size() > 1)
    co_return unsupported("it has " + std::to_string(images.size()) + " images: one name is not enough");
  std::vector<Image> out;
  for (const ArchivedImage& image : images) {
    ENI_CO_TRY(const std::vector<oci::Reference> names, names_of(image, name));
    for (const oci::Reference& one : names) {
      auto adding = store.add(*image.source, one, platform, ImageStore::Origin::kLoaded);
      ENI_CO_TRY(Image added, co_await std::move(adding));
      out.push_back(std::move(added));
    }
  }
  co_return out;
}

}  // namespace eni::sandbox::images
