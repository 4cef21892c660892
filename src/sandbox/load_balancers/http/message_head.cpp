#include "sandbox/load_balancers/http/message_head.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "sandbox/load_balancers/routing/forwarded_headers.h"

namespace eni::sandbox::load_balancers {
namespace {

constexpr std::string_view kHeadEnd = "\r\n\r\n";
constexpr std::string_view kLineEnd = "\r\n";

/// RFC 9110, section 5.6.2.
bool is_token(std::string_view text) {
  constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kOthers.find(c) != kOthers.npos;
  });
}

bool is_field_text(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f); });
}

/// The next line, without its end. @param head  becomes what is behind it
std::string_view take_line(std::string_view& head) {
  const auto end = std::min(head.find(kLineEnd), head.size());
  const std::string_view line = head.substr(0, end);
  head.remove_prefix(std::min(end + kLineEnd.size(), head.size()));
  return line;
}

/// Also refuses lines that are folded by leading space, and a space before the colon.
bool read_fields(std::string_view head, net::Headers& headers) {
  headers.reserve(16, head.size());
  while (!head.empty()) {
    const std::string_view line = take_line(head);
    if (line.empty()) continue;
    const auto colon = line.find(':');
    if (line.size() > kMaxHeaderField || colon == line.npos || !is_token(line.substr(0, colon)) ||
        !is_field_text(line.substr(colon + 1)))
      return false;
    headers.add(line.substr(0, colon), trim(line.substr(colon + 1)));
  }
  return true;
}

/// What the header says of framing and connection, of either kind of message.
struct Control {
  std::optional<std::uint64_t> length;
  int encodings = 0;        ///< headers Transfer-Encoding
  bool is_chunked = false;  ///< the only encoding is "chunked"
  bool closes = false;
  bool keeps = false;
  bool upgrades = false;
  bool is_contradictory = false;
};

std::optional<std::uint64_t> parse_length(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Control read_control(const net::Headers& headers) {
  Control control;
  for (const auto& [name, value] : headers) {
    if (iequals(name, "Content-Length")) {
      const auto length = parse_length(value);
      if (!length || (control.length && control.length != length)) control.is_contradictory = true;
      control.length = length;
    } else if (iequals(name, "Transfer-Encoding")) {
      ++control.encodings;
      control.is_chunked = iequals(value, "chunked");
    } else if (iequals(name, "Connection")) {
      control.closes = control.closes || list_has(value, "close");
      control.keeps = control.keeps || list_has(value, "keep-alive");
      control.upgrades = control.upgrades || list_has(value, "upgrade");
    }
  }
  return control;
}

/// A proxy's form, scheme://authority/path, becomes the usual one. @return  whether the target is one
bool normalize_target(net::Request& request, std::string_view target) {
  if (const auto scheme = target.find("://"); scheme != target.npos && target.front() != '/') {
    const std::string_view rest = target.substr(scheme + 3);
    const auto end = std::min(rest.find_first_of("/?"), rest.size());
    request.headers.set("Host", rest.substr(0, end));
    const std::string_view path = rest.substr(end);
    request.target = path.starts_with('/') ? std::string(path) : "/" + std::string(path);
    return end > 0;
  }
  request.target = target;
  return target.front() == '/' || (target == "*" && request.method == "OPTIONS");
}

Result<RequestHead, int> read_request_line(std::string_view line) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (line.size() > kMaxRequestLine) return 414;
  if (first == line.npos || first == last) return 400;
  const std::string_view version = line.substr(last + 1);
  if (!version.starts_with("HTTP/")) return 400;
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return 505;
  RequestHead head;
  head.is_http_1_1 = version.back() == '1';
  head.request.method = line.substr(0, first);
  head.request.target = line.substr(first + 1, last - first - 1);
  const std::string& target = head.request.target;
  const bool is_plain =
      std::ranges::all_of(target, [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != 0x7f; });
  if (!is_token(head.request.method) || target.empty() || !is_plain) return 400;
  return head;
}

/// @return  the status that refuses it, or 0
int read_request_control(RequestHead& head) {
  const Control control = read_control(head.request.headers);
  const auto hosts = std::ranges::count_if(head.request.headers,
                                           [](const auto& field) { return iequals(field.first, "Host"); });
  if (control.is_contradictory || hosts > 1 || (hosts == 0 && head.is_http_1_1)) return 400;
  if (control.encodings > 0 && !control.is_chunked) return 501;
  if (control.encodings > 1 || (control.encodings > 0 && (control.length || !head.is_http_1_1))) return 400;
  if (control.is_chunked) head.body = {BodyFraming::Kind::kChunked, 0};
  if (control.length && *control.length > 0) head.body = {BodyFraming::Kind::kLength, *control.length};
  head.keep_alive = !control.closes && (head.is_http_1_1 || control.keeps);
  head.is_upgrade = head.is_http_1_1 && control.upgrades && !head.body.has_body() &&
                    iequals(head.request.headers.text("Upgrade"), "websocket");
  head.expects_continue = head.is_http_1_1 && iequals(head.request.headers.text("Expect"), "100-continue");
  return 0;
}

}  // namespace

std::optional<std::size_t> find_head_end(std::string_view bytes, std::size_t searched) {
  const auto end = bytes.find(kHeadEnd, searched < 3 ? 0 : searched - 3);
  if (end == bytes.npos) return std::nullopt;
  return end + kHeadEnd.size();
}

std::optional<int> refuse_unfinished(std::string_view bytes) {
  if (bytes.find(kLineEnd) == bytes.npos && bytes.size() > kMaxRequestLine) return 414;
  if (bytes.size() > kMaxRequestHead) return 400;
  // A TLS client begins so, and would wait for an answer as long as we for the rest of its request.
  if (!bytes.empty() && !is_token(bytes.substr(0, 1))) return 400;
  return std::nullopt;
}

Result<RequestHead, int> parse_request_head(std::string_view bytes) {
  const std::size_t size = bytes.size();
  ENI_TRY(RequestHead head, read_request_line(take_line(bytes)));
  if (size > kMaxRequestHead || !read_fields(bytes, head.request.headers)) return 400;
  if (head.request.method == "TRACE") return 405;
  const std::string target = head.request.target;
  if (!normalize_target(head.request, target)) return 400;
  if (const int status = read_request_control(head); status != 0) return status;
  return head;
}

Result<ResponseHead> parse_response_head(std::string_view bytes, std::string_view method) {
  const std::string_view line = take_line(bytes);
  const bool is_known = line.starts_with("HTTP/1.1 ") || line.starts_with("HTTP/1.0 ");
  const auto status = is_known ? parse_integer(line.substr(9, 3)) : std::nullopt;
  if (!status || *status < 100 || *status > 999 || (line.size() > 12 && line[12] != ' ') ||
      !is_field_text(line))
    return Error{"not an HTTP status line", ""};
  ResponseHead head;
  head.status = static_cast<int>(*status);
  if (line.size() > 13) head.reason = line.substr(13);
  if (!read_fields(bytes, head.headers)) return Error{"a header field is malformed", ""};
  const Control control = read_control(head.headers);
  if (control.is_contradictory) return Error{"Content-Length is contradictory", ""};
  if (control.encodings > 1 || (control.encodings > 0 && !control.is_chunked))
    return Error{"the transfer encoding is not known", ""};
  head.keep_alive = !control.closes && (line[7] == '1' || control.keeps);
  if (method == "HEAD" || status < 200 || status == 204 || status == 304) return head;
  if (control.is_chunked) {
    head.body = {BodyFraming::Kind::kChunked, 0};
    if (control.length) head.keep_alive = false;  // One of the two is not meant.
  } else if (control.length) {
    if (*control.length > 0) head.body = {BodyFraming::Kind::kLength, *control.length};
  } else {
    head.body = {BodyFraming::Kind::kUntilClose, 0};
    head.keep_alive = false;
  }
  return head;
}

void append_headers(std::string& out, const net::Headers& headers) {
  for (const auto& [name, value] : headers) append(out, {name, ": ", value, kLineEnd});
}

}  // namespace eni::sandbox::load_balancers
