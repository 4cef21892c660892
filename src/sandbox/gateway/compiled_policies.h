#pragma once
/// Policies as authorization uses them: read from the store once, parsed once, kept until IAM changes.
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "iam/policy.h"
#include "sandbox/store/iam_snapshot.h"

namespace eni::sandbox {

struct CompiledPolicy {
  std::string name;  ///< as SnapshotPolicy::name
  std::shared_ptr<const iam::Policy> policy;
};

/// What counts for a role or a user at the moment.
struct CompiledIdentity {
  std::string unique_id;  ///< "" if authorization knows no such identity
  std::vector<CompiledPolicy> policies;
  std::optional<CompiledPolicy> boundary;
  std::shared_ptr<const iam::Policy> trust;  ///< roles
  std::int64_t max_session_seconds = 3600;
  IamTags tags;
};

/// A repository for its lifetime only: one per store, nothing of its own in the database.
class CompiledPolicies final : public Repository {
 public:
  explicit CompiledPolicies(sqlite::Database& database) : database_{database} {}

  /// Valid until the next call.
  const CompiledIdentity& identity(Store& store, const std::string& arn, TimePoint now);
  /// By its text. One that cannot be parsed has no statements: it allows nothing.
  std::shared_ptr<const iam::Policy> document(const std::string& text);
  /// Whether a use of an access key is worth writing down again: at most once a minute.
  bool should_note_use(const std::string& access_key_id, TimePoint now);

 private:
  struct Entry {
    CompiledIdentity identity;
    std::uint64_t generation = 0;
    std::optional<std::int64_t> until;
  };
  CompiledIdentity compile(const IdentitySnapshot& snapshot);
  CompiledPolicy compile(const SnapshotPolicy& policy);

  sqlite::Database& database_;
  std::unordered_map<std::string, Entry> identities_;
  std::unordered_map<std::string, std::shared_ptr<const iam::Policy>> documents_;
  std::unordered_map<std::string, TimePoint> noted_uses_;
};

}  // namespace eni::sandbox
