#pragma once
/// What is done once all entries have been unpacked: whiteouts, which must not depend on whether they come before or behind the
/// file that they share a name with; and folders' attributes, which what is made in them would change or stand in the way of.
#include <string>
#include <vector>

#include "sandbox/world/layers/entry_attributes.h"
#include "sandbox/world/layers/layer_folder.h"

namespace eni::sandbox::world::layers {

class Deferred {
 public:
  Deferred(const LayerLimits& limits, LayerReport& report) : limits_{limits}, report_{report} {}

  /// @param folder  open: what the path leads to when its attributes are set must still be this one
  Failure add_folder(const EntryPath& path, int folder, const Attributes& attributes);
  /// A whiteout or the mark of an opaque folder.
  Failure add_whiteout(const EntryPath& path);

  Failure carry_out(const LayerFolder& root, AttributeWriter& writer);
  /// What carry_out() was at when it failed.
  const std::string& current() const { return current_; }

 private:
  struct Folder {
    std::string path;
    std::uint64_t inode;
    Attributes attributes;
  };

  Failure hold(std::uint64_t bytes);
  Failure make_whiteout(const EntryPath& path, const LayerFolder& root, AttributeWriter& writer);
  Failure make_opaque(const std::string& path, const LayerFolder& root, AttributeWriter& writer);
  Failure finish_folders(const LayerFolder& root, AttributeWriter& writer);

  const LayerLimits& limits_;
  LayerReport& report_;
  std::vector<Folder> folders_;
  std::vector<EntryPath> whiteouts_;
  std::uint64_t held_bytes_ = 0;
  std::string current_;
};

}  // namespace eni::sandbox::world::layers
