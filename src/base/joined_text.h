#pragma once
/// Texts joined while compiling: constants made of other constants.
#include <algorithm>
#include <array>
#include <string_view>

namespace eni {

/// JoinedText<kA, kB>::value; the parts are constants of namespace scope.
template <const std::string_view&... kParts>
class JoinedText {
  static constexpr auto join() {
    std::array<char, (kParts.size() + ... + 0)> out{};
    auto end = out.begin();
    ((end = std::copy(kParts.begin(), kParts.end(), end)), ...);
    return out;
  }
  static constexpr auto kCharacters = join();

 public:
  static constexpr std::string_view value{kCharacters.data(), kCharacters.size()};
};

}  // namespace eni
