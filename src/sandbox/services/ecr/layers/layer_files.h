#pragma once
/// Layers' bytes: a file each, named by its digest, one for all repositories that have the layer; and the files of uploads on their
/// way. What is below its digest's name is whole and verified: it comes there in one step.
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "net/descriptor.h"
#include "oci/digest.h"

namespace eni::sandbox::ecr_service {

class LayerFiles {
 public:
  /// @param directory  made when the first upload begins, for its owner alone; "": there are no layers
  explicit LayerFiles(std::string directory) : directory_{std::move(directory)} {}

  /// For reading. None if it is not there or has not so many bytes: a machine that lost its power may have cut it, and a layer that
  /// counts as missing is pushed again.
  net::Descriptor open(const oci::Digest& digest, std::int64_t bytes) const;

  /// A new empty file of an upload. @error  "cannot keep layers in DIRECTORY: REASON"
  Result<net::Descriptor> create_upload(const std::string& id) const;
  /// Gives a whole upload its digest's name, beside its own. One that is there already stays. @error  the same
  Result<void> keep(const std::string& upload_id, const oci::Digest& digest) const;
  void remove_upload(const std::string& id) const;
  void remove(const oci::Digest& digest) const;

  /// Of all layers that are there.
  std::vector<oci::Digest> list() const;
  /// Those that a former run left: nobody goes on with them.
  void remove_uploads() const;

 private:
  std::string path_of(const oci::Digest& digest) const;
  std::string upload_path(const std::string& id) const;
  Error failure(int error) const;

  std::string directory_;
};

}  // namespace eni::sandbox::ecr_service
