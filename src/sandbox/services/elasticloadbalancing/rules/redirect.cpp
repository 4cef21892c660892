#include "sandbox/services/elasticloadbalancing/rules/redirect.h"

#include "base/text.h"
#include "sandbox/services/elasticloadbalancing/errors.h"

namespace eni::sandbox::elb_service {
namespace {

std::string given_or(const json::object& config, std::string_view member, std::string_view fallback) {
  const std::string text = scalar_text_at(config, member);
  return text.empty() ? std::string(fallback) : text;
}

/// How often the path has the placeholder.
int count(std::string_view path, std::string_view placeholder) {
  int times = 0;
  for (auto at = path.find(placeholder); at != std::string_view::npos; at = path.find(placeholder, at + 1))
    ++times;
  return times;
}

ApiResult<void> check_path(const std::string& path) {
  bool is_valid = path.starts_with("/");
  for (const std::string_view placeholder : {"#{path}", "#{host}", "#{port}"})
    is_valid = is_valid && count(path, placeholder) <= 1;
  if (is_valid) return {};
  return invalid_action(
      "The Path parameter must be a valid path, should start with a '/', and may contain up to one of each "
      "of these "
      "placeholders: '#{path}', '#{host}', '#{port}'.");
}

ApiResult<void> check_port(const std::string& port) {
  if (port == "#{port}") return {};
  const auto number = parse_integer(port);
  if (number && *number >= 1 && *number <= 65535) return {};
  // Assumed wording.
  return invalid_action("The Port parameter must be a valid port between '1' and '65535', or '#{port}'.");
}

}  // namespace

ApiResult<json::object> read_redirect(const json::object& config, std::string_view protocol) {
  const std::string to = given_or(config, "Protocol", "#{protocol}");
  const std::string port = given_or(config, "Port", "#{port}");
  const std::string host = given_or(config, "Host", "#{host}");
  const std::string path = given_or(config, "Path", "/#{path}");
  ENI_CHECK(check_port(port));
  ENI_CHECK(check_path(path));
  if (protocol == "HTTPS" && to == "HTTP") return invalid_action("You cannot redirect HTTPS to HTTP");
  const bool keeps_protocol = to == "#{protocol}" || to == protocol;
  if (keeps_protocol && port == "#{port}" && host == "#{host}" && path == "/#{path}")
    return invalid_action("The redirect configuration is not valid because it creates a loop");
  return json::object{{"Protocol", to},
                      {"Port", port},
                      {"Host", host},
                      {"Path", path},
                      {"Query", given_or(config, "Query", "#{query}")},
                      {"StatusCode", scalar_text_at(config, "StatusCode")}};
}

}  // namespace eni::sandbox::elb_service
