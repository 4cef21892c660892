#include "sandbox/services/autoscaling/capacity/launch_failures.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "sandbox/services/autoscaling/input.h"

namespace eni::sandbox::autoscaling_service {
namespace {

// [assumption] AWS says that the pauses grow, not how.
constexpr Duration kFirstPause = std::chrono::seconds{15};
constexpr Duration kLongestPause = std::chrono::minutes{15};
/// Source: Amazon EC2 Auto Scaling User Guide, "Suspend and resume a process": administrative suspension.
constexpr Duration kPatience = std::chrono::hours{24};

constexpr std::array<std::string_view, 6> kAboutPlace = {
    "InsufficientInstanceCapacity", "InsufficientFreeAddressesInSubnet", "InsufficientHostCapacity",
    "InsufficientCapacity",         "InvalidSubnetID.NotFound",          "Unsupported"};

json::object failures_of(const AutoScalingGroup& group) { return object_at(group.document, "_failures"); }

std::string place_name(std::string_view zone, std::string_view instance_type) {
  return std::string(zone) + "/" + std::string(instance_type);
}

/// What stands between apostrophes, or in them and brackets: an id or a name.
std::string quoted(std::string_view message) {
  const auto begin = message.find_first_of('\'');
  const auto end = begin == std::string_view::npos ? begin : message.find('\'', begin + 1);
  if (end == std::string_view::npos) return {};
  std::string_view inner = message.substr(begin + 1, end - begin - 1);
  if (inner.starts_with('[') && inner.ends_with(']')) inner = inner.substr(1, inner.size() - 2);
  return std::string(inner);
}

/// "choosing a, b" of the zones in which the launch was not tried.
std::string elsewhere(const FailedLaunch& launch) {
  std::vector<std::string> others = launch.zones;
  std::erase(others, launch.zone);
  return others.empty() ? "." : " or choosing " + join(others, ", ") + ".";
}

std::string no_capacity(const FailedLaunch& launch) {
  if (launch.is_spot) return "There is no Spot capacity available that matches your request.";
  return "We currently do not have sufficient " + launch.instance_type +
         " capacity in the Availability Zone you requested (" + launch.zone +
         "). Our system will be working on provisioning additional capacity. You can currently get " +
         launch.instance_type + " capacity by not specifying an Availability Zone in your request" +
         elsewhere(launch);
}

std::string not_supported(const FailedLaunch& launch) {
  return "Your requested instance type (" + launch.instance_type +
         ") is not supported in your requested Availability Zone (" + launch.zone +
         "). Please retry your request by not specifying an Availability Zone" + elsewhere(launch);
}

}  // namespace

bool has_failed(const AutoScalingGroup& group, std::string_view zone, std::string_view instance_type) {
  const auto places = texts_at(failures_of(group), "places");
  return std::ranges::find(places, place_name(zone, instance_type)) != places.end();
}

bool is_about_place(const aws::ApiError& error) {
  return std::ranges::find(kAboutPlace, error.code) != kAboutPlace.end();
}

void note_failed_place(AutoScalingGroup& group, std::string_view zone, std::string_view instance_type) {
  if (has_failed(group, zone, instance_type)) return;
  json::object failures = failures_of(group);
  json::array places = array_at(failures, "places");
  places.emplace_back(place_name(zone, instance_type));
  failures["places"] = std::move(places);
  group.document["_failures"] = std::move(failures);
}

bool pause_launches(AutoScalingGroup& group, TimePoint now) {
  json::object failures = failures_of(group);
  const std::int64_t count = integer_at(failures, "count");
  const std::int64_t since = integer_at(failures, "since", millis(now));
  const Duration pause =
      std::min<Duration>(kFirstPause * (1LL << std::min<std::int64_t>(count, 10)), kLongestPause);
  group.document["_failures"] =
      json::object{{"count", count + 1}, {"since", since}, {"until", millis(now + pause)}};
  return now - time_of(since) >= kPatience;
}

TimePoint launches_paused_until(const AutoScalingGroup& group) {
  return time_of(integer_at(failures_of(group), "until"));
}

bool end_pauses(AutoScalingGroup& group) {
  json::object failures = failures_of(group);
  if (!failures.contains("count")) return false;
  json::object kept;
  if (const json::value* places = find(failures, "places")) kept["places"] = *places;
  group.document["_failures"] = std::move(kept);
  return true;
}

bool forget_failures(AutoScalingGroup& group) {
  const bool had = group.document.contains("_failures");
  group.document.erase("_failures");
  return had;
}

std::string failure_text(const aws::ApiError& error, const FailedLaunch& launch) {
  // EC2 here has room for everything: these are asked for, by --fault.
  if (error.code == "InsufficientInstanceCapacity") return no_capacity(launch);
  if (error.code == "Unsupported") return not_supported(launch);
  static constexpr std::pair<std::string_view, std::string_view> kTexts[] = {
      {"InvalidAMIID.NotFound", "The AMI ID "},
      {"InvalidGroup.NotFound", "The security group "},
      {"InvalidKeyPair.NotFound", "The key pair "},
  };
  for (const auto& [code, begin] : kTexts) {
    if (const std::string name = quoted(error.message); error.code == code && !name.empty())
      return std::string(begin) + name + " does not exist.";
  }
  return error.message.ends_with('.') ? error.message : error.message + ".";
}

}  // namespace eni::sandbox::autoscaling_service
