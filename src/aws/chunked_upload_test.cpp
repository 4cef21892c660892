#include "aws/chunked_upload.h"

#include <gtest/gtest.h>

#include "base/hash.h"
#include "base/text.h"
#include "base/time_text.h"

namespace eni::aws {
namespace {

/// The example of the S3 API Reference: 66560 letters "a" in chunks of 65536, 1024 and 0.
const Credentials kCredentials{
    AccessKeyId{"AKIAIOSFODNN7EXAMPLE"}, SecretAccessKey{"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}, {}};
const CredentialScope kScope{"20130524", Region{"us-east-1"}, "s3"};

net::Request example_request() {
  net::Request request{
      "PUT",
      "/examplebucket/chunkObject.txt",
      {{"Host", "s3.amazonaws.com"},
       {"x-amz-date", "20130524T000000Z"},
       {"x-amz-storage-class", "REDUCED_REDUNDANCY"},
       {"Authorization",
        "AWS4-HMAC-SHA256 "
        "Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=content-"
        "encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-"
        "amz-storage-class,Signature="
        "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9"},
       {"x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"},
       {"Content-Encoding", "aws-chunked"},
       {"x-amz-decoded-content-length", "66560"},
       {"Content-Length", "66824"}},
      ""};
  request.body =
      "10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n" +
      std::string(65536, 'a') +
      "\r\n400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n" +
      std::string(1024, 'a') +
      "\r\n0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n";
  return request;
}

ApiResult<ChunkedUpload> decode(const net::Request& request) {
  ENI_TRY(const auto claim, read_claim(request));
  return decode_chunked_upload(request, *claim, signing_key(kCredentials.secret_access_key, kScope));
}

std::string decode_error(const net::Request& request) {
  const auto result = decode(request);
  return result.has_value() ? "" : result.error().code;
}

TEST(ChunkedUpload, ExampleOfTheReferenceDecodes) {
  const auto request = example_request();
  EXPECT_EQ(request.body.size(), 66824U);
  ASSERT_TRUE(is_chunked_upload(request));
  const auto upload = decode(request);
  ASSERT_TRUE(upload.has_value()) << upload.error();
  EXPECT_EQ(upload->body, std::string(66560, 'a'));
}

TEST(ChunkedUpload, ExampleOfTheReferenceVerifies) {
  const auto request = example_request();
  const auto claim = read_claim(request);
  ASSERT_TRUE(claim.has_value());
  SigningKeyCache keys;
  const auto verified = verify(request, **claim, kCredentials.secret_access_key,
                               *parse_basic_iso8601("20130524T000000Z"), keys);
  EXPECT_TRUE(verified.has_value()) << verified.error();
}

TEST(ChunkedUpload, EveryChunkIsCovered) {
  auto request = example_request();
  request.body[100] = 'b';
  EXPECT_EQ(decode_error(request), "SignatureDoesNotMatch");
}

TEST(ChunkedUpload, MissingPiecesAreNoticed) {
  const auto whole = example_request();
  for (const std::size_t length :
       {std::size_t{0}, std::size_t{50}, std::size_t{1000}, whole.body.size() - 90}) {
    auto request = whole;
    request.body.resize(length);
    EXPECT_EQ(decode_error(request), "IncompleteBody") << length;
  }
  auto request = whole;
  request.headers.set("x-amz-decoded-content-length", "66561");
  EXPECT_EQ(decode_error(request), "IncompleteBody");
}

TEST(ChunkedUpload, UnsignedFormWithTrailer) {
  auto request = example_request();
  request.headers.set("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER");
  request.headers.set("x-amz-decoded-content-length", "5");
  request.body = "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n";
  const auto upload = decode(request);
  ASSERT_TRUE(upload.has_value()) << upload.error();
  EXPECT_EQ(upload->body, "hello");
  EXPECT_EQ(upload->trailers.text("x-amz-checksum-crc32"), "NhCmhg==");
}

TEST(ChunkedUpload, SignedTrailerIsCovered) {
  auto request = example_request();
  request.headers.set("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER");
  request.headers.set("x-amz-decoded-content-length", "0");
  const auto claim = read_claim(request);
  ASSERT_TRUE(claim.has_value());
  const std::string key = signing_key(kCredentials.secret_access_key, kScope);
  const std::string prefix = "\n20130524T000000Z\n" + kScope.text() + "\n";
  const std::string empty = hex(sha256(""));
  const std::string last =
      signature(key, "AWS4-HMAC-SHA256-PAYLOAD" + prefix + (*claim)->signature + "\n" + empty + "\n" + empty);
  const std::string trailer =
      signature(key, "AWS4-HMAC-SHA256-TRAILER" + prefix + last + "\n" + hex(sha256("x-amz-meta:1\n")));
  const std::string head = "0;chunk-signature=" + last + "\r\nx-amz-meta:";
  const std::string tail = "\r\nx-amz-trailer-signature:" + trailer + "\r\n\r\n";
  request.body = head + "1" + tail;
  EXPECT_EQ(decode_error(request), "");
  request.body = head + "2" + tail;
  EXPECT_EQ(decode_error(request), "SignatureDoesNotMatch");
}

TEST(ChunkedUpload, OtherFormsAreNamed) {
  auto request = example_request();
  request.headers.set("x-amz-content-sha256", "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD");
  EXPECT_EQ(decode_error(request), "NotImplemented");
}

}  // namespace
}  // namespace eni::aws
