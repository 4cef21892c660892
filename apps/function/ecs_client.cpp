#include "function/ecs_client.h"

#include "function/aws_call.h"
#include "trunking/setting_properties.h"

namespace eni::function {

namespace {

constexpr std::string_view kTargetPrefix = "AmazonEC2ContainerServiceV20141113.";

/// "com.amazonaws.ecs#ClientException:http://…" is "ClientException".
std::string bare_code(std::string_view type) {
  type = type.substr(0, type.find(':'));
  const std::size_t hash = type.rfind('#');
  return std::string(hash == std::string_view::npos ? type : type.substr(hash + 1));
}

std::string error_code_of(const net::Response& response, const json::object& body) {
  if (const auto type = find_string(body, "__type")) return bare_code(*type);
  return bare_code(response.headers.text("x-amzn-ErrorType"));
}

std::string error_message_of(const json::object& body) {
  for (std::string_view key : {"message", "Message"})
    if (auto text = find_string(body, key)) return *std::move(text);
  return {};
}

Fault not_a_setting() { return {Fault::Kind::kGarbage, "", "ECS gave an answer without the setting"}; }

Outcome<AccountSetting> as_setting(const json::value& value) {
  const json::object* object = value.if_object();
  if (!object) return not_a_setting();
  auto name = find_string(*object, "name");
  auto text = find_string(*object, "value");
  if (!name || *name != trunking::kSettingName || !text) return not_a_setting();
  return AccountSetting{*std::move(name), *std::move(text), text_at(*object, "principalArn")};
}

}  // namespace

Outcome<json::value> read_ecs_reply(const net::Response& response) {
  auto body = parse_json(response.body);
  if (body.has_error()) return garbage("ECS", response, body.error().message);
  if (!body->is_object()) return garbage("ECS", response, "not an object");
  if (response.status == 200) return *std::move(body);
  const std::string code = error_code_of(response, body->get_object());
  if (code.empty()) return garbage("ECS", response, "an error without a code");
  return Fault{Fault::Kind::kRefused, code, error_message_of(body->get_object()), response.status};
}

Outcome<AccountSetting> read_setting(const json::value& reply) {
  const json::value* setting = find(reply, "setting");
  if (!setting) return not_a_setting();
  return as_setting(*setting);
}

Outcome<AccountSetting> read_settings(const json::value& reply) {
  const json::value* settings = find(reply, "settings");
  if (!settings || !settings->is_array() || settings->get_array().size() != 1) return not_a_setting();
  return as_setting(settings->get_array().front());
}

void EcsClient::prepare(const aws::Region& region) {
  const auto endpoint = aws::endpoint_of("ecs", region, environment_);
  if (endpoint.has_value()) client_.preconnect(*endpoint);
}

Outcome<json::value> EcsClient::call(const aws::Region& region, const aws::Credentials& as,
                                     std::string_view operation, const json::object& parameters,
                                     TimePoint deadline) {
  const auto endpoint = aws::endpoint_of("ecs", region, environment_);
  if (endpoint.has_error())
    return Fault{Fault::Kind::kRefused, "InvalidEndpoint", endpoint.error().message, 400};
  net::Request request;
  request.headers.add("Content-Type", "application/x-amz-json-1.1");
  request.headers.add("X-Amz-Target", std::string(kTargetPrefix) + std::string(operation));
  request.body = json::serialize(parameters);
  ENI_TRY(const net::Response response,
          call_aws(client_, clock_, *endpoint, std::move(request), as, region, "ecs", deadline));
  return read_ecs_reply(response);
}

Outcome<AccountSetting> EcsClient::put(const aws::Region& region, const aws::Credentials& as,
                                       const std::string& value, TimePoint deadline) {
  ENI_TRY(const json::value reply, call(region, as, "PutAccountSetting",
                                        {{"name", trunking::kSettingName}, {"value", value}}, deadline));
  return read_setting(reply);
}

Outcome<AccountSetting> EcsClient::effective(const aws::Region& region, const aws::Credentials& as,
                                             TimePoint deadline) {
  ENI_TRY(const json::value reply,
          call(region, as, "ListAccountSettings",
               {{"name", trunking::kSettingName}, {"effectiveSettings", true}}, deadline));
  return read_settings(reply);
}

Outcome<void> EcsClient::remove(const aws::Region& region, const aws::Credentials& as, TimePoint deadline) {
  ENI_TRY(const json::value reply,
          call(region, as, "DeleteAccountSetting", {{"name", trunking::kSettingName}}, deadline));
  // What the answer says of the removed record is of no use; there may have been none.
  (void)reply;
  return {};
}

}  // namespace eni::function
