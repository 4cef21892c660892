/// A query service in the two protocols that newer clients speak to it: literal conversations in JSON 1.0 and RPC v2 CBOR.
#include <gmock/gmock.h>

#include "base/cbor.h"
#include "base/text.h"
#include "sandbox/gateway/fake_services.h"
#include "sandbox/gateway/protocol_rpc_v2_cbor.h"
#include "sandbox/gateway/test_sandbox.h"

namespace eni::sandbox {
namespace {

using testing::HasSubstr;

ApiResult<Reply> statistics(Call& call) {
  json::array entries;
  entries.push_back(json::object{{"key", "p90"}, {"value", 3}});
  json::array datapoints;
  datapoints.push_back(json::object{{"Timestamp", "2015-08-30T12:36:00.500Z"},
                                    {"Sum", 2},
                                    {"ExtendedStatistics", json::object{{"entry", std::move(entries)}}},
                                    {"Unit", nullptr}});
  return Reply{
      json::object{{"Label", call.params.text_or("MetricName", "")}, {"Datapoints", std::move(datapoints)}}};
}

ApiResult<Reply> put(Call& call) {
  ENI_TRY(const auto data, call.params.objects("MetricData"));
  if (data.empty()) return ApiError{"InvalidParameterValue", "There is no data", 400};
  return Reply{};
}

const Operation kOperations[] = {
    {"GetMetricStatistics", any_resource, statistics, "*"},
    {"PutMetricData", any_resource, put, "*"},
};
constexpr ErrorShape kErrorShapes[] = {{"InvalidParameterValue", "InvalidParameterValueException"}};

/// With the models of CloudWatch.
const Service kService{.name = "monitoring",
                       .title = "Fake CloudWatch",
                       .protocol = Protocol::kQuery,
                       .version = "2010-08-01",
                       .xml_namespace = "https://monitoring/doc/",
                       .target_prefix = "Granite",
                       .operations = kOperations,
                       .constraint_code = "ValidationError",
                       .is_query_compatible = true,
                       .error_shapes = kErrorShapes};
const Service* const kServices[] = {&kService, &fake::kEcs};

class QueryCompatibleTest : public testing::Test {
 protected:
  net::Response query(std::string body) {
    return sandbox_.send_signed({"POST", "/", {}, std::move(body)}, "monitoring");
  }
  net::Response json10(std::string_view operation, std::string body) {
    net::Request request{"POST", "/", {{"x-amzn-query-mode", "true"}}, std::move(body)};
    request.headers.add("X-Amz-Target", "Granite." + std::string(operation));
    return sandbox_.send_signed(std::move(request), "monitoring");
  }
  net::Response cbor(std::string_view operation, std::string body) {
    return sandbox_.send_signed(cbor_request(operation, std::move(body)), "monitoring");
  }
  net::Response cbor(std::string_view operation, const json::object& params) {
    CborWriter writer;
    writer.value(params);
    return cbor(operation, writer.take());
  }
  static net::Request cbor_request(std::string_view operation, std::string body) {
    return {"POST",
            "/service/Granite/operation/" + std::string(operation),
            {{"Host", "127.0.0.1:4566"}, {"smithy-protocol", "rpc-v2-cbor"}, {"x-amzn-query-mode", "true"}},
            std::move(body)};
  }
  static std::string decoded(const net::Response& response) {
    return json::serialize(parse_cbor(response.body).value());
  }

  const std::string request_ =
      R"({"Namespace":"N","MetricName":"M","StartTime":1,"EndTime":2.5,"Period":60})";
  TestSandbox sandbox_{kServices};
};

TEST_F(QueryCompatibleTest, TheQueryProtocolAnswersInXml) {
  const auto response = query(
      "Action=GetMetricStatistics&Namespace=N&MetricName=M&StartTime=2015-08-30T12:36:00Z&EndTime="
      "2015-08-30T12:37:00Z&Period=60");
  EXPECT_EQ(response.headers.text("Content-Type"), "text/xml");
  EXPECT_THAT(response.body, HasSubstr("<Timestamp>2015-08-30T12:36:00.500Z</Timestamp><Sum>2</Sum><"
                                       "ExtendedStatistics><entry><key>p90</key><value>3</value></entry></"
                                       "ExtendedStatistics>"));
}

TEST_F(QueryCompatibleTest, JsonHasTypes) {
  const auto response = json10("GetMetricStatistics", request_);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers.text("Content-Type"), "application/x-amz-json-1.0");
  EXPECT_EQ(
      response.body,
      R"({"Label":"M","Datapoints":[{"Timestamp":1.4409381605E9,"Sum":2,"ExtendedStatistics":{"p90":3}}]})");
}

TEST_F(QueryCompatibleTest, CborHasTypes) {
  const auto response = cbor("GetMetricStatistics", parse_json(request_)->as_object());
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers.text("Content-Type"), "application/cbor");
  EXPECT_EQ(response.headers.text("smithy-protocol"), "rpc-v2-cbor");
  // Numbers that may have a fraction are floats, whatever they are; a time has its tag.
  EXPECT_EQ(
      decoded(response),
      R"({"Label":"M","Datapoints":[{"Timestamp":1.4409381605E9,"Sum":2E0,"ExtendedStatistics":{"p90":3E0}}]})");
  EXPECT_THAT(response.body, HasSubstr("Timestamp\xc1\xfb"));
}

TEST_F(QueryCompatibleTest, AnOperationWithoutOutputHasNoBody) {
  const auto response = cbor(
      "PutMetricData", parse_json(R"({"Namespace":"N","MetricData":[{"MetricName":"M"}]})")->as_object());
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "");
}

TEST_F(QueryCompatibleTest, ARequestMayBePacked) {
  // {"Namespace":"N","MetricData":[{"MetricName":"M"}]}
  const std::string packed =
      base64_decode("H4sIAAAAAAACA6tW8kvMTS0uSExOVbJS8lPSUfJNLSnKTHZJLElUsoquhnJBioDyvkq1sbUA6bZVMjMAAAA=")
          .value();
  net::Request request{
      "POST", "/", {{"X-Amz-Target", "Granite.PutMetricData"}, {"Content-Encoding", "gzip"}}, packed};
  EXPECT_EQ(sandbox_.send_signed(request, "monitoring").body, "{}");
  request.body = "{}";
  EXPECT_THAT(sandbox_.send_signed(request, "monitoring").body, HasSubstr("SerializationException"));
}

TEST_F(QueryCompatibleTest, ErrorsAreOfTheProtocolAndOfTheQueryProtocol) {
  struct Case {
    net::Response response;
    int status;
    const char* type;
    const char* query_code;
  };
  const std::string empty = R"({"Namespace":"N","MetricData":[]})";
  const auto members = parse_json(empty)->as_object();
  const Case cases[] = {
      {json10("PutMetricData", empty), 400, "InvalidParameterValueException", "InvalidParameterValue;Sender"},
      {cbor("PutMetricData", members), 400, "InvalidParameterValueException", "InvalidParameterValue;Sender"},
      {json10("PutMetricData", "{}"), 400, "ValidationException", "ValidationError;Sender"},
      {cbor("PutMetricData", ""), 400, "ValidationException", "ValidationError;Sender"},
      {json10("Bogus", "{}"), 400, "UnknownOperationException", "UnknownOperationException;Sender"},
      {cbor("Bogus", ""), 404, "UnknownOperationException", "UnknownOperationException;Sender"},
      {json10("PutMetricData", "["), 400, "SerializationException", "SerializationException;Sender"},
      {cbor("PutMetricData", "\x9f"), 400, "SerializationException", "SerializationException;Sender"},
      {cbor("PutMetricData", "\x80"), 400, "SerializationException", "SerializationException;Sender"},
  };
  for (const Case& c : cases) {
    const bool is_cbor = c.response.headers.text("Content-Type") == "application/cbor";
    const auto body = is_cbor ? parse_cbor(c.response.body) : parse_json(c.response.body);
    EXPECT_EQ(c.response.status, c.status) << c.type;
    EXPECT_EQ(text_at(*body, "__type"), c.type);
    EXPECT_EQ(c.response.headers.text("x-amzn-query-error"), c.query_code);
  }
  EXPECT_THAT(query("Action=PutMetricData&Namespace=N&MetricData=").body,
              HasSubstr("<Code>InvalidParameterValue</Code><Message>There is no data</Message>"));
}

TEST_F(QueryCompatibleTest, AnUnsignedRequestIsRefusedInItsProtocol) {
  const auto response = sandbox_.send(cbor_request("PutMetricData", ""));
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(decoded(response),
            R"({"__type":"MissingAuthenticationTokenException","message":"Missing Authentication Token"})");
  net::Request target{
      "POST", "/", {{"Host", "127.0.0.1:4566"}, {"X-Amz-Target", "Granite.PutMetricData"}}, "{}"};
  const auto in_json = sandbox_.send(target);
  EXPECT_EQ(in_json.headers.text("Content-Type"), "application/x-amz-json-1.0");
  EXPECT_THAT(in_json.body, HasSubstr("MissingAuthenticationTokenException"));
  const auto head = sandbox_.gateway.check_head(target);
  ASSERT_TRUE(head);
  EXPECT_THAT(head->body, HasSubstr("MissingAuthenticationTokenException"));
}

TEST_F(QueryCompatibleTest, OtherServicesDoNotSpeakThem) {
  net::Request request = cbor_request("Echo", "");
  const auto response = sandbox_.send_signed(request, "ecs");
  EXPECT_EQ(response.headers.text("Content-Type"), "application/x-amz-json-1.1");
  EXPECT_THAT(sandbox_.send_signed(cbor_request("Echo", ""), "dynamodb").headers.text("Content-Type"),
              "application/cbor");
}

TEST(RpcV2Target, IsTheEndOfThePath) {
  struct Case {
    const char* path;
    const char* service;
    const char* operation;
  };
  const Case cases[] = {{"/service/Granite/operation/Put", "Granite", "Put"},
                        {"/a/service/b/service/Granite/operation/Put", "Granite", "Put"},
                        {"/service/Granite/operation/", "Granite", ""},
                        {"/service/Granite", "", ""},
                        {"/operation/Put", "", ""},
                        {"", "", ""}};
  for (const Case& c : cases) {
    EXPECT_EQ(rpc_v2_target(c.path).service, c.service) << c.path;
    EXPECT_EQ(rpc_v2_target(c.path).operation, c.operation) << c.path;
  }
}

}  // namespace
}  // namespace eni::sandbox
