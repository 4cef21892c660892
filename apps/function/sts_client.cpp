#include "function/sts_client.h"

#include "base/hash.h"
#include "base/text.h"
#include "function/aws_call.h"
#include "function/query_reply.h"
#include "trunking/setting_properties.h"

namespace eni::function {

namespace {

/// Whatever else the hosts' role may do, this session may not.
constexpr std::string_view kSessionPolicy =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ecs:PutAccountSetting","ecs:DeleteAccountSetting","ecs:ListAccountSettings"],"Resource":"*"}]})";

std::string assume_role_form(const std::string& role_arn) {
  return "Action=AssumeRole&Version=2011-06-15&DurationSeconds=900&RoleArn=" + percent_encode(role_arn) +
         "&RoleSessionName=" + std::string(trunking::kRoleSessionName) +
         "&Policy=" + percent_encode(kSessionPolicy);
}

Outcome<aws::Credentials> read(const net::Response& response) {
  auto reply = QueryReply::parse(response.body);
  if (reply.has_error()) return garbage("STS", response, reply.error().message);
  if (response.status != 200) {
    const auto code = reply->text("ErrorResponse/Error/Code");
    if (!code) return garbage("STS", response, "an error without a code");
    return Fault{Fault::Kind::kRefused, *code, reply->text("ErrorResponse/Error/Message").value_or(""),
                 response.status};
  }
  const std::string credentials = "AssumeRoleResponse/AssumeRoleResult/Credentials/";
  auto id = reply->text(credentials + "AccessKeyId");
  auto secret = reply->text(credentials + "SecretAccessKey");
  auto token = reply->text(credentials + "SessionToken");
  if (!id || !secret || !token || id->empty() || secret->empty() || token->empty())
    return garbage("STS", response, "no credentials");
  return aws::Credentials{aws::AccessKeyId{*std::move(id)}, aws::SecretAccessKey{*std::move(secret)},
                          aws::SessionToken{*std::move(token)}};
}

}  // namespace

Outcome<aws::Credentials> read_assume_role(net::Response response) {
  auto credentials = read(response);
  wipe(response.body);
  return credentials;
}

Outcome<aws::Credentials> StsClient::assume(const std::string& role_arn, TimePoint deadline) {
  net::Request request;
  request.headers.add("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
  request.body = assume_role_form(role_arn);
  ENI_TRY(net::Response response,
          call_aws(client_, clock_, endpoint_, std::move(request), own_, region_, "sts", deadline));
  return read_assume_role(std::move(response));
}

}  // namespace eni::function
