#pragma once
/// AWS for operators: signed calls of any service in services.cpp, at AWS or at the sandbox.
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/random.h"
#include "base/waiter.h"
#include "client/call_failure.h"
#include "client/credential_provider.h"
#include "client/endpoints.h"
#include "client/retry.h"
#include "net/client.h"

namespace eni::client {

/// Whom to call, and as whom.
struct Connection {
  EndpointRules endpoints;
  aws::Region region;
  std::shared_ptr<CredentialProvider> credentials;  ///< null: calls are not signed
};

struct ClientOptions {
  net::ClientOptions http = {.ca_bundle = {}, .max_body_bytes = 64 * 1024 * 1024};
  RetryOptions retry = {};
  Duration timeout = std::chrono::seconds{60};  ///< of one attempt
  /// Is told of each attempt in a line of its own, without a secret; from whatever thread the client is used in. May be empty.
  std::function<void(const std::string& line)> trace = {};
  /// Whether the user has asked to stop: a call that was begun before that is not made again. May be empty.
  std::function<bool()> is_interrupted = {};
};

/// For one thread. Failed attempts are made again as the SDKs do it (retry.h), each signed anew; a local clock that is wrong by
/// more than AWS allows is corrected by what AWS's answers say.
class AwsClient {
 public:
  /// @param waiter  its time is what requests are signed with; it and `random` outlive this
  AwsClient(Connection connection, Waiter& waiter, Random& random, ClientOptions options = {},
            std::shared_ptr<RetryQuota> quota = std::make_shared<RetryQuota>());
  AwsClient(AwsClient&&) noexcept = default;

  /// @param params  the members as the service's model names them; see form_body() for what is no JSON on the wire.
  ///                Of EC2, lists bear their name on the wire: "Filter", "InstanceId"
  /// @return  JSON services: the reply. Query services: the content of <OperationResult>, EC2 that of <OperationResponse>:
  ///          elements as members, <member> and <item> lists as arrays, leaves as texts
  CallResult<json::value> call(std::string_view service, std::string_view operation,
                               const json::object& params = {});
  /// All elements of `list` (a member of the reply), over all pages.
  CallResult<json::array> call_all(std::string_view service, std::string_view operation, json::object params,
                                   std::string_view list);
  /// A request of a REST service (S3), with its method, target, headers and body.
  CallResult<net::Response> send(std::string_view service, const net::Request& request,
                                 std::string_view action);

  const aws::Region& region() const { return connection_.region; }
  /// The same client in another place, or as somebody else; it has connections of its own.
  AwsClient with(aws::Region region) const;
  AwsClient with(std::shared_ptr<CredentialProvider> credentials) const;
  /// The number of attempts stays that of the user, who may have chosen one.
  AwsClient with(const RetryOptions& retry) const;

 private:
  CallResult<net::Response> send(const Service& service, const net::Request& request,
                                 std::string_view action);
  CallResult<net::Response> attempt(const Service& service, const Endpoint& endpoint, net::Request request,
                                    std::string_view action);
  /// What the retry after that failure takes of the quota.
  int cost_of_retry(const CallFailure& failure) const;
  int max_attempts_after(const CallFailure& failure) const;
  /// @param is_ended  may be empty. @return  false: it said so meanwhile
  bool pause(Duration time, const std::function<bool()>& is_ended);
  /// Sets the clock's correction by what AWS's answer says. @return  whether it has changed by enough to matter
  bool correct_clock(const net::Response& response);

  Connection connection_;
  Waiter* waiter_;
  Random* random_;
  ClientOptions options_;
  std::shared_ptr<RetryQuota> quota_;
  Duration clock_correction_{0};
  bool clock_was_wrong_ = false;  ///< at the last attempt, whose failure that may be
  bool has_timed_out_ = false;    ///< the last attempt
  std::unique_ptr<net::Client> http_;
};

}  // namespace eni::client
