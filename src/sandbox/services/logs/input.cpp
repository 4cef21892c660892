#include "sandbox/services/logs/input.h"

#include "aws/arn.h"
#include "base/time_text.h"

namespace eni::sandbox::logs_service {

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

ApiError null_error(std::string_view member) {
  return invalid_parameter("1 validation error detected: Value null at '" + std::string{member} +
                           "' failed to satisfy constraint: Member must not be null");
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

ApiResult<LogGroup> find_group(Call& call) {
  const std::string name = group_named_in(call);
  if (name.empty()) return null_error("logGroupName");
  auto group = repository(call).find_group(call.account().value, call.region.value, name);
  if (!group) return group_not_found();
  return *std::move(group);
}

ApiResult<LogStream> find_stream(Call& call, const LogGroup& group) {
  auto stream = repository(call).find_stream(group.id, text_at(call.params.all(), "logStreamName"));
  if (!stream) return stream_not_found();
  return *std::move(stream);
}

ApiResult<std::map<std::string, std::string>> tag_map(const Call& call) {
  std::map<std::string, std::string> map;
  for (const auto& [key, value] : object_at(call.params.all(), "tags")) {
    const std::string name{key};
    if (name.starts_with("aws:")) return constraint_error(name, "tags", "Map keys must not start with aws:");
    map.emplace(name, as_text(value));
  }
  return map;
}

std::string group_arn(const Call& call, std::string_view name) {
  return call.arn("logs", "log-group:" + std::string{name});
}

LogsRepository& repository(const Call& call) { return call.store<LogsRepository>(); }
std::int64_t now_millis(const Call& call) { return epoch_millis(call.now()); }

}  // namespace eni::sandbox::logs_service
