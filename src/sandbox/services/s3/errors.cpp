#include "sandbox/services/s3/errors.h"

namespace eni::sandbox::s3_service {

ApiError access_denied() { return {"AccessDenied", "Access Denied", 403}; }
ApiError bad_digest(std::string message) { return {"BadDigest", std::move(message), 400}; }
ApiError bucket_already_exists() {
  return {"BucketAlreadyExists",
          "The requested bucket name is not available. The bucket namespace is shared by all users of the "
          "system. "
          "Please select a different name and try again.",
          409};
}
ApiError bucket_already_owned() {
  return {"BucketAlreadyOwnedByYou",
          "Your previous request to create the named bucket succeeded and you already own it.", 409};
}
ApiError bucket_not_empty() { return {"BucketNotEmpty", "The bucket you tried to delete is not empty", 409}; }
ApiError entity_too_small() {
  return {"EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", 400};
}
ApiError invalid_argument(std::string message) { return {"InvalidArgument", std::move(message), 400}; }
ApiError invalid_bucket_name() { return {"InvalidBucketName", "The specified bucket is not valid.", 400}; }
ApiError invalid_bucket_owner(std::string_view given) {
  return {"InvalidBucketOwnerAWSAccountID",
          "The value of the expected bucket owner parameter must be an AWS Account ID... [" +
              std::string{given} + "]",
          400};
}
ApiError invalid_part() {
  return {
      "InvalidPart",
      "One or more of the specified parts could not be found.  The part may not have been uploaded, or the "
      "specified entity tag may not match the part's entity tag.",
      400};
}
ApiError invalid_part_order() {
  return {"InvalidPartOrder",
          "The list of parts was not in ascending order. Parts must be ordered by part number.", 400};
}
ApiError invalid_range() { return {"InvalidRange", "The requested range is not satisfiable", 416}; }
ApiError invalid_request(std::string message) { return {"InvalidRequest", std::move(message), 400}; }
ApiError malformed_xml() {
  return {"MalformedXML",
          "The XML you provided was not well-formed or did not validate against our published schema", 400};
}
ApiError method_not_allowed() {
  return {"MethodNotAllowed", "The specified method is not allowed against this resource.", 405};
}
ApiError no_such_bucket() { return {"NoSuchBucket", "The specified bucket does not exist", 404}; }
ApiError no_such_key() { return {"NoSuchKey", "The specified key does not exist.", 404}; }
ApiError no_such_upload() {
  return {"NoSuchUpload",
          "The specified upload does not exist. The upload ID may be invalid, or the upload may have been "
          "aborted or "
          "completed.",
          404};
}
ApiError no_such_version() { return {"NoSuchVersion", "The specified version does not exist.", 404}; }
ApiError precondition_failed() {
  return {"PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412};
}
ApiError not_implemented(std::string_view what) {
  return {"NotImplemented",
          "A header or query you provided implies functionality that is not implemented by the sandbox: " +
              std::string{what},
          501};
}

}  // namespace eni::sandbox::s3_service
