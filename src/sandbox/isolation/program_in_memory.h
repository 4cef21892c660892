#pragma once
/// Programs that the sandbox carries in itself: static ones, started from a file in memory.
#include <string>
#include <string_view>

namespace eni::sandbox::isolation {

class ProgramInMemory {
 public:
  explicit ProgramInMemory(std::string_view bytes);
  /// Under which a child of this process can start it.
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace eni::sandbox::isolation
