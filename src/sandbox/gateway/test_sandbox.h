#pragma once
/// A sandbox for tests: a gateway over a service table with an empty store in memory, in virtual time,
/// without sockets.
#include <cstdio>
#include <ostream>
#include <stdexcept>

#include "aws/sigv4.h"
#include "base/virtual_scheduler.h"
#include "sandbox/gateway/gateway.h"

namespace eni::sandbox {

/// Log lines as texts "LEVEL message key=value …".
class RecordingLogger final : public Logger {
 public:
  void write(LogLevel level, std::string_view message, std::span<const LogField> fields) override {
    std::string line(to_string(level));
    line.append(" ").append(message);
    for (const auto& [key, value] : fields) line.append(" ").append(key).append("=").append(value);
    lines.push_back(std::move(line));
  }
  std::vector<std::string> lines;
};

class TestSandbox {
 public:
  /// The root of account 000000000000, or of the account that twelve digits name.
  static aws::Credentials root(std::string_view access_key_id = "test") {
    return {aws::AccessKeyId{access_key_id}, aws::SecretAccessKey{"test"}, {}};
  }

  /// @param file  of the store; a new one
  explicit TestSandbox(std::span<const Service* const> services, const std::string& file = ":memory:")
      : store_{open_store(file)}, gateway{services}, env{scheduler, random,   log, *store_,
                                                         gateway,   settings, {}} {
    settings.endpoint_url = "http://127.0.0.1:4566";
    for (const Service* service : services) {
      if (service->make_component) {
        env.components[service->component_type] = service->make_component(env);
      }
    }
    gateway.attach(env);
    for (auto& [type, component] : env.components) component->start();
  }
  ~TestSandbox() {
    for (auto& [type, component] : env.components) component->stop();
    gateway.shut_down();
  }

  /// What became of a request. Neither answered nor dropped: it is still under way.
  struct Answer final : net::Responder {
    void send(net::Response r) override { response = std::move(r); }
    void drop() override { dropped = true; }
    std::optional<net::Response> response;
    bool dropped = false;
  };

  /// Hands a request in; time does not pass.
  std::shared_ptr<Answer> begin(net::Request request) {
    auto answer = std::make_shared<Answer>();
    gateway.handle(std::move(request), answer);
    scheduler.run_ready();
    return answer;
  }
  /// Hands a request in and lets time pass until it is answered.
  net::Response send(net::Request request) {
    const auto answer = begin(std::move(request));
    if (!answer->response) scheduler.run();
    if (!answer->response) throw std::logic_error("no answer to the request");
    return *answer->response;
  }
  /// The same for a request that is signed first.
  net::Response send_signed(net::Request request, std::string_view service,
                            const aws::Credentials& credentials = root()) {
    if (!request.headers.contains("Host")) request.headers.add("Host", "127.0.0.1:4566");
    aws::sign(request, credentials, region, service, scheduler.now());
    return send(std::move(request));
  }
  /// A JSON 1.1 call as a client makes it.
  net::Response json11(const Service& service, std::string_view operation, const json::object& params,
                       const aws::Credentials& credentials = root()) {
    net::Request request{
        "POST", "/", {{"Content-Type", "application/x-amz-json-1.1"}}, json::serialize(params)};
    request.headers.add("X-Amz-Target", std::string(service.target_prefix) + "." + std::string(operation));
    return send_signed(std::move(request), service.name, credentials);
  }
  /// A call from inside, under `principal` (root of account 000000000000).
  ApiResult<Reply> call(std::string_view service, std::string_view operation, json::object params,
                        Principal principal = Principal::root(aws::AccountId{"000000000000"}),
                        CommitHook on_commit = {}) {
    std::optional<ApiResult<Reply>> result;
    gateway.spawn(
        keep(gateway.call(principal, region, service, operation, std::move(params), {}, std::move(on_commit)),
             result));
    if (!result) scheduler.run();
    if (!result) throw std::logic_error("the call does not end");
    return *std::move(result);
  }

  VirtualScheduler scheduler;
  SeededRandom random;
  RecordingLogger log;
  Settings settings;
  aws::Region region{"eu-central-1"};

 private:
  static std::unique_ptr<Store> open_store(const std::string& file) {
    for (const char* suffix : {"", "-wal"}) std::remove((file + suffix).c_str());
    auto store = std::move(Store::open(file).value());
    store->database()
        .prepare_at_once();  // All SQL of a repository that a test uses, whether it asks it or not.
    return store;
  }
  static Task<void> keep(Task<ApiResult<Reply>> task, std::optional<ApiResult<Reply>>& result) {
    auto outcome = co_await std::move(task);
    result.emplace(std::move(outcome));
  }

  std::unique_ptr<Store> store_;

 public:
  Gateway gateway;
  Environment env;
};

}  // namespace eni::sandbox
