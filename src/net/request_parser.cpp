#include "net/request_parser.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/text.h"

namespace eni::net {

namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kHeadEnd = "\r\n\r\n";
constexpr std::size_t kUsualFields = 12;
/// A chunk's size line with its extensions.
constexpr std::size_t kMaxLine = 4096;

/// A set of characters; each byte of a head is looked up in one.
class CharacterSet {
 public:
  constexpr explicit CharacterSet(bool (*member)(char)) {
    for (std::size_t i = 0; i < members_.size(); ++i) members_[i] = member(static_cast<char>(i));
  }
  bool has_all(std::string_view text) const {
    return std::all_of(text.begin(), text.end(), [this](char c) { return has(c); });
  }
  bool has_any(std::string_view text) const {
    return std::any_of(text.begin(), text.end(), [this](char c) { return has(c); });
  }

 private:
  bool has(char c) const { return members_[static_cast<unsigned char>(c)]; }

  std::array<bool, 256> members_{};
};

/// RFC 9110, section 5.6.2.
constexpr CharacterSet kTokens{[](char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}};

constexpr CharacterSet kControls{[](char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t') || byte == 0x7f;
}};

bool is_token(std::string_view text) { return !text.empty() && kTokens.has_all(text); }

bool has_control(std::string_view text) { return has_control_characters(text) && kControls.has_any(text); }

/// Whether the comma-separated list has the word.
bool lists(std::string_view list, std::string_view word) {
  for (const std::string& item : split(list, ',')) {
    if (iequals(trim(item), word)) return true;
  }
  return false;
}

}  // namespace

std::size_t RequestParser::fail(int status, std::string reason) {
  stage_ = Stage::kFailed;
  error_status_ = status;
  error_reason_ = std::move(reason);
  return 0;
}

std::size_t RequestParser::feed(std::string_view bytes) {
  std::size_t taken = 0;
  while (taken < bytes.size() && stage_ != Stage::kComplete && stage_ != Stage::kFailed) {
    const std::string_view rest = bytes.substr(taken);
    switch (stage_) {
      case Stage::kHead:
        taken += feed_head(rest);
        break;
      case Stage::kBody:
      case Stage::kChunkData:
        taken += feed_body(rest);
        break;
      default:
        taken += feed_line(rest);
        break;
    }
  }
  return taken;
}

std::size_t RequestParser::feed_head(std::string_view bytes) {
  if (head_.empty()) {
    // RFC 9112, section 2.2: ignore empty lines before a request line.
    if (bytes.front() == '\r' || bytes.front() == '\n') return 1;
    // A TLS client begins so, and would wait for an answer as long as we for the rest of its request.
    if (!is_token(bytes.substr(0, 1))) return fail(400, "not an HTTP request line; https is not spoken here");
    const auto end = bytes.find(kHeadEnd);
    if (end != std::string_view::npos && end <= limits_.header_bytes) {
      parse_head(bytes.substr(0, end));
      return end + kHeadEnd.size();
    }
  }
  const std::size_t before = head_.size();
  head_.append(
      bytes.substr(0, limits_.header_bytes + kHeadEnd.size() - std::min(before, limits_.header_bytes)));
  const auto end = head_.find(kHeadEnd, before < 3 ? 0 : before - 3);
  if (end == std::string::npos) {
    if (head_.size() > limits_.header_bytes) return fail(431, "the request's header is too large");
    return bytes.size();
  }
  const std::string head = std::move(head_);
  head_.clear();
  parse_head(std::string_view{head}.substr(0, end));
  return end + kHeadEnd.size() - before;
}

void RequestParser::parse_head(std::string_view head) {
  auto end = head.find(kLineEnd);
  if (!parse_request_line(head.substr(0, end))) return;
  request_.headers.reserve(kUsualFields, head.size());
  while (end != std::string_view::npos) {
    head.remove_prefix(end + kLineEnd.size());
    end = head.find(kLineEnd);
    if (!parse_field(head.substr(0, end))) return;
  }
  choose_body();
}

bool RequestParser::parse_request_line(std::string_view line) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return fail(400, "not an HTTP request line"), false;
  const std::string_view method = line.substr(0, first);
  std::string_view target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  if (!version.starts_with("HTTP/")) return fail(400, "not an HTTP request line"), false;
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return fail(505, "only HTTP/1.1 is spoken here"), false;
  // A proxy's form: scheme and authority go.
  if (const auto scheme = target.find("://");
      scheme != std::string_view::npos && scheme <= 5 && target[0] != '/') {
    const auto path = target.find('/', scheme + 3);
    target = path == std::string_view::npos ? std::string_view{"/"} : target.substr(path);
  }
  const bool good_target = !target.empty() && (target[0] == '/' || target == "*") && !has_control(target) &&
                           target.find(' ') == std::string_view::npos &&
                           target.find('\t') == std::string_view::npos;
  if (!is_token(method) || !good_target) return fail(400, "not an HTTP request line"), false;
  request_.method = method;
  request_.target = target;
  version_1_1_ = version.back() == '1';
  return true;
}

bool RequestParser::parse_field(std::string_view line) {
  const auto colon = line.find(':');
  // Also refuses what RFC 9112 forbids: a space before the colon, and lines folded by leading space.
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon)) ||
      has_control(line.substr(colon))) {
    return fail(400, "a header field is malformed"), false;
  }
  request_.headers.add(line.substr(0, colon), trim(line.substr(colon + 1)));
  return true;
}

void RequestParser::choose_body() {
  std::optional<std::size_t> length;
  bool chunked = false;
  bool has_host = false;
  bool closes = false;
  bool keeps = false;
  for (const auto& [name, value] : request_.headers) {
    if (iequals(name, "Content-Length")) {
      std::size_t number = 0;
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
      if (error != std::errc{} || end != value.data() + value.size() || (length && *length != number)) {
        fail(400, "Content-Length is not a number");
        return;
      }
      length = number;
    } else if (iequals(name, "Transfer-Encoding")) {
      if (!iequals(value, "chunked") || chunked) {
        fail(501, "only the transfer encoding chunked is known here");
        return;
      }
      chunked = true;
    } else if (iequals(name, "Connection")) {
      closes = closes || lists(value, "close");
      keeps = keeps || lists(value, "keep-alive");
    } else if (iequals(name, "Host")) {
      if (has_host) {  // RFC 9112, section 3.2; whoever checks one must not be misled by the other
        fail(400, "there is more than one Host header");
        return;
      }
      has_host = true;
    } else if (iequals(name, "Expect")) {
      expects_continue_ = version_1_1_ && iequals(value, "100-continue");
    }
  }
  keep_alive_ = !closes && (version_1_1_ || keeps);
  if (chunked && (length || !version_1_1_)) {
    fail(400, "the body's length is ambiguous");
  } else if (version_1_1_ && !has_host) {
    fail(400, "the Host header is missing");
  } else {
    begin_body(length.value_or(0), chunked);
  }
}

void RequestParser::begin_body(std::size_t length, bool chunked) {
  remaining_ = length;
  if (!chunked && length == 0) {
    stage_ = Stage::kComplete;
    return;
  }
  if (choose_receiver_) receiver_ = choose_receiver_(request_);
  if (receiver_) {
    if (refuse(receiver_->begin())) return;
  } else if (length > limits_.body_bytes) {
    fail(413, "the request's body is too large");
    return;
  } else {
    request_.body.reserve(std::min<std::size_t>(length, 1 << 20));
  }
  stage_ = chunked ? Stage::kChunkSize : Stage::kBody;
}

bool RequestParser::refuse(std::optional<Response> answer) {
  if (!answer) return false;
  refusal_ = std::move(answer);
  fail(refusal_->status, "refused");
  return true;
}

std::size_t RequestParser::feed_body(std::string_view bytes) {
  const std::size_t taken = std::min(bytes.size(), remaining_);
  if (!receiver_) {
    request_.body.append(bytes.substr(0, taken));
  } else if (refuse(receiver_->receive(bytes.substr(0, taken)))) {
    return taken;
  }
  remaining_ -= taken;
  if (remaining_ == 0) stage_ = stage_ == Stage::kBody ? Stage::kComplete : Stage::kChunkEnd;
  return taken;
}

std::size_t RequestParser::feed_line(std::string_view bytes) {
  const auto newline = bytes.find('\n');
  const std::size_t taken = newline == std::string_view::npos ? bytes.size() : newline + 1;
  head_.append(bytes.substr(0, taken));
  if (head_.size() > kMaxLine) return fail(400, "a line of the chunked body is too long");
  if (newline == std::string_view::npos) return taken;
  if (!head_.ends_with(kLineEnd)) return fail(400, "the chunked body is malformed");
  const std::string line = head_.substr(0, head_.size() - kLineEnd.size());
  head_.clear();
  end_line(line);
  return taken;
}

void RequestParser::end_line(std::string_view line) {
  switch (stage_) {
    case Stage::kChunkSize:
      begin_chunk(line);
      break;
    case Stage::kChunkEnd:
      stage_ = Stage::kChunkSize;
      if (!line.empty()) fail(400, "the chunked body is malformed");
      break;
    default:  // trailers are read and dropped
      trailer_bytes_ += line.size();
      if (line.empty()) {
        stage_ = Stage::kComplete;
      } else if (trailer_bytes_ > limits_.header_bytes) {
        fail(431, "the request's trailers are too large");
      }
  }
}

void RequestParser::begin_chunk(std::string_view line) {
  const std::string_view digits = trim(line.substr(0, line.find(';')));
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), remaining_, 16);
  if (error != std::errc{} || end != digits.data() + digits.size()) {
    fail(400, "the chunked body is malformed");
  } else if (!receiver_ && remaining_ > limits_.body_bytes - request_.body.size()) {
    fail(413, "the request's body is too large");
  } else {
    stage_ = remaining_ == 0 ? Stage::kTrailers : Stage::kChunkData;
  }
}

Request RequestParser::take() {
  stage_ = Stage::kHead;
  trailer_bytes_ = 0;
  expects_continue_ = false;
  return std::exchange(request_, Request{});
}

}  // namespace eni::net
