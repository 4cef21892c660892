#pragma once
/// Takes away what an archive made, or a part of it.

namespace eni::sandbox::world::layers {

/// Removes `name` in `folder` with all that is in it, and follows no link. However deep folders lie in each other: it uses two
/// descriptors and no stack, for links let an archive make them deeper than any of its names is long.
/// @param folder  a descriptor; O_PATH will do
/// @return        0, also if there is none of that name; or an errno
int remove_tree(int folder, const char* name);

}  // namespace eni::sandbox::world::layers
