#pragma once
/// What S3's operations have in common: the bucket, documents, paging, and how replies are put.
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/gateway/call.h"
#include "sandbox/services/s3/errors.h"
#include "sandbox/store/s3_repository.h"

namespace eni::sandbox::s3_service {

S3Repository& repository(const Call& call);

/// The bucket of the call, which exists and belongs to x-amz-expected-bucket-owner if that is given.
/// @error  NoSuchBucket, InvalidBucketOwnerAWSAccountID, AccessDenied
ApiResult<S3Bucket> find_bucket(Call& call);
/// Whether the bucket belongs to `expected`, the value of a header; "" is anybody.
/// @error  InvalidBucketOwnerAWSAccountID, AccessDenied
ApiResult<void> check_owner(const S3Bucket& bucket, std::string_view expected);
/// 1 to 1024 bytes. @error  KeyTooLongError
ApiResult<std::string> required_key(const Call& call);
/// @error  NoSuchUpload if it is not this bucket's and key's
ApiResult<S3Upload> find_upload(Call& call);

/// The operation's document, which is a parameter: the gateway has read it from the body, or another service has given it.
/// @error  MalformedXML if there is none, and what Content-MD5 says of the body: InvalidDigest, BadDigest
ApiResult<json::object> document(const Call& call, std::string_view name);

/// A count of at most `max`, which also stands for none.
/// @error  InvalidArgument
ApiResult<int> count(const Call& call, std::string_view name, int max);
/// "true" or a JSON true.
bool is_true(const json::object& object, std::string_view member);

/// A reply whose body is the XML element `root` with these members.
Reply xml(std::string_view root, json::value members);
Reply no_content();
void add_header(Reply& reply, std::string name, std::string value);
std::string quoted(std::string_view etag);
std::string iso_time(std::int64_t millis);
/// The 64 hexadecimal digits by which S3 names an account in ACLs and lists.
json::object owner(std::string_view account);
/// Percent-encoded if the call asks for encoding-type=url.
std::string encoded(const Call& call, std::string_view text);

}  // namespace eni::sandbox::s3_service
