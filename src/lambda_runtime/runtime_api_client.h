#pragma once
/// The Runtime API over HTTP.
#include <string>

#include "lambda_runtime/runtime_api.h"
#include "net/client.h"

namespace eni::lambda_runtime {

class RuntimeApiClient final : public RuntimeApi {
 public:
  /// @param host  AWS_LAMBDA_RUNTIME_API: host:port, without a path
  /// @error  "AWS_LAMBDA_RUNTIME_API is not host:port: …"
  static Result<std::unique_ptr<RuntimeApiClient>> create(std::string_view host, const Clock& clock);

  /// Starts connecting, so that something else can be done meanwhile.
  void prepare() { client_.preconnect(url_); }

  Result<Invocation> next() override;
  Result<void> respond(const std::string& request_id, const std::string& body) override;
  Result<void> fail(const std::string& request_id, const InvocationError& error) override;
  Result<void> fail_init(const InvocationError& error) override;
  bool is_broken() const override { return is_broken_; }

 private:
  RuntimeApiClient(net::Url url, const Clock& clock) : url_{std::move(url)}, clock_{clock} {}
  Result<void> post(const std::string& target, const std::string& body, net::Headers headers);

  net::Url url_;
  const Clock& clock_;
  net::Client client_;
  bool is_broken_ = false;
};

/// Reads an answer of `next`. For RuntimeApiClient and its test.
/// @param now  when it came: without a deadline header the event has a minute
Result<Invocation> read_invocation(net::Response response, TimePoint now);

/// The body of an error call: errorMessage, errorType, stackTrace (empty).
std::string write_error(const InvocationError& error);

}  // namespace eni::lambda_runtime
