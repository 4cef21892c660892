#pragma once
/// A file, a pipe or standard input with a tar archive in it, sent as it is: what is in it the sandbox looks at.
#include <string>

#include "eni_trunking/image/image_archive.h"
#include "net/descriptor.h"

namespace eni::command {

class FileArchive final : public ImageArchive {
 public:
  /// @param path  for messages
  FileArchive(net::Descriptor file, std::string path) : file_{std::move(file)}, path_{std::move(path)} {}

  Result<std::string> next() override;

 private:
  Result<std::string> read_piece();
  /// Before gigabytes are sent that would be refused.
  Result<void> check_beginning(std::string_view piece) const;

  net::Descriptor file_;
  std::string path_;
  bool is_first_ = true;
};

}  // namespace eni::command
