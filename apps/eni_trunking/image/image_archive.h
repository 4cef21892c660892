#pragma once
/// Archives of images as they are sent to a sandbox: a file, standard input, or a folder that becomes one on its way. None is ever in
/// memory as a whole.
#include <memory>
#include <string>

#include "base/result.h"

namespace eni::command {

inline constexpr std::size_t kArchivePiece = 256 * 1024;  ///< that is read at a time

class ImageArchive {
 public:
  /// @param path  a file; a folder with an OCI layout, or with what `docker save` has in its archive; "-": standard input
  /// @error  there is none; a folder that is neither; each with a hint
  static Result<std::unique_ptr<ImageArchive>> open(const std::string& path);
  virtual ~ImageArchive() = default;
  /// The next bytes of a tar archive; "" at its end.
  /// @error  it cannot be read; it is compressed; in a folder there is what is neither file nor folder
  virtual Result<std::string> next() = 0;
};

}  // namespace eni::command
