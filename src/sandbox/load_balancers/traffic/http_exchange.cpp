#include "sandbox/load_balancers/traffic/http_exchange.h"

#include <algorithm>

#include "base/text.h"
#include "sandbox/load_balancers/sockets/relay.h"

namespace eni::sandbox::load_balancers {
namespace {

/// After so many pieces others get their turn.
constexpr int kMaxPiecesATurn = 16;

bool is_idempotent(std::string_view method) {
  constexpr std::string_view kMethods[] = {"GET", "HEAD", "OPTIONS", "PUT", "DELETE"};
  return std::ranges::find(kMethods, method) != std::end(kMethods);
}

/// Takes from `bytes` what is the body's, and adds what is in it to `out`. @return  how many bytes
std::size_t decode(BodyDecoder& decoder, std::string_view bytes, const BodyEncoder& encoder,
                   std::string& out) {
  std::size_t taken = 0;
  while (taken < bytes.size() && !decoder.is_complete() && !decoder.has_failed()) {
    const BodyDecoder::Piece piece = decoder.take(bytes.substr(taken));
    encoder.add(piece.payload, out);
    taken += piece.taken;
  }
  return taken;
}

}  // namespace

HttpExchange::HttpExchange(Balancer& balancer, const LoadBalancer& model, const Listener& listener,
                           const Arrival& arrival, HttpClientConnection& client, const RequestHead& head,
                           bool may_keep)
    : balancer_{balancer},
      model_{model},
      listener_{listener},
      arrival_{arrival},
      client_{client},
      head_{head},
      may_keep_{may_keep && head.keep_alive},
      may_reuse_{is_idempotent(head.request.method) && !head.is_upgrade},
      decoder_{head.body} {}

Task<AfterRequest> HttpExchange::run(const Forward& forward) {
  forward_ = &forward;
  group_ = choose_group();
  if (group_ && !group_->problem.empty()) {
    auto saying = say(unsupported_answer(group_->problem, context(!may_keep_)), may_keep_);
    co_await std::move(saying);
    co_return after_;
  }
  for (;;) {
    client_.on_idle = nullptr;
    target_ = group_ ? choose_target() : nullptr;
    if (!target_) break;
    const Endpoint endpoint = endpoint_of(model_, target_->address, target_->port);
    auto connecting = connect(endpoint);
    const bool is_connected = co_await std::move(connecting);
    if (!is_connected) {
      tried_.insert(target_->name());
      continue;
    }
    auto attempting = attempt(endpoint);
    const Attempt outcome = co_await std::move(attempting);
    if (outcome == Attempt::kDone) co_return after_;
    may_reuse_ = false;
  }
  auto answering = answer_error(tried_.empty() ? 503 : last_timed_out_ ? 504 : 502);
  co_await std::move(answering);
  co_return after_;
}

const TargetGroup* HttpExchange::choose_group() {
  const WeightedGroup* chosen = balancer_.cookies.group_of(*forward_, head_.request.headers);
  if (!chosen) chosen = load_balancers::choose_group(*forward_, balancer_.random);
  const auto found = chosen ? model_.groups.find(chosen->target_group) : model_.groups.end();
  return found == model_.groups.end() ? nullptr : &found->second;
}

const Target* HttpExchange::choose_target() {
  const Target* sticky = balancer_.cookies.target_of(*group_, head_.request.headers);
  if (sticky && !tried_.contains(sticky->name())) return sticky;
  return load_balancers::choose_target(*group_, balancer_.uses.of(group_->arn), balancer_.random, tried_);
}

Task<bool> HttpExchange::connect(Endpoint endpoint) {
  stream_ = may_reuse_ ? balancer_.connections.take(endpoint) : nullptr;
  is_reused_ = stream_ != nullptr;
  if (is_reused_) co_return true;
  auto connecting = connect_within(balancer_.context, std::move(endpoint), kConnectPatience);
  Connected connected = co_await std::move(connecting);
  last_timed_out_ = connected.failure == ConnectFailure::kTimedOut;
  stream_ = std::move(connected.stream);
  co_return stream_ != nullptr;
}

Task<HttpExchange::Attempt> HttpExchange::attempt(Endpoint endpoint) {
  const TargetUses::Lease lease{balancer_.uses, *group_, *target_, *stream_};
  client_.on_idle = [this] { stream_->abort(); };
  client_.timed_out = false;
  client_.timer.start(model_.idle_timeout);
  in_.clear();
  if (!write_request()) {
    auto answering = answer_error(400);
    co_await std::move(answering);
    co_return Attempt::kDone;
  }
  std::exception_ptr upload_failure;
  TaskGroup upload{[&](const std::exception_ptr& thrown) {
    upload_failure = thrown;
    if (stream_) stream_->abort();
  }};
  {
    auto writing = stream_->write(out_);
    const bool is_written = co_await writing;
    if (is_written && !is_body_sent_) {
      may_repeat_ = false;
      upload.spawn(send_rest());
    }
  }
  auto reading = read_answer_head();
  std::optional<ResponseHead> answer = co_await std::move(reading);
  if (!answer && !has_answer_ && is_reused_ && may_repeat_ && !client_.timed_out) co_return Attempt::kAgain;
  if (!answer) {
    auto answering = answer_lost();
    co_await std::move(answering);
  } else if (answer->status == 101) {
    auto tunnelling = tunnel(*std::move(answer));
    co_await std::move(tunnelling);
  } else {
    auto forwarding = forward_answer(*std::move(answer), std::move(endpoint));
    co_await std::move(forwarding);
  }
  if (upload_failure) std::rethrow_exception(upload_failure);
  co_return Attempt::kDone;
}

/// With what is there of the body. @return  whether that is one
bool HttpExchange::write_request() {
  net::Headers headers = forwarded_headers(head_.request.headers, model_, arrival_, head_.is_upgrade,
                                           balancer_.context.time.now(), balancer_.random);
  if (!headers.contains("Host")) headers.add("Host", target_->address);
  out_.clear();
  append(out_, {head_.request.method, " ", head_.request.target, " HTTP/1.1\r\n"});
  append_headers(out_, headers);
  out_ += "\r\n";
  decoder_ = BodyDecoder{head_.body};
  const BodyEncoder encoder{head_.body.kind == BodyFraming::Kind::kChunked};
  body_seen_ = decode(decoder_, client_.in, encoder, out_);
  is_body_sent_ = decoder_.is_complete();
  if (is_body_sent_ && head_.body.has_body()) encoder.finish(out_);
  return !decoder_.has_failed();
}

/// Beside the answer, which may come before the end. A body that ends too early or is malformed ends the target's connection.
Task<void> HttpExchange::send_rest() {
  client_.in.erase(0, std::exchange(body_seen_, 0));
  if (head_.expects_continue && !std::exchange(told_continue_, true)) {
    auto writing = client_.stream->write("HTTP/1.1 100 Continue\r\n\r\n");
    co_await writing;
  }
  const BodyEncoder encoder{head_.body.kind == BodyFraming::Kind::kChunked};
  std::string out;
  for (int pieces = 1; !decoder_.is_complete(); ++pieces) {
    auto reading = client_.read_more();
    const bool has_more = co_await std::move(reading);
    out.clear();
    if (has_more) client_.in.erase(0, decode(decoder_, client_.in, encoder, out));
    if (!has_more || decoder_.has_failed()) {
      stream_->abort();
      co_return;
    }
    if (decoder_.is_complete()) encoder.finish(out);
    auto writing = stream_->write(out);
    const bool is_written = co_await writing;
    // Who does not read on may have answered.
    if (!is_written) co_return;
    if (pieces % kMaxPiecesATurn == 0) co_await yield(balancer_.context.loop);
  }
  is_body_sent_ = true;
}

/// Nothing if there is none that can be passed on.
Task<std::optional<ResponseHead>> HttpExchange::read_answer_head() {
  std::vector<char>& room = balancer_.room;
  std::size_t searched = 0;
  for (;;) {
    if (const auto end = find_head_end(in_, searched)) {
      auto head = parse_response_head(std::string_view{in_}.substr(0, *end), head_.request.method);
      if (*end > kMaxResponseHead || head.has_error()) co_return std::nullopt;
      in_.erase(0, *end);
      searched = 0;
      const bool is_interim = head->status < 200 && head->status != 101;
      if (head->status == 101 && !head_.is_upgrade) co_return std::nullopt;
      if (!is_interim) co_return *std::move(head);
      continue;
    }
    if (in_.size() > kMaxResponseHead) co_return std::nullopt;
    searched = in_.size();
    auto reading = stream_->read(room.data(), room.size());
    const Stream::Received received = co_await reading;
    if (received.bytes == 0) co_return std::nullopt;
    client_.timer.touch();
    has_answer_ = true;
    in_.append(room.data(), received.bytes);
  }
}

Task<void> HttpExchange::forward_answer(ResponseHead answer, Endpoint endpoint) {
  const bool is_bounded =
      answer.body.kind == BodyFraming::Kind::kLength || answer.body.kind == BodyFraming::Kind::kNone;
  const bool is_chunked = !is_bounded && head_.is_http_1_1;
  const bool keep = may_keep_ && is_body_sent_ && (is_bounded || is_chunked);
  out_ = answer_head(answer, is_chunked, keep);
  // Who does not take the answer any more ends it as well.
  client_.on_idle = [this] {
    stream_->abort();
    client_.stream->abort();
  };
  const bool is_kept = answer.keep_alive;
  auto forwarding = forward_body(std::move(answer), is_chunked);
  const bool is_whole = co_await std::move(forwarding);
  if (!is_whole) co_return;
  client_.in.erase(0, body_seen_);
  if (keep) after_ = AfterRequest::kNextRequest;
  if (is_kept && is_body_sent_ && in_.empty() && is_in_service())
    balancer_.connections.keep(endpoint, std::move(stream_), model_.idle_timeout);
}

std::string HttpExchange::answer_head(const ResponseHead& answer, bool is_chunked, bool keep) {
  net::Headers headers;
  headers.reserve(answer.headers.size() + 4, 1024);
  const std::string connection(answer.headers.text("Connection"));
  for (const auto& [name, value] : answer.headers) {
    const bool is_framing =
        iequals(name, "Transfer-Encoding") ||
        (iequals(name, "Content-Length") && (answer.body.kind == BodyFraming::Kind::kChunked));
    if (is_framing || is_hop_by_hop(name, connection)) continue;
    if (!listener_.tells_server && iequals(name, "Server")) continue;
    headers.add(name, value);
  }
  for (const std::string& cookie :
       balancer_.cookies.cookies(*forward_, *group_, *target_, answer.headers, balancer_.context.time.now()))
    headers.add("Set-Cookie", cookie);
  for (const auto& [name, value] : listener_.headers) headers.set(name, value);
  if (is_chunked) headers.add("Transfer-Encoding", "chunked");
  headers.add("Connection", keep ? "keep-alive" : "close");
  std::string out = "HTTP/1.1 " + std::to_string(answer.status) + " " + answer.reason + "\r\n";
  append_headers(out, headers);
  return out += "\r\n";
}

/// Behind the head in `out_`. @return  whether the client has all of it
Task<bool> HttpExchange::forward_body(ResponseHead answer, bool is_chunked) {
  BodyDecoder decoder{answer.body};
  const BodyEncoder encoder{is_chunked};
  std::vector<char>& room = balancer_.room;
  in_.erase(0, decode(decoder, in_, encoder, out_));
  for (int pieces = 1;; ++pieces) {
    if (decoder.has_failed()) break;
    if (decoder.is_complete()) encoder.finish(out_);
    auto writing = client_.stream->write(out_);
    const bool is_written = co_await writing;
    if (!is_written) break;
    client_.timer.touch();
    if (decoder.is_complete()) co_return true;
    if (pieces % kMaxPiecesATurn == 0) co_await yield(balancer_.context.loop);
    out_.clear();
    auto reading = stream_->read(room.data(), room.size());
    const Stream::Received received = co_await reading;
    if (received.failed || (received.bytes == 0 && !decoder.end())) break;
    client_.timer.touch();
    const std::string_view bytes{room.data(), received.bytes};
    const std::size_t taken = decode(decoder, bytes, encoder, out_);
    in_ = bytes.substr(taken);
  }
  // An answer that is not whole must not look so.
  client_.stream->abort();
  co_return false;
}

/// The client's and the target's own protocol, until both have ended.
Task<void> HttpExchange::tunnel(ResponseHead answer) {
  std::string head = "HTTP/1.1 101 " + answer.reason + "\r\n";
  append_headers(head, answer.headers);
  client_.on_idle = [this] {
    stream_->abort();
    client_.stream->abort();
  };
  auto relaying = relay_both(balancer_.context.loop, *client_.stream, *stream_, client_.timer,
                             head + "\r\n" + in_, std::exchange(client_.in, {}));
  co_await std::move(relaying);
}

Task<void> HttpExchange::answer_error(int status) {
  const bool keep = may_keep_ && decoder_.is_complete() && status != 400;
  auto saying = say(error_answer(status, context(!keep)), keep);
  co_await std::move(saying);
}

/// The target was reached, and did not answer. Who waits for whom tells whose fault that is.
Task<void> HttpExchange::answer_lost() {
  const int status = !client_.timed_out ? 502 : is_body_sent_ ? 504 : 408;
  // What has come of the body may have come in part.
  const bool is_malformed = decoder_.has_failed();
  client_.timed_out = false;
  auto answering = answer_error(is_malformed ? 400 : status);
  co_await std::move(answering);
}

Task<void> HttpExchange::say(std::string bytes, bool keep) {
  client_.on_idle = [this] { client_.stream->abort(); };
  client_.timer.start(model_.idle_timeout);
  auto writing = client_.stream->write(bytes);
  const bool is_written = co_await writing;
  client_.in.erase(0, body_seen_);
  if (is_written && keep) after_ = AfterRequest::kNextRequest;
}

AnswerContext HttpExchange::context(bool close) const {
  return {balancer_.context.time.now(), &listener_, head_.request.method == "HEAD", close};
}

/// Whether the target still takes requests: it may have been deregistered meanwhile.
bool HttpExchange::is_in_service() const {
  const auto group = balancer_.model->groups.find(group_->arn);
  if (group == balancer_.model->groups.end()) return false;
  return std::ranges::any_of(group->second.targets, [&](const Target& target) {
    return target.name() == target_->name() && target.address == target_->address &&
           target.state != TargetState::kDraining && target.state != TargetState::kUnused;
  });
}

}  // namespace eni::sandbox::load_balancers
