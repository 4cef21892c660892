#pragma once
/// The files of images that lie on the machine: in a folder, or in a tar archive.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "net/descriptor.h"

namespace eni::sandbox::images {

/// A part of a file, which may be the whole.
struct FilePart {
  net::Descriptor file;
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;

  /// All of it, if it is not larger than that.
  std::optional<std::string> read(std::size_t max_bytes) const;
  /// @return  how many, 0 at the end; nothing if it cannot be read
  std::optional<std::size_t> read_at(std::uint64_t at, char* room, std::size_t size) const;
};

class ImageFiles {
 public:
  /// @param path  a folder or a tar archive
  /// @error  "PATH: …"
  static Result<std::unique_ptr<ImageFiles>> open(const std::string& path);
  virtual ~ImageFiles() = default;
  /// @param name  a relative path; what leads out is nothing
  virtual std::optional<FilePart> find(const std::string& name) const = 0;
};

}  // namespace eni::sandbox::images
