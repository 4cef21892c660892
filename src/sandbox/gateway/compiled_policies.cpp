#include "sandbox/gateway/compiled_policies.h"

#include "base/time_text.h"
#include "iam/parse.h"
#include "sandbox/store/aws_managed_policies.h"

namespace eni::sandbox {
namespace {

/// More than a busy sandbox has; beyond it everything is parsed anew.
constexpr std::size_t kMaxDocuments = 2000;
constexpr std::size_t kMaxIdentities = 2000;
constexpr auto kUseResolution = std::chrono::minutes{1};

}  // namespace

std::shared_ptr<const iam::Policy> CompiledPolicies::document(const std::string& text) {
  const auto known = documents_.find(text);
  if (known != documents_.end()) return known->second;
  if (documents_.size() >= kMaxDocuments) documents_.clear();
  auto parsed = iam::parse_policy(std::string_view{text});
  auto policy = std::make_shared<const iam::Policy>(parsed.has_value() ? *std::move(parsed) : iam::Policy{});
  documents_[text] = policy;
  return policy;
}

CompiledPolicy CompiledPolicies::compile(const SnapshotPolicy& policy) {
  if (!policy.document.empty()) return {policy.name, document(policy.document)};
  const AwsManagedPolicy* aws_owned = find_aws_managed_policy(policy.name);
  return {policy.name,
          document(std::string{aws_owned == nullptr ? std::string_view{} : aws_owned->document})};
}

CompiledIdentity CompiledPolicies::compile(const IdentitySnapshot& snapshot) {
  CompiledIdentity identity;
  identity.unique_id = snapshot.unique_id;
  for (const SnapshotPolicy& policy : snapshot.policies) identity.policies.push_back(compile(policy));
  if (snapshot.boundary) identity.boundary = compile(*snapshot.boundary);
  if (!snapshot.trust.empty()) identity.trust = document(snapshot.trust);
  identity.max_session_seconds = snapshot.max_session_seconds;
  identity.tags = snapshot.tags;
  return identity;
}

const CompiledIdentity& CompiledPolicies::identity(Store& store, const std::string& arn, TimePoint now) {
  auto& snapshots = store.get<IamSnapshotRepository>();
  const std::int64_t time = epoch_millis(now);
  if (identities_.size() >= kMaxIdentities && !identities_.contains(arn)) identities_.clear();
  Entry& entry = identities_[arn];
  const bool current = entry.generation == snapshots.generation() && (!entry.until || time < *entry.until);
  if (current) return entry.identity;
  const auto in_force = snapshots.find(arn, time);
  entry.identity = compile(in_force.snapshot);
  entry.until = in_force.until;
  // What a transaction has written may yet be undone, so it is not remembered.
  entry.generation = database_.in_transaction() ? 0 : snapshots.generation();
  return entry.identity;
}

bool CompiledPolicies::should_note_use(const std::string& access_key_id, TimePoint now) {
  TimePoint& last = noted_uses_[access_key_id];
  if (last != TimePoint{} && now - last < kUseResolution) return false;
  last = now;
  return true;
}

}  // namespace eni::sandbox
