#include "sandbox/services/secretsmanager/random_password.h"

#include <algorithm>
#include <gtest/gtest.h>

namespace eni::sandbox::secrets_manager {
namespace {

SeededRandom random_source;

std::string password_of(const PasswordRules& rules) {
  const auto password = random_password(random_source, rules);
  return password ? *password : "error: " + password.error().message;
}

bool has_one_of(const std::string& password, std::string_view characters) {
  return password.find_first_of(characters) != std::string::npos;
}

TEST(RandomPassword, HasEachTypeHoweverShortItIs) {
  for (int i = 0; i < 200; ++i) {
    const std::string password = password_of({.length = 4});
    EXPECT_EQ(password.size(), 4U);
    EXPECT_TRUE(has_one_of(password, "abcdefghijklmnopqrstuvwxyz")) << password;
    EXPECT_TRUE(has_one_of(password, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")) << password;
    EXPECT_TRUE(has_one_of(password, "0123456789")) << password;
    EXPECT_TRUE(has_one_of(password, "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")) << password;
  }
}

TEST(RandomPassword, IsOfTheTypesThatAreLeft) {
  EXPECT_EQ(password_of({.length = 4096}).size(), 4096U);
  const std::string digits = password_of({.length = 50,
                                          .without = "02468",
                                          .has_lower_case = false,
                                          .has_upper_case = false,
                                          .has_punctuation = false});
  EXPECT_EQ(digits.find_first_not_of("13579"), std::string::npos) << digits;
  const PasswordRules spaces{.length = 5,
                             .has_lower_case = false,
                             .has_upper_case = false,
                             .has_numbers = false,
                             .has_punctuation = false,
                             .has_space = true};
  EXPECT_EQ(password_of(spaces), "     ");
}

TEST(RandomPassword, WhatCannotBeIsSaid) {
  EXPECT_EQ(password_of({.length = 3}), "error: Password length is too short based on the required types.");
  EXPECT_EQ(password_of({.length = 3, .requires_each_type = false}).size(), 3U);
  EXPECT_EQ(
      password_of(
          {.has_lower_case = false, .has_upper_case = false, .has_numbers = false, .has_punctuation = false}),
      "error: All characters are excluded from the password.");
}

}  // namespace
}  // namespace eni::sandbox::secrets_manager
