#include "sandbox/services/application-autoscaling/input.h"

#include <algorithm>

#include "base/time_text.h"
#include "sandbox/gateway/pagination.h"

namespace eni::sandbox::application_autoscaling_service {
namespace {

constexpr long long kPageSize = 50;

}  // namespace

std::optional<ServiceName> service_named_by(std::string_view resource_id) {
  constexpr std::string_view kBegin = "service/";
  if (!resource_id.starts_with(kBegin)) return std::nullopt;
  const std::string_view rest = resource_id.substr(kBegin.size());
  const auto slash = rest.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == rest.size()) return std::nullopt;
  if (rest.find('/', slash + 1) != std::string_view::npos) return std::nullopt;
  return ServiceName{std::string(rest.substr(0, slash)), std::string(rest.substr(slash + 1))};
}

ApplicationAutoScalingRepository& repository(const Call& call) {
  return call.store<ApplicationAutoScalingRepository>();
}

std::int64_t millis(TimePoint time) { return epoch_millis(time); }

TimePoint time_of(std::int64_t millis) { return TimePoint{Duration{millis}}; }

double timestamp(std::int64_t millis) { return epoch_seconds(time_of(millis)); }

ApiResult<std::string> read_resource_id(const Call& call) {
  const std::string name_space = call.params.text_or("ServiceNamespace", "");
  if (name_space != "ecs")
    return aws::validation_exception("the sandbox does not support the service namespace " + name_space);
  const std::string resource_id = call.params.text_or("ResourceId", "");
  if (!service_named_by(resource_id) || call.params.text_or("ScalableDimension", "") != kDimension)
    return aws::validation_exception("Unsupported service namespace, resource type or scalable dimension");
  return resource_id;
}

ApiResult<ScalableTarget> find_target(const Call& call) {
  ENI_TRY(const auto resource_id, read_resource_id(call));
  auto target = repository(call).find(call.account().value, call.region.value, resource_id);
  if (target) return *std::move(target);
  return ApiError{"ObjectNotFoundException",
                  "No scalable target registered for service namespace: ecs, resource ID: " + resource_id +
                      ", scalable dimension: " + std::string(kDimension)};
}

std::optional<ScalableTarget> find_target_of_arn(const Call& call, std::string_view arn) {
  for (ScalableTarget& target : repository(call).targets(call.account().value, call.region.value))
    if (text_at(target.document, "ScalableTargetARN") == arn) return std::move(target);
  return std::nullopt;
}

ApiError not_found(std::string_view what, std::string_view resource_id) {
  return {"ObjectNotFoundException",
          "No " + std::string(what) + " found for service namespace: ecs, resource ID: " +
              std::string(resource_id) + ", scalable dimension: " + std::string(kDimension)};
}

std::vector<ScalableTarget> asked_targets(const Call& call) {
  if (call.params.text_or("ServiceNamespace", "") != "ecs") return {};
  auto targets = repository(call).targets(call.account().value, call.region.value);
  const std::string one = call.params.text_or("ResourceId", "");
  std::erase_if(targets, [&](const ScalableTarget& target) {
    return (!one.empty() && target.resource_id != one) || !is_asked(call, "ResourceIds", target.resource_id);
  });
  return targets;
}

bool is_asked(const Call& call, std::string_view list, std::string_view name) {
  const auto names = texts_at(call.params.all(), list);
  return names.empty() || std::ranges::find(names, name) != names.end();
}

void add_resource(json::object& value, std::string_view resource_id) {
  value["ServiceNamespace"] = "ecs";
  value["ResourceId"] = resource_id;
  value["ScalableDimension"] = kDimension;
}

ApiResult<Reply> page_of(const Call& call, std::string_view list, const std::vector<std::string>& keys,
                         const json::array& values) {
  const std::string token = call.params.text_or("NextToken", "");
  const auto last = read_page_token(token);
  auto begin = last && !last->empty() ? std::ranges::find(keys, *last) : keys.begin();
  if (!last || (begin == keys.end() && !last->empty()))
    return ApiError{"InvalidNextTokenException", "The token '" + token + "' is invalid."};
  if (!last->empty()) ++begin;
  const auto given = call.params.integer("MaxResults", 1, kPageSize);
  const auto limit = static_cast<std::size_t>(given.has_value() && *given ? **given : kPageSize);
  const auto from = static_cast<std::size_t>(begin - keys.begin());
  const std::size_t to = std::min(keys.size(), from + limit);
  json::object reply;
  reply[list] = json::array(values.begin() + static_cast<std::ptrdiff_t>(from),
                            values.begin() + static_cast<std::ptrdiff_t>(to));
  if (to < keys.size()) reply["NextToken"] = page_token(keys[to - 1]);
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::application_autoscaling_service
