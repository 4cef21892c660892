#pragma once
/// What a registry asks for with an answer 401.
/// Sources: RFC 9110, 11.6.1 (WWW-Authenticate); distribution/distribution, "Token Authentication Specification".
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/http.h"

namespace eni::sandbox::images {

struct Challenge {
  std::string scheme;                             ///< in small letters: "basic", "bearer"
  std::map<std::string, std::string> parameters;  ///< names in small letters: "realm", "service", "scope"

  std::string text(const std::string& name) const {
    const auto found = parameters.find(name);
    return found == parameters.end() ? "" : found->second;
  }
};

/// All that a header's value asks for, one after the other; what is of no form ends it.
std::vector<Challenge> parse_challenges(std::string_view value);

/// The one of a registry's answer that can be met: a token, else a password. Nothing if it asks for neither.
std::optional<Challenge> choose_challenge(const net::Headers& headers);

}  // namespace eni::sandbox::images
