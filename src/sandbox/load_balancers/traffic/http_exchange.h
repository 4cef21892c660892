#pragma once
/// One request that is forwarded to a target, and its answer.
///
/// A request goes to another target where one cannot be connected to. It goes out once more, on a new connection, where one that was
/// kept turns out to be closed before a byte of an answer came: targets close idle connections when they like. So only requests that
/// may come twice (RFC 9110, section 9.2.2) go on kept connections; the others get new ones.
#include <optional>
#include <set>

#include "sandbox/load_balancers/http/answers.h"
#include "sandbox/load_balancers/http/body.h"
#include "sandbox/load_balancers/traffic/balancer.h"
#include "sandbox/load_balancers/traffic/http_client_connection.h"

namespace eni::sandbox::load_balancers {

enum class AfterRequest { kNextRequest, kClose };

class HttpExchange {
 public:
  /// All outlive the exchange.
  /// @param client    the bytes behind the head are the body's, as far as that goes
  /// @param may_keep  whether the client's connection may go on
  HttpExchange(Balancer& balancer, const LoadBalancer& model, const Listener& listener,
               const Arrival& arrival, HttpClientConnection& client, const RequestHead& head, bool may_keep);

  Task<AfterRequest> run(const Forward& forward);

 private:
  enum class Attempt { kDone, kAgain };

  const TargetGroup* choose_group();
  const Target* choose_target();
  Task<bool> connect(Endpoint endpoint);
  Task<Attempt> attempt(Endpoint endpoint);
  bool write_request();
  Task<void> send_rest();
  Task<bool> send_continue();
  Task<std::optional<ResponseHead>> read_answer_head();
  Task<void> forward_answer(ResponseHead answer, Endpoint endpoint);
  std::string answer_head(const ResponseHead& answer, bool is_chunked, bool keep);
  Task<bool> forward_body(ResponseHead answer, bool is_chunked);
  Task<void> tunnel(ResponseHead answer);
  Task<void> answer_error(int status);
  Task<void> answer_lost();
  Task<void> say(std::string bytes, bool keep);
  AnswerContext context(bool close) const;
  bool is_in_service() const;

  Balancer& balancer_;
  const LoadBalancer& model_;
  const Listener& listener_;
  const Arrival& arrival_;
  HttpClientConnection& client_;
  const RequestHead& head_;
  const bool may_keep_;

  const Forward* forward_ = nullptr;
  const TargetGroup* group_ = nullptr;
  const Target* target_ = nullptr;
  std::set<std::string> tried_;  ///< targets that could not be connected to
  bool last_timed_out_ = false;  ///< the last of those
  bool may_reuse_;

  std::unique_ptr<Stream> stream_;  ///< to the target
  bool is_reused_ = false;
  std::string out_;
  std::string in_;       ///< what has come from the target
  BodyDecoder decoder_;  ///< of the request's body
  std::size_t body_seen_ =
      0;  ///< bytes of it at the beginning of what has come from the client, which go when they are not needed again
  bool is_body_sent_ = false;  ///< all of it
  bool may_repeat_ = true;     ///< what was sent is all still there
  bool told_continue_ = false;
  bool has_answer_ = false;  ///< a byte of one has come
  AfterRequest after_ = AfterRequest::kClose;
};

}  // namespace eni::sandbox::load_balancers
