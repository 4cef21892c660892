#include "sandbox/services/secretsmanager/secret_filter.h"

#include <gtest/gtest.h>

namespace eni::sandbox::secrets_manager {
namespace {

TEST(SecretFilter, LetsThroughWhatFits) {
  Secret secret;
  secret.name = "Prod/Database";
  secret.document =
      json::parse(R"({"Description":"Password of Ops","Tags":[{"Key":"Team","Value":"Blue"}]})").as_object();
  const struct {
    const char* filters;
    bool is_let_through;
  } rows[] = {
      {R"([])", true},
      {R"([{"Key":"name","Values":["Prod"]}])", true},
      {R"([{"Key":"name","Values":["prod"]}])", false},
      {R"([{"Key":"name","Values":["Test","Prod/"]}])", true},
      {R"([{"Key":"name","Values":["Data"]}])", false},
      {R"([{"Key":"name","Values":["!Prod"]}])", false},
      {R"([{"Key":"name","Values":["!Test"]}])", true},
      {R"([{"Key":"description","Values":["password"]}])", true},
      {R"([{"Key":"tag-key","Values":["Team"]},{"Key":"tag-value","Values":["Red"]}])", false},
      {R"([{"Key":"tag-value","Values":["Bl"]}])", true},
      {R"([{"Key":"all","Values":["ops blue"]}])", true},
      {R"([{"Key":"all","Values":["ops red"]}])", false},
      {R"([{"Key":"all","Values":["!ops red"]}])", true},
      {R"([{"Key":"all","Values":["ops"]},{"Key":"all","Values":["none","RD O WO"]}])", true},
      {R"([{"Key":"owning-service","Values":["rds"]}])", false},
  };
  for (const auto& row : rows)
    EXPECT_EQ(SecretFilter(json::parse(row.filters).as_array()).lets_through(secret), row.is_let_through)
        << row.filters;
}

}  // namespace
}  // namespace eni::sandbox::secrets_manager
