#include "sandbox/store/ecr_token_repository.h"

#include "sqlite/rows.h"

namespace eni::sandbox {
namespace {

constexpr std::int64_t kKeepExpiredMillis = 24LL * 60 * 60 * 1000;

}  // namespace

EcrTokenRepository::EcrTokenRepository(sqlite::Database& database)
    : find_{database,
            "SELECT password_digest, region, principal, expires FROM ecr_authorization_token "
            "WHERE password_digest = ?1"},
      insert_{database, "INSERT INTO ecr_authorization_token VALUES (?1, ?2, ?3, ?4)"},
      forget_{database, "DELETE FROM ecr_authorization_token WHERE expires < ?1"} {}

std::optional<EcrToken> EcrTokenRepository::find(std::string_view password_digest) {
  return first_row(find_.query(password_digest), [](const auto& row) {
    return EcrToken{row.text(0), row.text(1), row.text(2), row.integer(3)};
  });
}

void EcrTokenRepository::insert(const EcrToken& token, std::int64_t now) {
  forget_.run(now - kKeepExpiredMillis);
  insert_.run(token.password_digest, token.region, token.principal, token.expires);
}

}  // namespace eni::sandbox
