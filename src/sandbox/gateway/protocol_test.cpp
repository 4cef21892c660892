/// Literal conversations in each wire protocol.
#include <gmock/gmock.h>

#include "base/text.h"
#include "sandbox/gateway/fake_services.h"
#include "sandbox/gateway/protocol_query.h"
#include "sandbox/gateway/protocol_rest_xml.h"
#include "sandbox/gateway/test_sandbox.h"

namespace eni::sandbox {
namespace {

using testing::HasSubstr;

class ProtocolTest : public testing::Test {
 protected:
  net::Response query(std::string body) {
    return sandbox_.send_signed({"POST", "/", {}, std::move(body)}, "iam");
  }
  net::Response lambda(std::string method, std::string target, std::string body = {}) {
    return sandbox_.send_signed({std::move(method), std::move(target), {}, std::move(body)}, "lambda");
  }
  net::Response s3(std::string method, std::string target, net::Headers headers = {}, std::string body = {}) {
    return sandbox_.send_signed({std::move(method), std::move(target), std::move(headers), std::move(body)},
                                "s3");
  }
  /// The body with its request id as "ID".
  static std::string body_of(const net::Response& response, std::string_view header = "x-amzn-RequestId") {
    std::string body = replace_all(response.body, response.headers.text(header), "ID");
    const auto host_id = response.headers.get("x-amz-id-2");
    return host_id ? replace_all(body, *host_id, "ID2") : body;
  }

  TestSandbox sandbox_{fake::kServices};
};

// ---- query ----

TEST_F(ProtocolTest, QueryRepliesInXml) {
  const auto response = query("Action=Shapes&Version=2010-05-08");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers.text("Content-Type"), "text/xml");
  EXPECT_EQ(
      body_of(response),
      "<ShapesResponse "
      "xmlns=\"https://iam/doc/\"><ShapesResult><List><member>a</member><member><Key>&lt;b&gt;</Key>"
      "</member></List><Map><entry><key>k</key><value>1</value></entry></Map><Flag>true</Flag><Number>1.5</"
      "Number>"
      "</ShapesResult><ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata></ShapesResponse>\n");
}

TEST_F(ProtocolTest, QueryTakesActionFromTheTargetToo) {
  const auto response = sandbox_.send_signed({"GET", "/?Action=Echo&Version=2010-05-08&A=b", {}, ""}, "iam");
  EXPECT_THAT(response.body, HasSubstr("<Params><A>b</A></Params>"));
}

TEST_F(ProtocolTest, QueryErrors) {
  struct Case {
    const char* body;
    int status;
    const char* error;
  };
  const Case cases[] = {
      {"Action=Refuse", 404,
       "<Type>Sender</Type><Code>NoSuchEntity</Code><Message>There is no &lt;such&gt; thing</Message>"},
      {"Action=Bogus&Version=2010-05-08", 400,
       "<Type>Sender</Type><Code>InvalidAction</Code><Message>Could not find operation Bogus for version "
       "2010-05-08</Message>"},
      {"Action=Echo&Version=1999-01-01", 400,
       "<Type>Sender</Type><Code>InvalidAction</Code><Message>Could not find operation Echo for version "
       "1999-01-01</Message>"},
      {"Version=2010-05-08", 400,
       "<Type>Sender</Type><Code>MissingAction</Code><Message>The request is missing an action or operation "
       "parameter.</Message>"},
      {"Action=Echo&A=1&A.B=2", 400,
       "<Type>Sender</Type><Code>MalformedQueryString</Code><Message>The query string contains a syntax "
       "error at "
       "'A.B'</Message>"},
  };
  for (const Case& c : cases) {
    const auto response = query(c.body);
    EXPECT_EQ(response.status, c.status) << c.body;
    EXPECT_EQ(body_of(response), "<ErrorResponse xmlns=\"https://iam/doc/\"><Error>" + std::string(c.error) +
                                     "</Error><RequestId>ID</RequestId></ErrorResponse>\n");
  }
}

TEST(QueryMembers, DottedNamesBecomeATree) {
  struct Case {
    const char* body;
    const char* expected;
  };
  const Case cases[] = {
      {"Action=X&Version=1&A=b", R"({"A":"b"})"},
      {"L.member.2=b&L.member.1=a&L.member.10=c", R"({"L":["a","b","c"]})"},
      {"L.1=a&L.2=b", R"({"L":["a","b"]})"},
      {"T.member.1.Key=k&T.member.1.Value=v&T.member.3.Key=l",
       R"({"T":[{"Key":"k","Value":"v"},{"Key":"l"}]})"},
      {"P.member.1.Values.member.1=x", R"({"P":[{"Values":["x"]}]})"},
      {"M.entry.1.key=a&M.entry.1.value=1&M.entry.2.key=b&M.entry.2.value=2", R"({"M":{"a":"1","b":"2"}})"},
      {"S.A.B=c", R"({"S":{"A":{"B":"c"}}})"},
      {"L=", R"({"L":""})"},
      {"member=x", R"({"member":"x"})"},
      // Parameters of signatures of all versions are none of the operation's.
      {"AWSAccessKeyId=a&SignatureVersion=2&SignatureMethod=HmacSHA256&Signature=s&Timestamp=t&Expires=e&"
       "SecurityToken=t&X-Amz-Date=d&a=x",
       R"({"a":"x"})"},
  };
  for (const Case& c : cases) {
    const auto members = read_query_members(net::parse_query(c.body));
    ASSERT_TRUE(members.has_value()) << c.body;
    EXPECT_EQ(json::serialize(*members), c.expected) << c.body;
  }
}

TEST(QueryMembers, DepthIsLimited) {
  std::string name = "a";
  for (int i = 0; i < 20; ++i) name += ".a";
  EXPECT_EQ(read_query_members({{name, "x"}}).error().code, "MalformedQueryString");
}

// ---- JSON 1.1 ----

TEST_F(ProtocolTest, JsonReplies) {
  const auto response = sandbox_.json11(fake::kEcs, "Echo", {{"name", "x"}, {"deep", {{"list", {1, true}}}}});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers.text("Content-Type"), "application/x-amz-json-1.1");
  EXPECT_THAT(response.body, HasSubstr(R"("Params":{"name":"x","deep":{"list":[1,true]}})"));
}

TEST_F(ProtocolTest, JsonErrors) {
  const auto send = [this](const char* target, const char* body) {
    return sandbox_.send_signed({"POST", "/", {{"X-Amz-Target", target}}, body}, "ecs");
  };
  EXPECT_EQ(
      send("EC2Containers.Bogus", "{}").body,
      R"({"__type":"UnknownOperationException","message":"The operation EC2Containers.Bogus is not known to Fake ECS in this sandbox"})");
  EXPECT_EQ(send("Other.Echo", "{}").status, 400);
  EXPECT_EQ(send("EC2Containers.Echo", "{]").body,
            R"({"__type":"SerializationException","message":"not valid JSON: syntax error at byte 1"})");
  EXPECT_EQ(
      send("EC2Containers.Echo", "[]").body,
      R"({"__type":"SerializationException","message":"Start of structure or map found where not expected."})");
  EXPECT_EQ(send("EC2Containers.Echo", "").status, 200);
}

// ---- REST-JSON ----

TEST_F(ProtocolTest, RestJsonTakesMembersFromPathQueryAndBody) {
  EXPECT_THAT(lambda("GET", "/2015-03-31/functions/arn%3Aaws%3Af?Qualifier=%241").body,
              HasSubstr(R"("Params":{"Qualifier":"$1","FunctionName":"arn:aws:f"})"));
  EXPECT_THAT(lambda("GET", "/2015-03-31/functions/").body, HasSubstr(R"("Params":{})"));
  EXPECT_THAT(lambda("POST", "/2015-03-31/functions", R"({"FunctionName":"f"})").body,
              HasSubstr(R"("Params":{"FunctionName":"f"})"));
}

TEST_F(ProtocolTest, RestJsonBytesAreNoMembers) {
  EXPECT_THAT(lambda("POST", "/2015-03-31/functions/f/invocations", R"({"FunctionName":"g"})").body,
              HasSubstr(R"("Params":{"FunctionName":"f"},"Body":"{\"FunctionName\":\"g\"}")"));
}

TEST_F(ProtocolTest, RestJsonErrors) {
  const auto refused = lambda("DELETE", "/2015-03-31/functions/f");
  EXPECT_EQ(refused.status, 404);
  EXPECT_EQ(refused.headers.text("X-Amzn-Errortype"), "NoSuchEntity");
  EXPECT_EQ(refused.body,
            R"({"Type":"User","Message":"There is no <such> thing","message":"There is no <such> thing"})");
  EXPECT_EQ(lambda("GET", "/2015-03-31/layers").headers.text("X-Amzn-Errortype"),
            "UnknownOperationException");
  EXPECT_EQ(lambda("POST", "/2015-03-31/functions", "{").headers.text("X-Amzn-Errortype"),
            "InvalidRequestContentException");
}

// ---- REST-XML ----

TEST_F(ProtocolTest, RestXmlReplies) {
  const auto response = s3("GET", "/bucket?list-type=2");
  EXPECT_EQ(response.headers.text("Content-Type"), "application/xml");
  EXPECT_EQ(body_of(response, "x-amz-request-id"),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult "
            "xmlns=\"http://s3/doc/\"><Name>bucket</Name>"
            "<Contents><Key>a&amp;b</Key></Contents><Contents><Key>c</Key></Contents><IsTruncated>false</"
            "IsTruncated>"
            "</ListBucketResult>");
  EXPECT_EQ(s3("GET", "/").body, "");
}

TEST_F(ProtocolTest, RestXmlKeysAreTakenWhole) {
  EXPECT_THAT(s3("GET", "/bucket/a/%20b//c/").body, HasSubstr("<Key>a/ b//c/</Key>"));
}

TEST_F(ProtocolTest, RestXmlCarriesBytesBothWays) {
  const auto response = s3("PUT", "/bucket/key", {}, std::string("\0\xff", 2));
  EXPECT_EQ(response.body, std::string("\0\xff", 2));
  EXPECT_EQ(response.headers.text("ETag"), "\"1\"");
  EXPECT_EQ(response.headers.text("Content-Type"), "application/octet-stream");
}

TEST_F(ProtocolTest, RestXmlErrors) {
  const auto method = s3("PATCH", "/bucket/key");
  EXPECT_EQ(method.status, 405);
  EXPECT_EQ(
      body_of(method, "x-amz-request-id"),
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>MethodNotAllowed</Code><Message>The "
      "specified method "
      "is not allowed against this resource.</Message><RequestId>ID</RequestId><HostId>ID2</HostId></Error>");
  const auto website = s3("GET", "/bucket?website");
  EXPECT_EQ(website.status, 501);
  EXPECT_THAT(website.body, HasSubstr("not implemented: GET /bucket?website"));
  const auto head = s3("HEAD", "/bucket/key");
  EXPECT_EQ(head.status, 404);
  EXPECT_EQ(head.body, "");
}

TEST_F(ProtocolTest, RestXmlRowWithMostQueryNamesWins) {
  EXPECT_EQ(s3("PUT", "/bucket/key?uploadId=1&partNumber=2", {}, "x").body, "");
  EXPECT_EQ(s3("PUT", "/bucket/key?uploadId=1", {}, "x").status, 501);
}

TEST_F(ProtocolTest, VirtualHostNamesTheBucket) {
  const auto response = s3("GET", "/", {{"Host", "my.bucket.s3.eu-central-1.amazonaws.com"}});
  EXPECT_THAT(response.body, HasSubstr("<Name>my.bucket</Name>"));
}

TEST_F(ProtocolTest, ChunkedUploadArrivesWhole) {
  net::Request request{"PUT",
                       "/bucket/key",
                       {{"Host", "localhost"},
                        {"X-Amz-Content-Sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"},
                        {"X-Amz-Decoded-Content-Length", "5"}},
                       ""};
  const auto now = sandbox_.scheduler.now();
  const aws::CredentialScope scope{"20150830", sandbox_.region, "s3"};
  request.headers.add("X-Amz-Date", "20150830T123600Z");
  const std::string canonical =
      aws::canonical_request(request, "host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length",
                             "STREAMING-UNSIGNED-PAYLOAD-TRAILER", aws::PathStyle::kVerbatim);
  request.headers.add(
      "Authorization",
      "AWS4-HMAC-SHA256 Credential=test/" + scope.text() +
          ", SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length, Signature=" +
          aws::signature(aws::signing_key(aws::SecretAccessKey{"test"}, scope),
                         aws::string_to_sign("20150830T123600Z", scope, canonical)));
  request.headers.add("Content-Encoding", "aws-chunked");
  request.body = "3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n";
  ASSERT_EQ(now, sandbox_.scheduler.now());
  EXPECT_EQ(sandbox_.send(request).body, "hello");
}

TEST(VirtualHost, Bucket) {
  struct Case {
    const char* host;
    const char* bucket;  ///< nullptr: path style
  };
  const Case cases[] = {
      {"localhost:4566", nullptr},
      {"127.0.0.1:4566", nullptr},
      {"s3.localhost:4566", nullptr},
      {"bucket.localhost:4566", "bucket"},
      {"bucket.s3.localhost:4566", "bucket"},
      {"a.b.localhost", "a.b"},
      {"s3.amazonaws.com", nullptr},
      {"s3.eu-central-1.amazonaws.com", nullptr},
      {"s3-eu-central-1.amazonaws.com", nullptr},
      {"bucket.s3.amazonaws.com", "bucket"},
      {"bucket.s3.eu-central-1.amazonaws.com", "bucket"},
      {"bucket.s3-eu-central-1.amazonaws.com", "bucket"},
      {"a.b.s3.cn-north-1.amazonaws.com.cn", "a.b"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(virtual_host_bucket(c.host), c.bucket ? std::optional<std::string>(c.bucket) : std::nullopt)
        << c.host;
  }
}

}  // namespace
}  // namespace eni::sandbox
