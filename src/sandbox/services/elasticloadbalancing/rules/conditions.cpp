#include "sandbox/services/elasticloadbalancing/rules/conditions.h"

#include <algorithm>
#include <map>

#include "base/random.h"
#include "sandbox/services/elasticloadbalancing/limits.h"
#include "vpc/ipv4.h"
#include "vpc/ipv6.h"

namespace eni::sandbox::elb_service {
namespace {

using aws::validation_error;

constexpr std::size_t kMaxValueLength = 128;
constexpr std::size_t kMaxNameLength = 40;

/// A kind of condition.
struct Field {
  std::string_view name;
  std::string_view config;  ///< the member with its values
  bool takes_values;        ///< whether Values may stand beside it
  bool takes_regex;
  bool is_single;  ///< a rule has at most one of it
};

constexpr Field kFields[] = {
    {"host-header", "HostHeaderConfig", true, true, true},
    {"path-pattern", "PathPatternConfig", true, true, true},
    {"http-header", "HttpHeaderConfig", false, true, false},
    {"http-request-method", "HttpRequestMethodConfig", false, false, true},
    {"query-string", "QueryStringConfig", false, false, false},
    {"source-ip", "SourceIpConfig", false, false, true},
};

const Field* find_field(std::string_view name) {
  for (const Field& field : kFields)
    if (field.name == name) return &field;
  return nullptr;
}

std::string quoted(std::string_view text) { return "'" + std::string(text) + "'"; }

/// What all conditions of a rule have together.
struct Totals {
  std::int64_t values = 0;
  std::int64_t wildcards = 0;

  void add(std::string_view value, bool has_wildcards) {
    ++values;
    if (has_wildcards) wildcards += std::ranges::count_if(value, [](char c) { return c == '*' || c == '?'; });
  }
};

bool consists_of(const std::string& value, const std::string& allowed) {
  return value.find_first_not_of(allowed) == std::string::npos;
}

/// @error  ValidationError; those of lengths as AWS words them, those of characters assumed
ApiResult<void> check_text(const Field& field, const std::string& value) {
  if (value.size() > kMaxValueLength)
    return validation_error("The " + quoted(field.name) + " value is too long; the limit is '128'");
  const std::string host = std::string(kAlphanumeric) + "-.*?";
  const std::string path = std::string(kAlphanumeric) + "_-.$/~\"'@:+&*?";
  const bool is_valid = field.name == "host-header"    ? consists_of(value, host)
                        : field.name == "path-pattern" ? consists_of(value, path)
                                                       : true;
  if (value.empty() || !is_valid)
    return validation_error("Condition value " + quoted(value) + " contains a character that is not valid");
  return {};
}

ApiResult<void> check_method(const std::string& value) {
  if (value.size() > kMaxNameLength)
    return validation_error("The 'http-request-method' value is too long; the limit is '40'");
  if (value.empty() || !consists_of(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-_"))
    return validation_error(
        "The 'http-request-method' value is invalid; the allowed characters are A-Z, hyphen and underscore");
  return {};
}

ApiResult<void> check_block(const std::string& value) {
  if (vpc::Cidr4::parse(value) || vpc::Cidr6::parse(value)) return {};
  return validation_error("The 'source-ip' value " + quoted(value) +
                          " is not a valid CIDR block");  // Assumed.
}

ApiResult<void> check_header_name(const std::string& name) {
  if (name.size() > kMaxNameLength)
    return validation_error("The 'HttpHeaderName' value is too long; the limit is '40'");
  const std::string token = std::string(kAlphanumeric) + "!#$%&'*+-.^_`|~";
  // Assumed wordings.
  if (name.empty() || !consists_of(name, token))
    return validation_error("The 'HttpHeaderName' value " + quoted(name) + " is not valid");
  if (name.size() == 4 && (name[0] | 32) == 'h' && (name[1] | 32) == 'o' && (name[2] | 32) == 's' &&
      (name[3] | 32) == 't')
    return validation_error(
        "The 'HttpHeaderName' value 'host' is not allowed; use a 'host-header' condition");
  return {};
}

ApiResult<json::object> read_query_string(const json::object& config, Totals& totals) {
  json::array pairs;
  for (const json::object& pair : objects_in(config, "Values")) {
    const std::string key = scalar_text_at(pair, "Key");
    const std::string value = scalar_text_at(pair, "Value");
    if (value.empty()) return validation_error("A 'Value' must be specified in 'QueryStringKeyValuePair'");
    if (key.size() > kMaxValueLength)
      return validation_error("The 'Key' value is too long; the limit is '128'");
    if (value.size() > kMaxValueLength)
      return validation_error("The 'Value' value is too long; the limit is '128'");
    totals.add(key + value, true);
    json::object shown{{"Value", value}};
    if (!key.empty()) shown["Key"] = key;
    pairs.emplace_back(std::move(shown));
  }
  if (pairs.empty()) return validation_error("A condition value must be specified");
  return json::object{{"Values", std::move(pairs)}};
}

/// The values of a condition, wherever they stand. @error  ValidationError
ApiResult<std::vector<std::string>> given_values(const Field& field, const json::object& condition,
                                                 const json::object* config) {
  const auto beside = texts_in(condition, "Values");
  if (!beside.empty() && !field.takes_values)
    return validation_error("The 'Values' field is not compatible with " + quoted(field.name));
  if (!beside.empty() && config)
    return validation_error("You cannot provide both Values and " + quoted(field.config) +
                            " for a condition of type " + quoted(field.name));
  if (beside.size() > 1)
    return validation_error("The " + quoted(field.name) +
                            " field contains too many values; the limit is '1'");
  if (!beside.empty()) return beside;
  if (!config && !field.takes_values)
    return validation_error("A " + quoted(field.config) + " must be specified with " + quoted(field.name));
  return config ? texts_in(*config, "Values") : beside;
}

ApiResult<void> check_value(const Field& field, const std::string& value) {
  if (field.name == "http-request-method") return check_method(value);
  if (field.name == "source-ip") return check_block(value);
  return check_text(field, value);
}

json::array list_of(const std::vector<std::string>& texts) { return json::array(texts.begin(), texts.end()); }

ApiResult<json::object> read_condition(const Field& field, const json::object& condition, Totals& totals) {
  json::object shown{{"Field", field.name}};
  const json::object* given = object_in(condition, field.config);
  if (field.name == "query-string") {
    if (!given) return validation_error("A 'QueryStringConfig' must be specified with 'query-string'");
    ENI_TRY(shown["QueryStringConfig"], read_query_string(*given, totals));
    return shown;
  }
  auto regex = given ? texts_in(*given, "RegexValues") : texts_in(condition, "RegexValues");
  if (!regex.empty() && !field.takes_regex)  // Assumed wording.
    return validation_error("The 'RegexValues' field is not compatible with " + quoted(field.name));
  ENI_TRY(const auto values, given_values(field, condition, given));
  if (values.empty() && regex.empty()) {
    if (field.name == "source-ip") return validation_error("A 'source-ip' value must be specified");
    return validation_error("A condition value must be specified");
  }
  json::object config;
  for (const std::string& value : values) {
    ENI_CHECK(check_value(field, value));
    totals.add(value, field.name != "http-request-method" && field.name != "source-ip");
  }
  for (const std::string& pattern : regex) {
    if (pattern.size() > kMaxValueLength)
      return validation_error("The " + quoted(field.name) + " value is too long; the limit is '128'");
    totals.add(pattern, false);
  }
  if (field.name == "http-header") {
    const std::string name = scalar_text_at(*given, "HttpHeaderName");
    ENI_CHECK(check_header_name(name));
    config["HttpHeaderName"] = name;
  }
  if (!values.empty()) config["Values"] = list_of(values);
  if (!regex.empty()) config["RegexValues"] = list_of(regex);
  if (field.takes_values && !values.empty()) shown["Values"] = list_of(values);
  shown[field.config] = std::move(config);
  return shown;
}

}  // namespace

ApiResult<json::array> read_conditions(const json::object& params) {
  json::array shown;
  Totals totals;
  std::map<std::string_view, int> counts;
  for (const json::object& condition : objects_in(params, "Conditions")) {
    const std::string name = text_at(condition, "Field");
    const Field* field = find_field(name);
    // The end of the text as AWS has it when it knew two fields; the list is assumed.
    if (!field)
      return validation_error(
          "Condition field " + quoted(name) +
          " must be one of '[path-pattern, host-header, http-header, http-request-method, "
          "query-string, source-ip]'");
    if (field->is_single && ++counts[field->name] > 1)  // Assumed wording.
      return validation_error("A rule can only have one " + quoted(field->name) + " condition");
    ENI_TRY(json::object one, read_condition(*field, condition, totals));
    shown.emplace_back(std::move(one));
  }
  if (shown.empty()) return validation_error("A condition must be specified");  // Assumed wording.
  if (totals.values > kMaxConditionValues)
    return validation_error("A rule can only have '" + std::to_string(kMaxConditionValues) +
                            "' condition values");
  if (totals.wildcards > kMaxConditionWildcards)  // Assumed wording.
    return validation_error("A rule can only have '" + std::to_string(kMaxConditionWildcards) +
                            "' condition wildcards");
  return shown;
}

/// Assumed wordings.
ApiResult<json::array> read_transforms(const json::object& params) {
  constexpr std::size_t kMaxLength = 1024;
  json::array shown;
  std::map<std::string, int> counts;
  for (const json::object& transform : objects_in(params, "Transforms")) {
    const std::string type = text_at(transform, "Type");
    const std::string_view member = type == "url-rewrite" ? "UrlRewriteConfig" : "HostHeaderRewriteConfig";
    if (++counts[type] > 1)
      return validation_error("A rule can only have one " + quoted(type) + " transform");
    const auto rewrites = objects_in(object_at(transform, member), "Rewrites");
    if (rewrites.size() != 1)
      return validation_error("A transform of type " + quoted(type) + " must have one rewrite");
    if (text_at(rewrites.front(), "Regex").size() > kMaxLength ||
        text_at(rewrites.front(), "Replace").size() > kMaxLength)
      return validation_error("The rewrite of the transform " + quoted(type) +
                              " is too long; the limit is '1024'");
    shown.emplace_back(transform);
  }
  return shown;
}

}  // namespace eni::sandbox::elb_service
