#pragma once
/// What authorization knows of an identity, and from when on. Each change of a role or user, of its policies,
/// its boundary, its trust or its tags publishes a whole new snapshot, which takes effect after the
/// propagation delay; so authorization sees the state of some seconds ago, deletions included.
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "sandbox/store/iam_repository.h"

namespace eni::sandbox {

/// A policy that counts for an identity.
struct SnapshotPolicy {
  std::string name;      ///< of an inline policy; the ARN of a managed one
  std::string document;  ///< "" for AWS's own managed policies: they never change
};

struct IdentitySnapshot {
  std::string unique_id;  ///< "" if the identity was deleted
  std::string trust;      ///< roles: with unique ids in the place of ARNs
  std::int64_t max_session_seconds = 3600;
  std::optional<SnapshotPolicy> boundary;
  std::vector<SnapshotPolicy> policies;
  IamTags tags;

  bool exists() const { return !unique_id.empty(); }
};

class IamSnapshotRepository final : public Repository {
 public:
  explicit IamSnapshotRepository(sqlite::Database& database);

  struct InForce {
    IdentitySnapshot snapshot;
    std::optional<std::int64_t> until;  ///< when the next one takes effect, if one waits
  };
  /// The snapshot in force at `now`; one that does not exist if there is none (yet).
  InForce find(std::string_view arn, std::int64_t now);
  /// Also drops what is superseded, and all rows of identities whose deletion has taken effect.
  /// @param snapshot  one that does not exist: the identity was deleted
  void put(std::string_view arn, std::int64_t effective_from, std::int64_t now,
           const IdentitySnapshot& snapshot);
  /// Grows with each put(): what was read before may be out of date.
  std::uint64_t generation() const { return generation_; }

 private:
  void drop_deleted(std::int64_t now);

  sqlite::Statement find_, next_, put_, drop_later_, drop_superseded_, deleted_, drop_until_;
  std::uint64_t generation_ = 1;
};

/// When and how late authorization learns of a change.
struct Propagation {
  TimePoint now;
  std::chrono::seconds delay{0};
};

/// To be called after every change of `identity` or of anything that counts for it.
void publish_identity(Store& store, const IamIdentity& identity, const Propagation& propagation);
void publish_removal(Store& store, std::string_view arn, const Propagation& propagation);
/// After a change of a managed policy's default version: every identity that has it attached or as its
/// boundary.
void publish_policy(Store& store, std::string_view policy_arn, const Propagation& propagation);

}  // namespace eni::sandbox
