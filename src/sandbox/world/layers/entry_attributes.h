#pragma once
/// Owner, permissions, extended attributes and times of what an archive has made.
#include "sandbox/world/layers/tar_stream.h"

namespace eni::sandbox::world::layers {

struct Attributes {
  std::int64_t user = 0, group = 0;
  mode_t permissions = 0;
  std::optional<timespec> modified;

  static Attributes of(const TarEntry& entry) {
    return {entry.user, entry.group, entry.permissions, entry.modified};
  }
};

/// Sets attributes by the rules of the options, and counts in the report what they left out.
class AttributeWriter {
 public:
  AttributeWriter(const UnpackOptions& options, const LayerLimits& limits, LayerReport& report)
      : options_{options}, limits_{limits}, report_{report} {}

  /// Of an open file or folder; also the extended ones, if it is the archive's current entry.
  /// @param name  of the entry, for the report
  Failure set_owner_and_mode(int file, const Attributes& attributes, std::string_view name);
  /// After all else, and after the last write.
  Failure set_time(int file, const Attributes& attributes) const;
  /// After the owner, whose change takes capabilities away.
  Failure set_xattrs(int file, const TarStream& tar, TarEntry::Type type);
  /// Counts those of what can have none.
  Failure leave_out_xattrs(const TarStream& tar);

  enum class Mode { kSet, kNone };
  /// Of what cannot be opened: a link (which has no mode), a fifo. It was made by this process a moment ago.
  Failure set_unopened(int folder, const std::string& name, const Attributes& attributes, Mode mode,
                       std::string_view entry);

  /// The folder hides those of the layers below.
  Failure set_opaque(int folder);

 private:
  enum class Owner { kSet, kReplaced };
  Failure set_owner(int folder, const char* name, const Attributes& attributes, std::string_view entry,
                    Owner& owner);
  Failure set_xattr(int file, const Xattr& xattr);
  Failure count(const Xattr& xattr);

  const UnpackOptions& options_;
  const LayerLimits& limits_;
  LayerReport& report_;
  std::uint64_t xattr_bytes_ = 0;
};

}  // namespace eni::sandbox::world::layers
