#pragma once
/// Bodies of HTTP/1.x messages as they pass by: where they end, and what is in them. No I/O, and nothing is kept of them.
/// What comes chunked is taken apart, and what goes chunked is put together anew: extensions and trailers end here.
#include <string>
#include <string_view>

#include "sandbox/load_balancers/http/message_head.h"

namespace eni::sandbox::load_balancers {

class BodyDecoder {
 public:
  struct Piece {
    std::size_t taken = 0;          ///< of the bytes given
    std::string_view payload = {};  ///< a part of those
  };

  explicit BodyDecoder(BodyFraming framing);

  /// Takes some of the bytes, which are not empty, unless it is_complete() or has_failed().
  Piece take(std::string_view bytes);
  /// The connection has ended. @return  whether the body had, too
  bool end();
  bool is_complete() const { return stage_ == Stage::kComplete; }
  bool has_failed() const { return stage_ == Stage::kFailed; }

 private:
  enum class Stage { kData, kUntilClose, kChunkSize, kChunkData, kChunkEnd, kTrailers, kComplete, kFailed };

  Piece take_line(std::string_view bytes);
  void begin_chunk(std::string_view line);

  Stage stage_;
  std::uint64_t remaining_;  ///< of the body or the chunk
  std::string line_;         ///< what has come of a line between chunks
  std::size_t trailer_bytes_ = 0;
};

class BodyEncoder {
 public:
  explicit BodyEncoder(bool is_chunked) : is_chunked_{is_chunked} {}
  void add(std::string_view payload, std::string& out) const;
  void finish(std::string& out) const;

 private:
  bool is_chunked_;
};

}  // namespace eni::sandbox::load_balancers
