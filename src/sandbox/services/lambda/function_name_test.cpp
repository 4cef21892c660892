#include "sandbox/services/lambda/function_name.h"

#include <gtest/gtest.h>

namespace eni::sandbox::lambda_service {
namespace {

struct NameCase {
  const char* text;
  FunctionKey key;
  const char* qualifier;
};

TEST(ParseFunctionName, TakesNamesAndArnsWithAndWithoutQualifier) {
  const NameCase cases[] = {
      {"f", {"000000000000", "eu-west-1", "f"}, ""},
      {"f:$LATEST", {"000000000000", "eu-west-1", "f"}, "$LATEST"},
      {"function:f", {"000000000000", "eu-west-1", "f"}, ""},
      {"111111111111:function:f", {"111111111111", "eu-west-1", "f"}, ""},
      {"111111111111:function:f:1", {"111111111111", "eu-west-1", "f"}, "1"},
      {"arn:aws:lambda:us-east-1:111111111111:function:f", {"111111111111", "us-east-1", "f"}, ""},
      {"arn:aws:lambda:us-east-1:111111111111:function:f:prod", {"111111111111", "us-east-1", "f"}, "prod"},
  };
  for (const NameCase& row : cases) {
    const auto parsed = parse_function_name(row.text, "000000000000", "eu-west-1");
    ASSERT_TRUE(parsed) << row.text;
    EXPECT_EQ(parsed->key, row.key) << row.text;
    EXPECT_EQ(parsed->qualifier, row.qualifier) << row.text;
  }
}

TEST(ParseFunctionName, RefusesWhatIsNone) {
  for (const char* text : {"", "a b", "f:", "f:1:2", "arn:aws:iam::111111111111:role/f", "../f"}) {
    const auto parsed = parse_function_name(text, "000000000000", "eu-west-1");
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().code, "ValidationException") << text;
  }
  EXPECT_FALSE(parse_function_name(std::string(65, 'f'), "000000000000", "eu-west-1"));
}

TEST(FunctionArn, NamesThePartitionOfTheRegion) {
  EXPECT_EQ(function_arn({"111111111111", "cn-north-1", "f"}),
            "arn:aws-cn:lambda:cn-north-1:111111111111:function:f");
}

}  // namespace
}  // namespace eni::sandbox::lambda_service
