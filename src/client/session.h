#pragma once
/// Where and as whom a command works: what its options, the environment and the user's profile say, put together as the AWS
/// CLI does it.
#include <memory>
#include <string>

#include "client/credentials/chain.h"
#include "client/user_environment.h"

namespace eni::client {

/// What the command line says; empty or zero: it says nothing.
struct SessionOptions {
  std::string profile = {};
  std::string region = {};
  std::string endpoint_url = {};
  std::string ca_bundle = {};
  std::chrono::seconds timeout{0};                          ///< of one attempt of a call
  std::function<void(const std::string& line)> trace = {};  ///< as ClientOptions::trace
  std::function<bool()> is_interrupted = {};                ///< as ClientOptions::is_interrupted
};

class Session {
 public:
  /// Nothing is asked of the network yet; credentials are looked for with the first call.
  /// @param environment, waiter, random  outlive the session and its clients
  /// @error  no region; a profile that does not exist; a file that is not what it should be, with its line
  static Result<Session> open(const SessionOptions& options, const UserEnvironment& environment,
                              Waiter& waiter, Random& random);

  const aws::Region& region() const { return connection_.region; }
  /// What the user has said of endpoints.
  const EndpointRules& endpoints() const { return connection_.endpoints; }
  /// A client in the session's region, for one thread. All clients of a session share credentials and the quota of retries.
  AwsClient client() const { return client(*random_); }
  /// The same for another thread, which needs randomness of its own.
  AwsClient client(Random& random) const;
  /// The same endpoints, options and quota of retries in another Region. @param credentials  null: as the same
  Session with(aws::Region region, std::shared_ptr<CredentialProvider> credentials) const;
  /// Whom its clients act as; of one that was made by with(), whom that one's do.
  CredentialChain& credentials() const { return *credentials_; }

 private:
  explicit Session(CredentialContext context);

  Connection connection_;
  Waiter* waiter_;
  Random* random_;
  ClientOptions options_;
  std::shared_ptr<RetryQuota> quota_;
  std::shared_ptr<CredentialChain> credentials_;
};

}  // namespace eni::client
