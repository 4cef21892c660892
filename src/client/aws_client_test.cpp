#include "client/aws_client.h"

#include <gtest/gtest.h>

#include "base/time_text.h"
#include "client/s3.h"
#include "net/peer_for_test.h"

namespace eni::client {
namespace {

std::string http(const std::string& status, const std::string& body, const std::string& headers = "") {
  return "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

/// A client of an endpoint that answers by a script; its retries take no time.
class AwsClientTest : public testing::Test {
 protected:
  AwsClient& client(std::vector<std::string> answers) { return client_of({std::move(answers)}); }
  /// @param connections  as net::Peer takes them
  AwsClient& client_of(std::vector<std::vector<std::string>> connections) {
    peer_.emplace(std::move(connections));
    Connection connection;
    connection.endpoints.endpoint_url = "http://" + peer_->url().authority();
    connection.region = aws::Region{"eu-central-1"};
    connection.credentials = std::make_shared<FixedCredentials>(
        aws::Credentials{aws::AccessKeyId{"AKID"}, aws::SecretAccessKey{"secret"}, {}});
    return client_.emplace(std::move(connection), waiter_, random_, options_, quota_);
  }
  std::string request(std::size_t number) { return peer_->requests.at(number); }
  bool has(std::size_t number, const std::string& text) {
    return request(number).find(text) != std::string::npos;
  }

  ClientOptions options_;
  std::shared_ptr<RetryQuota> quota_ = std::make_shared<RetryQuota>();
  VirtualWaiter waiter_;
  SeededRandom random_;
  std::optional<net::Peer> peer_;
  std::optional<AwsClient> client_;
};

TEST_F(AwsClientTest, SpeaksEachProtocol) {
  AwsClient& aws = client(
      {http("200 OK", R"({"clusterArns":["c"]})"),
       http("200 OK", "<R><GetCallerIdentityResult><Account>1</Account></GetCallerIdentityResult></R>"),
       http("200 OK", "<R><vpcSet><item><vpcId>v</vpcId></item></vpcSet></R>")});
  EXPECT_EQ(json::serialize(aws.call("ecs", "ListClusters", {{"maxResults", 1}}).value()),
            R"({"clusterArns":["c"]})");
  EXPECT_EQ(json::serialize(aws.call("sts", "GetCallerIdentity").value()), R"({"Account":"1"})");
  EXPECT_EQ(json::serialize(aws.call("ec2", "DescribeVpcs").value()), R"({"vpcSet":[{"vpcId":"v"}]})");
  EXPECT_TRUE(has(0, "X-Amz-Target: AmazonEC2ContainerServiceV20141113.ListClusters\r\n")) << request(0);
  EXPECT_TRUE(has(0, "/eu-central-1/ecs/aws4_request")) << request(0);
  EXPECT_TRUE(has(0, R"({"maxResults":1})")) << request(0);
  EXPECT_TRUE(has(1, "Action=GetCallerIdentity&Version=2011-06-15")) << request(1);
}

TEST_F(AwsClientTest, GathersAllPages) {
  AwsClient& aws = client({http("200 OK", R"({"clusterArns":["a","b"],"nextToken":"n"})"),
                           http("200 OK", R"({"clusterArns":["c"]})")});
  EXPECT_EQ(json::serialize(aws.call_all("ecs", "ListClusters", {}, "clusterArns").value()),
            R"(["a","b","c"])");
  EXPECT_TRUE(has(1, R"("nextToken":"n")")) << request(1);
}

TEST_F(AwsClientTest, TriesAgainWhatMayPassAndNothingElse) {
  const std::string throttled =
      http("400 Bad Request", R"({"__type":"ThrottlingException","message":"Rate exceeded"})");
  AwsClient& aws = client({throttled, http("503 Service Unavailable", ""), http("200 OK", "{}"), throttled,
                           throttled, throttled,
                           http("400 Bad Request", R"({"__type":"x#AccessDeniedException","message":"no"})",
                                "x-amzn-RequestId: r1\r\n")});
  const TimePoint start = waiter_.now();
  EXPECT_TRUE(aws.call("ecs", "ListClusters").has_value());
  EXPECT_GT(waiter_.now(), start);
  const auto exhausted = aws.call("ecs", "ListClusters");
  ASSERT_TRUE(exhausted.has_error());
  EXPECT_TRUE(exhausted.error().is_refused_with("ThrottlingException"));
  const auto denied = aws.call("ecs", "ListClusters");
  ASSERT_TRUE(denied.has_error());
  EXPECT_TRUE(denied.error().is_access_denied());
  EXPECT_EQ(denied.error().as_error().message,
            "ecs:ListClusters in eu-central-1: AccessDeniedException: no (request r1)");
  EXPECT_EQ(denied.error().as_error().hint, "the caller's identity needs the IAM action ecs:ListClusters");
}

TEST_F(AwsClientTest, IsPatientWithThrottlingAlone) {
  const std::string throttled =
      http("400 Bad Request", R"({"__type":"ThrottlingException","message":"Rate exceeded"})");
  const std::string fault = http("500 Internal Server Error", "");
  AwsClient aws = client({throttled, throttled, throttled, throttled, http("200 OK", "{}"), fault, fault,
                          fault, http("200 OK", "{}")})
                      .with({.max_attempts_if_throttled = 5});
  EXPECT_TRUE(aws.call("ecs", "ListClusters").has_value());
  EXPECT_TRUE(aws.call("ecs", "ListClusters").has_error());
  EXPECT_TRUE(aws.call("ecs", "ListClusters").has_value());
}

TEST_F(AwsClientTest, TheUsersNumberOfAttemptsWins) {
  const std::string throttled =
      http("400 Bad Request", R"({"__type":"ThrottlingException","message":"Rate exceeded"})");
  options_.retry = {.max_attempts = 2, .is_of_user = true};
  AwsClient aws = client({throttled, throttled, http("200 OK", "{}")}).with({.max_attempts_if_throttled = 5});
  EXPECT_TRUE(aws.call("ecs", "ListClusters").has_error());
  EXPECT_TRUE(aws.call("ecs", "ListClusters").has_value());
}

TEST_F(AwsClientTest, ATimeoutTakesMoreOfTheQuotaThanARefusal) {
  while (quota_->take(RetryQuota::kCost)) continue;
  quota_->give_back(RetryQuota::kCost);
  options_.timeout = std::chrono::milliseconds{300};
  AwsClient& aws = client_of({{""}, {http("503 Service Unavailable", ""), http("200 OK", "{}")}});
  EXPECT_TRUE(aws.call("ecs", "ListClusters")
                  .has_error());  // Timed out: what is left does not do for another attempt.
  EXPECT_TRUE(aws.call("ecs", "ListClusters").has_value());
}

TEST_F(AwsClientTest, AnInterruptionEndsItsRetrying) {
  int looks = 0;
  options_.is_interrupted = [&looks] { return ++looks > 2; };
  const TimePoint start = waiter_.now();
  AwsClient& aws = client({http("503 Service Unavailable", ""), http("200 OK", "{}")});
  EXPECT_TRUE(aws.call("ecs", "ListClusters").has_error());
  EXPECT_LE(waiter_.now() - start, std::chrono::milliseconds{50});
}

TEST_F(AwsClientTest, AfterAnInterruptionItTidiesUpWithPatience) {
  options_.is_interrupted = [] { return true; };
  AwsClient& aws = client({http("503 Service Unavailable", ""), http("200 OK", "{}")});
  EXPECT_TRUE(aws.call("ecs", "ListClusters").has_value());
}

TEST_F(AwsClientTest, CorrectsItsClockByAwss) {
  const TimePoint theirs = waiter_.now() + std::chrono::hours{2};
  const std::string date = "Date: " + http_date(theirs) + "\r\n";
  AwsClient& aws =
      client({http("403 Forbidden",
                   "<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code><Message>Signature expired"
                   "</Message></Error><RequestId>r2</RequestId></ErrorResponse>",
                   date),
              http("200 OK", "<R/>", date)});
  EXPECT_TRUE(aws.call("sts", "GetCallerIdentity").has_value());
  EXPECT_TRUE(has(1, "X-Amz-Date: " + basic_iso8601(theirs))) << request(1);
}

TEST_F(AwsClientTest, SaysWhatTheAnswerIsNot) {
  AwsClient& aws = client({http("200 OK", "<html>")});
  const auto failed = aws.call("ecs", "ListClusters");
  ASSERT_TRUE(failed.has_error());
  EXPECT_EQ(failed.error().as_error().message.substr(0, 70),
            "ecs:ListClusters in eu-central-1: the answer was not understood: not v");
}

TEST_F(AwsClientTest, DoesNotReadTheSamePageForEver) {
  const std::string page = http("200 OK", R"({"clusterArns":["a"],"nextToken":"n"})");
  AwsClient& aws = client({page, page, page});
  EXPECT_TRUE(aws.call_all("ecs", "ListClusters", {}, "clusterArns").has_error());
}

TEST_F(AwsClientTest, TellsOfEachAttempt) {
  std::vector<std::string> lines;
  options_.trace = [&lines](const std::string& line) { lines.push_back(line); };
  AwsClient& aws = client({http("503 Service Unavailable", ""), http("200 OK", "{}")});
  EXPECT_TRUE(aws.call("ecs", "ListClusters").has_value());
  ASSERT_EQ(lines.size(), 2u);
  const std::string begin = "ecs:ListClusters in eu-central-1 at " + peer_->url().authority() + ": ";
  EXPECT_EQ(lines[0].find(begin + "503 after "), 0u) << lines[0];
  EXPECT_EQ(lines[1].find(begin + "200 after "), 0u) << lines[1];
}

TEST_F(AwsClientTest, NamesBucketsInThePath) {
  AwsClient& aws = client({http("200 OK", ""), http("200 OK", "")});
  S3Bucket bucket{aws, "b"};
  EXPECT_TRUE(bucket.create().has_value());
  EXPECT_TRUE(bucket.put_object("k/x y", "z").has_value());
  EXPECT_TRUE(has(0, "PUT /b HTTP/1.1")) << request(0);
  EXPECT_TRUE(has(0, "<LocationConstraint>eu-central-1</LocationConstraint>")) << request(0);
  EXPECT_TRUE(has(1, "PUT /b/k/x%20y HTTP/1.1")) << request(1);
}

TEST_F(AwsClientTest, AsksS3ToRefuseABucketOfSomebodyElse) {
  AwsClient& aws =
      client({http("200 OK", ""), http("403 Forbidden", "<Error><Code>AccessDenied</Code></Error>"),
              http("404 Not Found", "<Error><Code>NoSuchBucket</Code></Error>")});
  S3Bucket bucket{aws, "b", "123456789012"};
  EXPECT_TRUE(bucket.put(kBucketTagging, "<Tagging/>").has_value());
  EXPECT_TRUE(has(0, "PUT /b?tagging HTTP/1.1")) << request(0);
  EXPECT_TRUE(has(0, "x-amz-expected-bucket-owner: 123456789012\r\n")) << request(0);
  EXPECT_TRUE(has(0, "Content-MD5: 5MKq9Afjj8VFAV5vB64atA==\r\n")) << request(0);
  EXPECT_TRUE(bucket.exists().error().is_refused_with("AccessDenied"));
  EXPECT_FALSE(bucket.exists().value());
}

TEST_F(AwsClientTest, GathersAnObjectsVersionsAndMarkers) {
  AwsClient& aws = client(
      {http("200 OK",
            "<ListVersionsResult><Version><Key>a</Key><VersionId>1</VersionId></"
            "Version><DeleteMarker><Key>a</Key>"
            "<VersionId>2</VersionId></DeleteMarker><Version><Key>b</Key><VersionId>3</VersionId></Version>"
            "</ListVersionsResult>"),
       http("200 OK",
            "<DeleteResult><Error><Key>b</Key><Code>AccessDenied</Code><Message>No</Message></Error>"
            "</DeleteResult>")});
  S3Bucket bucket{aws, "n"};
  const auto versions = bucket.first_versions("a/b", 1000);
  ASSERT_EQ(versions.value().size(), 3);
  EXPECT_EQ(versions->at(2).key + versions->at(2).version_id, "a2");
  EXPECT_TRUE(has(0, "GET /n?max-keys=1000&prefix=a%2Fb&versions= HTTP/1.1")) << request(0);
  EXPECT_EQ(bucket.remove_versions(*versions).error().problem.message,
            "s3:DeleteObjectVersion of b in n: AccessDenied: No");
}

}  // namespace
}  // namespace eni::client
