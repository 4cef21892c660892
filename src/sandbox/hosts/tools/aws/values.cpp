#include "sandbox/hosts/tools/aws/values.h"

#include "base/text.h"
#include "sandbox/hosts/tools/aws/names.h"
#include "sandbox/hosts/tools/aws/shorthand.h"
#include "sandbox/hosts/tools/aws/usage.h"
#include "sandbox/shapes/check.h"

namespace eni::sandbox::hosts::tools::aws_cli {
namespace {

using shapes::Kind;
using shapes::Shape;

bool is_complex(const Shape& shape) {
  return shape.kind() == Kind::kStructure || shape.kind() == Kind::kList || shape.kind() == Kind::kMap;
}

/// Shorthand is for structures and maps, and lists of them.
bool takes_shorthand(const Shape& shape) {
  if (shape.kind() == Kind::kList) return is_complex(shape.element().shape());
  return shape.kind() == Kind::kStructure || shape.kind() == Kind::kMap;
}

CliError general(std::string message) { return {Failure::kGeneral, std::move(message)}; }

CliResult<json::value> read_scalar(CliVersion version, const Shape& shape, std::string_view text) {
  switch (shape.kind()) {
    case Kind::kInteger:
    case Kind::kLong: {
      if (const auto number = parse_integer(trim(text))) return json::value(*number);
      return general("invalid literal for int() with base 10: '" + std::string(text) + "'");
    }
    case Kind::kFloat:
    case Kind::kDouble: {
      const auto number = parse_json(trim(text));
      if (number && number->is_number()) return *number;
      return general("could not convert string to float: '" + std::string(text) + "'");
    }
    case Kind::kBoolean:
      return json::value(!iequals(text, "false") && !text.empty());
    case Kind::kBlob:
      // Version 2 takes base64, version 1 the bytes themselves. On the wire it is base64.
      return json::value(version == CliVersion::kV2 ? std::string(text) : base64_encode(text));
    default:
      return json::value(text);
  }
}

/// Shorthand's texts, made what the shape says; a single value stands for a list of one.
CliResult<json::value> shaped(CliVersion version, const Shape& shape, const json::value& value) {
  switch (shape.kind()) {
    case Kind::kStructure: {
      if (!value.is_object()) return value;
      json::object out;
      for (const auto& [name, inner] : value.get_object()) {
        const auto member = shape.find_member(name);
        if (!member) {
          out[name] = inner;
          continue;
        }
        ENI_TRY(out[name], shaped(version, member->shape(), inner));
      }
      return json::value(std::move(out));
    }
    case Kind::kMap: {
      if (!value.is_object()) return value;
      json::object out;
      for (const auto& [name, inner] : value.get_object()) {
        ENI_TRY(out[name], shaped(version, shape.value().shape(), inner));
      }
      return json::value(std::move(out));
    }
    case Kind::kList: {
      json::array all;
      const json::array single{value};
      const bool is_absent = value.is_string() && value.get_string().empty();
      for (const json::value& entry : value.is_array() ? value.get_array()
                                      : is_absent      ? json::array{}
                                                       : single) {
        ENI_TRY(auto inner, shaped(version, shape.element().shape(), entry));
        all.push_back(std::move(inner));
      }
      return json::value(std::move(all));
    }
    default:
      break;
  }
  return value.is_string() ? read_scalar(version, shape, value.get_string()) : CliResult<json::value>{value};
}

CliResult<json::value> read_json(std::string_view option, std::string_view text) {
  auto value = parse_json(text);
  if (value) return *std::move(value);
  return bad_parameter(option,
                       "Invalid JSON: " + value.error().message + "\nJSON received: " + std::string(text));
}

bool looks_like_json(const Shape& shape, std::string_view text) {
  const std::string_view inner = trim(text);
  return inner.starts_with('{') || (shape.kind() == Kind::kList && inner.starts_with('['));
}

CliResult<json::value> read_shorthand(CliVersion version, const Shape& shape, std::string_view option,
                                      std::string_view text) {
  if (looks_like_json(shape, text)) return read_json(option, text);
  auto parsed = parse_shorthand(text);
  if (!parsed) return bad_parameter(option, parsed.error().message);
  return shaped(version, shape, json::value(*std::move(parsed)));
}

/// One word of a list: the element, or JSON of a whole list.
CliResult<json::value> read_list(CliVersion version, const Shape& shape, std::string_view option,
                                 const std::vector<std::string>& values) {
  if (values.size() == 1 && trim(values[0]).starts_with('[')) return read_json(option, values[0]);
  const Shape element = shape.element().shape();
  json::array all;
  for (const std::string& text : values) {
    if (takes_shorthand(element) || element.kind() == Kind::kList) {
      ENI_TRY(auto value, read_shorthand(version, element, option, text));
      all.push_back(std::move(value));
    } else {
      ENI_TRY(auto value, read_scalar(version, element, text));
      all.push_back(std::move(value));
    }
  }
  return json::value(std::move(all));
}

// ---- validation ------------------------------------------------------------------------------------------------

using shapes::Finding;
using shapes::Flaw;

std::string python_type(const json::value& value) {
  if (value.is_string()) return "<class 'str'>";
  if (value.is_bool()) return "<class 'bool'>";
  if (value.is_double()) return "<class 'float'>";
  if (value.is_number()) return "<class 'int'>";
  if (value.is_array()) return "<class 'list'>";
  return value.is_null() ? "<class 'NoneType'>" : "<class 'dict'>";
}

/// "" for kinds that botocore converts.
std::string_view valid_types(Kind kind) {
  switch (kind) {
    case Kind::kStructure:
    case Kind::kMap:
      return "<class 'dict'>";
    case Kind::kList:
      return "<class 'list'>, <class 'tuple'>";
    case Kind::kString:
      return "<class 'str'>";
    case Kind::kInteger:
    case Kind::kLong:
      return "<class 'int'>";
    case Kind::kBoolean:
      return "<class 'bool'>";
    default:
      return "";
  }
}

/// "Filters[0].Values"
std::string name_of(std::span<const shapes::PathStep> path) {
  std::string out;
  for (const shapes::PathStep& step : path) {
    if (const auto* index = std::get_if<std::size_t>(&step)) {
      out.append("[" + std::to_string(*index) + "]");
    } else {
      out.append(out.empty() ? "" : ".").append(std::get<std::string>(step));
    }
  }
  return out;
}

std::string structure_of(const Finding& finding) {
  const std::string name = name_of(std::span(finding.path).first(finding.path.size() - 1));
  return name.empty() ? "input" : name;
}

std::string last_name(const Finding& finding) { return std::get<std::string>(finding.path.back()); }

std::string unknown_parameter(const Finding& finding) {
  std::vector<std::string> known;
  for (std::size_t at = 0; at < finding.shape.member_count(); ++at)
    known.emplace_back(finding.shape.member(at).name());
  return "Unknown parameter in " + structure_of(finding) + ": \"" + last_name(finding) +
         "\", must be one of: " + join(known, ", ");
}

std::string wrong_type(const Finding& finding) {
  const json::value& value = *finding.value;
  return "Invalid type for parameter " + name_of(finding.path) +
         ", value: " + (value.is_string() ? as_text(value) : json::serialize(value)) +
         ", type: " + python_type(value) + ", valid types: " + std::string(valid_types(finding.shape.kind()));
}

std::string length_of(const json::value& value) {
  return std::to_string(value.is_string() ? value.get_string().size() : value.get_array().size());
}

/// "" for what botocore does not look at.
std::string problem(const Finding& finding) {
  switch (finding.flaw) {
    case Flaw::kMissing:
      if (finding.part != shapes::Part::kMember) {
        return "Invalid type for parameter " + name_of(finding.path) +
               ", value: None, type: <class 'NoneType'>, valid types: " +
               std::string(valid_types(finding.shape.kind()));
      }
      return "Missing required parameter in " + structure_of(finding) + ": \"" + last_name(finding) + "\"";
    case Flaw::kUnknownMember:
      return unknown_parameter(finding);
    case Flaw::kWrongKind:
      return valid_types(finding.shape.kind()).empty() ? "" : wrong_type(finding);
    case Flaw::kTooShort:
      if (!finding.value || finding.value->is_object()) return "";
      return "Invalid length for parameter " + name_of(finding.path) +
             ", value: " + length_of(*finding.value) +
             ", valid min length: " + std::to_string(*finding.shape.min());
    case Flaw::kTooSmall:
      return "Invalid value for parameter " + name_of(finding.path) +
             ", value: " + json::serialize(*finding.value) +
             ", valid min value: " + std::to_string(*finding.shape.min());
    default:
      return "";
  }
}

}  // namespace

CliResult<json::value> read_value(CliVersion version, const Shape& shape, std::string_view option,
                                  const std::vector<std::string>& values) {
  if (shape.kind() == Kind::kList) return read_list(version, shape, option, values);
  const std::string_view text = values.empty() ? std::string_view{} : std::string_view(values[0]);
  if (takes_shorthand(shape)) return read_shorthand(version, shape, option, text);
  return read_scalar(version, shape, text);
}

CliResult<void> check_params(const Shape& input, const json::object& params) {
  MatchBudget budget;
  std::vector<std::string> all;
  for (const Finding& finding : shapes::check(input, params, {.naming = shapes::Naming::kModel}, budget))
    if (std::string text = problem(finding); !text.empty()) all.push_back(std::move(text));
  const std::string problems = join(all, "\n");
  if (problems.empty()) return {};
  return CliError{Failure::kUnknownOption, "Parameter validation failed:\n" + problems};
}

}  // namespace eni::sandbox::hosts::tools::aws_cli
