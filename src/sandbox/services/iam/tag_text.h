#pragma once
/// The characters of tags: letters, digits and white space of any script, and a few signs.
#include <string_view>

namespace eni::sandbox::iam_service {

/// As the model has it, and refusals show it.
inline constexpr std::string_view kTagKeyPattern = "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+";
inline constexpr std::string_view kTagValuePattern = "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*";

/// Beyond ASCII it is signs in general that are refused - punctuation, symbols, emoji - by their blocks: which marks of a script
/// are letters is not looked up.
bool is_tag_text(std::string_view text);

}  // namespace eni::sandbox::iam_service
