#include "client/session.h"

#include "client/configuration.h"

namespace eni::client {

namespace {

/// Empty: the machine's own.
std::string ca_bundle_of(const SessionOptions& options, const Configuration& configuration) {
  if (!options.ca_bundle.empty()) return options.ca_bundle;
  if (auto bundle = configuration.setting("AWS_CA_BUNDLE", "ca_bundle")) return *bundle;
  return configuration.environment().variable("REQUESTS_CA_BUNDLE").value_or("");
}

/// As curl and the AWS CLI read them: in lower case first.
net::ProxyRules proxies_of(const UserEnvironment& environment) {
  const auto value = [&](const char* lower, const char* upper) {
    const auto found = environment.variable(lower);
    return found ? *found : environment.variable(upper).value_or("");
  };
  return {.https = value("https_proxy", "HTTPS_PROXY"),
          .http = value("http_proxy", "HTTP_PROXY"),
          .no_proxy = value("no_proxy", "NO_PROXY")};
}

}  // namespace

Session::Session(CredentialContext context)
    : connection_{context.endpoints, context.region, nullptr},
      waiter_{context.waiter},
      random_{context.random},
      options_{context.options},
      quota_{std::make_shared<RetryQuota>()},
      credentials_{std::make_shared<CredentialChain>(std::move(context))} {
  connection_.credentials = credentials_;
}

Result<Session> Session::open(const SessionOptions& options, const UserEnvironment& environment,
                              Waiter& waiter, Random& random) {
  ENI_TRY(Configuration configuration, Configuration::load(options.profile, environment));
  ENI_TRY(aws::Region region, configuration.region(options.region));
  ENI_TRY(EndpointRules endpoints, configuration.endpoints(options.endpoint_url));
  ClientOptions client_options;
  ENI_TRY(client_options.retry, configuration.retries());
  client_options.http.ca_bundle = ca_bundle_of(options, configuration);
  client_options.http.proxies = proxies_of(environment);
  if (options.timeout.count() > 0) client_options.timeout = options.timeout;
  client_options.trace = options.trace;
  client_options.is_interrupted = options.is_interrupted;
  return Session{CredentialContext{std::move(configuration), std::move(region), std::move(endpoints),
                                   std::move(client_options), &waiter, &random}};
}

Session Session::with(aws::Region region, std::shared_ptr<CredentialProvider> credentials) const {
  Session other = *this;
  other.connection_.region = std::move(region);
  if (credentials) other.connection_.credentials = std::move(credentials);
  return other;
}

AwsClient Session::client(Random& random) const { return {connection_, *waiter_, random, options_, quota_}; }

}  // namespace eni::client
