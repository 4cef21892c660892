#pragma once
/// An image of files on the machine, as a source for the store.
#include <memory>
#include <string>
#include <vector>

#include "base/scheduler.h"
#include "sandbox/images/image_source.h"
#include "sandbox/images/load/image_files.h"

namespace eni::sandbox::images {

struct ArchivedImage {
  std::vector<std::string> names;  ///< as they are written there; may be none
  std::unique_ptr<ImageSource> source;
};

/// Those of a layout's index.json, or of Docker's manifest.json where there is none.
/// @param files  outlives them
/// @error  kUnsupported: it is neither
PullResult<std::vector<ArchivedImage>> archived_images(Scheduler& scheduler, const ImageFiles& files);

}  // namespace eni::sandbox::images
