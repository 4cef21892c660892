#include "sandbox/store/sts_repository.h"

#include "sqlite/rows.h"

namespace eni::sandbox {
namespace {

constexpr std::int64_t kKeepExpiredMillis = 24LL * 60 * 60 * 1000;

}  // namespace

StsRepository::StsRepository(sqlite::Database& database)
    : find_{database,
            "SELECT access_key_id, secret, session_token, principal, created, expires, source_identity, "
            "transitive_tag_keys FROM sts_session WHERE access_key_id = ?1"},
      insert_{database, "INSERT INTO sts_session VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"},
      forget_{database, "DELETE FROM sts_session WHERE expires < ?1"} {}

std::optional<StsSession> StsRepository::find(std::string_view access_key_id) {
  return first_row(find_.query(access_key_id), [](const auto& row) {
    return StsSession{row.text(0),    row.text(1),    row.text(2), row.text(3),
                      row.integer(4), row.integer(5), row.text(6), row.text(7)};
  });
}

void StsRepository::insert(const StsSession& session) {
  forget_.run(session.created - kKeepExpiredMillis);
  insert_.run(session.access_key_id, session.secret, session.session_token, session.principal,
              session.created, session.expires, session.source_identity, session.transitive_tag_keys);
}

}  // namespace eni::sandbox
