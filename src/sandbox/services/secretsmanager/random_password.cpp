#include "sandbox/services/secretsmanager/random_password.h"

#include <array>
#include <utility>
#include <vector>

namespace eni::sandbox::secrets_manager {
namespace {

constexpr std::string_view kLowerCase = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kUpperCase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kNumbers = "0123456789";
constexpr std::string_view kPunctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

/// What is left of each type.
std::vector<std::string> alphabets_of(const PasswordRules& rules) {
  const std::array<std::pair<bool, std::string_view>, 4> types{{{rules.has_lower_case, kLowerCase},
                                                                {rules.has_upper_case, kUpperCase},
                                                                {rules.has_numbers, kNumbers},
                                                                {rules.has_punctuation, kPunctuation}}};
  std::vector<std::string> alphabets;
  for (const auto& [is_in, all] : types) {
    std::string left;
    for (const char c : all)
      if (is_in && rules.without.find(c) == std::string::npos) left.push_back(c);
    if (!left.empty()) alphabets.push_back(std::move(left));
  }
  return alphabets;
}

aws::ApiError refusal(std::string message) { return {"InvalidParameterException", std::move(message), 400}; }

void shuffle(Random& random, std::string& text) {
  for (std::size_t left = text.size(); left > 1; --left) {
    const auto chosen = static_cast<std::size_t>(random.fraction() * static_cast<double>(left));
    std::swap(text[left - 1], text[chosen]);
  }
}

}  // namespace

aws::ApiResult<std::string> random_password(Random& random, const PasswordRules& rules) {
  const auto alphabets = alphabets_of(rules);
  std::string all;
  for (const std::string& alphabet : alphabets) all += alphabet;
  if (rules.has_space && rules.without.find(' ') == std::string::npos) all += ' ';
  if (all.empty()) return refusal("All characters are excluded from the password.");  // Assumed wording.
  if (rules.requires_each_type && rules.length < alphabets.size())
    return refusal("Password length is too short based on the required types.");
  std::string password;
  if (rules.requires_each_type)
    for (const std::string& alphabet : alphabets) password += random.text(1, alphabet);
  password += random.text(rules.length - password.size(), all);
  shuffle(random, password);
  return password;
}

}  // namespace eni::sandbox::secrets_manager
