#pragma once
/// Cookies by which clients come back to a target group or a target. What is in them is a digest: it says nothing, and a client can
/// make none of its own.
/// Source: Application Load Balancers User Guide, "Sticky sessions"; "Target group stickiness".
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/hash.h"
#include "net/http.h"
#include "sandbox/load_balancers/routing/model.h"

namespace eni::sandbox::load_balancers {

inline constexpr std::string_view kTargetCookie = "AWSALB";
inline constexpr std::string_view kTargetCookieCors =
    "AWSALBCORS";  ///< the same, for requests from other sites
inline constexpr std::string_view kGroupCookie = "AWSALBTG";
inline constexpr std::string_view kGroupCookieCors = "AWSALBTGCORS";
inline constexpr std::string_view kAppCookie = "AWSALBAPP-0";  ///< beside the application's own

/// The value of the first cookie of that name; nothing if there is none.
std::optional<std::string_view> find_cookie(const net::Headers& headers, std::string_view name);
/// Whether an answer sets that cookie.
bool sets_cookie(const net::Headers& headers, std::string_view name);

class StickyCookies {
 public:
  /// @param key  secret
  explicit StickyCookies(std::string_view key) : key_{key} {}

  /// Of those that the rule forwards to with a weight; null if the client has no cookie of one, or stickiness is off.
  const WeightedGroup* group_of(const Forward& forward, const net::Headers& request) const;
  /// Of those that are eligible; null likewise.
  const Target* target_of(const TargetGroup& group, const net::Headers& request) const;

  /// Values of Set-Cookie for an answer of the group's.
  /// @param forward  that led to the group
  /// @param target   whose answer it is
  /// @param answer   its header
  std::vector<std::string> cookies(const Forward& forward, const TargetGroup& group, const Target& target,
                                   const net::Headers& answer, TimePoint now) const;

 private:
  std::string value_of(std::string_view what) const;

  HmacSha256Key key_;
};

}  // namespace eni::sandbox::load_balancers
