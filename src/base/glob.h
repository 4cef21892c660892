#pragma once
/// Wildcards, as policies, filters and log patterns have them.
#include <optional>
#include <string_view>

namespace eni {

/// Which characters of a pattern are special. What is not named has no special character.
struct GlobSyntax {
  char any = '*';                ///< any number of bytes, none too
  std::optional<char> one = {};  ///< exactly one byte
  std::optional<char> escape =
      {};  ///< the character behind it is plain; at the end of the pattern it is itself
};

/// Whether all of `value` matches `pattern`. No pattern makes it look back further than to the last `any`: without
/// `one` the time is that of reading both, with it at most that of their product.
bool glob_matches(std::string_view pattern, std::string_view value, const GlobSyntax& syntax);

}  // namespace eni
