#pragma once
/// What an instance's metadata service shows below /latest: leaves by their paths, as AWS names them.
#include <map>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/json.h"
#include "sandbox/hosts/machine.h"

namespace eni::sandbox::hosts::metadata {

/// "meta-data/instance-id" -> "i-0123…". Folders are what stands before a slash.
using Tree = std::map<std::string, std::string, std::less<>>;

/// Everything but what is below iam/, which the instance's role decides.
/// @param shows_tags  InstanceMetadataTags
Tree tree_of(Store& store, const Machine& machine, bool shows_tags);

/// The names in a folder, one a line with no line's end after the last, folders with a slash. Nothing if there is no such folder.
/// @param folder  without slashes at its ends; "" for the root
std::optional<std::string> listing(const Tree& tree, std::string_view folder);

}  // namespace eni::sandbox::hosts::metadata
