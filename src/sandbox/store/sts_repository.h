#pragma once
/// Temporary credentials that STS has given out. They survive a restart.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/store/store.h"

namespace eni::sandbox {

struct StsSession {
  std::string access_key_id;  ///< ASIA…
  std::string secret;
  std::string session_token;
  std::string principal;  ///< JSON of the gateway's Principal
  std::int64_t created = 0;
  std::int64_t expires = 0;
  std::string source_identity;
  std::string transitive_tag_keys = "[]";  ///< JSON list
};

class StsRepository final : public Repository {
 public:
  explicit StsRepository(sqlite::Database& database);

  /// Expired ones are found for a day more, so that their use can be told from an unknown key's.
  std::optional<StsSession> find(std::string_view access_key_id);
  /// Forgets those that expired long before `session.created`.
  void insert(const StsSession& session);

 private:
  sqlite::Statement find_, insert_, forget_;
};

}  // namespace eni::sandbox
