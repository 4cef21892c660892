#pragma once
/// Distinct types for texts that must not be swapped.
#include <compare>
#include <string>
#include <string_view>

namespace eni::aws {

template <class Tag>
struct Identifier {
  std::string value;

  Identifier() = default;
  explicit Identifier(std::string v) : value{std::move(v)} {}
  explicit Identifier(std::string_view v) : value{v} {}
  explicit Identifier(const char* v) : value{v} {}
  bool empty() const { return value.empty(); }
  auto operator<=>(const Identifier&) const = default;
};

using AccountId = Identifier<struct AccountIdTag>;              ///< twelve digits
using Region = Identifier<struct RegionTag>;                    ///< "eu-central-1"
using AccessKeyId = Identifier<struct AccessKeyIdTag>;          ///< "AKIA…", "ASIA…"
using SecretAccessKey = Identifier<struct SecretAccessKeyTag>;  ///< never logged
using SessionToken = Identifier<struct SessionTokenTag>;        ///< never logged; empty for long-term keys

bool is_account_id(std::string_view text);

}  // namespace eni::aws
