#include "net/http.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace eni::net {

Headers::Headers(std::initializer_list<Field> fields) {
  for (const auto& [name, value] : fields) add(name, value);
}

void Headers::reserve(std::size_t fields, std::size_t bytes) {
  places_.reserve(fields);
  text_.reserve(bytes);
}

Headers::Place Headers::put(std::string_view name, std::string_view value) {
  const auto at = static_cast<std::uint32_t>(text_.size());
  const auto name_size = static_cast<std::uint32_t>(name.size());
  const std::size_t size = at + name.size() + value.size();
  if (size <= text_.capacity()) {
    text_.append(name).append(value);
  } else {  // What is appended may lie in the text.
    std::string longer;
    longer.reserve(std::max(size, 2 * text_.capacity()));
    longer.append(text_).append(name).append(value);
    text_ = std::move(longer);
  }
  return {at, name_size, at + name_size, static_cast<std::uint32_t>(value.size())};
}

void Headers::add(std::string_view name, std::string_view value) { places_.push_back(put(name, value)); }

void Headers::set(std::string_view name, std::string_view value) {
  const auto has_name = [&](const Place& place) { return iequals(name_at(place), name); };
  const auto first = std::find_if(places_.begin(), places_.end(), has_name);
  if (first == places_.end()) {
    add(name, value);
    return;
  }
  places_.erase(std::remove_if(std::next(first), places_.end(), has_name), places_.end());
  *first = put(name_at(*first), value);
}

void Headers::erase(std::string_view name) {
  std::erase_if(places_, [&](const Place& place) { return iequals(name_at(place), name); });
}

std::optional<std::string_view> Headers::get(std::string_view name) const {
  for (const Place& place : places_) {
    if (place.name_size == name.size() && iequals(name_at(place), name)) return value_at(place);
  }
  return std::nullopt;
}

std::string_view Request::path() const {
  const std::string_view all = target;
  return all.substr(0, all.find('?'));
}

std::string_view Request::query() const {
  const std::string_view all = target;
  const auto mark = all.find('?');
  return mark == std::string_view::npos ? std::string_view{} : all.substr(mark + 1);
}

namespace {

constexpr std::size_t kUsualPairs = 8;

/// Calls `visit(key, value)`, both still encoded, until it returns true.
template <class Visit>
void for_each_pair(std::string_view query, Visit visit) {
  while (!query.empty()) {
    const auto end = query.find('&');
    const std::string_view pair = query.substr(0, end);
    const auto equals = pair.find('=');
    const auto value = equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1);
    if (!pair.empty() && visit(pair.substr(0, equals), value)) return;
    if (end == std::string_view::npos) return;
    query.remove_prefix(end + 1);
  }
}

}  // namespace

std::vector<std::pair<std::string, std::string>> parse_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> pairs;
  if (!query.empty()) pairs.reserve(kUsualPairs);
  for_each_pair(query, [&](std::string_view key, std::string_view value) {
    pairs.emplace_back(percent_decode(key, Plus::kSpace), percent_decode(value, Plus::kSpace));
    return false;
  });
  return pairs;
}

std::optional<std::string> query_value(std::string_view query, std::string_view key) {
  std::optional<std::string> found;
  for_each_pair(query, [&](std::string_view name, std::string_view value) {
    if (percent_decode(name, Plus::kSpace) != key) return false;
    found = percent_decode(value, Plus::kSpace);
    return true;
  });
  return found;
}

std::size_t query_count(std::string_view query, std::string_view key) {
  std::size_t count = 0;
  for_each_pair(query, [&](std::string_view name, std::string_view) {
    if (percent_decode(name, Plus::kSpace) == key) ++count;
    return false;
  });
  return count;
}

std::string_view reason_phrase(int status) {
  struct Row {
    int status;
    std::string_view phrase;
  };
  static constexpr std::array kRows{
      Row{100, "Continue"},
      Row{200, "OK"},
      Row{201, "Created"},
      Row{202, "Accepted"},
      Row{204, "No Content"},
      Row{206, "Partial Content"},
      Row{301, "Moved Permanently"},
      Row{302, "Found"},
      Row{304, "Not Modified"},
      Row{307, "Temporary Redirect"},
      Row{400, "Bad Request"},
      Row{401, "Unauthorized"},
      Row{403, "Forbidden"},
      Row{404, "Not Found"},
      Row{405, "Method Not Allowed"},
      Row{408, "Request Timeout"},
      Row{409, "Conflict"},
      Row{411, "Length Required"},
      Row{412, "Precondition Failed"},
      Row{413, "Payload Too Large"},
      Row{414, "URI Too Long"},
      Row{415, "Unsupported Media Type"},
      Row{416, "Range Not Satisfiable"},
      Row{421, "Misdirected Request"},
      Row{429, "Too Many Requests"},
      Row{431, "Request Header Fields Too Large"},
      Row{500, "Internal Server Error"},
      Row{501, "Not Implemented"},
      Row{502, "Bad Gateway"},
      Row{503, "Service Unavailable"},
      Row{504, "Gateway Timeout"},
  };
  const auto* row =
      std::find_if(kRows.begin(), kRows.end(), [status](const Row& r) { return r.status == status; });
  return row == kRows.end() ? "Unknown" : row->phrase;
}

namespace {

/// The text without what may be secret in it: the query, and a password before an '@'.
std::string without_secrets(std::string_view text) {
  const auto shown = text.substr(0, text.find('?'));
  const auto at = shown.rfind('@');
  return at == std::string_view::npos ? std::string(shown) : "…" + std::string(shown.substr(at));
}

Error not_a_url(std::string_view text, std::string_view problem) {
  return {"not a URL: " + without_secrets(text) + " (" + std::string(problem) + ")", {}};
}

bool is_port(std::string_view text) {
  const auto number = parse_integer(text);
  return number && *number >= 1 && *number <= 65535;
}

bool is_host_character(char c) {
  return c > ' ' && c != 127 && std::string_view{"/\\@#?<>\"`{}|^"}.find(c) == std::string_view::npos;
}

/// HOST[:PORT] or [IPV6][:PORT].
std::optional<std::string_view> read_authority(std::string_view authority, Url& url) {
  if (authority.find('@') != std::string_view::npos) return "user names in URLs are not supported";
  std::string_view rest;
  if (authority.substr(0, 1) == "[") {
    const auto close = authority.find(']');
    if (close == std::string_view::npos) return "no ] after the IPv6 address";
    url.host = authority.substr(1, close - 1);
    rest = authority.substr(close + 1);
  } else {
    const auto colon = std::min(authority.find(':'), authority.size());
    url.host = authority.substr(0, colon);
    rest = authority.substr(colon);
  }
  if (url.host.empty()) return "no host";
  if (!std::all_of(url.host.begin(), url.host.end(), is_host_character))
    return "a character no host name has";
  if (rest.empty()) return std::nullopt;
  if (rest.front() != ':' || !is_port(rest.substr(1))) return "the port is not a number from 1 to 65535";
  url.port = rest.substr(1);
  return std::nullopt;
}

std::string_view default_port(std::string_view scheme) { return scheme == "https" ? "443" : "80"; }

}  // namespace

Result<Url> Url::parse(std::string_view text) {
  const auto colon = text.find("://");
  if (colon == std::string_view::npos) return not_a_url(text, "it must start with http:// or https://");
  Url url;
  url.scheme = to_lower(text.substr(0, colon));
  if (url.scheme != "http" && url.scheme != "https")
    return not_a_url(text, "it must start with http:// or https://");

  std::string_view rest = text.substr(colon + 3);
  const auto end = std::min(rest.find_first_of("/?#"), rest.size());
  url.port = default_port(url.scheme);
  if (const auto problem = read_authority(rest.substr(0, end), url)) return not_a_url(text, *problem);

  rest = rest.substr(end);
  rest = rest.substr(0, rest.find('#'));
  if (std::any_of(rest.begin(), rest.end(), [](char c) { return c >= 0 && c <= ' '; })) {
    return not_a_url(text, "a space or control character in the path");
  }
  if (!rest.empty()) url.target = rest.front() == '/' ? std::string(rest) : "/" + std::string(rest);
  return url;
}

std::string Url::authority() const {
  std::string out = host.find(':') == std::string::npos ? host : "[" + host + "]";
  if (port != default_port(scheme)) out += ":" + port;
  return out;
}

}  // namespace eni::net
