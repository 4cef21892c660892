/// Reads of what the sandbox's buckets cannot be told: each answers as AWS does of a bucket that was not told. Clients ask for
/// all of them (Terraform repeats the question until it understands the answer); writing one is refused by name.
#include "sandbox/services/s3/input.h"
#include "sandbox/services/s3/operations.h"

namespace eni::sandbox::s3_service {
namespace {

/// The bucket is there, its setting is not.
ApiResult<Reply> absent(Call& call, const char* code, const char* message) {
  ENI_TRY(const auto bucket, find_bucket(call));
  return not_configured(code, message, bucket.name);
}

/// An answer without members says that nothing was configured.
ApiResult<Reply> empty(Call& call, std::string_view root) {
  ENI_CHECK(find_bucket(call));
  return xml(root, json::object{});
}

}  // namespace

ApiResult<Reply> get_bucket_accelerate_configuration(Call& call) {
  return empty(call, "AccelerateConfiguration");
}

/// Access control lists are off (BucketOwnerEnforced): no list but the one that is there says anything else.
ApiResult<Reply> put_bucket_acl(Call& call) {
  ENI_CHECK(find_bucket(call));
  const std::string acl = call.params.text_or("x-amz-acl", std::string(call.header("x-amz-acl")));
  if (acl != "private")
    return ApiError{"AccessControlListNotSupported", "The bucket does not allow ACLs", 400};
  return Reply::raw({}, {});
}

/// Which reads as full control of the bucket's owner.
ApiResult<Reply> get_bucket_acl(Call& call) {
  ENI_TRY(const auto bucket, find_bucket(call));
  json::object grantee = owner(bucket.account);
  grantee["@xmlns:xsi"] = "http://www.w3.org/2001/XMLSchema-instance";
  grantee["@xsi:type"] = "CanonicalUser";
  json::object list;
  list["Grant"] = json::array{json::object{{"Grantee", std::move(grantee)}, {"Permission", "FULL_CONTROL"}}};
  return xml("AccessControlPolicy",
             json::object{{"Owner", owner(bucket.account)}, {"AccessControlList", std::move(list)}});
}

ApiResult<Reply> get_bucket_cors(Call& call) {
  return absent(call, "NoSuchCORSConfiguration", "The CORS configuration does not exist");
}

ApiResult<Reply> get_bucket_logging(Call& call) { return empty(call, "BucketLoggingStatus"); }

ApiResult<Reply> get_bucket_notification_configuration(Call& call) {
  return empty(call, "NotificationConfiguration");
}

ApiResult<Reply> get_bucket_replication(Call& call) {
  return absent(call, "ReplicationConfigurationNotFoundError", "The replication configuration was not found");
}

ApiResult<Reply> get_bucket_request_payment(Call& call) {
  ENI_CHECK(find_bucket(call));
  return xml("RequestPaymentConfiguration", json::object{{"Payer", "BucketOwner"}});
}

ApiResult<Reply> get_bucket_website(Call& call) {
  return absent(call, "NoSuchWebsiteConfiguration",
                "The specified bucket does not have a website configuration");
}

ApiResult<Reply> get_object_lock_configuration(Call& call) {
  return absent(call, "ObjectLockConfigurationNotFoundError",
                "Object Lock configuration does not exist for this bucket");
}

}  // namespace eni::sandbox::s3_service
