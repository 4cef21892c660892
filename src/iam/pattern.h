#pragma once
/// Texts of a policy that are compared with a request: wildcards `*` and `?`, and policy variables such as
/// ${aws:username} or ${aws:PrincipalTag/team, 'none'}.
/// Source: IAM User Guide, "IAM policy elements: Variables and tags".
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "iam/context_keys.h"

namespace eni::iam {

/// Version 2008-10-17 knows no variables: there "${aws:username}" is plain text.
enum class Variables { kExpand, kPlain };
/// Whether `*` and `?` stand for other characters, as in StringLike, or for themselves, as in StringEquals.
enum class Wildcards { kMatch, kPlain };

/// A text with its wildcards marked by bytes that no request carries, so that a `*` which comes from a
/// variable's value or from ${*} stays a plain asterisk.
using Marked = std::string;

Marked mark_wildcards(std::string_view text);
/// Whether `value` matches all of `pattern`.
bool matches_marked(std::string_view pattern, std::string_view value);
/// The same for ARNs: each of the six colon-separated fields by itself; fields the pattern lacks match
/// everything.
bool matches_marked_arn(std::string_view pattern, std::string_view arn);
/// Wildcard matching of a plain pattern text. For callers outside a policy, e.g. lists of actions.
bool matches_wildcards(std::string_view pattern, std::string_view value);

class Pattern {
 public:
  Pattern(std::string_view text, Variables variables, Wildcards wildcards);

  /// The text with its variables filled in; nothing if one has no value (or several) and no default, or if the
  /// values make it longer than what a request can hold.
  std::optional<Marked> expand(const ContextKeys& keys) const;
  /// The text without variables, ready to compare; nothing if it has some. Spares a copy.
  const Marked* fixed() const { return has_variables_ ? nullptr : &pieces_.front().text; }
  /// The condition keys its variables ask for, as the policy spells them.
  std::vector<std::string> keys() const;

 private:
  struct Piece {
    bool is_variable = false;
    Marked text;  ///< of a variable: the condition key, lower case
    std::optional<std::string> fallback;
    std::string written_key;  ///< of a variable: the condition key as the policy spells it
  };
  void add_text(Marked text);
  void add_variable(std::string_view inside);

  std::vector<Piece> pieces_;
  bool has_variables_ = false;
};

}  // namespace eni::iam
