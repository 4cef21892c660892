/// ListBuckets, CreateBucket, DeleteBucket, HeadBucket, GetBucketLocation.
#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/services/s3/bucket_name.h"
#include "sandbox/services/s3/input.h"
#include "sandbox/services/s3/operations.h"

namespace eni::sandbox::s3_service {
namespace {

constexpr std::string_view kUsEast1 = "us-east-1";  // the one region that S3 treats as the absence of one
constexpr int kMaxBuckets = 10'000;

ApiError incompatible_location(const std::string& location) {
  return {
      "IllegalLocationConstraintException",
      "The " + location +
          " location constraint is incompatible for the region specific endpoint this request was sent to.",
      400};
}

ApiResult<std::string> requested_location(const Call& call) {
  if (call.body.empty() && !call.params.has("CreateBucketConfiguration")) return std::string{};
  ENI_TRY(const auto configuration, document(call, "CreateBucketConfiguration"));
  return text_at(configuration, "LocationConstraint");
}

/// The region a new bucket is in. Source: Amazon S3 API Reference, CreateBucket, LocationConstraint.
ApiResult<std::string> bucket_region(const Call& call) {
  ENI_TRY(auto location, requested_location(call));
  const std::string& endpoint = call.region.value;
  if (location.empty()) {
    if (endpoint == kUsEast1) return endpoint;
    return incompatible_location("unspecified");
  }
  if (location == kUsEast1 && endpoint != kUsEast1) return incompatible_location(location);
  if (location == kUsEast1)
    return ApiError{"InvalidLocationConstraint", "The specified location-constraint is not valid", 400};
  if (location == "EU") location = "eu-west-1";
  if (endpoint != kUsEast1 && endpoint != location) return incompatible_location(location);
  return location;
}

ApiResult<void> refuse_unsupported_values(const Call& call) {
  const auto acl = call.header("x-amz-acl");
  if (!acl.empty() && acl != "private") return not_implemented("x-amz-acl: " + std::string{acl});
  const auto ownership = call.header("x-amz-object-ownership");
  if (!ownership.empty() && ownership != "BucketOwnerEnforced")
    return not_implemented("x-amz-object-ownership: " + std::string{ownership});
  return {};
}

std::string bucket_arn(const Call& call, const std::string& name) {
  return "arn:" + std::string{call.partition()} + ":s3:::" + name;
}

Reply created(const Call& call, const std::string& name) {
  Reply reply = Reply::raw({}, {});
  reply.headers.clear();
  add_header(reply, "Location", "/" + name);
  add_header(reply, "x-amz-bucket-arn", bucket_arn(call, name));
  return reply;
}

ApiResult<int> max_buckets(const Call& call) {
  const auto value = call.params.integer("max-buckets", 1, kMaxBuckets);
  if (value.has_error())
    return invalid_argument("Argument max-buckets must be an integer between 1 and 10000", "max-buckets",
                            call.params.text_or("max-buckets", ""));
  return static_cast<int>(value->value_or(kMaxBuckets));
}

/// The name after which the page begins.
ApiResult<std::string> start_of_buckets(const Call& call) {
  const auto token = call.params.text("continuation-token");
  if (!token) return std::string{};
  auto name = base64_decode(*token);
  if (!name || name->empty())
    return invalid_argument("The continuation token provided is incorrect", "continuation-token", *token);
  return *std::move(name);
}

/// AWS names region and ARN to who asks with a parameter.
json::object listed(const Call& call, const S3Bucket& bucket) {
  json::object entry{{"Name", bucket.name}, {"CreationDate", iso_time(bucket.creation_time)}};
  for (const char* parameter : {"prefix", "max-buckets", "bucket-region", "continuation-token"})
    if (call.params.has(parameter)) {
      entry["BucketRegion"] = bucket.region;
      entry["BucketArn"] = bucket_arn(call, bucket.name);
    }
  return entry;
}

}  // namespace

ApiResult<Reply> list_buckets(Call& call) {
  ENI_TRY(const auto max, max_buckets(call));
  ENI_TRY(const auto after, start_of_buckets(call));
  const auto prefix = call.params.text("prefix");
  const auto region = call.params.text("bucket-region");
  json::object reply{{"Owner", owner(call.account().value)}};
  if (prefix) reply["Prefix"] = *prefix;
  json::array entries;
  std::string last;
  for (const S3Bucket& bucket : repository(call).list_buckets(call.account().value)) {
    if (bucket.name <= after || !bucket.name.starts_with(prefix.value_or(""))) continue;
    if (region && bucket.region != *region) continue;
    if (entries.size() == static_cast<std::size_t>(max)) {
      reply["ContinuationToken"] = base64_encode(last);
      break;
    }
    last = bucket.name;
    entries.push_back(listed(call, bucket));
  }
  json::object buckets;
  buckets["Bucket"] = std::move(entries);
  reply["Buckets"] = std::move(buckets);
  return xml("ListAllMyBucketsResult", std::move(reply));
}

ApiResult<Reply> create_bucket(Call& call) {
  S3Bucket bucket;
  bucket.name = call.params.text_or("Bucket", "");
  if (!is_bucket_name(bucket.name)) return invalid_bucket_name(bucket.name);
  ENI_CHECK(refuse_unsupported_values(call));
  ENI_TRY(bucket.region, bucket_region(call));
  if (const auto existing = repository(call).find_bucket(bucket.name)) {
    if (existing->account != call.account().value) return bucket_already_exists(bucket.name);
    // Only in us-east-1 is it no error to create one's own bucket once more.
    if (existing->region != kUsEast1 || bucket.region != kUsEast1) return bucket_already_owned(bucket.name);
    return created(call, bucket.name);
  }
  bucket.account = call.account().value;
  bucket.creation_time = epoch_millis(call.now());
  repository(call).create_bucket(bucket);
  return created(call, bucket.name);
}

ApiResult<Reply> delete_bucket(Call& call) {
  ENI_TRY(const auto bucket, find_bucket(call));
  if (!repository(call).is_empty(bucket.name)) return bucket_not_empty(bucket.name);
  repository(call).delete_bucket(bucket.name);
  return no_content();
}

ApiResult<Reply> head_bucket(Call& call) {
  ENI_TRY(const auto bucket, find_bucket(call));
  Reply reply = Reply::raw({}, "application/xml");
  add_header(reply, "x-amz-bucket-region", bucket.region);
  add_header(reply, "x-amz-bucket-arn", bucket_arn(call, bucket.name));
  add_header(reply, "x-amz-access-point-alias", "false");
  return reply;
}

ApiResult<Reply> get_bucket_location(Call& call) {
  ENI_TRY(const auto bucket, find_bucket(call));
  return xml("LocationConstraint", json::string(bucket.region == kUsEast1 ? "" : bucket.region));
}

}  // namespace eni::sandbox::s3_service
