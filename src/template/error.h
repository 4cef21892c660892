#pragma once
/// What is wrong with a template, in AWS's words where they are known, and the place it is at.
#include <iosfwd>
#include <string>
#include <string_view>

#include "base/excerpt.h"
#include "base/result.h"

namespace eni::tmpl {

/// A place in the template's text. Lines and columns count from 1; 0 means that no place is known.
struct Position {
  int line = 0;
  int column = 0;  ///< in Unicode code points

  bool operator==(const Position&) const = default;
};

/// A template, or a value given for it, is refused. CloudFormation answers all of these as ValidationError,
/// 400; `message` is its message.
struct TemplateError {
  std::string message;
  Position position;
  std::string path;  ///< "/Resources/Role/Properties/Path", or empty

  static constexpr std::size_t kMaxMessageBytes = 4096;
  static constexpr std::size_t kMaxPathBytes = 2048;

  TemplateError() = default;
  /// Never from a message alone: a TemplateResult<std::string> could not tell its value from its error.
  /// Names in a template may be as long as the template; a message is not.
  TemplateError(std::string_view what, Position where, std::string_view at = {})
      : message(excerpt(what, kMaxMessageBytes)), position(where), path(excerpt(at, kMaxPathBytes)) {}

  bool operator==(const TemplateError&) const = default;
};

template <class T>
using TemplateResult = Result<T, TemplateError>;

/// `message`, followed by the place unless the message names it already:
/// "... references undefined resource X (line 12, column 9, /Resources/Y/Properties/Z)".
std::string describe(const TemplateError& error);

std::ostream& operator<<(std::ostream& out, const TemplateError& error);
}  // namespace eni::tmpl
