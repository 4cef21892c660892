/// GetObjectTagging, PutObjectTagging, DeleteObjectTagging.
#include "sandbox/services/s3/input.h"
#include "sandbox/services/s3/object_versions.h"
#include "sandbox/services/s3/operations.h"
#include "sandbox/services/s3/tag_set.h"

namespace eni::sandbox::s3_service {
namespace {

void add_version(Reply& reply, const S3Bucket& bucket, const S3Object& object) {
  if (!bucket.versioning.empty()) add_header(reply, "x-amz-version-id", object.version_id);
}

}  // namespace

ApiResult<Reply> get_object_tagging(Call& call) {
  ENI_TRY(const auto bucket, find_bucket(call));
  ENI_TRY(const auto object, find_object(call, bucket));
  json::object set;
  set["Tag"] = object.tags;
  json::object tagging;
  tagging["TagSet"] = std::move(set);
  Reply reply = xml("Tagging", std::move(tagging));
  add_version(reply, bucket, object);
  return reply;
}

ApiResult<Reply> put_object_tagging(Call& call) {
  ENI_TRY(const auto bucket, find_bucket(call));
  ENI_TRY(const auto object, find_object(call, bucket));
  ENI_TRY(const auto tagging, document(call, "Tagging"));
  const json::value* tags = find(tagging, "TagSet");
  if (tags == nullptr || !tags->is_array()) return malformed_xml();
  ENI_CHECK(check_tags(tags->as_array(), kMaxObjectTags));
  repository(call).set_tags(object.id, tags->as_array());
  Reply reply = Reply::raw({}, {});
  reply.headers.clear();
  add_version(reply, bucket, object);
  return reply;
}

ApiResult<Reply> delete_object_tagging(Call& call) {
  ENI_TRY(const auto bucket, find_bucket(call));
  ENI_TRY(const auto object, find_object(call, bucket));
  repository(call).set_tags(object.id, {});
  Reply reply = no_content();
  add_version(reply, bucket, object);
  return reply;
}

}  // namespace eni::sandbox::s3_service
