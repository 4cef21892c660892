#include "sandbox/images/registry/challenge.h"

#include <algorithm>

#include "base/text.h"

namespace eni::sandbox::images {
namespace {

constexpr std::size_t kMaxChallenges = 8;
constexpr std::size_t kMaxParameters = 16;

bool is_token(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view{"!#$%&'*+-.^_`|~"}.find(c) != std::string_view::npos;
}

/// Reads a header's value from its front.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_{text} {}

  bool at_end() const { return rest_.empty(); }
  void skip(std::string_view characters) {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(characters), rest_.size()));
  }
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  std::string token() {
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), is_token);
    return take_front(static_cast<std::size_t>(end - rest_.begin()));
  }
  /// A token, or a text in quotes; nothing if the quotes do not end.
  std::optional<std::string> value() {
    if (!take('"')) return token();
    std::string out;
    while (!rest_.empty()) {
      const char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '"') return out;
      if (c == '\\' && !rest_.empty()) {
        out += rest_.front();
        rest_.remove_prefix(1);
      } else {
        out += c;
      }
    }
    return std::nullopt;
  }
  /// Whether NAME= is next, and not the scheme of another challenge.
  bool is_parameter() const {
    Scanner ahead = *this;
    if (ahead.token().empty()) return false;
    ahead.skip(" \t");
    return ahead.take('=');
  }

 private:
  std::string take_front(std::size_t size) {
    std::string out{rest_.substr(0, size)};
    rest_.remove_prefix(size);
    return out;
  }

  std::string_view rest_;
};

bool read_parameters(Scanner& scanner, Challenge& challenge) {
  for (scanner.skip(" \t,"); scanner.is_parameter(); scanner.skip(" \t,")) {
    const std::string name = to_lower(scanner.token());
    scanner.skip(" \t");
    scanner.take('=');
    scanner.skip(" \t");
    auto value = scanner.value();
    if (!value || challenge.parameters.size() >= kMaxParameters) return false;
    challenge.parameters.emplace(name, *std::move(value));
  }
  return true;
}

}  // namespace

std::vector<Challenge> parse_challenges(std::string_view value) {
  std::vector<Challenge> out;
  Scanner scanner{value};
  for (scanner.skip(" \t,"); !scanner.at_end() && out.size() < kMaxChallenges; scanner.skip(" \t,")) {
    Challenge challenge{to_lower(scanner.token()), {}};
    if (challenge.scheme.empty() || !read_parameters(scanner, challenge)) break;
    out.push_back(std::move(challenge));
  }
  return out;
}

std::optional<Challenge> choose_challenge(const net::Headers& headers) {
  std::optional<Challenge> chosen;
  for (const auto& [name, value] : headers) {
    if (!iequals(name, "WWW-Authenticate")) continue;
    for (Challenge& one : parse_challenges(value)) {
      const bool is_bearer = one.scheme == "bearer" && !one.text("realm").empty();
      if (is_bearer || (one.scheme == "basic" && !chosen)) chosen = std::move(one);
      if (is_bearer) return chosen;
    }
  }
  return chosen;
}

}  // namespace eni::sandbox::images
