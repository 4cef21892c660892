#pragma once
/// Lifecycle policies: which images a repository's rules would take away. Values in, values out.
/// Source: Amazon ECR User Guide, "Examples of lifecycle policies", "Lifecycle policy parameters", "How lifecycle policies work".
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace eni::sandbox::ecr_service {

struct LifecycleRule {
  enum class TagStatus { kTagged, kUntagged, kAny };
  enum class CountType { kImageCountMoreThan, kSinceImagePushed };

  int priority = 0;
  TagStatus tag_status = TagStatus::kAny;
  std::vector<std::string> patterns;  ///< of tags, with '*'; an image has a tag for each of them
  CountType count_type = CountType::kImageCountMoreThan;
  std::int64_t count = 0;  ///< images, or days
};

using LifecyclePolicy = std::vector<LifecycleRule>;

/// @return  the rules in the order of their priority
/// @error   what is wrong with the text. Transitions to another storage class are refused by name.
Result<LifecyclePolicy> parse_lifecycle_policy(std::string_view text);

struct LifecycleImage {
  std::string digest;
  std::vector<std::string> tags;
  TimePoint pushed;
};

/// An image that would go, and by which rule.
struct Expiry {
  std::string digest;
  int priority = 0;
  bool operator==(const Expiry&) const = default;
};

/// In the order of rules, the oldest image first. An image whose tags a rule asks for is not for the rules behind it.
std::vector<Expiry> expiring_images(const LifecyclePolicy& policy, const std::vector<LifecycleImage>& images,
                                    TimePoint now);

}  // namespace eni::sandbox::ecr_service
