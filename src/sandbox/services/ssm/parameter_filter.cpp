#include "sandbox/services/ssm/parameter_filter.h"

#include "sandbox/gateway/params.h"
#include "sandbox/services/ssm/parameter_name.h"

namespace eni::sandbox::ssm_service {
namespace {

using aws::ApiError;

/// Which options a key takes, the default first. Source: Systems Manager API Reference,
/// ParameterStringFilter.
struct KeyRule {
  std::string_view key;
  std::vector<std::string_view> options;
};

const std::vector<KeyRule>& key_rules() {
  static const std::vector<KeyRule> rules = {
      {"Name", {"Equals", "BeginsWith", "Contains"}},
      {"Type", {"Equals", "BeginsWith"}},
      {"KeyId", {"Equals", "BeginsWith"}},
      {"Path", {"OneLevel", "Recursive"}},
      {"Label", {"Equals"}},
      {"Tier", {"Equals"}},
      {"DataType", {"Equals"}},
  };
  return rules;
}

const KeyRule* rule_of(std::string_view key) {
  static const KeyRule tag{"tag:", {"Equals"}};
  if (key.starts_with("tag:") && key.size() > 4) return &tag;
  for (const KeyRule& rule : key_rules())
    if (rule.key == key) return &rule;
  return nullptr;
}

std::vector<std::string> texts(const json::object& entry, std::string_view member) {
  std::vector<std::string> list;
  if (const json::value* values = find(entry, member); values != nullptr && values->is_array())
    for (const json::value& value : values->as_array()) list.push_back(as_text(value));
  return list;
}

aws::ApiResult<ParameterFilter> parse_filter(const json::object& entry) {
  ParameterFilter filter;
  filter.key = given_text(entry, "Key").value_or("");
  const KeyRule* rule = rule_of(filter.key);
  if (rule == nullptr)
    return ApiError{
        "InvalidFilterKey",
        "The following filter key is not valid: " + filter.key +
            ". Valid filter keys include: [Path, Name, Type, KeyId, Label, Tier, DataType, tag:key].",
        400};
  filter.option = given_text(entry, "Option").value_or(std::string{rule->options.front()});
  if (std::find(rule->options.begin(), rule->options.end(), filter.option) == rule->options.end())
    return ApiError{"InvalidFilterOption",
                    "The following filter option is not valid: " + filter.option +
                        ". Valid options for the key " + filter.key +
                        " begin with: " + std::string{rule->options.front()} + ".",
                    400};
  filter.values = texts(entry, "Values");
  if (filter.values.empty() && !filter.key.starts_with("tag:"))
    return ApiError{"InvalidFilterValue",
                    "The following filter values are missing : null for filter key " + filter.key, 400};
  return filter;
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

aws::ApiResult<std::vector<ParameterFilter>> parse_filters(const std::vector<json::object>& entries) {
  std::vector<ParameterFilter> filters;
  for (const json::object& entry : entries) {
    ENI_TRY(auto filter, parse_filter(entry));
    for (const ParameterFilter& other : filters)
      if (other.key == filter.key)
        return ApiError{"InvalidFilterKey",
                        "The following filter is duplicated in the request: " + filter.key +
                            ". A request can contain only one instance of a specific filter.",
                        400};
    filters.push_back(std::move(filter));
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
