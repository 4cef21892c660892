/// The Lambda function `bootstrap`: wires the handler to the world and serves events.
#include <cstdlib>
#include <iostream>
#include <thread>

#include "function/answer_client.h"
#include "function/ecs_client.h"
#include "function/handler.h"
#include "function/sts_client.h"
#include "lambda_runtime/runtime_api_client.h"
#include "lambda_runtime/runtime_loop.h"
#include "net/tls_provider.h"

namespace eni::function {
namespace {

using lambda_runtime::Invocation;
using lambda_runtime::InvocationError;
using lambda_runtime::RuntimeApiClient;

std::optional<std::string> environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value && *value ? std::optional<std::string>{value} : std::nullopt;
}

/// What Lambda gives every function's process.
struct Settings {
  aws::Region region;
  aws::Credentials credentials;
  net::Url sts;
};

Result<std::string> required(const std::string& name) {
  if (auto value = environment(name)) return *std::move(value);
  return Error{name + " is not set", "Lambda sets it for a function's process"};
}

Result<Settings> read_settings_of_environment() {
  Settings settings;
  ENI_TRY(settings.region.value, required("AWS_REGION"));
  ENI_TRY(settings.credentials.access_key_id.value, required("AWS_ACCESS_KEY_ID"));
  ENI_TRY(settings.credentials.secret_access_key.value, required("AWS_SECRET_ACCESS_KEY"));
  settings.credentials.session_token.value = environment("AWS_SESSION_TOKEN").value_or("");
  ENI_TRY(settings.sts, aws::endpoint_of("sts", settings.region, environment));
  return settings;
}

LogLevel log_level() {
  const std::string level = environment("AWS_LAMBDA_LOG_LEVEL").value_or("INFO");
  if (level == "TRACE" || level == "DEBUG") return LogLevel::kDebug;
  if (level == "WARN") return LogLevel::kWarn;
  if (level == "ERROR" || level == "FATAL") return LogLevel::kError;
  return LogLevel::kInfo;
}

int serve(RuntimeApiClient& api, Logger& log) {
  auto settings = read_settings_of_environment();
  if (settings.has_error()) {
    log.error("cannot start", {{"error", to_string(settings.error())}});
    (void)api.fail_init({"Runtime.InvalidEnvironment", to_string(settings.error())});
    return 1;
  }
  SystemWaiter waiter;
  SystemRandom random;
  net::Client client;
  api.prepare();
  // Part of the start, not of the first event, which is asked for after it.
  if (settings->sts.scheme == "https") client.prepare_tls();
  StsClient sessions{client, waiter, settings->sts, settings->region, settings->credentials};
  EcsClient account_settings{client, waiter, environment};
  AnswerClient answers{client};
  const Ports ports{sessions, account_settings, answers, waiter, random, log};
  return run_loop(
      api,
      [&](const Invocation& invocation) {
        Handler handler{ports, settings->region};
        auto outcome = handler.handle(invocation);
        // A warm process keeps nothing of the event: no connection, no host, no session.
        client.reset();
        return outcome;
      },
      log);
}

int run() {
  const SystemClock clock;
  JsonLogger log{std::cout, clock, log_level()};
  const auto host = environment("AWS_LAMBDA_RUNTIME_API");
  if (!host) {
    log.error(
        "AWS_LAMBDA_RUNTIME_API is not set: this program runs in AWS Lambda or in eni-trunking's sandbox");
    return 2;
  }
  auto api = RuntimeApiClient::create(*host, clock);
  if (api.has_error()) {
    log.error("cannot start", {{"error", to_string(api.error())}});
    return 2;
  }
  return serve(**api, log);
}

}  // namespace
}  // namespace eni::function

int main() {
  // If not, it works all the same, only slower.
  (void)eni::net::keep_to_tls_algorithms();
  std::ios::sync_with_stdio(false);
  const int code = eni::function::run();
  // Without the end of static objects: a name lookup may still be under way in its own thread.
  std::cout.flush();
  std::_Exit(code);
}
