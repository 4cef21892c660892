#include "eni_trunking/sandbox/embedded_sandbox.h"

#include <future>

namespace eni::command {

Result<std::unique_ptr<EmbeddedSandbox>> EmbeddedSandbox::start(const sandbox::SandboxOptions& options) {
  auto embedded = std::make_unique<EmbeddedSandbox>();
  ENI_TRY(embedded->sandbox_, sandbox::Sandbox::start(embedded->loop_, embedded->log_, options));
  embedded->run();
  return embedded;
}

Result<std::unique_ptr<EmbeddedSandbox>> EmbeddedSandbox::start_in_virtual_time(
    sandbox::SandboxOptions options) {
  auto embedded = std::make_unique<EmbeddedSandbox>();
  options.scheduler = &embedded->time_.emplace(embedded->loop_);
  ENI_TRY(embedded->sandbox_, sandbox::Sandbox::start(embedded->loop_, embedded->log_, options));
  embedded->run();
  return embedded;
}

void EmbeddedSandbox::run() {
  thread_ = std::thread([this] { loop_.run_past_exceptions(log_); });
}

const Clock& EmbeddedSandbox::clock() const {
  if (time_) return *time_;
  return loop_;
}

void EmbeddedSandbox::pass(Duration by) {
  std::promise<void> passed;
  loop_.post([&] {
    time_->pass(by);
    passed.set_value();
  });
  passed.get_future().wait();
}

client::AwsClient EmbeddedSandbox::root_client(Waiter& waiter) {
  const aws::Credentials root{aws::AccessKeyId{"test"}, aws::SecretAccessKey{"test"}, {}};
  client::Connection connection;
  connection.endpoints.endpoint_url = endpoint_url();
  connection.region = aws::Region{"us-east-1"};
  connection.credentials = std::make_shared<client::FixedCredentials>(root);
  return {std::move(connection), waiter, random_};
}

EmbeddedSandbox::~EmbeddedSandbox() {
  if (!thread_.joinable()) return;
  loop_.post([this] { loop_.stop(); });
  thread_.join();
}

}  // namespace eni::command
