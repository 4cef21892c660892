#pragma once
/// A client's connection to an HTTP listener: one request after the other.
#include <optional>

#include "sandbox/load_balancers/traffic/http_exchange.h"

namespace eni::sandbox::load_balancers {

class HttpSession {
 public:
  /// @param balancer  outlives the session
  /// @param listener  its ARN
  HttpSession(Balancer& balancer, std::string listener, std::unique_ptr<Stream> client, Arrival arrival);

  /// Until the connection ends.
  Task<void> run();

 private:
  Task<std::optional<RequestHead>> read_head();
  Task<AfterRequest> serve(RequestHead head);
  Task<AfterRequest> answer_here(const RequestHead& head, const Action& action, const Listener& listener);
  Task<void> refuse(int status);
  Task<void> linger();
  std::string answer_of(const Action& action, const RequestView& view, const AnswerContext& context) const;
  bool is_old() const;

  Balancer& balancer_;
  const std::string listener_;
  const Arrival arrival_;
  HttpClientConnection client_;
  std::shared_ptr<const LoadBalancer> model_;  ///< as of the last request
  const std::uint64_t begun_;                  ///< tick
};

}  // namespace eni::sandbox::load_balancers
