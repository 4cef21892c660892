#include "sandbox/gateway/params.h"

#include <functional>
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
                                  {"Holder", json::object{{"List", json::array{1}}}},
                                  {"Object", json::object{{"A", 1}}}}};

TEST(Params, TextOfAnyScalar) {
  EXPECT_EQ(kParams.text("Text"), "x");
  EXPECT_EQ(kParams.text("Number"), "7");
  EXPECT_EQ(kParams.text("Flag"), "true");
  EXPECT_EQ(kParams.text("Null"), std::nullopt);
  EXPECT_EQ(kParams.text("Absent"), std::nullopt);
  EXPECT_EQ(kParams.text_or("Absent", "y"), "y");
  EXPECT_FALSE(kParams.has("Null"));
  EXPECT_EQ(kParams.required("Text").value(), "x");
}

TEST(Params, RequiredMemberIsNamedAsAwsNamesIt) {
  EXPECT_EQ(kParams.required("RoleName").error().message,
            "1 validation error detected: Value null at 'roleName' failed to satisfy constraint: Member must "
            "not be null");
}

TEST(Params, MemberOfAnotherShapeIsNeverTakenForAbsent) {
  struct Case {
    const char* what;
    std::function<void()> read;
    const char* message;
  };
  const Case cases[] = {
      {"list for text", [] { kParams.text("List"); }, "Start of list found where not expected"},
      {"structure for text", [] { kParams.text_or("Object", ""); },
       "Start of structure or map found where not expected"},
      {"list for required text", [] { (void)kParams.required("List"); },
       "Start of list found where not expected"},
      {"list for a number", [] { (void)kParams.integer("List", 1, 2); },
       "Start of list found where not expected"},
      {"structure for a flag", [] { (void)kParams.boolean("Object"); },
       "Start of structure or map found where not expected"},
      {"structures for texts", [] { (void)kParams.texts("Objects"); },
       "Start of structure or map found where not expected"},
      {"list for a structure's text", [] { (void)given_text(*kParams.object("Holder"), "List"); },
       "Start of list found where not expected"},
      {"text for a structure", [] { kParams.object("Text"); }, "Unexpected field type"},
      {"list for a structure", [] { kParams.object("List"); }, "Start of list found where not expected"},
  };
  for (const Case& c : cases) {
    try {
      c.read();
      ADD_FAILURE() << c.what;
    } catch (const UnexpectedShape& shape) {
      EXPECT_EQ(shape.error, (aws::ApiError{"MalformedInput", c.message, 400})) << c.what;
    }
  }
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
  EXPECT_EQ(kParams.objects("Objects").value().size(), 1U);
  EXPECT_TRUE(kParams.objects("List").has_error());
  ASSERT_NE(kParams.object("Object"), nullptr);
  EXPECT_EQ(kParams.object("EmptyList"), nullptr);
}

}  // namespace
}  // namespace eni::sandbox
