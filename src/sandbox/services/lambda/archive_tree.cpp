#include "sandbox/services/lambda/archive_tree.h"

#include <algorithm>

#include "base/excerpt.h"

namespace eni::sandbox::lambda_service {

namespace {

// What a file system takes: Linux's NAME_MAX, and PATH_MAX less what lies before the folder.
constexpr std::size_t kMaxName = 255;
constexpr std::size_t kMaxPath = 3072;
constexpr std::size_t kMaxDepth = 256;
/// Files, links and folders; each takes an inode.
constexpr std::size_t kMaxNodes = 200'000;

bool is_relative(std::string_view path) {
  return !path.empty() && path.front() != '/' && path.find('\\') == std::string_view::npos &&
         path.find('\0') == std::string_view::npos;
}

/// "./a//b/" is a, b.
std::vector<std::string_view> names_of(std::string_view path) {
  std::vector<std::string_view> names;
  while (!path.empty()) {
    const std::string_view name = path.substr(0, path.find('/'));
    if (!name.empty() && name != ".") names.push_back(name);
    path.remove_prefix(std::min(path.size(), name.size() + 1));
  }
  return names;
}

Error wrong(std::string_view what, std::string_view path, std::string_view why) {
  return {"the " + std::string(what) + " '" + excerpt(path) + "' " + std::string(why), ""};
}

Result<void> check_path(std::string_view path) {
  const auto names = names_of(path);
  if (!is_relative(path) || std::find(names.begin(), names.end(), "..") != names.end())
    return wrong("entry", path, "lies outside the archive");
  const auto is_long = [](std::string_view name) { return name.size() > kMaxName; };
  if (path.size() > kMaxPath || std::any_of(names.begin(), names.end(), is_long))
    return wrong("entry", path, "is too long");
  if (names.size() > kMaxDepth) return wrong("entry", path, "is nested too deeply");
  return {};
}

}  // namespace

ArchiveTree::Node& ArchiveTree::child(Node& node, std::string_view name) {
  const auto found = node.children.find(name);
  if (found != node.children.end()) return *found->second;
  ++nodes_;
  return *node.children.emplace(name, std::make_unique<Node>()).first->second;
}

ArchiveTree::Node& ArchiveTree::at(const Names& names) {
  Node* node = &root_;
  for (const std::string_view name : names) node = &child(*node, name);
  return *node;
}

ArchiveTree::Marked ArchiveTree::mark_folder(const Names& names) {
  Node* node = &root_;
  for (const std::string_view name : names) {
    node = &child(*node, name);
    if (node->is_link) return Marked::kThroughLink;
    if (node->is_file) return Marked::kThroughFile;
    node->is_folder = true;
  }
  return Marked::kDone;
}

Result<void> ArchiveTree::mark_folder_of(std::string_view what, std::string_view path, const Names& names) {
  const Marked marked = mark_folder(names);
  if (marked == Marked::kThroughLink) return wrong(what, path, "goes through a link");
  if (marked == Marked::kThroughFile) return wrong(what, path, "goes through a file");
  if (nodes_ > kMaxNodes) return wrong(what, path, "is one too many");
  return {};
}

Result<void> ArchiveTree::add_folder(std::string_view path) {
  ENI_CHECK(check_path(path));
  return mark_folder_of("entry", path, names_of(path));
}

Result<ArchiveTree::Node*> ArchiveTree::leaf(std::string_view what, std::string_view path) {
  ENI_CHECK(check_path(path));
  const Names names = names_of(path);
  if (names.empty() || path.back() == '/') return wrong(what, path, "takes a folder's place");
  ENI_CHECK(mark_folder_of("entry", path, {names.begin(), names.end() - 1}));
  Node& node = at(names);
  if (node.is_folder) return wrong(what, path, "takes a folder's place");
  return &node;
}

Result<void> ArchiveTree::add_file(std::string_view path) {
  ENI_TRY(Node* const file, leaf("entry", path));
  file->is_file = !file->is_link;
  return {};
}

Result<void> ArchiveTree::add_link(std::string_view path, std::string_view target) {
  ENI_TRY(Node* const link, leaf("link", path));
  if (!is_relative(target) || target.size() > kMaxPath)
    return wrong("link", path, "points outside the archive");
  Names names = names_of(path);
  link->is_link = true;
  link->is_file = false;
  names.pop_back();
  for (const std::string_view name : names_of(target)) {
    if (name != "..") {
      names.push_back(name);
      continue;
    }
    if (names.empty()) return wrong("link", path, "points outside the archive");
    // Through a link, '..' would be another folder than the one before it.
    ENI_CHECK(mark_folder_of("link", path, names));
    names.pop_back();
  }
  return {};
}

}  // namespace eni::sandbox::lambda_service
