#include "sandbox/services/logs/input.h"

#include "aws/arn.h"
#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/gateway/tag_text.h"

namespace eni::sandbox::logs_service {
namespace {

constexpr std::size_t kMaxName = 512;

bool is_group_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
         c == '_' || c == '/' || c == '#';
}

ApiError null_error(std::string_view member) {
  return invalid_parameter("1 validation error detected: Value null at '" + std::string{member} +
                           "' failed to satisfy constraint: Member must not be null");
}

ApiResult<std::string> checked_length(std::string value, std::string_view member) {
  if (value.empty())
    return constraint_error(value, member, "Member must have length greater than or equal to 1");
  if (value.size() > kMaxName)
    return constraint_error(value, member, "Member must have length less than or equal to 512");
  return value;
}

ApiResult<std::string> checked_group_name(std::string given, std::string_view member) {
  ENI_TRY(auto name, checked_length(std::move(given), member));
  if (!std::all_of(name.begin(), name.end(), is_group_name_character))
    return constraint_error(name, member,
                            "Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+");
  return name;
}

/// The ARN of a group is its identifier only without the final ":*" that DescribeLogGroups shows.
ApiResult<void> check_identifier(std::string_view identifier) {
  const bool fits = std::all_of(identifier.begin(), identifier.end(), [](char c) {
    return is_group_name_character(c) || c == '+' || c == '=' || c == ':' || c == ',' || c == '@';
  });
  if (fits) return {};
  return constraint_error(identifier, "logGroupIdentifier",
                          "Member must satisfy regular expression pattern: [\\w#+=/:,.@-]*");
}

ApiError as_invalid_parameter(const ApiError& error) { return invalid_parameter(error.message); }

}  // namespace

ApiError invalid_parameter(std::string message) {
  return {"InvalidParameterException", std::move(message), 400};
}
ApiError group_not_found() {
  return {"ResourceNotFoundException", "The specified log group does not exist.", 400};
}
ApiError stream_not_found() {
  return {"ResourceNotFoundException", "The specified log stream does not exist.", 400};
}
ApiError already_exists(std::string message) {
  return {"ResourceAlreadyExistsException", std::move(message), 400};
}

ApiError constraint_error(std::string_view value, std::string_view member, std::string_view constraint) {
  std::string message = "1 validation error detected: Value '";
  message.append(value)
      .append("' at '")
      .append(member)
      .append("' failed to satisfy constraint: ")
      .append(constraint);
  return invalid_parameter(std::move(message));
}

std::string group_named_in(const Call& call) {
  if (auto name = call.params.text("logGroupName")) return *name;
  const std::string identifier = call.params.text_or("logGroupIdentifier", "");
  const auto arn = aws::Arn::parse(identifier);
  if (!arn) return identifier;
  std::string_view name = arn->resource_id();
  if (name.ends_with(":*")) name.remove_suffix(2);
  return std::string{name};
}

ApiResult<std::string> required_group_name(const Call& call) {
  const bool by_identifier = !call.params.has("logGroupName") && call.params.has("logGroupIdentifier");
  if (!by_identifier && !call.params.text("logGroupName")) return null_error("logGroupName");
  if (by_identifier) ENI_CHECK(check_identifier(call.params.text_or("logGroupIdentifier", "")));
  return checked_group_name(group_named_in(call), by_identifier ? "logGroupIdentifier" : "logGroupName");
}

ApiResult<std::string> group_name_prefix(const Call& call) {
  auto prefix = call.params.text("logGroupNamePrefix");
  if (!prefix) return std::string{};
  return checked_group_name(*std::move(prefix), "logGroupNamePrefix");
}

ApiResult<std::string> required_stream_name(const Call& call) {
  auto given = call.params.text("logStreamName");
  if (!given) return null_error("logStreamName");
  ENI_TRY(auto name, checked_length(*std::move(given), "logStreamName"));
  if (name.find_first_of(":*") != std::string::npos)
    return constraint_error(name, "logStreamName", "Member must satisfy regular expression pattern: [^:*]*");
  return name;
}

ApiResult<LogGroup> find_group(Call& call) {
  ENI_TRY(const auto name, required_group_name(call));
  auto group = repository(call).find_group(call.account().value, call.region.value, name);
  if (!group) return group_not_found();
  return *std::move(group);
}

ApiResult<LogStream> find_stream(Call& call, const LogGroup& group) {
  ENI_TRY(const auto name, required_stream_name(call));
  auto stream = repository(call).find_stream(group.id, name);
  if (!stream) return stream_not_found();
  return *std::move(stream);
}

ApiResult<std::optional<long long>> integer(const Call& call, std::string_view name, long long min,
                                            long long max) {
  auto value = call.params.integer(name, min, max);
  if (value.has_error()) return as_invalid_parameter(value.error());
  return *value;
}

ApiResult<bool> flag(const Call& call, std::string_view name, bool otherwise) {
  auto value = call.params.boolean(name);
  if (value.has_error()) return as_invalid_parameter(value.error());
  return value->value_or(otherwise);
}

ApiResult<std::vector<std::string>> texts(const Call& call, std::string_view name) {
  auto value = call.params.texts(name);
  if (value.has_error()) return as_invalid_parameter(value.error());
  return *std::move(value);
}

ApiResult<std::map<std::string, std::string>> tag_map(const json::object* tags) {
  std::map<std::string, std::string> map;
  if (tags == nullptr) return map;
  for (const auto& [key, value] : *tags) {
    const std::string name{key};
    const std::string text = as_text(value);
    if (name.empty() || name.size() > 128 || !is_tag_text(name))
      return constraint_error(
          name, "tags",
          "Map keys must satisfy constraint: [Member must have length less than or equal to "
          "128, Member must have length greater than or equal to 1, Member must satisfy "
          "regular expression pattern: ^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+)$]");
    if (name.starts_with("aws:")) return constraint_error(name, "tags", "Map keys must not start with aws:");
    if (!value.is_string() || text.size() > 256 || !is_tag_text(text))
      return constraint_error(
          text, "tags",
          "Map value must satisfy constraint: [Member must have length less than or equal to "
          "256, Member must have length greater than or equal to 0, Member must satisfy "
          "regular expression pattern: ^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$]");
    map.emplace(name, text);
  }
  if (map.size() > 50)
    return ApiError{"TooManyTagsException", "A resource can have no more than 50 tags.", 400};
  return map;
}

std::string group_arn(const Call& call, std::string_view name) {
  return call.arn("logs", "log-group:" + std::string{name});
}

LogsRepository& repository(const Call& call) { return call.store<LogsRepository>(); }
std::int64_t now_millis(const Call& call) { return epoch_millis(call.now()); }

}  // namespace eni::sandbox::logs_service
