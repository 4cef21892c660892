#include "sandbox/hosts/tools/aws/values.h"

#include "base/text.h"
#include "sandbox/hosts/tools/aws/names.h"
#include "sandbox/hosts/tools/aws/shorthand.h"
#include "sandbox/hosts/tools/aws/usage.h"

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

class Validator {
 public:
  void structure(const Shape& shape, const json::value& value, const std::string& name) {
    const json::object* object = value.if_object();
    if (!object) return wrong_type(value, name, "<class 'dict'>");
    for (std::size_t at = 0; at < shape.member_count(); ++at) {
      const shapes::Member member = shape.member(at);
      const bool is_missing = member.is_required() && !object->contains(member.name());
      if (is_missing && !member.is_idempotency_token())
        report("Missing required parameter in " + where(name) + ": \"" + std::string(member.name()) + "\"");
    }
    for (const auto& [key, inner] : *object) {
      const auto member = shape.find_member(key);
      if (!member) {
        unknown(shape, key, name);
      } else {
        check(member->shape(), inner, name.empty() ? std::string(key) : name + "." + std::string(key));
      }
    }
  }

  std::string report() const { return join(problems_, "\n"); }

 private:
  static std::string where(const std::string& name) { return name.empty() ? "input" : name; }
  void report(std::string problem) { problems_.push_back(std::move(problem)); }

  static std::string python_type(const json::value& value) {
    if (value.is_string()) return "<class 'str'>";
    if (value.is_bool()) return "<class 'bool'>";
    if (value.is_double()) return "<class 'float'>";
    if (value.is_number()) return "<class 'int'>";
    if (value.is_array()) return "<class 'list'>";
    return value.is_null() ? "<class 'NoneType'>" : "<class 'dict'>";
  }

  void wrong_type(const json::value& value, const std::string& name, std::string_view valid) {
    const std::string shown = value.is_string() ? as_text(value) : json::serialize(value);
    report("Invalid type for parameter " + where(name) + ", value: " + shown +
           ", type: " + python_type(value) + ", valid types: " + std::string(valid));
  }

  void unknown(const Shape& shape, std::string_view key, const std::string& name) {
    std::vector<std::string> known;
    for (std::size_t at = 0; at < shape.member_count(); ++at) known.emplace_back(shape.member(at).name());
    report("Unknown parameter in " + where(name) + ": \"" + std::string(key) +
           "\", must be one of: " + join(known, ", "));
  }

  void check(const Shape& shape, const json::value& value, const std::string& name) {
    switch (shape.kind()) {
      case Kind::kStructure:
        return structure(shape, value, name);
      case Kind::kList:
        return list(shape, value, name);
      case Kind::kMap:
        return map(shape, value, name);
      case Kind::kString:
        return string(shape, value, name);
      case Kind::kInteger:
      case Kind::kLong:
        return integer(shape, value, name);
      case Kind::kBoolean:
        if (!value.is_bool()) wrong_type(value, name, "<class 'bool'>");
        return;
      default:
        return;
    }
  }

  void list(const Shape& shape, const json::value& value, const std::string& name) {
    const json::array* all = value.if_array();
    if (!all) return wrong_type(value, name, "<class 'list'>, <class 'tuple'>");
    short_of(shape, all->size(), name);
    for (std::size_t at = 0; at < all->size(); ++at)
      check(shape.element().shape(), (*all)[at], name + "[" + std::to_string(at) + "]");
  }

  void map(const Shape& shape, const json::value& value, const std::string& name) {
    const json::object* all = value.if_object();
    if (!all) return wrong_type(value, name, "<class 'dict'>");
    for (const auto& [key, inner] : *all) check(shape.value().shape(), inner, name + "." + std::string(key));
  }

  void string(const Shape& shape, const json::value& value, const std::string& name) {
    if (!value.is_string()) return wrong_type(value, name, "<class 'str'>");
    short_of(shape, value.get_string().size(), name);
  }

  void short_of(const Shape& shape, std::size_t length, const std::string& name) {
    if (const auto min = shape.min(); min && static_cast<std::int64_t>(length) < *min)
      report("Invalid length for parameter " + name + ", value: " + std::to_string(length) +
             ", valid min length: " + std::to_string(*min));
  }

  void integer(const Shape& shape, const json::value& value, const std::string& name) {
    if (!value.is_int64() && !value.is_uint64()) return wrong_type(value, name, "<class 'int'>");
    const auto min = shape.min();
    if (min && value.is_int64() && value.get_int64() < *min)
      report("Invalid value for parameter " + name + ", value: " + json::serialize(value) +
             ", valid min value: " + std::to_string(*min));
  }

  std::vector<std::string> problems_;
};

}  // namespace

CliResult<json::value> read_value(CliVersion version, const Shape& shape, std::string_view option,
                                  const std::vector<std::string>& values) {
  if (shape.kind() == Kind::kList) return read_list(version, shape, option, values);
  const std::string_view text = values.empty() ? std::string_view{} : std::string_view(values[0]);
  if (takes_shorthand(shape)) return read_shorthand(version, shape, option, text);
  return read_scalar(version, shape, text);
}

CliResult<void> check_params(const Shape& input, const json::object& params) {
  Validator validator;
  validator.structure(input, json::value(params), {});
  const std::string problems = validator.report();
  if (problems.empty()) return {};
  return CliError{Failure::kUnknownOption, "Parameter validation failed:\n" + problems};
}

}  // namespace eni::sandbox::hosts::tools::aws_cli
