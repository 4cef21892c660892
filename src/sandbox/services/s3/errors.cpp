#include "sandbox/services/s3/errors.h"

namespace eni::sandbox::s3_service {
namespace {

using Members = std::vector<std::pair<std::string, std::string>>;

ApiError with(ApiError error, Members members, Members headers = {}) {
  error.members = std::move(members);
  error.headers = std::move(headers);
  return error;
}

Members of_bucket(std::string_view name) { return {{"BucketName", std::string{name}}}; }

}  // namespace

ApiError access_denied() { return {"AccessDenied", "Access Denied", 403}; }
ApiError bad_digest(std::string message) { return {"BadDigest", std::move(message), 400}; }
ApiError bucket_already_exists(std::string_view bucket) {
  return with(
      {"BucketAlreadyExists",
       "The requested bucket name is not available. The bucket namespace is shared by all users of the "
       "system. "
       "Please select a different name and try again.",
       409},
      of_bucket(bucket));
}
ApiError bucket_already_owned(std::string_view bucket) {
  return with({"BucketAlreadyOwnedByYou",
               "Your previous request to create the named bucket succeeded and you already own it.", 409},
              of_bucket(bucket));
}
ApiError bucket_not_empty(std::string_view bucket) {
  return with({"BucketNotEmpty", "The bucket you tried to delete is not empty", 409}, of_bucket(bucket));
}
ApiError entity_too_small(const S3Part& part, std::int64_t min) {
  return with({"EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", 400},
              {{"ProposedSize", std::to_string(part.size)},
               {"MinSizeAllowed", std::to_string(min)},
               {"PartNumber", std::to_string(part.number)},
               {"ETag", part.etag}});
}
ApiError invalid_argument(std::string message) { return {"InvalidArgument", std::move(message), 400}; }
ApiError invalid_argument(std::string message, std::string_view name, std::string_view value) {
  return with(invalid_argument(std::move(message)),
              {{"ArgumentName", std::string{name}}, {"ArgumentValue", std::string{value}}});
}
ApiError invalid_bucket_name(std::string_view bucket) {
  return with({"InvalidBucketName", "The specified bucket is not valid.", 400}, of_bucket(bucket));
}
ApiError invalid_bucket_owner(std::string_view given) {
  return {"InvalidBucketOwnerAWSAccountID",
          "The value of the expected bucket owner parameter must be an AWS Account ID... [" +
              std::string{given} + "]",
          400};
}
ApiError invalid_part(std::string_view upload, int number, std::string_view etag) {
  return with(
      {"InvalidPart",
       "One or more of the specified parts could not be found.  The part may not have been uploaded, or the "
       "specified entity tag may not match the part's entity tag.",
       400},
      {{"UploadId", std::string{upload}},
       {"PartNumber", std::to_string(number)},
       {"ETag", std::string{etag}}});
}
ApiError invalid_part_order(std::string_view upload) {
  return with({"InvalidPartOrder",
               "The list of parts was not in ascending order. Parts must be ordered by part number.", 400},
              {{"UploadId", std::string{upload}}});
}
ApiError invalid_range(std::string_view range, std::int64_t size) {
  return with({"InvalidRange", "The requested range is not satisfiable", 416},
              {{"RangeRequested", std::string{range}}, {"ActualObjectSize", std::to_string(size)}});
}
ApiError invalid_request(std::string message) { return {"InvalidRequest", std::move(message), 400}; }
ApiError malformed_xml() {
  return {"MalformedXML",
          "The XML you provided was not well-formed or did not validate against our published schema", 400};
}
ApiError cannot_read_delete_marker(std::string_view version_id) {
  return with(
      {"MethodNotAllowed", "The specified method is not allowed against this resource.", 405},
      {{"ResourceType", "DeleteMarker"}},
      {{"Allow", "DELETE"}, {"x-amz-delete-marker", "true"}, {"x-amz-version-id", std::string{version_id}}});
}
ApiError no_such_bucket(std::string_view bucket) {
  return with({"NoSuchBucket", "The specified bucket does not exist", 404}, of_bucket(bucket));
}
ApiError no_such_key(std::string_view key) {
  return with({"NoSuchKey", "The specified key does not exist.", 404}, {{"Key", std::string{key}}});
}
ApiError no_such_key(std::string_view key, std::string_view delete_marker_version) {
  ApiError error = no_such_key(key);
  error.headers = {{"x-amz-delete-marker", "true"}, {"x-amz-version-id", std::string{delete_marker_version}}};
  return error;
}
ApiError no_such_upload(std::string_view upload) {
  return with(
      {"NoSuchUpload",
       "The specified upload does not exist. The upload ID may be invalid, or the upload may have been "
       "aborted or "
       "completed.",
       404},
      {{"UploadId", std::string{upload}}});
}
ApiError no_such_version(std::string_view key, std::string_view version_id) {
  return with({"NoSuchVersion", "The specified version does not exist.", 404},
              {{"Key", std::string{key}}, {"VersionId", std::string{version_id}}});
}
ApiError precondition_failed(std::string_view condition) {
  return with({"PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412},
              {{"Condition", std::string{condition}}});
}
ApiError not_configured(std::string code, std::string message, std::string_view bucket) {
  return with({std::move(code), std::move(message), 404}, of_bucket(bucket));
}
ApiError not_implemented(std::string_view what) {
  return {"NotImplemented",
          "A header or query you provided implies functionality that is not implemented by the sandbox: " +
              std::string{what},
          501};
}

}  // namespace eni::sandbox::s3_service
