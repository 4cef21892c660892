#pragma once
/// HTTP messages as values. Nothing here does I/O.
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace eni::net {

/// Header fields in their order, names compared without case. A message has few, so a list is quickest. All texts lie in one
/// buffer: views of them hold until the next change.
class Headers {
  struct Place;  ///< of a field in the buffer

 public:
  using Field = std::pair<std::string_view, std::string_view>;
  using value_type = Field;
  class const_iterator;

  Headers() = default;
  Headers(std::initializer_list<Field> fields);

  /// Room for so many fields, and bytes of names and values.
  void reserve(std::size_t fields, std::size_t bytes);
  void add(std::string_view name, std::string_view value);
  /// Replaces all fields of that name.
  void set(std::string_view name, std::string_view value);
  void erase(std::string_view name);
  /// The first field's value, or nothing.
  std::optional<std::string_view> get(std::string_view name) const;
  /// The first field's value, or "".
  std::string_view text(std::string_view name) const { return get(name).value_or(std::string_view{}); }
  bool contains(std::string_view name) const { return get(name).has_value(); }

  const_iterator begin() const;
  const_iterator end() const;
  std::size_t size() const { return places_.size(); }

 private:
  struct Place {
    std::uint32_t name, name_size, value, value_size;
  };

  Place put(std::string_view name, std::string_view value);
  std::string_view name_at(const Place& place) const { return {text_.data() + place.name, place.name_size}; }
  std::string_view value_at(const Place& place) const {
    return {text_.data() + place.value, place.value_size};
  }

  std::string text_;
  std::vector<Place> places_;
};

/// Gives fields as values.
class Headers::const_iterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using iterator_concept = std::forward_iterator_tag;
  using difference_type = std::ptrdiff_t;
  using value_type = Field;
  using reference = Field;
  using pointer = void;

  const_iterator() = default;
  const_iterator(const Headers& headers, const Place* place) : headers_{&headers}, place_{place} {}
  Field operator*() const { return {headers_->name_at(*place_), headers_->value_at(*place_)}; }
  const_iterator& operator++() {
    ++place_;
    return *this;
  }
  const_iterator operator++(int) { return {*headers_, place_++}; }
  bool operator==(const const_iterator& other) const { return place_ == other.place_; }

 private:
  const Headers* headers_ = nullptr;
  const Place* place_ = nullptr;
};

inline Headers::const_iterator Headers::begin() const { return {*this, places_.data()}; }
inline Headers::const_iterator Headers::end() const { return {*this, places_.data() + places_.size()}; }

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
