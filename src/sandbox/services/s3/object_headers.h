#pragma once
/// What an upload's headers say of the object.
#include "sandbox/gateway/call.h"
#include "sandbox/store/s3_repository.h"

namespace eni::sandbox::s3_service {

/// The headers that GetObject gives back: content headers, x-amz-meta-*, x-amz-storage-class, encryption other than AES256.
/// @error  NotImplemented for KMS's keys, AccessControlListNotSupported, InvalidStorageClass, MetadataTooLarge
ApiResult<json::object> object_headers(const Call& call, const S3Bucket& bucket);

/// Checks Content-MD5 and x-amz-checksum-* against the body.
/// @return  the checksum headers, to be kept with the object
/// @error   BadDigest, InvalidDigest, InvalidRequest
ApiResult<json::object> checked_digests(const Call& call);

/// Gives an object that came without a checksum the one that S3 then computes.
void add_default_checksum(json::object& headers, std::string_view bytes);

/// ChecksumAlgorithm and ChecksumType of an entry of a list; nothing for an object without a checksum.
void add_listed_checksum(json::object& entry, const S3Object& object);

/// x-amz-version-id in the answer to a write: AWS leaves the version "null" of a suspended bucket out.
void add_written_version(Reply& reply, const S3Bucket& bucket, const S3Object& object);

/// What every answer about an object's content carries: ETag, encryption, version.
void add_object_headers(Reply& reply, const S3Bucket& bucket, const S3Object& object);

}  // namespace eni::sandbox::s3_service
