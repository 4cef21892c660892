#pragma once
/// Lists in pages: opaque tokens, and a page's end at a maximum.
#include <optional>
#include <string>
#include <string_view>

#include "aws/api_error.h"
#include "base/text.h"

namespace eni::sandbox {

/// A token holds the key of the last row given, so that a page goes on where it stopped though rows came and
/// went.
inline std::string page_token(std::string_view last_key) {
  return base64_encode("after:" + std::string(last_key));
}

/// The key in a token; "" for no token; nothing if it is none of ours.
inline std::optional<std::string> read_page_token(std::string_view token) {
  if (token.empty()) return std::string{};
  const auto text = base64_decode(token);
  if (!text || text->compare(0, 6, "after:") != 0) return std::nullopt;
  return text->substr(6);
}

}  // namespace eni::sandbox
