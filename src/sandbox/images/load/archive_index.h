#pragma once
/// Where the files of a tar archive are in it. The archive may be anybody's: its names are texts here, and nothing is made of them.
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/result.h"

namespace eni::sandbox::images {

struct ArchiveMember {
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
};

class ArchiveIndex {
 public:
  /// @param file  one that can be read at any place
  /// @error  "it is no tar archive: …", compressed ones by name; it is cut short; beyond a bound
  static Result<ArchiveIndex> read(int file);

  /// Of a regular file, also by links of the archive. @param name  "blobs/sha256/…", with or without "./"
  std::optional<ArchiveMember> find(const std::string& name) const;

 private:
  friend class ArchiveScan;
  std::map<std::string, ArchiveMember> files_;
  std::map<std::string, std::string> links_;  ///< name -> name
};

}  // namespace eni::sandbox::images
