// Every fault at every exchange, and every pair of them, for each kind of event: exactly one valid answer or an
// invocation error, before Lambda's deadline.
#include <gtest/gtest.h>

#include "base/text.h"
#include "function/test_world.h"

namespace eni::function::test {
namespace {

struct Case {
  const char* name;
  std::string event;
};

std::vector<Case> cases() {
  const std::string with_disable = for_role(kRole, R"("OnDelete":"Disable")");
  const std::string with_retain = for_role(kRole, R"("OnDelete":"Retain")");
  return {
      {"Create", event("Create", for_role(kRole))},
      {"Create of a list", event("Create", for_roles({kRole, kOtherRole}))},
      {"Update of the value",
       event("Update", for_role(kRole, R"("Value":"disabled")"), kId, for_role(kRole))},
      {"Update to another role", event("Update", for_role(kOtherRole), kId, for_role(kRole))},
      {"rollback of that Update", event("Update", for_role(kRole), kId, for_role(kOtherRole))},
      {"Delete", event("Delete", for_role(kRole), kId)},
      {"Delete with Disable", event("Delete", with_disable, kId)},
      {"Delete with Retain", event("Delete", with_retain, kId)},
      {"Delete of an invented id", event("Delete", for_role(kRole), "trunks-Trunks-1ABCDEFGHIJKL")},
  };
}

struct Blow {
  Exchange exchange;
  Trouble trouble;
  int times;
};

std::vector<Blow> blows() {
  std::vector<Blow> out;
  for (Exchange exchange : kExchanges)
    for (Trouble trouble : kTroubles)
      for (int times : {1, kForever}) out.push_back({exchange, trouble, times});
  return out;
}

std::string describe(const Blow& blow) {
  static const char* const exchanges[] = {"AssumeRole", "Put", "List", "Delete", "answer"};
  static const char* const troubles[] = {"denied",   "not propagated", "throttled", "broken",
                                         "no reply", "hangs",          "garbage",   "refused"};
  return std::string(exchanges[static_cast<int>(blow.exchange)]) + " " +
         troubles[static_cast<int>(blow.trouble)] + (blow.times == 1 ? " once" : " for good");
}

/// Empty if the body is what CloudFormation takes.
std::string problem_of(const std::string& body) {
  if (body.size() > 4096) return "too long";
  if (!is_valid_utf8(body)) return "not UTF-8";
  const auto value = parse_json(body);
  if (value.has_error() || !value->is_object()) return "not a JSON object";
  const json::object& answer = value->get_object();
  for (const auto& member : answer)
    if (member.value().is_null()) return "a null";
  const auto status = text_at(answer, "Status");
  if (status != "SUCCESS" && status != "FAILED") return "no status";
  if (status == "FAILED" && text_at(answer, "Reason").empty()) return "FAILED without a reason";
  const auto id = text_at(answer, "PhysicalResourceId");
  if (id.empty() || id.size() > 1024) return "no physical id";
  if (find_string(answer, "StackId") != kStack || find_string(answer, "RequestId") != "9f2cbf55" ||
      find_string(answer, "LogicalResourceId") != "Trunks")
    return "ids not copied";
  return body.find("secret-of-session") == std::string::npos ? "" : "a secret";
}

std::string run(const Case& test_case, const std::vector<Blow>& faults, Duration timeout) {
  World world;
  world.settings["eu-central-1 " + kRole] = "enabled";
  for (const Blow& blow : faults) world.fail(blow.exchange, blow.trouble, blow.times);
  const TimePoint deadline = world.waiter.now() + timeout;
  const auto outcome = world.run(test_case.event, timeout);
  if (world.waiter.now() >= deadline) return "it ended after Lambda's deadline";
  if (world.answers.size() > 1) return "more than one answer";
  if (world.answers.empty() == outcome.has_value()) return "an answer and an invocation error, or neither";
  if (outcome.has_error() && outcome.error().type != "CustomResource.AnswerNotDelivered")
    return "error " + outcome.error().type;
  return world.answers.empty() ? "" : problem_of(world.answers.front());
}

TEST(HandlerFaults, NoFaultAtAllSucceeds) {
  for (const Case& test_case : cases())
    EXPECT_EQ(run(test_case, {}, std::chrono::seconds{180}), "") << test_case.name;
}

TEST(HandlerFaults, EveryFaultAtEveryExchangeEndsInOneAnswerOrAnInvocationErrorInTime) {
  for (const Case& test_case : cases())
    for (const Blow& blow : blows())
      for (Duration timeout : {Duration{180'000}, Duration{30'000}, Duration{3'000}, Duration{900'000}})
        EXPECT_EQ(run(test_case, {blow}, timeout), "")
            << test_case.name << ": " << describe(blow) << ", " << timeout.count();
}

TEST(HandlerFaults, EveryPairOfFaultsEndsInOneAnswerOrAnInvocationErrorInTime) {
  const auto all = blows();
  for (const Case& test_case : cases())
    for (std::size_t a = 0; a < all.size(); ++a)
      for (std::size_t b = a; b < all.size(); ++b)
        EXPECT_EQ(run(test_case, {all[a], all[b]}, std::chrono::seconds{180}), "")
            << test_case.name << ": " << describe(all[a]) << " and " << describe(all[b]);
}

TEST(HandlerFaults, WhatPassesIsRetriedAndEndsInSuccess) {
  for (const Case& test_case : cases())
    for (Exchange exchange : {Exchange::kAssume, Exchange::kPut, Exchange::kList, Exchange::kRemove})
      for (Trouble trouble : kTroubles) {
        if (trouble == Trouble::kRefused) continue;
        World world;
        world.fail(exchange, trouble, 3);
        ASSERT_TRUE(world.run(test_case.event).has_value());
        EXPECT_EQ(world.answer().at("Status"), "SUCCESS")
            << test_case.name << ": " << describe({exchange, trouble, 3});
      }
}

}  // namespace
}  // namespace eni::function::test
