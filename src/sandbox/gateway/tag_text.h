#pragma once
/// Keys and values of tags: letters, digits and white space of any script, and a few signs.
#include <string_view>
#include <vector>

#include "sandbox/gateway/constraints.h"

namespace eni::sandbox {

/// Beyond ASCII it is signs in general that are refused - punctuation, symbols, emoji - by their blocks: which marks of a
/// script are letters is not looked up.
bool is_tag_text(std::string_view text);

/// As the models of IAM and STS have them, whose patterns refusals show.
inline constexpr TextConstraint kTagKey{
    .min = 1, .max = 128, .pattern = "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+", .matches = is_tag_text};
inline constexpr TextConstraint kTagValue{
    .max = 256, .pattern = "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*", .matches = is_tag_text};

/// Key and Value of each, which messages call tags.1.member.key, tags.1.member.value and so on.
void check_tags(const std::vector<json::object>& tags, ConstraintChecker& checker,
                const TextConstraint& key = kTagKey, const TextConstraint& value = kTagValue);

}  // namespace eni::sandbox
