#pragma once
/// What an operator is told when something did not work: what failed, and what to do next.
#include <iosfwd>
#include <stdexcept>
#include <string>
#include <utility>

namespace eni {

/// An expected failure, as a value. AWS's own errors to API callers are aws::ApiError.
struct Error {
  std::string message;  ///< what failed and what was expected; a sentence without a final stop
  std::string hint;     ///< what to do next, e.g. a command to type; may be empty

  Error() = default;
  /// Not an aggregate: a text alone must not convert, or Result<std::string> could not tell its two sides apart.
  Error(std::string what, std::string advice) : message{std::move(what)}, hint{std::move(advice)} {}

  bool operator==(const Error&) const = default;
};

/// For gtest and for logs: `message` or `message (hint)`.
std::ostream& operator<<(std::ostream& out, const Error& error);
std::string to_string(const Error& error);

}  // namespace eni
