#include "eni_trunking/roles/caller.h"

namespace eni::command {

client::CallResult<Caller> find_caller(client::AwsClient& client) {
  ENI_TRY(const json::value reply, client.call("sts", "GetCallerIdentity"));
  const auto arn = aws::Arn::parse(text_at(reply, "Arn"));
  if (!arn) return client::CallFailure::unexpected("GetCallerIdentity gave no ARN");
  return Caller{*arn};
}

client::CallResult<std::shared_ptr<client::CredentialProvider>> role_credentials(
    client::AwsClient& client, const std::string& role_arn, std::string_view session_name) {
  ENI_TRY(const json::value reply,
          client.call("sts", "AssumeRole", {{"RoleArn", role_arn}, {"RoleSessionName", session_name}}));
  const json::object& keys = object_at(reply, "Credentials");
  return std::shared_ptr<client::CredentialProvider>{std::make_shared<client::FixedCredentials>(
      aws::Credentials{aws::AccessKeyId{text_at(keys, "AccessKeyId")},
                       aws::SecretAccessKey{text_at(keys, "SecretAccessKey")},
                       aws::SessionToken{text_at(keys, "SessionToken")}})};
}

client::CallResult<client::AwsClient> assume_role(client::AwsClient& client, const std::string& role_arn,
                                                  std::string_view session_name) {
  ENI_TRY(auto credentials, role_credentials(client, role_arn, session_name));
  return client.with(std::move(credentials));
}

client::CallResult<aws::Arn> find_role(client::AwsClient& client, const std::string& name_or_arn) {
  std::string text = name_or_arn;
  if (!text.starts_with("arn:")) {
    ENI_TRY(const json::value reply, client.call("iam", "GetRole", {{"RoleName", name_or_arn}}));
    text = text_at(object_at(reply, "Role"), "Arn");
  }
  const auto arn = aws::Arn::parse(text);
  if (!arn || !aws::is_role_arn(text))
    return client::CallFailure::misconfigured(
        {"'" + text + "' is not the ARN of an IAM role", "give its name, or arn:aws:iam::ACCOUNT:role/NAME"});
  return *arn;
}

}  // namespace eni::command
