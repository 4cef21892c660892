#pragma once
/// A folder with images as a tar archive, made while it is read.
#include <string>
#include <vector>

#include "eni_trunking/image/image_archive.h"
#include "eni_trunking/image/tar_header.h"
#include "net/descriptor.h"

namespace eni::command {

class FolderArchive final : public ImageArchive {
 public:
  static constexpr std::size_t kMaxEntries = 100'000;
  static constexpr int kMaxDepth = 32;

  /// Looks what is there, which is not to change meanwhile. Nothing is read yet.
  /// @error  as ImageArchive; more entries or deeper ones than an image has
  static Result<std::unique_ptr<FolderArchive>> open(const std::string& path);

  /// Folders before what is in them, else by name.
  Result<std::string> next() override;

 private:
  struct Entry {
    TarEntry kind;
    std::string name;  ///< relative
  };

  explicit FolderArchive(std::string path) : path_{std::move(path)} {}
  Result<void> list();
  Result<std::string> begin(const Entry& entry);
  Result<std::string> go_on();

  std::string path_;
  std::vector<Entry> entries_;
  std::size_t next_ = 0;
  net::Descriptor file_;     ///< the one that is being read
  std::string name_;         ///< its own
  std::uint64_t bytes_ = 0;  ///< that its header says
  std::uint64_t left_ = 0;   ///< of them
  bool is_ended_ = false;
};

}  // namespace eni::command
