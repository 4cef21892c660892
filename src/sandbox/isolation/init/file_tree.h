#pragma once
/// The jail's files: a new root with what the layout says, and nothing else.
#include <functional>
#include <string>
#include <vector>

#include "sandbox/isolation/layout.h"

namespace eni::sandbox::isolation::init {

/// What of the machine is seen, held open before root is given up: detached trees (open_tree), -1 where there is none.
/// Without root the machine's files are reached by their paths later.
class Sources {
 public:
  static Sources of_root(const Layout& layout);
  static Sources by_path() { return {}; }
  /// @return  -1: by path
  int tree(std::size_t mount) const { return mount < trees_.size() ? trees_[mount] : -1; }
  int device(std::size_t number) const { return number < devices_.size() ? devices_[number] : -1; }

 private:
  std::vector<int> trees_;
  std::vector<int> devices_;
};

/// What else is mounted below the path at which the tree is being built, while the machine's files can still be reached.
using MountMore = std::function<void(const std::string& root)>;

/// Builds the tree, and makes it this process's root.
/// @return  the socket of the tools' clients, made where they find it; -1 if the layout has none
int build_file_tree(const Layout& layout, const Sources& sources, const MountMore& mount_more = {});

}  // namespace eni::sandbox::isolation::init
