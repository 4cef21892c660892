#include "sandbox/store/iam_snapshot.h"

#include "base/json.h"
#include "base/time_text.h"
#include "sandbox/store/aws_managed_policies.h"
#include "sandbox/store/iam_policy_repository.h"
#include "sandbox/store/iam_trust.h"
#include "sqlite/rows.h"

namespace eni::sandbox {
namespace {

json::object to_json(const SnapshotPolicy& policy) {
  return {{"name", policy.name}, {"document", policy.document}};
}

SnapshotPolicy policy_from(const json::value& value) {
  const json::object& object = value.as_object();
  return {as_text(object.at("name")), as_text(object.at("document"))};
}

/// "" of an identity that was deleted, by which its row is found again.
std::string to_text(const IdentitySnapshot& snapshot) {
  if (!snapshot.exists()) return {};
  json::object object{
      {"id", snapshot.unique_id}, {"trust", snapshot.trust}, {"max", snapshot.max_session_seconds}};
  json::array policies;
  for (const SnapshotPolicy& policy : snapshot.policies) policies.push_back(to_json(policy));
  object["policies"] = std::move(policies);
  if (snapshot.boundary) object["boundary"] = to_json(*snapshot.boundary);
  json::object tags;
  for (const auto& [key, value] : snapshot.tags) tags[key] = value;
  object["tags"] = std::move(tags);
  return json::serialize(object);
}

IdentitySnapshot from_text(std::string_view text) {
  if (text.empty()) return {};
  const json::object object = json::parse(json::string_view{text.data(), text.size()}).as_object();
  IdentitySnapshot snapshot;
  snapshot.unique_id = as_text(object.at("id"));
  snapshot.trust = as_text(object.at("trust"));
  snapshot.max_session_seconds = object.at("max").as_int64();
  for (const json::value& policy : object.at("policies").as_array())
    snapshot.policies.push_back(policy_from(policy));
  if (const json::value* boundary = find(object, "boundary")) snapshot.boundary = policy_from(*boundary);
  for (const auto& member : object.at("tags").as_object())
    snapshot.tags[std::string{member.key()}] = as_text(member.value());
  return snapshot;
}

SnapshotPolicy managed(IamPolicyRepository& policies, const std::string& arn) {
  if (find_aws_managed_policy(arn) != nullptr) return {arn, ""};
  // A boundary whose policy is gone allows nothing.
  return {arn, policies.document(arn).value_or(R"({"Version":"2012-10-17","Statement":[]})")};
}

void add_policies(IamRepository& iam, IamPolicyRepository& policies, const IamIdentity& identity,
                  IdentitySnapshot& snapshot) {
  for (InlinePolicy& policy : iam.inline_policies(identity.id))
    snapshot.policies.push_back({std::move(policy.name), std::move(policy.document)});
  for (const std::string& arn : iam.attachments(identity.id))
    snapshot.policies.push_back(managed(policies, arn));
}

IdentitySnapshot snapshot_of(Store& store, const IamIdentity& identity) {
  auto& iam = store.get<IamRepository>();
  auto& policies = store.get<IamPolicyRepository>();
  IdentitySnapshot snapshot;
  snapshot.unique_id = identity.unique_id;
  snapshot.trust = trust_for_authorization(identity);
  snapshot.max_session_seconds = identity.max_session_seconds;
  add_policies(iam, policies, identity, snapshot);
  for (const IamIdentity& group : iam.groups_of(identity.id)) add_policies(iam, policies, group, snapshot);
  if (!identity.boundary.empty()) snapshot.boundary = managed(policies, identity.boundary);
  snapshot.tags = iam.tags(identity.unique_id);
  return snapshot;
}

void put(Store& store, std::string_view arn, const Propagation& propagation,
         const IdentitySnapshot& snapshot) {
  const std::int64_t now = epoch_millis(propagation.now);
  const std::int64_t delay = std::chrono::duration_cast<Duration>(propagation.delay).count();
  store.get<IamSnapshotRepository>().put(arn, now + delay, now, snapshot);
}

}  // namespace

IamSnapshotRepository::IamSnapshotRepository(sqlite::Database& database)
    : find_{database,
            "SELECT snapshot FROM iam_snapshot WHERE arn = ?1 AND effective_from <= ?2 "
            "ORDER BY effective_from DESC LIMIT 1"},
      next_{database, "SELECT min(effective_from) FROM iam_snapshot WHERE arn = ?1 AND effective_from > ?2"},
      put_{database, "INSERT INTO iam_snapshot VALUES (?1, ?2, ?3)"},
      // A shorter delay than before must not be undone by what still waits.
      drop_later_{database, "DELETE FROM iam_snapshot WHERE arn = ?1 AND effective_from >= ?2"},
      drop_superseded_{
          database,
          "DELETE FROM iam_snapshot WHERE arn = ?1 AND effective_from < "
          "(SELECT max(effective_from) FROM iam_snapshot WHERE arn = ?1 AND effective_from <= ?2)"},
      deleted_{database,
               "SELECT arn, effective_from FROM iam_snapshot WHERE snapshot = '' AND effective_from <= ?1"},
      drop_until_{database, "DELETE FROM iam_snapshot WHERE arn = ?1 AND effective_from <= ?2"} {}

IamSnapshotRepository::InForce IamSnapshotRepository::find(std::string_view arn, std::int64_t now) {
  InForce result;
  const auto snapshot = [](const auto& row) { return from_text(row.view(0)); };
  if (auto found = first_row(find_.query(arn, now), snapshot)) result.snapshot = *std::move(found);
  const auto moment = [](const auto& row) { return optional_integer(row, 0); };
  if (const auto next = first_row(next_.query(arn, now), moment).value_or(std::nullopt)) result.until = *next;
  return result;
}

void IamSnapshotRepository::put(std::string_view arn, std::int64_t effective_from, std::int64_t now,
                                const IdentitySnapshot& snapshot) {
  drop_later_.run(arn, effective_from);
  put_.run(arn, effective_from, to_text(snapshot));
  drop_superseded_.run(arn, now);
  drop_deleted(now);
  ++generation_;
}

/// A deletion in force says the same as no row at all. What is newer belongs to an identity made again.
void IamSnapshotRepository::drop_deleted(std::int64_t now) {
  const auto deleted = all_rows(deleted_.query(now), [](const auto& row) {
    return std::pair{row.text(0), row.integer(1)};
  });
  for (const auto& [arn, effective_from] : deleted) drop_until_.run(arn, effective_from);
}

void publish_identity(Store& store, const IamIdentity& identity, const Propagation& propagation) {
  // Nobody acts as a group.
  if (identity.kind == IdentityKind::kGroup) {
    for (const IamIdentity& member : store.get<IamRepository>().members(identity.id))
      publish_identity(store, member, propagation);
    return;
  }
  put(store, identity.arn, propagation, snapshot_of(store, identity));
}

void publish_removal(Store& store, std::string_view arn, const Propagation& propagation) {
  put(store, arn, propagation, IdentitySnapshot{});
}

void publish_policy(Store& store, std::string_view policy_arn, const Propagation& propagation) {
  auto& iam = store.get<IamRepository>();
  const auto policy = store.get<IamPolicyRepository>().find(policy_arn);
  if (!policy) return;
  for (const IamIdentity& identity : iam.attached_to(policy->account, policy_arn))
    publish_identity(store, identity, propagation);
  for (const IamIdentity& identity : iam.bounded_by(policy->account, policy_arn))
    publish_identity(store, identity, propagation);
}

}  // namespace eni::sandbox
