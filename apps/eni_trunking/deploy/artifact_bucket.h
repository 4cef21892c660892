#pragma once
/// The bucket that the function's archive is deployed from: one an account and Region, for all stacks of this command. The objects
/// of a stack lie below its name.
#include <string>
#include <vector>

#include "client/s3.h"
#include "eni_trunking/roles/caller.h"
#include "eni_trunking/stacks/package.h"

namespace eni::command {

/// "eni-trunking-123456789012-eu-central-1"
std::string artifact_bucket_name(const std::string& account, const aws::Region& region);
/// The same up to the Region.
std::string artifact_bucket_prefix(const std::string& account);

/// Denies everything that is not asked for over TLS. @return  a policy, as JSON
std::string tls_only_policy(const std::string& partition, const std::string& bucket);

class ArtifactBucket {
 public:
  /// @param client  of the stack's region; outlives this
  ArtifactBucket(client::AwsClient& client, const Caller& caller);

  const std::string& name() const { return bucket_.name(); }

  enum class State {
    kReady,   ///< it was there
    kMade,    ///< private, encrypted, TLS only, versioned; and marked by a tag as made by this command
    kForeign  ///< it was there, in this account, and something else is in it: used as it is
  };
  /// @error  it belongs to somebody else, which is said by name
  client::CallResult<State> make_ready();
  /// @return  whether it had to be uploaded: the key has the bytes' digest
  client::CallResult<bool> upload(Archive archive);

  /// Puts the statement into its policy, in the place of one of the same Sid.
  client::CallResult<void> add_statement(const json::object& statement);
  /// One that is not there is removed.
  client::CallResult<void> remove_statement(std::string_view id);

  struct Cleaning {
    std::size_t removed = 0;          ///< versions of objects
    bool is_bucket_removed = false;   ///< it was this command's own, and nothing else was left in it
    std::vector<std::string> others;  ///< whose objects keep it: the first parts of their keys
  };
  /// Removes the archives below `folder` (the stack's name), and then the bucket. One that is not there is clean.
  client::CallResult<Cleaning> clean(const std::string& folder);

 private:
  client::CallResult<bool> exists();
  client::CallResult<bool> is_own();
  client::CallResult<void> set_up();
  client::CallResult<std::size_t> remove_all(const std::string& prefix);

  client::S3Bucket bucket_;
  std::string account_;
  std::string partition_;
};

}  // namespace eni::command
