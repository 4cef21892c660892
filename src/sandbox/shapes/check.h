#pragma once
/// A value against the model of what AWS takes or gives: the one walk for input, for replies in tests, and for the CLI of hosts.
/// What a finding means, and in whose words it is told, is the caller's affair.
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json.h"
#include "base/regular_expression.h"
#include "sandbox/shapes/model.h"

namespace eni::sandbox::shapes {

enum class Flaw : std::uint8_t {
  kUnknownMember,
  kWrongKind,
  kMissing,
  kTooShort,  ///< a text, a list or a map
  kTooLong,
  kTooSmall,  ///< a number
  kTooLarge,
  kPattern,
  kNotInEnum,
};

/// The name of a structure's member or of a map's key, or an index into a list, from 0.
using PathStep = std::variant<std::string, std::size_t>;
using Path = std::vector<PathStep>;

/// What a value is within the one that holds it.
enum class Part : std::uint8_t { kMember, kElement, kMapKey, kMapValue };

struct Finding {
  Flaw flaw;
  Path path;                 ///< from the structure that is checked
  const json::value* value;  ///< what was found; null for kMissing and for keys of maps
  Shape shape;               ///< what `value` should be; kUnknownMember: the structure
  Part part = Part::kMember;
  const json::value* whole = nullptr;  ///< of an element: the list
};

/// By which of its names a value has a member.
enum class Naming : std::uint8_t { kModel, kWire, kQuery };
/// kText: numbers and booleans may be texts, as query strings and XML deliver them.
enum class Typing : std::uint8_t { kTyped, kText };

struct CheckOptions {
  Naming naming = Naming::kWire;
  Typing typing = Typing::kTyped;
};

std::string_view name_of(const Member& member, Naming naming);

/// All that is wrong with the structure `value`: what is missing, then what is there; null counts as absent. Work is bounded by the size of
/// `value` and by `budget`: once that is used up, patterns count as not matched.
std::vector<Finding> check(const Shape& structure, const json::object& value, const CheckOptions& options,
                           MatchBudget& budget);
/// The same of one value of any shape; `path` leads to it.
void check_value(const Shape& shape, const json::value& value, const CheckOptions& options,
                 MatchBudget& budget, Path path, std::vector<Finding>& findings);

}  // namespace eni::sandbox::shapes
