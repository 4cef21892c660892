#include "sandbox/gateway/fault.h"

#include <gtest/gtest.h>

namespace eni::sandbox {
namespace {

TEST(FaultRule, Forms) {
  const auto code = FaultRule::parse("sts:AssumeRole=ThrottlingException:0.3").value();
  EXPECT_EQ(code.service, "sts");
  EXPECT_EQ(code.operation, "AssumeRole");
  EXPECT_EQ(code.kind, FaultRule::Kind::kError);
  EXPECT_EQ(code.code, "ThrottlingException");
  EXPECT_DOUBLE_EQ(code.probability, 0.3);
  const auto delay = FaultRule::parse("*:*=delay:1.5:0.5").value();
  EXPECT_EQ(delay.kind, FaultRule::Kind::kDelay);
  EXPECT_EQ(delay.delay, std::chrono::milliseconds{1500});
  EXPECT_DOUBLE_EQ(delay.probability, 0.5);
  EXPECT_TRUE(delay.applies_to("ecs", "ListClusters"));
  const auto reset = FaultRule::parse("s3:PutObject=reset").value();
  EXPECT_EQ(reset.kind, FaultRule::Kind::kReset);
  EXPECT_DOUBLE_EQ(reset.probability, 1);
  EXPECT_FALSE(reset.applies_to("s3", "GetObject"));
}

TEST(FaultRule, BadRulesAreRefusedWithTheGrammar) {
  struct Case {
    const char* rule;
    const char* problem;
  };
  const Case cases[] = {
      {"", "no '='"},
      {"sts=Throttling", "no ':' between service and operation"},
      {":AssumeRole=Throttling", "no service before the ':'"},
      {"sts:=Throttling", "no operation after the ':'"},
      {"sts:AssumeRole=", "no error code after the '='"},
      {"sts:AssumeRole=Rate exceeded",
       "the error code after the '=' may have letters, digits, '-', '.' and '_' only"},
      {"sts:AssumeRole=<b>", "the error code after the '=' may have letters, digits, '-', '.' and '_' only"},
      {"sts:AssumeRole=*", "the error code after the '=' may have letters, digits, '-', '.' and '_' only"},
      {"sts:Assume Role=Throttling",
       "the operation after the ':' may have letters, digits, '-', '.' and '_' only"},
      {"s/3:PutObject=reset", "the service before the ':' may have letters, digits, '-', '.' and '_' only"},
      {"sts:AssumeRole=Throttling:2", "the probability is not a number from 0 to 1"},
      {"sts:AssumeRole=Throttling:nan", "the probability is not a number from 0 to 1"},
      {"sts:AssumeRole=Throttling:often", "the probability is not a number from 0 to 1"},
      {"sts:AssumeRole=Throttling:0.5:1", "too many ':'"},
      {"sts:AssumeRole=delay", "a delay needs seconds from 0 to 86400"},
      {"sts:AssumeRole=delay:-1", "a delay needs seconds from 0 to 86400"},
      {"sts:AssumeRole=delay:long", "a delay needs seconds from 0 to 86400"},
  };
  for (const Case& c : cases) {
    const auto rule = FaultRule::parse(c.rule);
    ASSERT_TRUE(rule.has_error()) << c.rule;
    EXPECT_EQ(rule.error().message, "bad fault rule '" + std::string(c.rule) + "': " + c.problem);
    EXPECT_EQ(rule.error().hint.substr(0, 39), "SERVICE:Operation=Code[:PROBABILITY], S");
  }
}

TEST(FaultError, StatusIsThatOfTheServicesModel) {
  struct Case {
    const char* service;
    const char* code;
    int status;
    const char* message;
  };
  const char* const failed = "Failed by a fault rule of the sandbox";
  const char* const internal = "Internal failure by a fault rule of the sandbox";
  const Case cases[] = {
      {"sts", "Throttling", 400, "Rate exceeded"},
      {"ecs", "ThrottlingException", 400, "Rate exceeded"},
      {"lambda", "TooManyRequestsException", 429, "Rate Exceeded."},
      {"ec2", "RequestLimitExceeded", 503, "Request limit exceeded."},
      {"iam", "AccessDenied", 403, "Access denied by a fault rule of the sandbox"},
      {"ecs", "AccessDeniedException", 400, "Access denied by a fault rule of the sandbox"},
      {"sts", "ServiceUnavailable", 503, "Service unavailable"},
      {"sts", "InternalFailure", 500, internal},
      {"iam", "NoSuchEntity", 404, failed},
      {"iam", "ServiceFailure", 500, failed},
      {"sts", "RegionDisabledException", 403, failed},
      {"ssm", "InternalServerError", 500, failed},
      {"ec2", "Unavailable", 503, failed},
      {"ec2", "InsufficientInstanceCapacity", 500, failed},
      {"ec2", "InvalidInstanceID.NotFound", 400, failed},
      {"s3", "NoSuchKey", 404, failed},
      {"nowhere", "NoSuchEntity", 400, failed},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(fault_error(FaultRule::parse("*:B=" + std::string(c.code)).value(), c.service),
              (aws::ApiError{c.code, c.message, c.status}));
  }
}

TEST(DrawFaults, DelaysAddUpAndTheFirstErrorEnds) {
  SeededRandom random;
  const std::vector<FaultRule> rules{
      FaultRule::parse("a:B=delay:1").value(), FaultRule::parse("a:*=delay:2").value(),
      FaultRule::parse("x:Y=reset").value(), FaultRule::parse("a:B=First").value(),
      FaultRule::parse("a:B=reset").value()};
  const auto effect = draw_faults(rules, "a", "B", random);
  EXPECT_EQ(effect.delay, std::chrono::seconds{3});
  ASSERT_TRUE(effect.error);
  EXPECT_EQ(effect.error->code, "First");
  EXPECT_FALSE(effect.reset);
  EXPECT_TRUE(draw_faults(rules, "b", "B", random).harmless());
}

}  // namespace
}  // namespace eni::sandbox
