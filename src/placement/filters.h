#pragma once
/// What a request's constraints say of an attribute class, remembered: requests of a service are all alike.
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "placement/attribute_classes.h"
#include "placement/expression.h"
#include "placement/request.h"

namespace eni::placement {

enum class Verdict : std::uint8_t {
  kNotAsked,
  kYes,
  kEachHost,  ///< depends on what is the host's own
  kAgent,
  kMemberOf,
  kAttribute,
};

/// The part of a request that asks for what classes have.
struct Conditions {
  std::vector<std::string> availability_zones;
  std::string vpc_id;
  std::vector<Attribute> required_attributes;
  std::vector<Expression> member_of;

  bool operator==(const Conditions&) const = default;
};

struct Filter {
  Conditions conditions;
  std::vector<Verdict> verdicts;  ///< by ClassId; may be shorter than there are classes
};

class Filters {
 public:
  /// @param generation  of the classes: verdicts of an earlier one are forgotten
  Filter& of(const Request& request, std::uint64_t generation);

 private:
  Filter& remembered(const Request& request);

  static constexpr std::size_t kMax = 4096;  ///< remembered at once

  std::unordered_multimap<std::size_t, Filter> filters_;
  Filter* latest_ = nullptr;  ///< asked for last; of filters_
  std::uint64_t generation_ = 0;
};

/// A class as an expression sees it.
class ClassFacts : public Facts {
 public:
  ClassFacts(const AttributeClasses& classes, const AttributeClass& attributes)
      : classes_{classes}, attributes_{attributes} {}
  Text attribute(std::string_view name) const override;
  Text agent_version() const override;
  Text ec2_instance_id() const override { return {State::kUnknown, {}}; }
  Truth agent_connected() const override;
  Number registered_at() const override { return {State::kUnknown, 0}; }
  Number running_tasks_count() const override { return {State::kUnknown, 0}; }
  Truth any_task_group(const std::function<bool(std::string_view)>&) const override {
    return Truth::kUnknown;
  }

 private:
  const AttributeClasses& classes_;
  const AttributeClass& attributes_;
};

/// Draining classes are judged like others: who looks for a place passes them over.
Verdict judge(const Conditions& conditions, const AttributeClasses& classes,
              const AttributeClass& attributes);

/// What is left to ask of a host whose class is kEachHost: kYes, kMemberOf or kAttribute.
Verdict judge_each(const Conditions& conditions, const Facts& host);

}  // namespace eni::placement
