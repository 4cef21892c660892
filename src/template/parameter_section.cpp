#include <charconv>

#include "base/text.h"
#include "template/dynamic_reference.h"
#include "template/parameter_types.h"
#include "template/sections.h"

namespace eni::tmpl {
namespace {

constexpr std::string_view kSection = "Parameters";

std::optional<double> number_of(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// One parameter's declaration; each function reads one attribute.
class ParameterReader {
 public:
  explicit ParameterReader(const Member& member) : member_(member) {}

  TemplateResult<Parameter> read() {
    ENI_CHECK(check_name());
    out_.name = member_.key;
    out_.position = member_.key_position;
    if (const Member* unknown = unknown_member(
            member_.value, {"Type", "Default", "AllowedValues", "AllowedPattern", "MinLength", "MaxLength",
                            "MinValue", "MaxValue", "Description", "ConstraintDescription", "NoEcho"}))
      return at_member("Parameters/" + member_.key, *unknown,
                       "Invalid template parameter property '" + unknown->key + "'");
    ENI_CHECK(read_type());
    ENI_TRY(out_.description, text("Description"));
    ENI_TRY(out_.constraint_description, text("ConstraintDescription"));
    ENI_TRY(out_.allowed_pattern, text("AllowedPattern"));
    ENI_TRY(const std::string no_echo, text("NoEcho"));
    out_.no_echo = iequals(no_echo, "true");
    ENI_CHECK(read_default());
    ENI_CHECK(check_default());
    ENI_CHECK(read_allowed_values());
    ENI_CHECK(read_limits());
    return out_;
  }

 private:
  TemplateError refuse(std::string message) const { return at_member(kSection, member_, std::move(message)); }

  TemplateResult<void> check_name() const {
    if (!is_alphanumeric(member_.key))
      return refuse("Template format error: Parameter name " + member_.key + " is non alphanumeric.");
    if (member_.key.size() > kMaxNameLength)
      return refuse("Template format error: Parameter name " + member_.key +
                    " exceeds the maximum length of " + std::to_string(kMaxNameLength) + " characters.");
    return {};
  }

  TemplateResult<void> read_type() {
    const Node* type = member_.value.find("Type");
    if (!type || !type->is_string())
      return refuse("Template format error: Every Parameters object must contain a Type member.");
    if (!is_parameter_type(type->text))
      return TemplateError{"Template format error: Unrecognized parameter type: " + type->text,
                           type->position, "/Parameters/" + member_.key + "/Type"};
    out_.type = type->text;
    return {};
  }

  /// A default that is to be looked up must say which version: it is read once, with the template.
  TemplateResult<void> check_default() const {
    const auto references =
        find_dynamic_references(json::value(json::string(out_.default_value.value_or(""))));
    if (references.has_error()) return {};
    for (const DynamicReference& reference : *references)
      if (reference.version.empty() && !reference.is_secret())
        return refuse("Template error: parameter " + member_.key +
                      " should not contain ssm versionless resolver");
    return {};
  }

  /// The text of a scalar attribute; empty if there is none.
  TemplateResult<std::string> text(std::string_view key) const {
    const Node* node = member_.value.find(key);
    if (!node) return std::string();
    if (!node->is_scalar())
      return TemplateError{"Template format error: Every " + std::string(key) + " member must be a string.",
                           node->position, "/Parameters/" + member_.key + "/" + std::string(key)};
    return node->text;
  }

  TemplateResult<void> read_default() {
    if (!member_.value.find("Default")) return {};
    ENI_TRY(out_.default_value, text("Default"));
    return {};
  }

  TemplateResult<void> read_allowed_values() {
    const Node* node = member_.value.find("AllowedValues");
    if (!node) return {};
    const std::string path = "/Parameters/" + member_.key + "/AllowedValues";
    if (!node->is_list() || node->items.empty())
      return TemplateError{"Template format error: Every AllowedValues member must be a list.",
                           node->position, path};
    for (const Node& item : node->items) {
      if (!item.is_scalar())
        return TemplateError{"Template format error: Every AllowedValues value must be a string.",
                             item.position, path};
      out_.allowed_values.push_back(item.text);
    }
    return {};
  }

  TemplateResult<std::optional<double>> limit(std::string_view key) const {
    ENI_TRY(const std::string written, text(key));
    if (!member_.value.find(key)) return std::optional<double>();
    const auto number = number_of(written);
    if (!number)
      return refuse("Template format error: Parameter '" + member_.key + "' " + std::string(key) +
                    " must be a number");
    return number;
  }

  TemplateResult<std::optional<long long>> length_limit(std::string_view key) const {
    ENI_TRY(const std::optional<double> number, limit(key));
    if (!number) return std::optional<long long>();
    if (*number < 0 || *number > 1e9)
      return refuse("Template format error: Parameter '" + member_.key + "' " + std::string(key) +
                    " must be a number of characters");
    return std::optional<long long>(static_cast<long long>(*number));
  }

  TemplateResult<void> check_use(std::string_view key, bool allowed, std::string_view types) const {
    if (!member_.value.find(key) || allowed) return {};
    return refuse("Template error: Parameter '" + member_.key + "' " + std::string(key) +
                  " must be on a parameter of type " + std::string(types));
  }

  TemplateResult<void> read_limits() {
    ENI_TRY(out_.min_length, length_limit("MinLength"));
    ENI_TRY(out_.max_length, length_limit("MaxLength"));
    ENI_TRY(out_.min_value, limit("MinValue"));
    ENI_TRY(out_.max_value, limit("MaxValue"));
    const bool is_number = out_.type == "Number" || out_.type == "List<Number>";
    ENI_CHECK(check_use("MinLength", !is_number, "String"));
    ENI_CHECK(check_use("MaxLength", !is_number, "String"));
    ENI_CHECK(check_use("AllowedPattern", !is_number, "String"));
    ENI_CHECK(check_use("MinValue", is_number, "Number"));
    ENI_CHECK(check_use("MaxValue", is_number, "Number"));
    if (out_.min_length && out_.max_length && *out_.min_length > *out_.max_length)
      return refuse("Template error: Parameter '" + member_.key + "' MinLength must be less than MaxLength.");
    if (out_.min_value && out_.max_value && *out_.min_value > *out_.max_value)
      return refuse("Template error: Parameter '" + member_.key + "' MinValue must be less than MaxValue.");
    return {};
  }

  const Member& member_;
  Parameter out_;
};

}  // namespace

TemplateResult<std::vector<Parameter>> read_parameters(const Node& section) {
  ENI_CHECK(check_section(section, kSection, kMaxParameters));
  std::vector<Parameter> parameters;
  for (const Member& member : section.members) {
    ENI_TRY(Parameter parameter, ParameterReader(member).read());
    parameters.push_back(std::move(parameter));
  }
  return parameters;
}

}  // namespace eni::tmpl
