#pragma once
/// What an entry's name means: where in the layer it lies, and whether it is a whiteout.
#include <string>
#include <string_view>

#include "sandbox/world/layers/layer.h"

namespace eni::sandbox::world::layers {

struct EntryPath {
  enum class Kind {
    kPlain,
    kWhiteout,  ///< `name` without ".wh.", hidden in the layers below
    kOpaque,    ///< all of `parent`
    kLeftOut,   ///< AUFS's own
  };
  Kind kind = Kind::kPlain;
  std::string parent;  ///< "usr/bin"; "" is the layer's root
  std::string name;    ///< "sh"; "" only for the root itself

  std::string text() const { return parent.empty() ? name : parent + "/" + name; }
};

/// Without "." and empty parts; a leading "/" is the layer's root.
/// @error  kPath: a part is "..", or it is a whiteout of no name, or something below a whiteout; kLimit: too long or too deep
Failure parse_path(std::string_view name, const LayerLimits& limits, EntryPath& path);

/// Of a hard link: what it is a link to. The same, without whiteouts.
Failure parse_link_target(std::string_view name, const LayerLimits& limits, EntryPath& path);

}  // namespace eni::sandbox::world::layers
