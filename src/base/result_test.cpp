#include "base/result.h"

#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

namespace eni {
namespace {

struct Refusal {
  std::string code;
  bool operator==(const Refusal&) const = default;
};

using Number = Result<int, Refusal>;
using Owner = Result<std::unique_ptr<int>>;

Number half(int number) {
  if (number % 2 != 0) return Refusal{"odd"};
  return number / 2;
}

Number quarter(int number) {
  ENI_TRY(const int once, half(number));
  return half(once);
}

Result<void, Refusal> check_quarter(int number) {
  ENI_CHECK(quarter(number));
  return {};
}

TEST(Result, IsAValueOrAnError) {
  const Number value = half(4);
  ASSERT_TRUE(value.has_value() && value && !value.has_error());
  EXPECT_EQ(*value, 2);
  const Number error = half(3);
  ASSERT_TRUE(error.has_error() && !error && !error.has_value());
  EXPECT_EQ(error.error().code, "odd");
}

TEST(Result, HandsErrorsOn) {
  EXPECT_EQ(quarter(8), Number{2});
  EXPECT_EQ(quarter(6), Number{Refusal{"odd"}});
  EXPECT_TRUE(check_quarter(8));
  EXPECT_EQ(check_quarter(2).error().code, "odd");
}

TEST(Result, IsMovedAndCopiedOnEitherSide) {
  const auto text = [](std::string t) { return Result<std::string, Refusal>{std::move(t)}; };
  const Result<std::string, Refusal> error{Refusal{std::string(100, 'e')}};
  Result<std::string, Refusal> result = text(std::string(100, 'a'));
  result = error;
  EXPECT_EQ(result, error);
  result = text("b");
  EXPECT_EQ(*result, "b");
  auto copy = result;
  const auto& same = copy;
  copy = same;
  EXPECT_EQ(copy, result);
  const std::string taken = *std::move(copy);
  EXPECT_EQ(taken, "b");
}

TEST(Result, TakesWhatCanOnlyBeMoved) {
  Owner owner{std::make_unique<int>(7)};
  Owner other = std::move(owner);
  EXPECT_EQ(**other, 7);
  other = Error{"gone", ""};
  EXPECT_EQ(other.error().message, "gone");
  static_assert(!std::is_copy_constructible_v<Owner> && !std::is_copy_assignable_v<Owner>);
  static_assert(std::is_nothrow_move_constructible_v<Owner>);
}

TEST(Result, ConvertsFromWhatCanBeOnlyOneOfTheTwo) {
  struct FromText {
    FromText(const std::string&) {}
  };
  static_assert(std::is_convertible_v<int, Result<std::int64_t>>);
  static_assert(!std::is_convertible_v<std::string, Result<std::string, FromText>>);
  const Result<std::string, std::string> value{std::in_place, "v"};
  const Result<std::string, std::string> error{unexpect, 3U, 'e'};
  EXPECT_EQ(*value, "v");
  EXPECT_EQ(error.error(), "eee");
}

TEST(Result, LetsWhatIsTakenOutOfATemporaryStay) {
  const auto names = [] { return Result<std::vector<std::string>>{std::vector<std::string>(3, "name")}; };
  std::string joined;
  for (const std::string& name : *names()) joined += name;
  EXPECT_EQ(joined, "namenamename");
  const Refusal& refusal = half(1).error();
  EXPECT_EQ(refusal.code, "odd");
}

TEST(Result, EndsWhatItHas) {
  const auto counted = std::make_shared<int>(0);
  Result<std::shared_ptr<int>> result{counted};
  EXPECT_EQ(counted.use_count(), 2);
  result = Error{};
  EXPECT_EQ(counted.use_count(), 1);
}

TEST(Result, ThrowsWhereATestAsksAnErrorForItsValue) {
  EXPECT_EQ(half(2).value(), 1);
  EXPECT_THROW(half(1).value(), std::logic_error);
}

}  // namespace
}  // namespace eni
