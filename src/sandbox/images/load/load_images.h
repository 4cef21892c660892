#pragma once
/// Images without a network: an OCI image layout, as a folder or in a tar archive, and what `docker save` writes.
/// Sources: OCI Image Specification 1.1, image-layout.md; moby, image/spec/v1.2.md ("Combined Image JSON + Filesystem Changeset Format").
#include <optional>
#include <string>
#include <vector>

#include "sandbox/images/store/image_store.h"

namespace eni::sandbox::images {

/// Adds all images of a file or folder to the store, under the names that they have there: in Docker's archives those of RepoTags, in
/// layouts the annotation io.containerd.image.name, or org.opencontainers.image.ref.name if that is a whole name.
/// @param name  in place of theirs, where there is one image only
/// @return  in their order there. @error  what it is not, what is missing in it; of a layer as ImageStore::add(). Those before stay
Task<PullResult<std::vector<Image>>> load_images(Scheduler& scheduler, ImageStore& store, std::string path,
                                                 oci::Platform platform, std::optional<oci::Reference> name);

}  // namespace eni::sandbox::images
