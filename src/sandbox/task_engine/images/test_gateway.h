#pragma once
/// For tests: a gateway behind a listening server, in real time, for what asks it by sockets.
#include <memory>
#include <span>
#include <string>

#include "base/test_folder.h"
#include "net/server.h"
#include "net/streaming_client.h"
#include "sandbox/gateway/body_receivers.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/gateway/test_sandbox.h"
#include "sandbox/images/test_registry.h"
#include "sandbox/store/store.h"

namespace eni::sandbox::task_engine {

class TestGateway {
 public:
  explicit TestGateway(std::span<const Service* const> services) : gateway{services} {
    gateway.attach(env);
    net::ServerOptions options;
    options.check_head = [this](const net::Request& head) { return gateway.check_head(head); };
    options.choose_receiver = [this](const net::Request& head) {
      return env.component<BodyReceivers>().choose(head);
    };
    server_ = *net::Server::listen(loop, options, [this](net::Request&& request, auto responder) {
      gateway.handle(std::move(request), std::move(responder));
    });
    settings.endpoint_url = "http://" + host();
    env.components.emplace(typeid(BodyReceivers), std::make_unique<BodyReceivers>(env));
    for (const Service* service : services)
      if (service->make_component) env.components[service->component_type] = service->make_component(env);
    for (auto& [type, component] : env.components) component->start();
  }
  ~TestGateway() {
    server_->close();
    for (auto& [type, component] : env.components) component->stop();
    gateway.shut_down();
  }

  std::string host() const { return "127.0.0.1:" + std::to_string(server_->port()); }

  net::Response send(std::string method, std::string target, std::string body = "",
                     net::Headers headers = {}) {
    const net::Url url = *net::Url::parse(settings.endpoint_url);
    net::Request request{std::move(method), std::move(target), std::move(headers), std::move(body)};
    auto answer = images::run_on(loop, http->exchange(url, std::move(request), {}));
    if (answer.has_error()) throw std::runtime_error(answer.error().message);
    return *std::move(answer);
  }
  /// As root.
  json::value call(std::string_view service, std::string_view operation, json::object params) {
    auto reply = images::run_on(
        loop, gateway.call(Principal::root(account), region, service, operation, std::move(params)));
    if (reply.has_error()) throw std::runtime_error(reply.error().message);
    return std::move(reply->value);
  }

  const aws::AccountId account{"000000000000"};
  const aws::Region region{"eu-central-1"};
  TestFolder folder;
  net::EventLoop loop;
  std::unique_ptr<net::StreamingClient> http = net::StreamingClient::make(loop, {});
  SeededRandom random;
  RecordingLogger log;
  Settings settings;

 private:
  std::unique_ptr<Store> store_ = *Store::open(folder.file("state.db"));

 public:
  Gateway gateway;
  Environment env{loop, random, log, *store_, gateway, settings, {}};

 private:
  std::unique_ptr<net::Server> server_;
};

}  // namespace eni::sandbox::task_engine
