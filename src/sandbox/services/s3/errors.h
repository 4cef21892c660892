#pragma once
/// Amazon S3's errors in its words, with the members that their documents have of their own. Source: Amazon S3 API Reference,
/// "Error responses".
#include <string>
#include <string_view>

#include "aws/api_error.h"
#include "sandbox/store/s3_repository.h"

namespace eni::sandbox::s3_service {

using aws::ApiError;

ApiError access_denied();  ///< 403 "Access Denied"
ApiError bad_digest(std::string message);
ApiError bucket_already_exists(std::string_view bucket);  ///< 409, somebody else's
ApiError bucket_already_owned(std::string_view bucket);   ///< 409
ApiError bucket_not_empty(std::string_view bucket);       ///< 409
ApiError entity_too_small(const S3Part& part, std::int64_t min);
ApiError invalid_argument(std::string message);
ApiError invalid_argument(std::string message, std::string_view name, std::string_view value);
ApiError invalid_bucket_name(std::string_view bucket);
ApiError invalid_bucket_owner(std::string_view given);
ApiError invalid_part(std::string_view upload, int number, std::string_view etag);
ApiError invalid_part_order(std::string_view upload);
ApiError invalid_range(std::string_view range, std::int64_t size);  ///< 416
ApiError invalid_request(std::string message);
ApiError malformed_xml();
/// 405, for what cannot be read: a delete marker.
ApiError cannot_read_delete_marker(std::string_view version_id);
ApiError no_such_bucket(std::string_view bucket);  ///< 404
ApiError no_such_key(std::string_view key);        ///< 404
/// The same where a delete marker is the latest version.
ApiError no_such_key(std::string_view key, std::string_view delete_marker_version);
ApiError no_such_upload(std::string_view upload);                             ///< 404
ApiError no_such_version(std::string_view key, std::string_view version_id);  ///< 404
ApiError precondition_failed(std::string_view condition);  ///< 412 @param condition  the header: "If-Match"
/// 404: the bucket is there, what it might have been told is not.
ApiError not_configured(std::string code, std::string message, std::string_view bucket);
/// 501, naming what the sandbox does not have.
ApiError not_implemented(std::string_view what);

}  // namespace eni::sandbox::s3_service
