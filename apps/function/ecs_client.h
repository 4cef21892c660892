#pragma once
/// The account-setting calls of ECS (JSON 1.1). Source: Amazon ECS API Reference, "PutAccountSetting" and its
/// kin.
#include "aws/endpoints.h"
#include "base/json.h"
#include "function/ports.h"
#include "net/client.h"

namespace eni::function {

class EcsClient final : public AccountSettings {
 public:
  EcsClient(net::Client& client, const Clock& clock, aws::EnvironmentVariables environment)
      : client_{client}, clock_{clock}, environment_{std::move(environment)} {}

  void prepare(const aws::Region& region) override;
  Outcome<AccountSetting> put(const aws::Region& region, const aws::Credentials& as, const std::string& value,
                              TimePoint deadline) override;
  Outcome<AccountSetting> effective(const aws::Region& region, const aws::Credentials& as,
                                    TimePoint deadline) override;
  Outcome<void> remove(const aws::Region& region, const aws::Credentials& as, TimePoint deadline) override;

 private:
  Outcome<json::value> call(const aws::Region& region, const aws::Credentials& as, std::string_view operation,
                            const json::object& parameters, TimePoint deadline);

  net::Client& client_;
  const Clock& clock_;
  aws::EnvironmentVariables environment_;
};

/// The body of a success, or the error as a fault. For EcsClient and its test.
Outcome<json::value> read_ecs_reply(const net::Response& response);
/// "setting" of Put's and Delete's answers.
Outcome<AccountSetting> read_setting(const json::value& reply);
/// The one setting named awsvpcTrunking of List's answer.
Outcome<AccountSetting> read_settings(const json::value& reply);

}  // namespace eni::function
