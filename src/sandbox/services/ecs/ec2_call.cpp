#include "sandbox/services/ecs/ec2_call.h"

#include "sandbox/gateway/gateway.h"

namespace eni::sandbox::ecs_service {

Task<ApiResult<json::object>> call_ec2(Environment& env, Principal principal, aws::Region region,
                                       std::string operation, json::object params) {
  auto call = env.gateway.call(principal, region, "ec2", operation, std::move(params));
  auto reply = co_await std::move(call);
  if (reply.has_error()) co_return std::move(reply).error();
  co_return std::move(reply->value.as_object());
}

const json::object& first_in(const json::object& object, std::string_view name) {
  static const json::object kNone;
  const json::array& elements = array_at(object, name);
  const json::object* first = elements.empty() ? nullptr : elements.front().if_object();
  return first ? *first : kNone;
}

}  // namespace eni::sandbox::ecs_service
