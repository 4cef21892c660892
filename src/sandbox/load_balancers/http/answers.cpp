#include "sandbox/load_balancers/http/answers.h"

#include "base/text.h"
#include "base/time_text.h"
#include "net/http.h"
#include "sandbox/load_balancers/http/message_head.h"

namespace eni::sandbox::load_balancers {
namespace {

std::string page_of(int status) {
  const std::string title = std::to_string(status) + " " + std::string(phrase_of(status));
  return "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title +
         "</h1></center>\r\n</body>\r\n</html>\r\n";
}

std::string write(int status, net::Headers headers, std::string_view body, const AnswerContext& context) {
  std::string out = "HTTP/1.1 " + std::to_string(status) + " " + std::string(phrase_of(status)) + "\r\n";
  if (!context.listener || context.listener->tells_server) headers.set("Server", "awselb/2.0");
  headers.set("Date", http_date(context.now));
  const bool may_have_body = status >= 200 && status != 204 && status != 304;
  if (may_have_body) headers.set("Content-Length", std::to_string(body.size()));
  headers.set("Connection", context.close ? "close" : "keep-alive");
  if (context.listener)
    for (const auto& [name, value] : context.listener->headers) headers.set(name, value);
  append_headers(out, headers);
  out += "\r\n";
  if (may_have_body && !context.is_head) out += body;
  return out;
}

}  // namespace

std::string_view phrase_of(int status) {
  constexpr std::pair<int, std::string_view> kPhrases[] = {
      {405, "Not Allowed"},
      {408, "Request Time-out"},
      {414, "Request-URI Too Large"},
      {460, "Client Closed Request"},
      {463, "Too Many X-Forwarded-For Addresses"},
      {503, "Service Temporarily Unavailable"},
      {504, "Gateway Time-out"},
      {505, "HTTP Version Not Supported"},
  };
  for (const auto& [each, phrase] : kPhrases)
    if (each == status) return phrase;
  return net::reason_phrase(status);
}

std::string error_answer(int status, const AnswerContext& context) {
  return write(status, {{"Content-Type", "text/html"}}, page_of(status), context);
}

std::string redirect_answer(int status, std::string_view location, const AnswerContext& context) {
  return write(status, {{"Content-Type", "text/html"}, {"Location", location}}, page_of(status), context);
}

std::string fixed_answer(const FixedResponse& response, const AnswerContext& context) {
  const std::string type =
      (response.content_type.empty() ? "text/plain" : response.content_type) + "; charset=utf-8";
  return write(response.status, {{"Content-Type", type}}, response.body, context);
}

std::string unsupported_answer(std::string_view what, const AnswerContext& context) {
  return write(500, {{"Content-Type", "text/plain; charset=utf-8"}},
               "the sandbox's load balancers: " + std::string(what) + "\n", context);
}

}  // namespace eni::sandbox::load_balancers
