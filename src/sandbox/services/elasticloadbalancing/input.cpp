#include "sandbox/services/elasticloadbalancing/input.h"

#include <algorithm>

#include "base/text.h"
#include "sandbox/gateway/pagination.h"
#include "sandbox/services/elasticloadbalancing/errors.h"

namespace eni::sandbox::elb_service {
namespace {

constexpr std::int64_t kPageSize = 400;

/// As messages call what an ARN names.
std::string_view title_of(std::string_view kind) {
  if (kind == "loadbalancer") return "load balancer";
  if (kind == "targetgroup") return "target group";
  return kind == "listener" ? "listener" : "listener rule";
}

}  // namespace

ElbRepository& repository(const Call& call) { return call.store<ElbRepository>(); }
ElbTargetRepository& target_repository(const Call& call) { return call.store<ElbTargetRepository>(); }

std::int64_t now_millis(const Environment& env) { return env.scheduler.now().time_since_epoch().count(); }

std::optional<std::int64_t> number_at(const json::object& structure, std::string_view name) {
  return parse_integer(scalar_text_at(structure, name));
}

std::optional<bool> given_flag(const json::object& structure, std::string_view name) {
  const std::string text = scalar_text_at(structure, name);
  if (text.empty()) return std::nullopt;
  return iequals(text, "true");
}

std::vector<std::string> texts_in(const json::object& structure, std::string_view name) {
  std::vector<std::string> out;
  for (const json::value& element : array_at(structure, name)) out.push_back(scalar_text(element));
  return out;
}

std::vector<json::object> objects_in(const json::object& structure, std::string_view name) {
  std::vector<json::object> out;
  for (const json::value& element : array_at(structure, name))
    if (const json::object* object = element.if_object()) out.push_back(*object);
  return out;
}

const json::object* object_in(const json::object& structure, std::string_view name) {
  const json::value* value = find(structure, name);
  return value ? value->if_object() : nullptr;
}

ApiResult<void> check_arn(const Call& call, std::string_view kind, std::string_view arn) {
  const std::string start = call.arn("elasticloadbalancing", std::string(kind) + "/");
  if (arn.starts_with(start)) return {};
  return aws::validation_error("'" + std::string(arn) + "' is not a valid " + std::string(title_of(kind)) +
                               " ARN");
}

ApiResult<ElbLoadBalancer> find_load_balancer(const Call& call, std::string_view arn) {
  ENI_CHECK(check_arn(call, "loadbalancer", arn));
  auto found = repository(call).find_load_balancer(arn);
  if (!found) return load_balancer_not_found(arn);
  return *std::move(found);
}

ApiResult<ElbTargetGroup> find_target_group(const Call& call, std::string_view arn) {
  ENI_CHECK(check_arn(call, "targetgroup", arn));
  auto found = target_repository(call).find_group(arn);
  if (!found) return target_group_not_found(arn);
  return *std::move(found);
}

ApiResult<ElbListener> find_listener(const Call& call, std::string_view arn) {
  ENI_CHECK(check_arn(call, "listener", arn));
  auto found = repository(call).find_listener(arn);
  // Those of a load balancer that is being deleted are gone for callers.
  if (!found || load_balancer_of(call, *found).status == "deleting") return listeners_not_found();
  return *std::move(found);
}

ApiResult<ElbRule> find_rule(const Call& call, std::string_view arn) {
  ENI_CHECK(check_arn(call, "listener-rule", arn));
  auto found = repository(call).find_rule(arn);
  if (!found) return rules_not_found();
  const auto listener = repository(call).find_listener(found->listener);
  if (!listener || load_balancer_of(call, *listener).status == "deleting") return rules_not_found();
  return *std::move(found);
}

ElbLoadBalancer load_balancer_of(const Call& call, const ElbListener& listener) {
  return repository(call).find_load_balancer(listener.load_balancer).value();
}

bool is_application(const ElbLoadBalancer& load_balancer) {
  return text_at(load_balancer.document, "Type") == "application";
}

ApiResult<Reply> page(const Call& call, std::string_view member,
                      std::vector<std::pair<std::int64_t, json::object>> items) {
  const auto size = static_cast<std::size_t>(number_at(call.params.all(), "PageSize").value_or(kPageSize));
  const auto after = read_page_token(call.params.text_or("Marker", ""));
  const auto number = after && !after->empty() ? parse_integer(*after) : std::optional<long long>{0};
  // Assumed wording.
  if (!after || !number) return aws::validation_error("The marker is not valid");
  std::ranges::sort(items, {}, [](const auto& item) { return item.first; });
  json::array shown;
  json::object reply;
  std::int64_t last = 0;
  for (auto& [key, item] : items) {
    if (key <= *number) continue;
    if (shown.size() == size) {
      reply["NextMarker"] = page_token(std::to_string(last));
      break;
    }
    shown.emplace_back(std::move(item));
    last = key;
  }
  reply[member] = std::move(shown);
  return Reply{std::move(reply)};
}

std::string new_id(Random& random) { return random.text(16, kLowerHex); }

}  // namespace eni::sandbox::elb_service
