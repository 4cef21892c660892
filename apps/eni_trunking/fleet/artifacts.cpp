#include "eni_trunking/fleet/artifacts.h"

#include "aws/partition.h"
#include "base/hash.h"
#include "base/text.h"
#include "client/client_pool.h"
#include "eni_trunking/output/text_layout.h"

namespace eni::command {

namespace {

constexpr std::size_t kMaxPolicyBytes = 20 * 1024;
/// What the bucket's policy has besides: TLS only, and another stack set or two of an organization.
constexpr std::size_t kOtherStatementsBytes = 1024;
constexpr std::size_t kRegionsAtATime = 8;

/// Runs `work` in each Region, some at a time. @return  the first failure
template <class Work>
client::CallResult<void> in_regions(StackCommand& command, const std::vector<std::string>& regions,
                                    const Work& work) {
  std::vector<client::CallResult<void>> ends(regions.size());
  std::vector<client::ClientPool::Job> jobs;
  for (std::size_t i = 0; i < regions.size(); ++i) {
    jobs.push_back([&, i](client::AwsClient& any) {
      client::AwsClient client = any.with(aws::Region{regions[i]}).with(kPatient);
      ArtifactBucket bucket{client, command.caller()};
      ends[i] = work(bucket, i);
    });
  }
  client::ClientPool{command.session(), kRegionsAtATime}.run(jobs);
  for (const auto& end : ends) ENI_CHECK(client::CallResult<void>{end});
  return {};
}

}  // namespace

std::string archive_folder(const std::string& stack_set) { return "fleet_" + stack_set; }

json::value bucket_of_region(const std::string& administrator) {
  return json::object{{"Fn::Sub", artifact_bucket_prefix(administrator) + "${AWS::Region}"}};
}

std::string read_statement_id(const std::string& stack_set) {
  // A Sid has letters and digits only, and names that differ in a hyphen are two.
  return "ReadByStackSet" + sha256_hex(stack_set).substr(0, 16);
}

json::object read_statement(const Caller& administrator, const std::string& stack_set,
                            const std::string& region, const Readers& readers) {
  const std::string bucket = artifact_bucket_name(administrator.account(), aws::Region{region});
  json::object statement{{"Sid", read_statement_id(stack_set)}, {"Effect", "Allow"}};
  if (readers.organization.empty()) {
    json::array principals;
    for (const std::string& account : readers.accounts)
      principals.emplace_back(aws::Arn{administrator.partition(), "iam", "", account, "root"}.text());
    statement["Principal"] = json::object{{"AWS", std::move(principals)}};
  } else {
    statement["Principal"] = json::object{{"AWS", "*"}};
    statement["Condition"] = json::object{{"StringEquals", {{"aws:PrincipalOrgID", readers.organization}}}};
  }
  statement["Action"] = "s3:GetObject";
  statement["Resource"] =
      "arn:" + administrator.partition() + ":s3:::" + bucket + "/" + archive_folder(stack_set) + "/*";
  return statement;
}

Result<void> check_readers(const Caller& administrator, const std::string& stack_set,
                           const Readers& readers) {
  // Of the longest names of Regions: us-gov-west-1, ap-northeast-1.
  const std::size_t bytes =
      json::serialize(read_statement(administrator, stack_set, "ap-northeast-1", readers)).size();
  if (bytes + kOtherStatementsBytes <= kMaxPolicyBytes) return {};
  return Error{"a bucket policy that lets " + std::to_string(readers.accounts.size()) +
                   " accounts read the function's archive is longer than S3 takes: " +
                   std::to_string(kMaxPolicyBytes) + " bytes",
               "--share-with organization names the organization in their place; or make several stack sets, "
               "each in an "
               "administrator account of its own"};
}

client::CallResult<void> share_archive(StackCommand& command, const std::string& stack_set,
                                       const std::vector<std::string>& regions, const Archive& archive,
                                       const Readers& readers, const Said& said) {
  std::vector<std::vector<std::string>> done(regions.size());
  const auto work = [&](ArtifactBucket& bucket, std::size_t i) -> client::CallResult<void> {
    ENI_TRY(const ArtifactBucket::State state, bucket.make_ready());
    if (state == ArtifactBucket::State::kMade)
      done[i].push_back("Made the bucket " + bucket.name() + ": private, encrypted, TLS only, versioned");
    if (state == ArtifactBucket::State::kForeign)
      done[i].push_back("The bucket " + bucket.name() + " was not made by this command: used as it is");
    ENI_TRY(const bool is_new, bucket.upload(archive));
    if (is_new)
      done[i].push_back("Uploaded " + archive.name + ", " +
                        fixed(static_cast<double>(archive.bytes.size()) / 1e6, 1) + " MB, to " +
                        bucket.name());
    return bucket.add_statement(read_statement(command.caller(), stack_set, regions[i], readers));
  };
  const auto end = in_regions(command, regions, work);
  for (const auto& texts : done) {
    for (const std::string& text : texts) said(text);
  }
  return end;
}

client::CallResult<void> remove_archives(StackCommand& command, const std::string& stack_set,
                                         const Said& said) {
  const std::string prefix = artifact_bucket_prefix(command.caller().account());
  ENI_TRY(const std::vector<std::string> names, client::bucket_names(command.client()));
  std::vector<std::string> regions;
  for (const std::string& name : names) {
    // A bucket of the user's may begin like ours.
    if (name.starts_with(prefix) && aws::is_region(name.substr(prefix.size())))
      regions.push_back(name.substr(prefix.size()));
  }
  std::vector<std::string> done(regions.size());
  const auto work = [&](ArtifactBucket& bucket, std::size_t i) -> client::CallResult<void> {
    ENI_CHECK(bucket.remove_statement(read_statement_id(stack_set)));
    ENI_TRY(const ArtifactBucket::Cleaning cleaned, bucket.clean(archive_folder(stack_set)));
    if (cleaned.is_bucket_removed)
      done[i] = "Deleted the bucket " + bucket.name() + ".";
    else if (cleaned.removed > 0)
      done[i] = "Kept the bucket " + bucket.name() +
                ", for it holds what is used by: " + join(cleaned.others, ", ");
    return {};
  };
  const auto end = in_regions(command, regions, work);
  for (const std::string& text : done) {
    if (!text.empty()) said(text);
  }
  return end;
}

}  // namespace eni::command
