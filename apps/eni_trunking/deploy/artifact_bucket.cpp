#include "eni_trunking/deploy/artifact_bucket.h"

#include <algorithm>

#include "eni_trunking/roles/role_documents.h"

namespace eni::command {

namespace {

/// Set last: a bucket that has it has all the rest.
constexpr const char* kOwnTag = "eni-trunking:artifacts";

const char* const kTagging =
    "<Tagging><TagSet><Tag><Key>eni-trunking:artifacts</Key><Value>true</Value></Tag></TagSet></Tagging>";
const char* const kNoPublicAccess =
    "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true"
    "</IgnorePublicAcls><BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>true"
    "</RestrictPublicBuckets></PublicAccessBlockConfiguration>";
const char* const kEncrypted =
    "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256"
    "</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>";
const char* const kVersioned = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";

constexpr std::string_view kEmptyPolicy = R"({"Version":"2012-10-17","Statement":[]})";

/// S3's refusal of a bucket that is there, said by name. Names are shared by all of AWS.
client::CallFailure not_ours(client::CallFailure refusal, const std::string& bucket,
                             const std::string& account) {
  refusal.refused->message =
      "the bucket " + bucket + " exists, and is not one that account " + account +
      " may use: it belongs to somebody else, or these credentials lack s3:ListBucket. "
      "Nothing was uploaded to it";
  return refusal;
}

}  // namespace

std::string artifact_bucket_name(const std::string& account, const aws::Region& region) {
  return artifact_bucket_prefix(account) + region.value;
}

std::string artifact_bucket_prefix(const std::string& account) { return "eni-trunking-" + account + "-"; }

std::string tls_only_policy(const std::string& partition, const std::string& bucket) {
  const std::string arn = "arn:" + partition + ":s3:::" + bucket;
  const json::object statement{{"Sid", "TlsOnly"},
                               {"Effect", "Deny"},
                               {"Principal", "*"},
                               {"Action", "s3:*"},
                               {"Resource", {arn, arn + "/*"}},
                               {"Condition", {{"Bool", {{"aws:SecureTransport", "false"}}}}}};
  return json::serialize(json::object{{"Version", "2012-10-17"}, {"Statement", json::array{statement}}});
}

ArtifactBucket::ArtifactBucket(client::AwsClient& client, const Caller& caller)
    : bucket_{client, artifact_bucket_name(caller.account(), client.region()), caller.account()},
      account_{caller.account()},
      partition_{caller.partition()} {}

/// S3 refuses where the bucket is not the account's own.
client::CallResult<bool> ArtifactBucket::exists() {
  auto there = bucket_.exists();
  if (there.has_error() && there.error().refused && there.error().refused->http_status == 403)
    return not_ours(std::move(there).error(), name(), account_);
  return there;
}

client::CallResult<bool> ArtifactBucket::is_own() {
  ENI_TRY(const std::string tags, bucket_.get(client::kBucketTagging));
  return tags.find(kOwnTag) != std::string::npos;
}

client::CallResult<void> ArtifactBucket::set_up() {
  ENI_CHECK(bucket_.put(client::kPublicAccessBlock, kNoPublicAccess));
  ENI_CHECK(bucket_.put(client::kBucketEncryption, kEncrypted));
  ENI_CHECK(bucket_.put(client::kBucketVersioning, kVersioned));
  ENI_CHECK(bucket_.put(client::kBucketPolicy, tls_only_policy(partition_, name())));
  ENI_CHECK(bucket_.put(client::kBucketTagging, kTagging));
  return {};
}

client::CallResult<ArtifactBucket::State> ArtifactBucket::make_ready() {
  ENI_TRY(const bool there, exists());
  if (there) {
    ENI_TRY(const bool own, is_own());
    if (own) return State::kReady;
    ENI_TRY(const auto contents, bucket_.first_versions("", 1));
    if (!contents.empty()) return State::kForeign;
    // Made by a deployment that did not come to its end, or by hand: nothing is in it that could be hurt.
  } else {
    const auto created = bucket_.create();
    if (created.has_error() && created.error().is_refused_with("BucketAlreadyExists"))
      return not_ours(created.error(), name(), account_);
    ENI_CHECK(created);
  }
  ENI_CHECK(set_up());
  return State::kMade;
}

client::CallResult<bool> ArtifactBucket::upload(Archive archive) {
  ENI_TRY(const bool there, bucket_.has_object(archive.key));
  if (there) return false;
  ENI_CHECK(bucket_.put_object(archive.key, std::move(archive.bytes)));
  return true;
}

client::CallResult<void> ArtifactBucket::add_statement(const json::object& statement) {
  ENI_TRY(const std::string policy, bucket_.get(client::kBucketPolicy));
  const auto changed = with_statement(policy.empty() ? kEmptyPolicy : policy, statement);
  if (!changed) return client::CallFailure{std::nullopt, changed.error()};
  return bucket_.put(client::kBucketPolicy, json::serialize(*changed));
}

client::CallResult<void> ArtifactBucket::remove_statement(std::string_view id) {
  ENI_TRY(const bool there, exists());
  if (!there) return {};
  ENI_TRY(const std::string policy, bucket_.get(client::kBucketPolicy));
  if (!has_statement(policy, id)) return {};
  const auto changed = without_statement(policy, id);
  if (!changed) return client::CallFailure{std::nullopt, changed.error()};
  // S3 takes no policy without a statement; one that had only this one was none of this command's making.
  if (array_at(*changed, "Statement").empty()) return bucket_.remove_policy();
  return bucket_.put(client::kBucketPolicy, json::serialize(*changed));
}

client::CallResult<std::size_t> ArtifactBucket::remove_all(const std::string& prefix) {
  std::size_t removed = 0;
  for (;;) {
    ENI_TRY(const auto versions, bucket_.first_versions(prefix, 1000));
    if (versions.empty()) return removed;
    ENI_CHECK(bucket_.remove_versions(versions));
    removed += versions.size();
  }
}

client::CallResult<ArtifactBucket::Cleaning> ArtifactBucket::clean(const std::string& folder) {
  Cleaning cleaning;
  ENI_TRY(const bool there, exists());
  if (!there) return cleaning;
  // Whosever the bucket is: under these names there is nothing but what deploy has uploaded.
  ENI_TRY(cleaning.removed, remove_all(folder + "/eni-trunking-function-"));
  ENI_TRY(const auto rest, bucket_.first_versions("", 1000));
  for (const client::ObjectVersion& version : rest) {
    const std::string other = version.key.substr(0, version.key.find('/'));
    if (std::find(cleaning.others.begin(), cleaning.others.end(), other) == cleaning.others.end())
      cleaning.others.push_back(other);
  }
  ENI_TRY(const bool own, is_own());
  if (!own || !rest.empty()) return cleaning;
  ENI_CHECK(bucket_.remove());
  cleaning.is_bucket_removed = true;
  return cleaning;
}

}  // namespace eni::command
