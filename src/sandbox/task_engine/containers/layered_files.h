#pragma once
/// Files of an image, read from its layers without mounting them: what overlayfs would show.
///
/// Layers are other people's. Each part of a name is resolved by the kernel within its layer and never through a link; links are read as
/// texts and followed here, within the image. What is read is a plain file, and not more of it than asked.
/// Source: Linux, Documentation/filesystems/overlayfs.rst, "whiteouts and opaque directories"; sandbox/world/layers/layer.h, for how
/// they were made.
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/descriptor.h"
#include "sandbox/task_engine/containers/image_users.h"

namespace eni::sandbox::task_engine {

class LayeredFiles {
 public:
  /// @param layers  folders, lowest first, as images::Image has them
  /// @error  "cannot open PATH: REASON"
  static Result<LayeredFiles> open(const std::vector<std::string>& layers);

  /// @param path  in the image: "etc/passwd"
  /// @return  its content; nothing if the image has no such file, or has something else in its place
  /// @error   it is larger, or this process may not read it
  Result<std::optional<std::string>> read(const std::string& path, std::size_t max_bytes) const;

 private:
  explicit LayeredFiles(std::vector<net::Descriptor> layers) : layers_{std::move(layers)} {}
  std::vector<net::Descriptor> layers_;  ///< highest first
};

inline constexpr std::size_t kMaxAccountFileBytes = 1 << 20;

/// /etc/passwd and /etc/group.
/// @error  why one of them cannot be read
Result<AccountFiles> read_account_files(const std::vector<std::string>& layers);

}  // namespace eni::sandbox::task_engine
