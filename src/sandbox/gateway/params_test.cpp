#include "sandbox/gateway/params.h"

#include <gmock/gmock.h>

namespace eni::sandbox {
namespace {

const Params kParams{json::object{{"Text", "x"},
                                  {"Number", 7},
                                  {"NumberText", "7"},
                                  {"Fraction", 7.5},
                                  {"Flag", true},
                                  {"FlagText", "False"},
                                  {"Null", nullptr},
                                  {"List", json::array{"a", 1}},
                                  {"EmptyList", ""},
                                  {"Objects", json::array{json::object{{"Key", "k"}}}},
                                  {"Object", json::object{{"A", 1}}}}};

TEST(Params, TextOfAnyScalar) {
  EXPECT_EQ(kParams.text("Text"), "x");
  EXPECT_EQ(kParams.text("Number"), "7");
  EXPECT_EQ(kParams.text("Flag"), "true");
  EXPECT_EQ(kParams.text("Null"), std::nullopt);
  EXPECT_EQ(kParams.text("Absent"), std::nullopt);
  EXPECT_EQ(kParams.text("List"), std::nullopt);
  EXPECT_EQ(kParams.text_or("Absent", "y"), "y");
  EXPECT_FALSE(kParams.has("Null"));
  EXPECT_EQ(kParams.required("Text").value(), "x");
}

TEST(Params, RequiredMemberIsNamedAsAwsNamesIt) {
  EXPECT_EQ(kParams.required("RoleName").error().message,
            "1 validation error detected: Value null at 'roleName' failed to satisfy constraint: Member must "
            "not be null");
  EXPECT_EQ(kParams.required("List").error().message,
            "Value at 'list' failed to satisfy constraint: Member must be a string");
}

TEST(Params, IntegersOfEitherProtocol) {
  EXPECT_EQ(kParams.integer("Number", 1, 10).value(), 7);
  EXPECT_EQ(kParams.integer("NumberText", 1, 10).value(), 7);
  EXPECT_EQ(kParams.integer("Absent", 1, 10).value(), std::nullopt);
  EXPECT_EQ(kParams.integer("Number", 8, 10).error().message,
            "1 validation error detected: Value '7' at 'number' failed to satisfy constraint: Member must "
            "have value "
            "greater than or equal to 8");
  EXPECT_EQ(kParams.integer("Number", 1, 6).error().message,
            "1 validation error detected: Value '7' at 'number' failed to satisfy constraint: Member must "
            "have value less "
            "than or equal to 6");
  EXPECT_TRUE(kParams.integer("Fraction", 1, 10).has_error());
  EXPECT_TRUE(kParams.integer("Text", 1, 10).has_error());
}

TEST(Params, BooleansOfEitherProtocol) {
  EXPECT_EQ(kParams.boolean("Flag").value(), true);
  EXPECT_EQ(kParams.boolean("FlagText").value(), false);
  EXPECT_EQ(kParams.boolean("Absent").value(), std::nullopt);
  EXPECT_TRUE(kParams.boolean("Text").has_error());
}

TEST(Params, Lists) {
  EXPECT_THAT(kParams.texts("List").value(), testing::ElementsAre("a", "1"));
  EXPECT_TRUE(kParams.texts("EmptyList").value().empty());
  EXPECT_TRUE(kParams.texts("Absent").value().empty());
  EXPECT_TRUE(kParams.texts("Objects").has_error());
  EXPECT_EQ(kParams.objects("Objects").value().size(), 1U);
  EXPECT_TRUE(kParams.objects("List").has_error());
  ASSERT_NE(kParams.object("Object"), nullptr);
  EXPECT_EQ(kParams.object("Text"), nullptr);
}

}  // namespace
}  // namespace eni::sandbox
