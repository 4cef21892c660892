#include "sandbox/services/lambda/archive_tree.h"

#include <algorithm>

#include "base/text.h"

namespace eni::sandbox::lambda_service {

namespace {

/// Linux's PATH_MAX; also keeps the tree shallow.
constexpr std::size_t kMaxPath = 4096;

bool is_relative(std::string_view path) {
  return !path.empty() && path.size() < kMaxPath && path.front() != '/' &&
         path.find('\\') == std::string_view::npos && path.find('\0') == std::string_view::npos;
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

bool is_inside(std::string_view path) {
  const auto names = names_of(path);
  return is_relative(path) && std::find(names.begin(), names.end(), "..") == names.end();
}

Error wrong(std::string_view what, std::string_view path, std::string_view why) {
  return {"the " + std::string(what) + " '" + std::string(path) + "' " + std::string(why), ""};
}

}  // namespace

ArchiveTree::Node& ArchiveTree::child(Node& node, std::string_view name) {
  const auto found = node.children.find(name);
  if (found != node.children.end()) return *found->second;
  return *node.children.emplace(name, std::make_unique<Node>()).first->second;
}

bool ArchiveTree::mark_folder(const Names& names) {
  Node* node = &root_;
  for (const std::string_view name : names) {
    node = &child(*node, name);
    if (node->is_link) return false;
    node->is_folder = true;
  }
  return true;
}

Result<void> ArchiveTree::add_folder(std::string_view path) {
  if (!is_inside(path)) return wrong("entry", path, "lies outside the archive");
  if (!mark_folder(names_of(path))) return wrong("entry", path, "goes through a link");
  return {};
}

Result<void> ArchiveTree::add_file(std::string_view path) {
  if (!is_inside(path)) return wrong("entry", path, "lies outside the archive");
  Names folder = names_of(path);
  if (!folder.empty()) folder.pop_back();
  if (!mark_folder(folder)) return wrong("entry", path, "goes through a link");
  return {};
}

Result<void> ArchiveTree::add_link(std::string_view path, std::string_view target) {
  ENI_CHECK(add_file(path));
  if (!is_relative(target)) return wrong("link", path, "points outside the archive");
  Names at = names_of(path);
  if (at.empty()) return wrong("link", path, "takes a folder's place");
  Node* link = &root_;
  for (const std::string_view name : at) link = &child(*link, name);
  if (link->is_folder) return wrong("link", path, "takes a folder's place");
  link->is_link = true;
  at.pop_back();
  for (const std::string_view name : names_of(target)) {
    if (name != "..") {
      at.push_back(name);
      continue;
    }
    if (at.empty()) return wrong("link", path, "points outside the archive");
    // Through a link, '..' would be another folder than the one before it.
    if (!mark_folder(at)) return wrong("link", path, "goes through a link");
    at.pop_back();
  }
  return {};
}

}  // namespace eni::sandbox::lambda_service
