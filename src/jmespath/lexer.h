#pragma once
/// Tokens of an expression.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace eni::jmespath {

enum class TokenKind : std::uint8_t {
  kEnd,
  kIdentifier,
  kQuotedIdentifier,
  kNumber,
  kLiteral,     ///< `…` and '…'
  kPunctuation  ///< text tells which: "[", "[]", "[?", "&&", "=="…
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::string text = {};  ///< of identifiers what they name
  std::size_t at = 0;     ///< byte in the expression
  json::value value = nullptr;
};

/// The last one is kEnd.
Result<std::vector<Token>> read_tokens(std::string_view text);

}  // namespace eni::jmespath
