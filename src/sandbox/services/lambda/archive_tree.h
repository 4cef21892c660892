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

/// Each name in it is a folder, a link, or a file, and never two of these. What has to be a folder for the paths to mean what they say
/// is never a link, whichever of the two comes first; so '..' means the folder before it.
class ArchiveTree {
 public:
  /// @error  "the entry 'PATH' lies outside the archive", "… goes through a link", "… goes through a file",
  ///         "… is too long", "… is nested too deeply", "… is one too many"
  Result<void> add_folder(std::string_view path);
  /// A second file of the same path replaces the first.
  /// @error  as add_folder; "the entry 'PATH' takes a folder's place"
  Result<void> add_file(std::string_view path);
  /// @param target  relative to the link's folder; may be missing in the archive
  /// @error  as add_folder; "the link 'PATH' points outside the archive", "… goes through a link", "… through a file"
  Result<void> add_link(std::string_view path, std::string_view target);

 private:
  using Names = std::vector<std::string_view>;
  struct Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> children;
    bool is_folder = false;
    bool is_link = false;
    bool is_file = false;
  };
  enum class Marked { kDone, kThroughLink, kThroughFile };

  Node& child(Node& node, std::string_view name);
  Node& at(const Names& names);
  /// What is to be a file or a link.
  Result<Node*> leaf(std::string_view what, std::string_view path);
  /// The path and all above it are folders, unless one of them is something else.
  Marked mark_folder(const Names& names);
  Result<void> mark_folder_of(std::string_view what, std::string_view path, const Names& names);

  Node root_;
  std::size_t nodes_ = 0;
};

}  // namespace eni::sandbox::lambda_service
