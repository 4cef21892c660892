#include "sandbox/services/ecs/input.h"

#include <algorithm>

#include "aws/arn.h"
#include "base/hash.h"
#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/gateway/pagination.h"
#include "sandbox/services/ecs/errors.h"

namespace eni::sandbox::ecs_service {
namespace {

/// Params speaks the query protocols' words.
template <class T>
ApiResult<T> in_ecs_words(ApiResult<T> result) {
  if (result.has_error()) return aws::invalid_parameter(result.error().message);
  return result;
}

/// What ECS calls the members of a list when there are too many of them: as its users quote it.
std::string_view name_of_items(std::string_view list) {
  if (list == "containerInstances") return "instanceIds";
  if (list == "services") return "service names";
  if (list == "tasks") return "taskIds";
  return list;
}

}  // namespace

EcsPlace place_of(const Call& call) { return {call.account().value, call.region.value}; }

ApiResult<std::string> required_member(const Call& call, std::string_view name) {
  auto value = call.params.text(name);
  if (!value || value->empty()) return aws::invalid_parameter(std::string(name) + " can not be blank.");
  return *std::move(value);
}

ApiResult<std::vector<std::string>> text_list(const Call& call, std::string_view name, std::size_t max) {
  ENI_TRY(auto texts, in_ecs_words(call.params.texts(name)));
  if (texts.size() > max) {
    return aws::invalid_parameter(std::string(name_of_items(name)) + " can have at most " +
                                  std::to_string(max) + " items.");
  }
  return texts;
}

ApiResult<std::vector<json::object>> object_list(const Call& call, std::string_view name) {
  return in_ecs_words(call.params.objects(name));
}

bool flag(const Call& call, std::string_view name) {
  const json::value* value = call.params.find(name);
  return value && value->is_bool() && value->get_bool();
}

const json::object& structure(const Call& call, std::string_view name) {
  static const json::object kNone;
  const json::object* object = call.params.object(name);
  return object ? *object : kNone;
}

bool includes(const Call& call, std::string_view word) {
  const auto include = call.params.texts("include");
  return include && contains(*include, word);
}

bool contains(const std::vector<std::string>& texts, std::string_view text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

ApiResult<Page> read_page(const Call& call, std::size_t max) {
  Page page;
  const auto limit = call.params.integer("maxResults", 1, static_cast<long long>(max));
  if (limit.has_error())
    return aws::invalid_parameter("maxResults must be between 1 and " + std::to_string(max));
  page.limit = static_cast<std::size_t>(limit->value_or(static_cast<long long>(max)));
  auto after = read_page_token(call.params.text_or("nextToken", ""));
  if (!after) return aws::invalid_parameter("Invalid nextToken");
  page.after = *std::move(after);
  return page;
}

void end_page(json::object& reply, bool more, std::string_view last_key) {
  if (more) reply["nextToken"] = page_token(last_key);
}

ApiResult<Named> read_named(const Call& call, std::string_view type, std::string_view text) {
  if (!text.starts_with("arn:")) return Named{std::string(text), {}};
  const auto arn = aws::Arn::parse(text);
  if (!arn || arn->service != "ecs" || arn->resource_type() != type)
    return aws::invalid_parameter("Invalid identifier: Unexpected ARN: " + std::string(text));
  if (arn->account != call.account().value) {
    return aws::invalid_parameter("Invalid identifier: Identifier is for " + arn->account +
                                  ". Your accountId is " + call.account().value);
  }
  if (arn->region != call.region.value) {
    return aws::invalid_parameter("Invalid identifier: Identifier is for " + arn->region +
                                  ". Your region is " + call.region.value);
  }
  const std::string_view id = arn->resource_id();
  const auto slash = id.find('/');
  if (slash == std::string_view::npos) return Named{std::string(id), {}};
  return Named{std::string(id.substr(slash + 1)), std::string(id.substr(0, slash))};
}

ApiResult<std::string> read_name_in(const Call& call, std::string_view cluster, std::string_view type,
                                    std::string_view text) {
  ENI_TRY(auto named, read_named(call, type, text));
  if (!named.cluster.empty() && named.cluster != cluster) {
    return aws::invalid_parameter("Invalid identifier: Identifier is for cluster " + named.cluster +
                                  ". Your cluster is " + std::string(cluster));
  }
  return std::move(named.name);
}

std::string request_digest(const Call& call) {
  json::object params = call.params.all();
  params.erase("clientToken");
  return hex(sha256(json::serialize(params)));
}

double timestamp(std::int64_t milliseconds) { return static_cast<double>(milliseconds) / 1000.0; }

std::int64_t now_millis(const Environment& env) { return epoch_millis(env.scheduler.now()); }

json::object failure(std::string_view arn, std::string_view reason) {
  return {{"arn", arn}, {"reason", reason}};
}

std::string new_id(Random& random) { return random.text(32, kLowerHex); }

}  // namespace eni::sandbox::ecs_service
