#include "sandbox/store/sts_repository.h"

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
  if (!find_.query(access_key_id).step()) return std::nullopt;
  StsSession session{find_.text(0),    find_.text(1),    find_.text(2), find_.text(3),
                     find_.integer(4), find_.integer(5), find_.text(6), find_.text(7)};
  find_.reset();
  return session;
}

void StsRepository::insert(const StsSession& session) {
  forget_.run(session.created - kKeepExpiredMillis);
  insert_.run(session.access_key_id, session.secret, session.session_token, session.principal,
              session.created, session.expires, session.source_identity, session.transitive_tag_keys);
}

}  // namespace eni::sandbox
