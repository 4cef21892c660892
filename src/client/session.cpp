#include "client/session.h"

#include "aws/endpoints.h"

namespace eni::client {

namespace {

/// AWS_ACCESS_KEY_ID and its companions.
Result<aws::Credentials> credentials_of_environment(const UserEnvironment& environment) {
  const auto id = environment.variable("AWS_ACCESS_KEY_ID");
  if (!id)
    return Error{"there are no credentials",
                 "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or for a sandbox: eval \"$(eni-trunking "
                 "sandbox env)\""};
  const auto secret = environment.variable("AWS_SECRET_ACCESS_KEY");
  if (!secret) return Error{"AWS_ACCESS_KEY_ID is set, and AWS_SECRET_ACCESS_KEY is not", ""};
  return aws::Credentials{aws::AccessKeyId{*id}, aws::SecretAccessKey{*secret},
                          aws::SessionToken{environment.variable("AWS_SESSION_TOKEN").value_or("")}};
}

Result<aws::Region> region_of(const SessionOptions& options, const UserEnvironment& environment) {
  if (!options.region.empty()) return aws::Region{options.region};
  for (const char* name : {"AWS_REGION", "AWS_DEFAULT_REGION"}) {
    if (const auto region = environment.variable(name)) return aws::Region{*region};
  }
  return Error{"there is no region", "give --region, or set AWS_REGION"};
}

}  // namespace

Session::Session(Connection connection, Waiter& waiter, Random& random, ClientOptions options)
    : connection_{std::move(connection)},
      waiter_{&waiter},
      random_{&random},
      options_{std::move(options)},
      quota_{std::make_shared<RetryQuota>()} {}

Result<Session> Session::open(const SessionOptions& options, const UserEnvironment& environment,
                              Waiter& waiter, Random& random) {
  Connection connection;
  ENI_TRY(connection.region, region_of(options, environment));
  ENI_TRY(const aws::Credentials credentials, credentials_of_environment(environment));
  connection.credentials = std::make_shared<FixedCredentials>(credentials);
  connection.endpoints.endpoint_url = options.endpoint_url.empty()
                                          ? environment.variable("AWS_ENDPOINT_URL").value_or("")
                                          : options.endpoint_url;
  ClientOptions client_options;
  client_options.http.ca_bundle = options.ca_bundle;
  if (options.timeout.count() > 0) client_options.timeout = options.timeout;
  return Session{std::move(connection), waiter, random, std::move(client_options)};
}

AwsClient Session::client() const { return {connection_, *waiter_, *random_, options_, quota_}; }

}  // namespace eni::client
