#pragma once
/// Passwords that GetAuthorizationToken has given out. They survive a restart; the passwords themselves are not kept.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/store/store.h"

namespace eni::sandbox {

struct EcrToken {
  std::string password_digest;  ///< SHA-256 in hexadecimal
  std::string region;           ///< in which it was asked for
  std::string principal;        ///< JSON of the gateway's Principal
  std::int64_t expires = 0;     ///< milliseconds since the epoch
};

class EcrTokenRepository final : public Repository {
 public:
  explicit EcrTokenRepository(sqlite::Database& database);

  /// Expired ones are found for a day more, so that their use can be told from a wrong password.
  std::optional<EcrToken> find(std::string_view password_digest);
  /// Forgets those that expired long before `now`.
  void insert(const EcrToken& token, std::int64_t now);

 private:
  sqlite::Statement find_, insert_, forget_;
};

}  // namespace eni::sandbox
