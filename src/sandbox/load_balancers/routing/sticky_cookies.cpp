#include "sandbox/load_balancers/routing/sticky_cookies.h"

#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/load_balancers/routing/target_choice.h"

namespace eni::sandbox::load_balancers {
namespace {

std::string name_in_group(const TargetGroup& group, const Target& target) {
  return "target " + group.arn + " " + target.name();
}

/// A cookie and its twin, which browsers send from other sites, too.
void add_pair(std::vector<std::string>& out, std::string_view name, std::string_view cors_name,
              const std::string& value, const std::string& expires) {
  const std::string rest = "=" + value + "; Expires=" + expires + "; Path=/";
  out.push_back(std::string(name) + rest);
  out.push_back(std::string(cors_name) + rest + "; SameSite=None");
}

std::optional<std::string_view> either_cookie(const net::Headers& request, std::string_view name,
                                              std::string_view cors_name) {
  const auto found = find_cookie(request, name);
  return found ? found : find_cookie(request, cors_name);
}

}  // namespace

std::optional<std::string_view> find_cookie(const net::Headers& headers, std::string_view name) {
  for (const auto& [header, value] : headers) {
    if (!iequals(header, "Cookie")) continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      const auto end = std::min(rest.find(';'), rest.size());
      const std::string_view pair = trim(rest.substr(0, end));
      const auto equals = pair.find('=');
      if (equals != pair.npos && pair.substr(0, equals) == name) return pair.substr(equals + 1);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return std::nullopt;
}

bool sets_cookie(const net::Headers& headers, std::string_view name) {
  for (const auto& [header, value] : headers) {
    const auto equals = value.find('=');
    if (iequals(header, "Set-Cookie") && equals != value.npos && trim(value.substr(0, equals)) == name)
      return true;
  }
  return false;
}

std::string StickyCookies::value_of(std::string_view what) const { return base64_encode(key_.sign(what)); }

const WeightedGroup* StickyCookies::group_of(const Forward& forward, const net::Headers& request) const {
  if (!forward.stickiness) return nullptr;
  const auto cookie = either_cookie(request, kGroupCookie, kGroupCookieCors);
  if (!cookie) return nullptr;
  for (const WeightedGroup& group : forward.groups)
    if (group.weight > 0 && equal_in_constant_time(value_of("group " + group.target_group), *cookie))
      return &group;
  return nullptr;
}

const Target* StickyCookies::target_of(const TargetGroup& group, const net::Headers& request) const {
  std::optional<std::string_view> cookie;
  if (group.stickiness == Stickiness::kLbCookie)
    cookie = either_cookie(request, kTargetCookie, kTargetCookieCors);
  if (group.stickiness == Stickiness::kAppCookie) cookie = find_cookie(request, kAppCookie);
  if (!cookie) return nullptr;
  for (const Target* target : eligible_targets(group))
    if (equal_in_constant_time(value_of(name_in_group(group, *target)), *cookie)) return target;
  return nullptr;
}

std::vector<std::string> StickyCookies::cookies(const Forward& forward, const TargetGroup& group,
                                                const Target& target, const net::Headers& answer,
                                                TimePoint now) const {
  std::vector<std::string> out;
  if (forward.stickiness)
    add_pair(out, kGroupCookie, kGroupCookieCors, value_of("group " + group.arn),
             http_date(now + *forward.stickiness));
  if (group.stickiness == Stickiness::kNone) return out;
  const std::string expires = http_date(now + group.stickiness_duration);
  if (group.stickiness == Stickiness::kLbCookie)
    add_pair(out, kTargetCookie, kTargetCookieCors, value_of(name_in_group(group, target)), expires);
  // The application says when a session begins, and when it goes on.
  if (group.stickiness == Stickiness::kAppCookie && sets_cookie(answer, group.app_cookie))
    out.push_back(std::string(kAppCookie) + "=" + value_of(name_in_group(group, target)) +
                  "; Expires=" + expires + "; Path=/");
  return out;
}

}  // namespace eni::sandbox::load_balancers
