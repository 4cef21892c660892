#pragma once
/// Reads HTTP/1.x requests from bytes as they arrive. No I/O. Strict where leniency would let two readers of
/// the same bytes see different requests (RFC 9112, sections 6.1 and 11.2).
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "net/body_receiver.h"
#include "net/http.h"

namespace eni::net {

class RequestParser {
 public:
  struct Limits {
    std::size_t header_bytes = 64 * 1024;  ///< request line and fields together
    std::size_t body_bytes = 64 * 1024 * 1024;
  };
  /// @param choose_receiver  asked for each request with a body; may be empty
  explicit RequestParser(Limits limits, ChooseReceiver choose_receiver = {})
      : limits_{limits}, choose_receiver_{std::move(choose_receiver)} {}

  /// Takes bytes up to the end of the request.
  /// @return  how many were taken; fewer than given only if is_complete() or has_failed()
  std::size_t feed(std::string_view bytes);

  bool is_complete() const { return stage_ == Stage::kComplete; }
  bool has_failed() const { return stage_ == Stage::kFailed; }
  /// Whether nothing of a request has arrived yet.
  bool is_idle() const { return stage_ == Stage::kHead && head_.empty(); }
  /// Whether the client waits for "100 Continue" before it sends the body, even if that is empty.
  bool expects_continue() const {
    return expects_continue_ && (in_body() || (is_complete() && request_.body.empty()));
  }
  /// Whether the header is there, but not yet the whole body.
  bool in_body() const {
    return stage_ != Stage::kHead && stage_ != Stage::kComplete && stage_ != Stage::kFailed;
  }
  /// The request as far as it has come; in_body() says that its header is complete.
  const Request& partial() const { return request_; }
  /// The client was told to go on.
  void continued() { expects_continue_ = false; }
  /// Whether the connection stays open after this request.
  bool keep_alive() const { return keep_alive_; }

  /// Of a failed request: the status to answer, and what was wrong with it.
  int error_status() const { return error_status_; }
  const std::string& error_reason() const { return error_reason_; }
  /// Of a request that its receiver refused: its answer, in place of these.
  const std::optional<Response>& refusal() const { return refusal_; }

  /// The complete request; the parser is ready for the next one.
  Request take();
  /// Who has got its body; null if it is in the request. Asked before take().
  std::unique_ptr<BodyReceiver> take_receiver() { return std::move(receiver_); }

 private:
  enum class Stage { kHead, kBody, kChunkSize, kChunkData, kChunkEnd, kTrailers, kComplete, kFailed };

  std::size_t fail(int status, std::string reason);
  std::size_t feed_head(std::string_view bytes);
  std::size_t feed_body(std::string_view bytes);
  std::size_t feed_line(std::string_view bytes);
  void parse_head(std::string_view head);
  bool parse_request_line(std::string_view line);
  bool parse_field(std::string_view line);
  void choose_body();
  void begin_body(std::size_t length, bool chunked);
  bool refuse(std::optional<Response> answer);
  void end_line(std::string_view line);
  void begin_chunk(std::string_view line);

  Limits limits_;
  ChooseReceiver choose_receiver_;
  std::unique_ptr<BodyReceiver> receiver_;
  std::optional<Response> refusal_;
  Stage stage_ = Stage::kHead;
  Request request_;
  std::string head_;           ///< what has arrived of the head or of a line between chunks
  std::size_t remaining_ = 0;  ///< of the body or of the chunk
  std::size_t trailer_bytes_ = 0;
  bool version_1_1_ = true;
  bool keep_alive_ = true;
  bool expects_continue_ = false;
  int error_status_ = 0;
  std::string error_reason_;
};

}  // namespace eni::net
