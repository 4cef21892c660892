#pragma once
/// Findings against AWS's models in the words that its services share: "2 validation errors detected: Value 'a' at 'roleName' failed
/// to satisfy constraint: Member must have length …; Value null at …".
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/shapes/check.h"

namespace eni::sandbox {

/// "tags.1.member.key": names with a small first letter, elements counted from 1.
std::string member_path(const shapes::Path& path);
/// The steps as they are, joined: "Filter.0.Name".
std::string path_text(const shapes::Path& path, std::string_view separator);
/// All of them, each once.
std::string violation_message(const std::vector<shapes::Finding>& findings);

}  // namespace eni::sandbox
