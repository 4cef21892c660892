/// What a verifier says to each kind of bad signature; good ones are made by sign() and presign().
#include <gtest/gtest.h>

#include "aws/sigv4.h"
#include "base/time_text.h"

namespace eni::aws {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

const Credentials kCredentials{AccessKeyId{"AKIDEXAMPLE"}, SecretAccessKey{"secret"}, {}};
const Region kRegion{"eu-central-1"};

class Verify : public testing::Test {
 protected:
  net::Request signed_request(std::string_view service) const {
    net::Request request{
        "POST", "/", {{"Host", "sts.eu-central-1.amazonaws.com"}}, "Action=GetCallerIdentity"};
    sign(request, kCredentials, kRegion, service, clock_.now());
    return request;
  }
  net::Request presigned_request(std::string_view service, seconds expires) const {
    net::Request request{"GET", "/bucket/key?x-id=GetObject", {{"Host", "localhost:4566"}}, ""};
    presign(request, kCredentials, kRegion, service, clock_.now(), expires);
    return request;
  }
  ApiResult<void> check(const net::Request& request) {
    ENI_TRY(const auto claim, read_claim(request));
    if (!claim) return ApiError{"Unsigned", "", 0};
    return verify(request, *claim, kCredentials.secret_access_key, clock_.now(), keys_);
  }
  std::string code(const net::Request& request) {
    const auto result = check(request);
    return result.has_value() ? "" : result.error().code;
  }
  std::string message(const net::Request& request) {
    const auto result = check(request);
    return result.has_value() ? "" : result.error().message;
  }

  ManualClock clock_{*parse_basic_iso8601("20150830T123600Z")};
  SigningKeyCache keys_;
};

TEST_F(Verify, SignedRequestIsAccepted) {
  EXPECT_EQ(code(signed_request("sts")), "");
  EXPECT_EQ(code(signed_request("s3")), "");
  EXPECT_EQ(code(presigned_request("s3", seconds{60})), "");
  EXPECT_EQ(code(presigned_request("sts", seconds{60})), "");
}

TEST_F(Verify, ClaimHoldsWhatTheRequestSays) {
  auto request = signed_request("sts");
  const auto claim = read_claim(request);
  ASSERT_TRUE(claim.has_value() && claim->has_value());
  EXPECT_EQ((*claim)->access_key_id.value, "AKIDEXAMPLE");
  EXPECT_EQ((*claim)->scope, (CredentialScope{"20150830", kRegion, "sts"}));
  EXPECT_FALSE((*claim)->presigned());
}

TEST_F(Verify, UnsignedRequestHasNoClaim) {
  EXPECT_EQ(code({"GET", "/bucket/key", {{"Host", "localhost"}}, ""}), "Unsigned");
  EXPECT_EQ(code({"GET", "/?X-Amz-Date=1", {{"Host", "localhost"}}, ""}), "Unsigned");
}

TEST_F(Verify, NothingIsThereTwiceOrUnknown) {
  const struct {
    const char* added;
    const char* message;
  } headers[] = {
      {", Signature=0", "Authorization header has a 'Signature' parameter that is unknown or repeated."},
      {", Credential=a/b/c/d/aws4_request",
       "Authorization header has a 'Credential' parameter that is unknown or repeated."},
      {",SignedHeaders=host",
       "Authorization header has a 'SignedHeaders' parameter that is unknown or repeated."},
      {", Extra=1", "Authorization header has a 'Extra' parameter that is unknown or repeated."},
      {",", ""},
  };
  for (const auto& c : headers) {
    auto request = signed_request("sts");
    request.headers.set("Authorization", std::string(request.headers.text("Authorization")) + c.added);
    EXPECT_EQ(message(request), c.message) << c.added;
  }
  auto twice = signed_request("sts");
  twice.headers.add("Authorization", std::string(twice.headers.text("Authorization")));
  EXPECT_EQ(message(twice), "There is more than one Authorization header.");
  for (const std::string name : {"X-Amz-Signature", "X-Amz-Date", "X-Amz-Credential", "X-Amz-Expires"}) {
    auto request = presigned_request("s3", seconds{60});
    request.target += "&" + name + "=0";
    EXPECT_EQ(message(request), "The parameter " + name + " must not be repeated.");
    EXPECT_EQ(code(request), "AuthorizationQueryParametersError");
  }
}

TEST_F(Verify, EverySignedPartIsCovered) {
  const auto body = [](net::Request& r) { r.body += "x"; };
  const auto method = [](net::Request& r) { r.method = "PUT"; };
  const auto target = [](net::Request& r) { r.target = "/?a=b"; };
  const auto host = [](net::Request& r) { r.headers.set("Host", "other"); };
  for (const auto change : {+body, +method, +target, +host}) {
    auto request = signed_request("sts");
    change(request);
    EXPECT_EQ(message(request),
              "The request signature we calculated does not match the signature you provided. Check your AWS "
              "Secret "
              "Access Key and signing method. Consult the service documentation for details.");
    EXPECT_EQ(code(request), "SignatureDoesNotMatch");
  }
}

TEST_F(Verify, UnsignedHeadersMayChange) {
  auto request = signed_request("sts");
  request.headers.set("User-Agent", "x");
  EXPECT_EQ(code(request), "");
}

TEST_F(Verify, SignedHeadersAreInOrderAndNamedOnce) {
  std::string many = "a";
  for (int i = 0; i < 255; ++i)
    many += ";a" + std::string(1, static_cast<char>('b' + i / 16)) +
            std::string(1, static_cast<char>('b' + i % 16));
  const struct {
    std::string names;
    bool is_accepted;
  } cases[] = {
      {"host;x-amz-date", true},
      {"host", true},
      {"host;absent", false},
      {"absent;host", true},
      {"x-amz-date;host", false},
      {"host;host", false},
      {"host;host;x-amz-date", false},
      {";host", false},
      {"host;;x-amz-date", false},
      {many + ";host", false},
      {many.substr(0, many.rfind(';')) + ";host", true},
  };
  for (const auto& c : cases) {
    auto request = signed_request("sts");
    const auto claim = **read_claim(request);
    const auto& secret = kCredentials.secret_access_key;
    const std::string canonical =
        canonical_request(request, c.names, sha256_hex(request.body), PathStyle::kNormalized);
    request.headers.set("Authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/" + claim.scope.text() +
                            ", SignedHeaders=" + c.names + ", Signature=" +
                            signature(signing_key(secret, claim.scope),
                                      string_to_sign(claim.amz_date, claim.scope, canonical)));
    EXPECT_EQ(code(request), c.is_accepted ? "" : "SignatureDoesNotMatch") << c.names;
  }
}

TEST_F(Verify, FifteenMinutesOfSkew) {
  const auto request = signed_request("sts");
  clock_.advance(minutes{15});
  EXPECT_EQ(code(request), "");
  clock_.advance(seconds{1});
  EXPECT_EQ(message(request),
            "Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150830T125101Z - 15 "
            "min.)");
  clock_.advance(-minutes{30} - seconds{1});
  EXPECT_EQ(code(request), "");
  clock_.advance(-seconds{1});
  EXPECT_EQ(message(request),
            "Signature not yet current: 20150830T123600Z is still later than 20150830T123559Z "
            "(20150830T122059Z + 15 "
            "min.)");
}

TEST_F(Verify, S3CallsSkewByItsOwnName) {
  const auto request = signed_request("s3");
  clock_.advance(minutes{16});
  EXPECT_EQ(code(request), "RequestTimeTooSkewed");
}

TEST_F(Verify, PresignedUrlExpires) {
  const auto request = presigned_request("s3", seconds{7200});
  clock_.advance(seconds{7200});
  EXPECT_EQ(code(request), "");
  clock_.advance(seconds{1});
  EXPECT_EQ(code(request), "AccessDenied");
  EXPECT_EQ(message(request), "Request has expired");
}

TEST_F(Verify, PresignedUrlCoversItsQuery) {
  auto request = presigned_request("s3", seconds{60});
  request.target += "&acl";
  EXPECT_EQ(code(request), "SignatureDoesNotMatch");
}

TEST_F(Verify, PresignedS3UploadTakesAnyBody) {
  net::Request request{"PUT", "/bucket/key", {{"Host", "localhost"}}, ""};
  presign(request, kCredentials, kRegion, "s3", clock_.now(), seconds{60});
  request.body = "whatever";
  EXPECT_EQ(code(request), "");
}

TEST_F(Verify, SessionTokenIsSignedInBothForms) {
  Credentials temporary = kCredentials;
  temporary.session_token = SessionToken{"to/ken=="};
  net::Request request{"GET", "/", {{"Host", "localhost"}}, ""};
  presign(request, temporary, kRegion, "sts", clock_.now(), seconds{60});
  const auto claim = read_claim(request);
  ASSERT_TRUE(claim.has_value() && claim->has_value());
  EXPECT_EQ((*claim)->session_token.value, "to/ken==");
  EXPECT_EQ(code(request), "");
}

TEST_F(Verify, S3ChecksTheDeclaredBody) {
  auto request = signed_request("s3");
  request.body += "x";
  EXPECT_EQ(code(request), "XAmzContentSHA256Mismatch");
  request.headers.erase("X-Amz-Content-Sha256");
  EXPECT_EQ(message(request), "Missing required header for this request: x-amz-content-sha256");
}

TEST_F(Verify, S3WantsItsHeadersSigned) {
  auto request = signed_request("s3");
  request.headers.add("x-amz-acl", "public-read");
  EXPECT_EQ(message(request), "There were headers present in the request which were not signed");
}

TEST_F(Verify, S3KeysAreSignedAsTheyAre) {
  net::Request request{"GET", "/bucket/a//b/../c%20d", {{"Host", "localhost"}}, ""};
  sign(request, kCredentials, kRegion, "s3", clock_.now());
  EXPECT_EQ(code(request), "");
  request.target = "/bucket/a/c%20d";
  EXPECT_EQ(code(request), "SignatureDoesNotMatch");
}

TEST_F(Verify, BrokenAuthorizationHeaders) {
  struct Case {
    const char* authorization;
    const char* code;
    const char* message;
  };
  const Case cases[] = {
      {"AWS4-HMAC-SHA256 Credential=a/20150830/r/s/aws4_request", "IncompleteSignature",
       "Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' "
       "parameter. "
       "(Hashed with SHA-256 and encoded with Base64) "
       "Authorization=hqVt9DhyvRVLlen0IK+WSL4+WEQX4RGNyg1kq/BlzjM="},
      {"AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=0", "IncompleteSignature",
       "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got "
       "'a/b'"},
      {"AWS4-HMAC-SHA256 Credential=a/20150830/r/s/term, SignedHeaders=host, Signature=0",
       "SignatureDoesNotMatch",
       "Credential should be scoped with a valid terminator: 'aws4_request', not 'term'."},
      {"AWS4-HMAC-SHA256 Credential=a/20150829/r/s/aws4_request, SignedHeaders=host, Signature=0",
       "SignatureDoesNotMatch",
       "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20150829' "
       "!= "
       "'20150830', from '20150830T123600Z'."},
      {"AWS4-HMAC-SHA256 Credential=a/20150830/r/s/aws4_request, SignedHeaders=x-amz-date, Signature=0",
       "SignatureDoesNotMatch", "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."},
      {"AWS a:b", "InvalidRequest",
       "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256."},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.authorization);
    auto request = signed_request("sts");
    request.headers.set("Authorization", c.authorization);
    EXPECT_EQ(code(request), c.code);
    EXPECT_EQ(message(request), c.message);
  }
}

TEST_F(Verify, BrokenPresignedQueries) {
  struct Case {
    const char* query;
    const char* message;
  };
  const Case cases[] = {
      {"X-Amz-Algorithm=AWS4-HMAC-SHA256",
       "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, "
       "X-Amz-Signature, "
       "X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters."},
      {"X-Amz-Algorithm=ROT13",
       "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\""},
      {"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a%2F20150830%2Fr%2Fs3%2Faws4_request&X-Amz-Date="
       "20150830T123600Z&X-Amz-SignedHeaders=host&X-Amz-Signature=0&X-Amz-Expires=604801",
       "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less "
       "than 604800 "
       "seconds"},
      {"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a%2F20150830%2Fr%2Fs3%2Faws4_request&X-Amz-Date="
       "20150830T123600Z&X-Amz-SignedHeaders=host&X-Amz-Signature=0&X-Amz-Expires=soon",
       "X-Amz-Expires should be a number"},
  };
  for (const Case& c : cases) {
    const net::Request request{"GET", std::string("/b/k?") + c.query, {{"Host", "localhost"}}, ""};
    EXPECT_EQ(code(request), "AuthorizationQueryParametersError");
    EXPECT_EQ(message(request), c.message);
  }
}

TEST_F(Verify, KeyCacheForgetsAChangedSecret) {
  const CredentialScope scope{"20150830", kRegion, "sts"};
  const std::string first = keys_.get(AccessKeyId{"id"}, SecretAccessKey{"one"}, scope).bytes;
  EXPECT_NE(keys_.get(AccessKeyId{"id"}, SecretAccessKey{"two"}, scope).bytes, first);
  EXPECT_EQ(keys_.get(AccessKeyId{"id"}, SecretAccessKey{"one"}, scope).bytes, first);
}

}  // namespace
}  // namespace eni::aws
