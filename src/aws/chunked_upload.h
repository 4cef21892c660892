#pragma once
/// Bodies in aws-chunked form, as S3 clients upload streams: `SIZE[;chunk-signature=HEX]\r\nBYTES\r\n` …
/// `0…\r\n\r\n`, with trailing headers or without. Source: Amazon S3 API Reference, "Signature Calculations
/// for the Authorization Header: Transferring Payload in Multiple Chunks", and the page on trailing headers.
#include <string>
#include <string_view>

#include "aws/sigv4.h"
#include "net/http.h"

namespace eni::aws {

/// Whether X-Amz-Content-Sha256 names one of the STREAMING- forms.
bool is_chunked_upload(const net::Request& request);

struct ChunkedUpload {
  std::string body;
  net::Headers trailers;  ///< e.g. x-amz-checksum-crc32; without x-amz-trailer-signature
};

/// Decodes request.body, which must have passed verify(): its signature is the seed of the first chunk's.
/// @param signing_key  as signing_key() gives it
/// @error  SignatureDoesNotMatch (403) for a chunk or the trailer; IncompleteBody (400) if the body ends
/// early or is not
///         as long as X-Amz-Decoded-Content-Length says; NotImplemented (501) for the ECDSA forms
ApiResult<ChunkedUpload> decode_chunked_upload(const net::Request& request, const SignatureClaim& claim,
                                               std::string_view signing_key);

}  // namespace eni::aws
