#pragma once
/// AssumeRole of STS, with the function's own credentials. Source: STS API Reference, "AssumeRole".
#include "function/ports.h"
#include "net/client.h"

namespace eni::function {

class StsClient final : public RoleSessions {
 public:
  /// @param region  the function's own: its STS is the nearest, and always enabled
  StsClient(net::Client& client, const Clock& clock, net::Url endpoint, aws::Region region,
            aws::Credentials own)
      : client_{client},
        clock_{clock},
        endpoint_{std::move(endpoint)},
        region_{std::move(region)},
        own_{std::move(own)} {}

  void prepare() override { client_.preconnect(endpoint_); }
  /// For 15 minutes, the shortest there is and Lambda's longest run; allowed nothing but account settings.
  Outcome<aws::Credentials> assume(const std::string& role_arn, TimePoint deadline) override;

 private:
  net::Client& client_;
  const Clock& clock_;
  net::Url endpoint_;
  aws::Region region_;
  aws::Credentials own_;
};

/// Reads STS's answer to AssumeRole and wipes it. For StsClient and its test.
Outcome<aws::Credentials> read_assume_role(net::Response response);

}  // namespace eni::function
