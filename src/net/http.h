#pragma once
/// HTTP messages as values. Nothing here does I/O.
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace eni::net {

/// Header fields in their order, names compared without case. A message has few, so a list is quickest.
class Headers {
 public:
  using Field = std::pair<std::string, std::string>;
  using value_type = Field;
  using const_iterator = std::vector<Field>::const_iterator;

  Headers() = default;
  Headers(std::initializer_list<Field> fields) : fields_{fields} {}

  void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
  /// Replaces all fields of that name.
  void set(std::string_view name, std::string value);
  void erase(std::string_view name);
  /// The first field's value, or nothing.
  std::optional<std::string_view> get(std::string_view name) const;
  /// The first field's value, or "".
  std::string_view text(std::string_view name) const { return get(name).value_or(std::string_view{}); }
  bool contains(std::string_view name) const { return get(name).has_value(); }

  const_iterator begin() const { return fields_.begin(); }
  const_iterator end() const { return fields_.end(); }
  std::size_t size() const { return fields_.size(); }

 private:
  std::vector<Field> fields_;
};

struct Request {
  std::string method = "GET";  ///< upper case
  std::string target = "/";    ///< as on the wire: path and query, still encoded
  Headers headers;
  std::string body;

  std::string_view path() const;   ///< before the '?', still encoded
  std::string_view query() const;  ///< after the '?', still encoded; "" if there is none
};

struct Response {
  int status = 200;
  Headers headers;
  std::string body;
};

/// `a=1&b=&c` decoded, in its order; a key without '=' has the value "".
std::vector<std::pair<std::string, std::string>> parse_query(std::string_view query);
/// The first value of `key` in an encoded query, decoded.
std::optional<std::string> query_value(std::string_view query, std::string_view key);
/// How often the parameter is there.
std::size_t query_count(std::string_view query, std::string_view key);

/// "OK" for 200.
std::string_view reason_phrase(int status);

/// scheme://host[:port][/target]. The scheme is http or https, the port defaults by it.
struct Url {
  std::string scheme;
  std::string host;  ///< without brackets for IPv6
  std::string port;
  std::string target = "/";

  /// @error  "not a URL: TEXT" with what is wrong with it; query strings are cut off in the message
  static Result<Url> parse(std::string_view text);
  /// "host" or "host:port" as the Host header carries it (default ports left out).
  std::string authority() const;
};

}  // namespace eni::net
