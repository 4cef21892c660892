#include "net/response_writer.h"

#include <algorithm>

#include "base/text.h"
#include "base/time_text.h"

namespace eni::net {

namespace {

/// A value from elsewhere must not begin a line of its own.
void append_clean(std::string& out, std::string_view text) {
  const auto begin = static_cast<std::ptrdiff_t>(out.size());
  out += text;
  if (!has_control_characters(text)) return;
  std::replace_if(
      out.begin() + begin, out.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
}

bool has_no_body(int status) { return status == 204 || status == 304 || status < 200; }

/// Fields that are the writer's own; Content-Length is believed only where there is no body to count.
bool is_ours(std::string_view name, bool head_only) {
  switch (name.size()) {
    case 10:
      return iequals(name, "Connection");
    case 14:
      return !head_only && iequals(name, "Content-Length");
    case 17:
      return iequals(name, "Transfer-Encoding");
    default:
      return false;
  }
}

}  // namespace

const std::string& ResponseWriter::date(TimePoint now) {
  const auto second = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch());
  if (second != date_second_) {
    date_second_ = second;
    date_ = http_date(now);
  }
  return date_;
}

void ResponseWriter::write(const Response& response, Framing framing, TimePoint now, std::string& out) {
  out.reserve(out.size() + 256 + response.body.size());
  append(out, {"HTTP/1.1 ", std::to_string(response.status), " ", reason_phrase(response.status)});
  bool has_length = false;
  bool has_date = false;
  for (const auto& [name, value] : response.headers) {
    if (is_ours(name, framing.head_only && !framing.body_bytes)) continue;
    has_length = has_length || iequals(name, "Content-Length");
    has_date = has_date || iequals(name, "Date");
    out += std::string_view{"\r\n"};
    append_clean(out, name);
    out += std::string_view{": "};
    append_clean(out, value);
  }
  if (!has_date) append(out, {"\r\nDate: ", date(now)});
  if (!has_length && !has_no_body(response.status)) {
    append(out, {"\r\nContent-Length: ", std::to_string(framing.body_bytes.value_or(response.body.size()))});
  }
  if (framing.close) out += "\r\nConnection: close";
  out += std::string_view{"\r\n\r\n"};
  if (!framing.head_only && !has_no_body(response.status)) out.append(response.body);
}

}  // namespace eni::net
