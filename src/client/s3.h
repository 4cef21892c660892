#pragma once
/// What commands ask of S3, by path-style requests: they work for every bucket name and every endpoint.
#include <string>
#include <string_view>
#include <vector>

#include "client/aws_client.h"

namespace eni::client {

/// One of an object's versions, or a marker that it was deleted.
struct ObjectVersion {
  std::string key;
  std::string version_id;
};

/// A part of a bucket's configuration, by the query of its requests and the actions that IAM knows it by.
struct BucketAspect {
  std::string_view query;       ///< "versioning"
  std::string_view get_action;  ///< "s3:GetBucketVersioning"
  std::string_view put_action;  ///< "s3:PutBucketVersioning"
};
inline constexpr BucketAspect kBucketEncryption{"encryption", "s3:GetEncryptionConfiguration",
                                                "s3:PutEncryptionConfiguration"};
inline constexpr BucketAspect kBucketPolicy{"policy", "s3:GetBucketPolicy", "s3:PutBucketPolicy"};
inline constexpr BucketAspect kBucketTagging{"tagging", "s3:GetBucketTagging", "s3:PutBucketTagging"};
inline constexpr BucketAspect kBucketVersioning{"versioning", "s3:GetBucketVersioning",
                                                "s3:PutBucketVersioning"};
inline constexpr BucketAspect kPublicAccessBlock{"publicAccessBlock", "s3:GetBucketPublicAccessBlock",
                                                 "s3:PutBucketPublicAccessBlock"};

class S3Bucket {
 public:
  /// @param client  of the bucket's region; outlives this
  /// @param owner   the account that the bucket has to belong to, or else S3 refuses each call (ExpectedBucketOwner); "": any
  S3Bucket(AwsClient& client, std::string name, std::string owner = "")
      : client_{&client}, name_{std::move(name)}, owner_{std::move(owner)} {}

  const std::string& name() const { return name_; }

  /// @error  403 also where the bucket is somebody else's
  CallResult<bool> exists();
  CallResult<void> create();
  /// Of an empty bucket.
  CallResult<void> remove();
  /// @param document  XML, or a policy's JSON
  CallResult<void> put(const BucketAspect& aspect, std::string document);
  /// @return  the document; "" if the bucket has none
  CallResult<std::string> get(const BucketAspect& aspect);
  CallResult<void> remove_policy();

  CallResult<bool> has_object(const std::string& key);
  CallResult<void> put_object(const std::string& key, std::string bytes);
  /// Of the objects whose keys begin with `prefix`, markers of deletion included. @param max  1 to 1000
  CallResult<std::vector<ObjectVersion>> first_versions(const std::string& prefix, int max);
  /// For good. @param versions  at most 1000, at least one
  CallResult<void> remove_versions(const std::vector<ObjectVersion>& versions);

 private:
  CallResult<bool> lists(const std::string& key);
  net::Request request(const char* method, const std::string& key, const std::string& query,
                       std::string body = "") const;

  AwsClient* client_;
  std::string name_;
  std::string owner_;
};

/// The names of all buckets of the account, in whatever Region they are.
CallResult<std::vector<std::string>> bucket_names(AwsClient& client);

}  // namespace eni::client
