#include "sandbox/services/ssm/parameter_filter.h"

#include "base/text.h"
#include "sandbox/services/ssm/parameter_name.h"

namespace eni::sandbox::ssm_service {
namespace {

using aws::ApiError;

using aws::ApiResult;

/// What a filter's key takes. Source: Systems Manager API Reference, ParameterStringFilter; AWS's own refusals.
struct KeyRule {
  std::string_view key;
  std::vector<std::string_view> options;  ///< the default first
  std::string_view shown_options;         ///< as AWS lists them
  std::vector<std::string_view> values;   ///< empty: any
};

constexpr std::string_view kEqualsOptions = "[BeginsWith, Equals]";

const std::vector<KeyRule>& key_rules() {
  static const std::vector<KeyRule> rules = {
      {"Name", {"Equals", "BeginsWith", "Contains"}, kEqualsOptions, {}},
      {"Type", {"Equals", "BeginsWith"}, kEqualsOptions, {"String", "StringList", "SecureString"}},
      {"KeyId", {"Equals", "BeginsWith"}, kEqualsOptions, {}},
      {"Path", {"OneLevel", "Recursive"}, "[Recursive, OneLevel]", {}},
      {"Label", {"Equals"}, kEqualsOptions, {}},
      {"Tier", {"Equals"}, kEqualsOptions, {"Standard", "Advanced", "Intelligent-Tiering"}},
      {"DataType", {"Equals"}, kEqualsOptions, {}},
  };
  return rules;
}

const KeyRule* rule_of(std::string_view key) {
  static const KeyRule tag{"tag:", {"Equals"}, kEqualsOptions, {}};
  if (key.starts_with("tag:") && key.size() > 4) return &tag;
  for (const KeyRule& rule : key_rules())
    if (rule.key == key) return &rule;
  return nullptr;
}

bool contains(const std::vector<std::string_view>& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

std::string listed(const std::vector<std::string_view>& texts) {
  std::string list;
  for (const std::string_view text : texts) list.append(list.empty() ? "" : ", ").append(text);
  return "[" + list + "]";
}

ParameterFilter read_filter(const json::object& entry) {
  return {text_at(entry, "Key"), text_at(entry, "Option"), texts_at(entry, "Values")};
}

ApiError invalid_filter_key(std::string_view key, std::string_view valid) {
  return {"InvalidFilterKey",
          "The following filter key is not valid: " + std::string{key} +
              ". Valid filter keys include: " + std::string{valid} + ".",
          400};
}

ApiResult<void> check_option(ParameterFilter& filter, const KeyRule& rule) {
  if (filter.option.empty()) filter.option = rule.options.front();
  if (contains(rule.options, filter.option)) return {};
  return ApiError{"InvalidFilterOption",
                  "The following filter option is not valid: " + filter.option +
                      ". Valid options include: " + std::string{rule.shown_options} + ".",
                  400};
}

ApiResult<void> check_values(const ParameterFilter& filter, const KeyRule& rule) {
  for (const std::string& value : filter.values) {
    if (!rule.values.empty() && !contains(rule.values, value))
      return ApiError{"InvalidFilterOption",
                      "The following filter value is not valid: " + value +
                          ". Valid values include: " + listed(rule.values) + ".",
                      400};
    if (rule.key != "Path") continue;
    const std::string lower = to_lower(value);
    if (lower.starts_with("/aws") || lower.starts_with("/ssm"))
      return aws::validation_exception(
          "Filters for common parameters can't be prefixed with \"aws\" or \"ssm\" (case-insensitive). When "
          "using global parameters, please specify within a global namespace.");
    ENI_CHECK(check_path(value));
  }
  return {};
}

ApiResult<void> check_filter(ParameterFilter& filter) {
  const KeyRule& rule = *rule_of(filter.key);
  if (filter.values.empty() && rule.key != "tag:")
    return ApiError{"InvalidFilterValue",
                    "The following filter values are missing : null for filter key " + filter.key + ".", 400};
  ENI_CHECK(check_option(filter, rule));
  return check_values(filter, rule);
}

bool text_matches(std::string_view option, std::string_view text, std::string_view value) {
  if (option == "BeginsWith") return text.starts_with(value);
  if (option == "Contains") return text.find(value) != std::string_view::npos;
  return text == value;
}

/// A name may be given with or without its leading slash.
bool name_matches(std::string_view option, std::string_view name, std::string_view value) {
  if (option == "Contains") return text_matches(option, name, value);
  if (name.starts_with('/')) name.remove_prefix(1);
  if (value.starts_with('/')) value.remove_prefix(1);
  return text_matches(option, name, value);
}

bool value_matches(const ParameterFilter& filter, const std::string& value, const SsmParameter& parameter) {
  if (filter.key == "Name") return name_matches(filter.option, parameter.name, value);
  if (filter.key == "Path")
    return is_under(parameter.name, value,
                    filter.option == "Recursive" ? Depth::kRecursive : Depth::kOneLevel);
  if (filter.key == "Label")
    return std::find(parameter.labels.begin(), parameter.labels.end(), value) != parameter.labels.end();
  const std::string& text = filter.key == "Type"    ? parameter.type
                            : filter.key == "KeyId" ? parameter.key_id
                            : filter.key == "Tier"  ? parameter.tier
                                                    : parameter.data_type;
  return text_matches(filter.option, text, value);
}

bool tag_matches(const ParameterFilter& filter, const std::map<std::string, std::string>& tags) {
  const auto tag = tags.find(filter.key.substr(4));
  if (tag == tags.end()) return false;
  return filter.values.empty() ||
         std::find(filter.values.begin(), filter.values.end(), tag->second) != filter.values.end();
}

}  // namespace

aws::ApiResult<std::vector<ParameterFilter>> parse_filters(const json::array& entries,
                                                           const FilterKeys& keys) {
  std::vector<ParameterFilter> filters;
  for (const json::value& entry : entries) filters.push_back(read_filter(entry.as_object()));
  for (auto filter = filters.begin(); filter != filters.end(); ++filter) {
    if (contains(keys.refused, rule_of(filter->key)->key)) return invalid_filter_key(filter->key, keys.shown);
    const bool is_repeated = std::any_of(
        filters.begin(), filter, [&](const ParameterFilter& other) { return other.key == filter->key; });
    if (is_repeated)
      return ApiError{"InvalidFilterKey",
                      "The following filter is duplicated in the request: " + filter->key +
                          ". A request can contain only one occurrence of a specific filter.",
                      400};
    ENI_CHECK(check_filter(*filter));
  }
  return filters;
}

bool matches(const std::vector<ParameterFilter>& filters, const SsmParameter& parameter,
             const std::map<std::string, std::string>& tags) {
  return std::all_of(filters.begin(), filters.end(), [&](const ParameterFilter& filter) {
    if (filter.key.starts_with("tag:")) return tag_matches(filter, tags);
    return std::any_of(filter.values.begin(), filter.values.end(),
                       [&](const std::string& value) { return value_matches(filter, value, parameter); });
  });
}

}  // namespace eni::sandbox::ssm_service
