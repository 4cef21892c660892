#pragma once
/// The handler's world for tests: STS, ECS and CloudFormation's bucket in memory, virtual time, and faults at will.
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "function/handler.h"

namespace eni::function::test {

inline const std::string kRole = "arn:aws:iam::123456789012:role/hosts/ec2-role";
inline const std::string kOtherRole = "arn:aws:iam::123456789012:role/other";
inline const std::string kStack = "arn:aws:cloudformation:eu-central-1:123456789012:stack/trunks/6d0d6f40";
inline const std::string kUrl = "https://bucket.s3.eu-central-1.amazonaws.com/answer?X-Amz-Signature=0123";
inline const std::string kId = "eni-trunking:awsvpcTrunking:eu-central-1:" + kRole;
inline const std::string kOtherId = "eni-trunking:awsvpcTrunking:eu-central-1:" + kOtherRole;

enum class Exchange { kAssume, kPut, kList, kRemove, kAnswer };
inline constexpr Exchange kExchanges[] = {Exchange::kAssume, Exchange::kPut, Exchange::kList,
                                          Exchange::kRemove, Exchange::kAnswer};

enum class Trouble { kDenied, kNotPropagated, kThrottled, kBroken, kNoReply, kHangs, kGarbage, kRefused };
inline constexpr Trouble kTroubles[] = {Trouble::kDenied,  Trouble::kNotPropagated, Trouble::kThrottled,
                                        Trouble::kBroken,  Trouble::kNoReply,       Trouble::kHangs,
                                        Trouble::kGarbage, Trouble::kRefused};
inline constexpr int kForever = 1'000'000;

class World final : public RoleSessions, public AccountSettings, public lambda_runtime::AnswerSink {
 public:
  /// The next `times` calls of that exchange meet this trouble.
  void fail(Exchange exchange, Trouble trouble, int times = kForever) {
    troubles_[exchange].push_back({trouble, times});
  }

  void prepare() override {}
  void prepare(const aws::Region&) override {}
  void prepare(const std::string&) override {}

  Outcome<aws::Credentials> assume(const std::string& role, TimePoint deadline) override {
    calls.push_back("assume " + role);
    if (auto fault = meet(Exchange::kAssume, deadline)) return *fault;
    return aws::Credentials{aws::AccessKeyId{role}, aws::SecretAccessKey{"secret-of-session"},
                            aws::SessionToken{"token"}};
  }
  Outcome<AccountSetting> put(const aws::Region& region, const aws::Credentials& as, const std::string& value,
                              TimePoint deadline) override {
    calls.push_back("put " + value + " " + as.access_key_id.value);
    if (auto fault = meet(Exchange::kPut, deadline)) return *fault;
    settings[region.value + " " + as.access_key_id.value] = value;
    return AccountSetting{"awsvpcTrunking", value, put_answers_for.value_or(as.access_key_id.value)};
  }
  Outcome<AccountSetting> effective(const aws::Region& region, const aws::Credentials& as,
                                    TimePoint deadline) override {
    calls.push_back("list " + as.access_key_id.value);
    if (auto fault = meet(Exchange::kList, deadline)) return *fault;
    const auto found = settings.find(region.value + " " + as.access_key_id.value);
    return AccountSetting{"awsvpcTrunking", found == settings.end() ? "disabled" : found->second,
                          as.access_key_id.value};
  }
  Outcome<void> remove(const aws::Region& region, const aws::Credentials& as, TimePoint deadline) override {
    calls.push_back("remove " + as.access_key_id.value);
    if (auto fault = meet(Exchange::kRemove, deadline)) return *fault;
    settings.erase(region.value + " " + as.access_key_id.value);
    return {};
  }
  Result<int> put(const std::string& url, const std::string& body, TimePoint deadline) override {
    if (url != kUrl) return Error{"another URL", ""};
    if (auto fault = meet(Exchange::kAnswer, deadline)) {
      if (fault->kind == Fault::Kind::kRefused) return fault->http_status;
      return Error{fault->message, ""};
    }
    answers.push_back(body);
    return 200;
  }

  Result<std::string, lambda_runtime::InvocationError> run(const std::string& event,
                                                           Duration timeout = std::chrono::seconds{180}) {
    lambda_runtime::Invocation invocation;
    invocation.request_id = "1";
    invocation.payload = event;
    invocation.deadline = waiter.now() + timeout;
    return Handler{Ports{*this, *this, *this, waiter, random, log}, aws::Region{"eu-central-1"}}.handle(
        invocation);
  }
  /// The last answer.
  json::object answer() const { return parse_json(answers.at(answers.size() - 1))->as_object(); }

  std::vector<std::string> calls;
  std::vector<std::string> answers;
  std::map<std::string, std::string> settings;  ///< "REGION ROLE" -> value
  std::optional<std::string>
      put_answers_for;  ///< principalArn of PutAccountSetting's answer, if not the role's
  VirtualWaiter waiter;
  SeededRandom random;
  NullLogger log;

 private:
  struct Row {
    Trouble trouble;
    int times;
  };

  std::optional<Fault> meet(Exchange exchange, TimePoint deadline) {
    waiter.clock.advance(Duration{20});
    auto& rows = troubles_[exchange];
    while (!rows.empty() && rows.front().times == 0) rows.pop_front();
    if (rows.empty()) return std::nullopt;
    --rows.front().times;
    const Trouble trouble = rows.front().trouble;
    if (trouble == Trouble::kHangs) waiter.wait_until(deadline);
    return fault_of(trouble);
  }
  static Fault fault_of(Trouble trouble) {
    using Kind = Fault::Kind;
    switch (trouble) {
      case Trouble::kDenied:
        return {Kind::kRefused, "AccessDenied", "User: x is not authorized to perform: y", 403};
      case Trouble::kNotPropagated:
        return {Kind::kRefused, "UnrecognizedClientException", "The security token is invalid", 400};
      case Trouble::kThrottled:
        return {Kind::kRefused, "ThrottlingException", "Rate exceeded", 400};
      case Trouble::kBroken:
        return {Kind::kRefused, "ServerException", "Service Unavailable", 503};
      case Trouble::kNoReply:
        return {Kind::kNoReply, "", "cannot connect to HOST:443: Connection refused"};
      case Trouble::kHangs:
        return {Kind::kNoReply, "", "no answer from HOST within the time"};
      case Trouble::kGarbage:
        return {Kind::kGarbage, "", "an answer that cannot be understood"};
      case Trouble::kRefused:
        return {Kind::kRefused, "InvalidParameterException", "Invalid setting 'value'", 400};
    }
    return {};
  }

  std::map<Exchange, std::deque<Row>> troubles_;
};

/// An event as CloudFormation sends it. `properties` and `old` are JSON without braces: R"("EC2Role":"…")".
inline std::string event(const std::string& type, const std::string& properties,
                         const std::string& physical_id = "", const std::string& old = "") {
  json::object out{
      {"RequestType", type},     {"ResponseURL", kUrl},           {"StackId", kStack},
      {"RequestId", "9f2cbf55"}, {"LogicalResourceId", "Trunks"}, {"ResourceType", "Custom::EniTrunking"}};
  out["ResourceProperties"] = parse_json("{\"ServiceToken\":\"arn\"," + properties + "}").value();
  if (!physical_id.empty()) out["PhysicalResourceId"] = physical_id;
  if (type == "Update")
    out["OldResourceProperties"] = parse_json("{\"ServiceToken\":\"arn\"," + old + "}").value();
  return json::serialize(out);
}
inline std::string for_role(const std::string& role, const std::string& more = "") {
  return "\"EC2Role\":\"" + role + "\"" + (more.empty() ? "" : "," + more);
}
inline std::string for_roles(const std::vector<std::string>& roles) {
  json::array list(roles.begin(), roles.end());
  return "\"EC2Roles\":" + json::serialize(list);
}

}  // namespace eni::function::test
