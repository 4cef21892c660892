#pragma once
/// What an archive's entries would make in its folder, known before any of it is written: no entry and no
/// symbolic link may lead outside.
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace eni::sandbox::lambda_service {

/// Each name in it is a folder, a link, or neither. What has to be a folder for the paths to mean what they say
/// is never a link, whichever of the two comes first; so '..' means the folder before it.
class ArchiveTree {
 public:
  /// @error  "the entry 'PATH' lies outside the archive", "the entry 'PATH' goes through a link"
  Result<void> add_folder(std::string_view path);
  /// @error  as add_folder
  Result<void> add_file(std::string_view path);
  /// @param target  relative to the link's folder; may be missing in the archive
  /// @error  as add_folder; "the link 'PATH' points outside the archive", "the link 'PATH' goes through a link",
  /// "the link 'PATH' takes a folder's place"
  Result<void> add_link(std::string_view path, std::string_view target);

 private:
  using Names = std::vector<std::string_view>;
  struct Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> children;
    bool is_folder = false;
    bool is_link = false;
  };

  static Node& child(Node& node, std::string_view name);
  /// The path and all above it are folders. Whether none of them is a link.
  bool mark_folder(const Names& names);

  Node root_;
};

}  // namespace eni::sandbox::lambda_service
