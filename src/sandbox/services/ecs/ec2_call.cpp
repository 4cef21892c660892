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

const json::object* object_in(const json::object& object, std::string_view name) {
  const json::value* value = find(object, name);
  return value ? value->if_object() : nullptr;
}

const json::object* first_in(const json::object& object, std::string_view name) {
  const json::value* list = find(object, name);
  const json::array* elements = list ? list->if_array() : nullptr;
  return elements && !elements->empty() ? elements->front().if_object() : nullptr;
}

}  // namespace eni::sandbox::ecs_service
