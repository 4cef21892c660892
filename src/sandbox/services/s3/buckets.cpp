/// ListBuckets, CreateBucket, DeleteBucket, HeadBucket, GetBucketLocation.
#include "base/time_text.h"
#include "sandbox/services/s3/bucket_name.h"
#include "sandbox/services/s3/input.h"
#include "sandbox/services/s3/operations.h"

namespace eni::sandbox::s3_service {
namespace {

constexpr std::string_view kUsEast1 = "us-east-1";  // the one region that S3 treats as the absence of one

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
  if (find(configuration, "Location") != nullptr || find(configuration, "Bucket") != nullptr)
    return not_implemented("directory buckets (CreateBucketConfiguration.Location)");
  return find_string(configuration, "LocationConstraint").value_or("");
}

/// The region a new bucket is in. Source: Amazon S3 API Reference, CreateBucket, LocationConstraint.
ApiResult<std::string> bucket_region(const Call& call) {
  ENI_TRY(auto location, requested_location(call));
  const std::string& endpoint = call.region.value;
  if (location.empty()) {
    if (endpoint == kUsEast1) return endpoint;
    return incompatible_location("unspecified");
  }
  if (location == kUsEast1)
    return ApiError{"InvalidLocationConstraint", "The specified location-constraint is not valid", 400};
  if (location == "EU") location = "eu-west-1";
  if (endpoint != kUsEast1 && endpoint != location) return incompatible_location(location);
  return location;
}

ApiResult<void> refuse_unsupported_headers(const Call& call) {
  const auto acl = call.header("x-amz-acl");
  if (!acl.empty() && acl != "private") return not_implemented("x-amz-acl: " + std::string{acl});
  for (const char* name : {"x-amz-bucket-object-lock-enabled", "x-amz-grant-read", "x-amz-grant-write",
                           "x-amz-grant-full-control", "x-amz-grant-read-acp", "x-amz-grant-write-acp"})
    if (const auto value = call.header(name); !value.empty() && value != "false")
      return not_implemented(name);
  const auto ownership = call.header("x-amz-object-ownership");
  if (!ownership.empty() && ownership != "BucketOwnerEnforced")
    return not_implemented("x-amz-object-ownership: " + std::string{ownership});
  return {};
}

Reply created(const std::string& name) {
  Reply reply = Reply::raw({}, {});
  reply.headers.clear();
  add_header(reply, "Location", "/" + name);
  return reply;
}

}  // namespace

ApiResult<Reply> list_buckets(Call& call) {
  json::array entries;
  for (const S3Bucket& bucket : repository(call).list_buckets(call.account().value))
    entries.push_back(json::object{{"Name", bucket.name}, {"CreationDate", iso_time(bucket.creation_time)}});
  json::object buckets;
  buckets["Bucket"] = std::move(entries);
  return xml("ListAllMyBucketsResult",
             json::object{{"Owner", owner(call.account().value)}, {"Buckets", buckets}});
}

ApiResult<Reply> create_bucket(Call& call) {
  S3Bucket bucket;
  bucket.name = call.params.text_or("Bucket", "");
  if (!is_bucket_name(bucket.name)) return invalid_bucket_name();
  ENI_CHECK(refuse_unsupported_headers(call));
  ENI_TRY(bucket.region, bucket_region(call));
  if (const auto existing = repository(call).find_bucket(bucket.name)) {
    if (existing->account != call.account().value) return bucket_already_exists();
    // Only in us-east-1 is it no error to create one's own bucket once more.
    if (existing->region != kUsEast1 || bucket.region != kUsEast1) return bucket_already_owned();
    return created(bucket.name);
  }
  bucket.account = call.account().value;
  bucket.creation_time = epoch_millis(call.now());
  repository(call).create_bucket(bucket);
  return created(bucket.name);
}

ApiResult<Reply> delete_bucket(Call& call) {
  ENI_TRY(const auto bucket, find_bucket(call));
  if (!repository(call).is_empty(bucket.name)) return bucket_not_empty();
  repository(call).delete_bucket(bucket.name);
  return no_content();
}

ApiResult<Reply> head_bucket(Call& call) {
  ENI_TRY(const auto bucket, find_bucket(call));
  Reply reply = Reply::raw({}, "application/xml");
  add_header(reply, "x-amz-bucket-region", bucket.region);
  add_header(reply, "x-amz-access-point-alias", "false");
  return reply;
}

ApiResult<Reply> get_bucket_location(Call& call) {
  ENI_TRY(const auto bucket, find_bucket(call));
  return xml("LocationConstraint", json::string(bucket.region == kUsEast1 ? "" : bucket.region));
}

}  // namespace eni::sandbox::s3_service
