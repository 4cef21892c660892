#include "sandbox/load_balancers/traffic/http_session.h"

#include <algorithm>

#include "sandbox/load_balancers/routing/redirect_location.h"

namespace eni::sandbox::load_balancers {
namespace {

/// How long a client that still sends is read from after its last answer, so that it sees that before the reset.
constexpr Seconds kLinger{2};

/// Whether all of a body is there, which then goes. One of which more would come is not worth waiting for.
bool discard_body(const RequestHead& head, std::string& in) {
  BodyDecoder decoder{head.body};
  std::size_t taken = 0;
  while (taken < in.size() && !decoder.is_complete() && !decoder.has_failed())
    taken += decoder.take(std::string_view{in}.substr(taken)).taken;
  if (!decoder.is_complete()) return false;
  in.erase(0, taken);
  return true;
}

}  // namespace

HttpSession::HttpSession(Balancer& balancer, std::string listener, std::unique_ptr<Stream> client,
                         Arrival arrival)
    : balancer_{balancer},
      listener_{std::move(listener)},
      arrival_{std::move(arrival)},
      client_{std::move(client), balancer.timers},
      model_{balancer.model},
      begun_{balancer.timers.ticks()} {}

Task<void> HttpSession::run() {
  for (;;) {
    auto reading = read_head();
    std::optional<RequestHead> head = co_await std::move(reading);
    if (!head) break;
    auto serving = serve(*std::move(head));
    const AfterRequest after = co_await std::move(serving);
    client_.on_idle = nullptr;
    if (after == AfterRequest::kClose) break;
  }
  auto lingering = linger();
  co_await std::move(lingering);
}

/// Nothing if there are no more requests; one that is refused is answered.
Task<std::optional<RequestHead>> HttpSession::read_head() {
  client_.timed_out = false;
  client_.on_idle = [this] { client_.stream->interrupt_read(); };
  client_.timer.start(balancer_.model->idle_timeout);
  std::size_t searched = 0;
  for (;;) {
    // RFC 9112, section 2.2: empty lines before a request line are nothing.
    client_.in.erase(0, std::min(client_.in.find_first_not_of("\r\n"), client_.in.size()));
    int refusal = 0;
    if (const auto end = find_head_end(client_.in, searched)) {
      auto head = parse_request_head(std::string_view{client_.in}.substr(0, *end));
      client_.in.erase(0, *end);
      if (head.has_value()) co_return *std::move(head);
      refusal = head.error();
    } else {
      refusal = refuse_unfinished(client_.in).value_or(0);
    }
    searched = client_.in.size();
    if (refusal == 0) {
      auto reading = client_.read_more();
      const bool has_more = co_await std::move(reading);
      if (has_more) continue;
      if (client_.timed_out && !client_.in.empty()) refusal = 408;
    }
    if (refusal != 0) {
      auto refusing = refuse(refusal);
      co_await std::move(refusing);
    }
    co_return std::nullopt;
  }
}

Task<AfterRequest> HttpSession::serve(RequestHead head) {
  model_ = balancer_.model;
  const Listener* listener = balancer_.find_listener(*model_, listener_);
  if (!listener) co_return AfterRequest::kClose;
  const bool may_keep = head.keep_alive && !is_old();
  if (count_forwarded_for(head.request.headers) > kMaxForwardedFor) {
    auto refusing = refuse(463);
    co_await std::move(refusing);
    co_return AfterRequest::kClose;
  }
  const RequestView view{head.request, arrival_.client,
                         arrival_.is_local ? arrival_.local_port : arrival_.listener_port};
  const Rule* rule = choose_rule(listener->rules, view);
  const Action unknown = Unsupported{"the listener has no default rule"};
  const Action& action = rule ? rule->action : unknown;
  if (const auto* forward = std::get_if<Forward>(&action)) {
    HttpExchange exchange{balancer_, *model_, *listener, arrival_, client_, head, may_keep};
    auto running = exchange.run(*forward);
    const AfterRequest after = co_await std::move(running);
    co_return after;
  }
  head.keep_alive = may_keep;
  auto answering = answer_here(head, action, *listener);
  const AfterRequest after = co_await std::move(answering);
  co_return after;
}

Task<AfterRequest> HttpSession::answer_here(const RequestHead& head, const Action& action,
                                            const Listener& listener) {
  const RequestView view{head.request, arrival_.client,
                         arrival_.is_local ? arrival_.local_port : arrival_.listener_port};
  const bool keep = discard_body(head, client_.in) && head.keep_alive;
  const AnswerContext context{balancer_.context.time.now(), &listener, head.request.method == "HEAD", !keep};
  const std::string answer = answer_of(action, view, context);
  client_.on_idle = [this] { client_.stream->abort(); };
  auto writing = client_.stream->write(answer);
  const bool is_written = co_await writing;
  co_return is_written&& keep ? AfterRequest::kNextRequest : AfterRequest::kClose;
}

std::string HttpSession::answer_of(const Action& action, const RequestView& view,
                                   const AnswerContext& context) const {
  if (const auto* redirect = std::get_if<Redirect>(&action))
    return redirect_answer(redirect->status, redirect_location(*redirect, view), context);
  if (const auto* fixed = std::get_if<FixedResponse>(&action)) return fixed_answer(*fixed, context);
  return unsupported_answer(std::get<Unsupported>(action).what, context);
}

Task<void> HttpSession::refuse(int status) {
  const std::string answer = error_answer(
      status, {balancer_.context.time.now(), balancer_.find_listener(*model_, listener_), false, true});
  client_.on_idle = [this] { client_.stream->abort(); };
  client_.timer.start(kLinger);
  auto writing = client_.stream->write(answer);
  co_await writing;
}

Task<void> HttpSession::linger() {
  client_.on_idle = [this] { client_.stream->abort(); };
  client_.timer.start(kLinger);
  client_.stream->shut_down_write();
  for (bool has_more = true; has_more;) {
    client_.in.clear();
    auto reading = client_.stream->read(client_.room.data(), client_.room.size());
    const Stream::Received received = co_await reading;
    has_more = received.bytes > 0;
  }
}

/// Source: load balancer attribute client_keep_alive.seconds.
bool HttpSession::is_old() const {
  return balancer_.timers.ticks() - begun_ >= static_cast<std::uint64_t>(model_->client_keep_alive.count());
}

}  // namespace eni::sandbox::load_balancers
