#include "sandbox/gateway/violations.h"

#include <algorithm>

#include "base/excerpt.h"
#include "base/text.h"

namespace eni::sandbox {
namespace {

using shapes::Finding;
using shapes::Flaw;
using shapes::Kind;
using shapes::Part;
using shapes::Path;
using shapes::Shape;

/// Of a value that a message quotes.
constexpr std::size_t kMaxQuoted = 1024;

bool is_name(const shapes::PathStep& step) { return std::holds_alternative<std::string>(step); }

std::string joined(const shapes::Texts& words) {
  std::string out;
  for (std::size_t at = 0; at < words.size(); ++at) out.append(at == 0 ? "" : ", ").append(words[at]);
  return out;
}

bool is_number(const Shape& shape) {
  return shape.kind() == Kind::kInteger || shape.kind() == Kind::kLong || shape.kind() == Kind::kFloat ||
         shape.kind() == Kind::kDouble;
}

std::string min_text(const Shape& shape) {
  return std::string("Member must have ") + (is_number(shape) ? "value" : "length") +
         " greater than or equal to " + std::to_string(*shape.min());
}

std::string max_text(const Shape& shape) {
  return std::string("Member must have ") + (is_number(shape) ? "value" : "length") +
         " less than or equal to " + std::to_string(*shape.max());
}

std::string pattern_text(const Shape& shape) {
  return "Member must satisfy regular expression pattern: " + std::string(shape.pattern());
}

std::string words_text(const Shape& shape) {
  return "Member must satisfy enum value set: [" + joined(shape.words()) + "]";
}

/// What the scalars of a list or map must satisfy, all of it.
std::string all_constraints(const Shape& shape) {
  std::vector<std::string> all;
  if (shape.max()) all.push_back(max_text(shape));
  if (shape.min()) all.push_back(min_text(shape));
  if (!shape.pattern().empty()) all.push_back(pattern_text(shape));
  if (!shape.words().empty()) all.push_back(words_text(shape));
  return "[" + join(all, ", ") + "]";
}

std::string constraint_text(const Finding& finding) {
  switch (finding.flaw) {
    case Flaw::kMissing:
      return "Member must not be null";
    case Flaw::kTooShort:
    case Flaw::kTooSmall:
      return min_text(finding.shape);
    case Flaw::kTooLong:
    case Flaw::kTooLarge:
      return max_text(finding.shape);
    case Flaw::kPattern:
      return pattern_text(finding.shape);
    case Flaw::kNotInEnum:
      return words_text(finding.shape);
    case Flaw::kWrongKind:
      return is_number(finding.shape) ? "Member must be an integer" : "Member must be a boolean";
    case Flaw::kUnknownMember:
      break;
  }
  return "Member must not be present";
}

/// As Java prints it: texts without quotes, lists in brackets.
std::string shown(const json::value& value) {
  if (value.is_string()) return as_text(value);
  if (!value.is_array()) return json::serialize(value);
  std::string out = "[";
  for (const json::value& element : value.get_array()) {
    if (out.size() > kMaxQuoted) break;
    out.append(out.size() == 1 ? "" : ", ").append(shown(element));
  }
  return out + "]";
}

std::string quoted(const Finding& finding) {
  const json::value* value = finding.whole ? finding.whole : finding.value;
  if (!value) return "Value null";
  // Coral leaves out what its model calls sensitive.
  if (finding.shape.is_sensitive()) return "Value";
  return "Value '" + excerpt(shown(*value), kMaxQuoted) + "'";
}

std::string failed(const std::string& value, const Path& path, const std::string& constraint) {
  return value + " at '" + member_path(path) + "' failed to satisfy constraint: " + constraint;
}

/// Scalars in a list or a map are no members: what is wrong with them is said of the whole.
std::string violation(const Finding& finding) {
  if (finding.part == Part::kMember || finding.flaw == Flaw::kMissing || finding.path.size() < 2)
    return failed(quoted(finding), finding.path, constraint_text(finding));
  Path whole = finding.path;
  whole.pop_back();
  const std::string all = all_constraints(finding.shape);
  if (finding.part == Part::kMapKey)
    return failed("Value", whole, "Map keys must satisfy constraint: " + all);
  if (finding.part == Part::kMapValue)
    return failed("Value", whole, "Map value must satisfy constraint: " + all);
  return failed(quoted(finding), whole, "Member must satisfy constraint: " + all);
}

}  // namespace

std::string member_path(const Path& path) {
  std::string out;
  for (const shapes::PathStep& step : path) {
    if (!out.empty()) out += '.';
    if (const auto* index = std::get_if<std::size_t>(&step)) {
      out.append(std::to_string(*index + 1)).append(".member");
    } else {
      const auto& name = std::get<std::string>(step);
      out.append(to_lower(name.substr(0, 1))).append(name.substr(std::min<std::size_t>(1, name.size())));
    }
  }
  return out;
}

std::string path_text(const Path& path, std::string_view separator) {
  std::string out;
  for (const shapes::PathStep& step : path) {
    if (!out.empty()) out.append(separator);
    out.append(is_name(step) ? std::get<std::string>(step) : std::to_string(std::get<std::size_t>(step) + 1));
  }
  return out;
}

std::string violation_message(const std::vector<Finding>& findings) {
  std::vector<std::string> all;
  for (const Finding& finding : findings) {
    std::string text = violation(finding);
    if (std::ranges::find(all, text) == all.end()) all.push_back(std::move(text));
  }
  return std::to_string(all.size()) + " validation error" + (all.size() == 1 ? "" : "s") +
         " detected: " + join(all, "; ");
}

}  // namespace eni::sandbox
