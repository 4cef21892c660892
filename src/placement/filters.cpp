#include "placement/filters.h"

#include <algorithm>

namespace eni::placement {
namespace {

std::size_t hash_of(const Request& request) {
  std::uint64_t hash = 0;
  const auto add = [&](std::string_view text) { hash = mix(hash + TextHash{}(text)); };
  for (const std::string& zone : request.availability_zones) add(zone);
  add(request.vpc_id);
  for (const Attribute& a : request.required_attributes) add(a.name);
  for (const Expression& e : request.member_of) add(e.text());
  return hash;
}

bool same(const Conditions& c, const Request& request) {
  return c.availability_zones == request.availability_zones && c.vpc_id == request.vpc_id &&
         c.required_attributes == request.required_attributes && c.member_of == request.member_of;
}

Truth both(Truth a, Truth b) {
  if (a == Truth::kFalse || b == Truth::kFalse) return Truth::kFalse;
  return a == Truth::kTrue && b == Truth::kTrue ? Truth::kTrue : Truth::kUnknown;
}

Truth is_one_of(const Facts::Text& fact, const std::vector<std::string>& values) {
  if (values.empty()) return Truth::kTrue;
  if (fact.state == Facts::State::kUnknown) return Truth::kUnknown;
  const bool found =
      fact.state == Facts::State::kPresent && std::ranges::find(values, fact.text) != values.end();
  return found ? Truth::kTrue : Truth::kFalse;
}

Truth all_member_of(const Conditions& conditions, const Facts& facts) {
  Truth result = Truth::kTrue;
  for (const Expression& e : conditions.member_of) {
    result = both(result, e.evaluate(facts));
    if (e.has_given_up()) return Truth::kFalse;
  }
  return result;
}

Truth has_attributes(const Conditions& conditions, const Facts& facts) {
  Truth result = is_one_of(facts.attribute(kAvailabilityZoneAttribute), conditions.availability_zones);
  if (!conditions.vpc_id.empty()) {
    result = both(result, is_one_of(facts.attribute(kVpcIdAttribute), {conditions.vpc_id}));
  }
  for (const Attribute& wanted : conditions.required_attributes) {
    if (!wanted.value) {
      if (facts.attribute(wanted.name).state == Facts::State::kAbsent) return Truth::kFalse;
    } else {
      result = both(result, is_one_of(facts.attribute(wanted.name), {*wanted.value}));
    }
  }
  return result;
}

}  // namespace

Filter& Filters::of(const Request& request, std::uint64_t generation) {
  // Tasks of one service come in a row, and comparing a request's texts costs less than hashing them.
  if (latest_ && generation == generation_ && same(latest_->conditions, request)) return *latest_;
  if (generation != generation_ || filters_.size() >= kMax) filters_.clear();
  generation_ = generation;
  latest_ = &remembered(request);
  return *latest_;
}

Filter& Filters::remembered(const Request& request) {
  const std::size_t hash = hash_of(request);
  const auto [begin, end] = filters_.equal_range(hash);
  for (auto known = begin; known != end; ++known) {
    if (same(known->second.conditions, request)) return known->second;
  }
  Conditions conditions{request.availability_zones, request.vpc_id, request.required_attributes,
                        request.member_of};
  return filters_.emplace(hash, Filter{std::move(conditions), {}})->second;
}

Facts::Text ClassFacts::attribute(std::string_view name) const {
  const auto id = classes_.names().find(name);
  const NamedValue* found = id ? find_attribute(attributes_.attributes, *id) : nullptr;
  if (!found) return {State::kAbsent, {}};
  if (found->value == kOwnValue) return {State::kUnknown, {}};
  if (found->value == kNameOnly) return {State::kPresent, {}};
  return {State::kPresent, classes_.names().text(found->value)};
}

Facts::Text ClassFacts::agent_version() const {
  const std::string& version = classes_.names().text(attributes_.agent_version);
  return {version.empty() ? State::kAbsent : State::kPresent, version};
}

Truth ClassFacts::agent_connected() const {
  return attributes_.agent_connected ? Truth::kTrue : Truth::kFalse;
}

Verdict judge(const Conditions& conditions, const AttributeClasses& classes,
              const AttributeClass& attributes) {
  if (!attributes.agent_connected) return Verdict::kAgent;
  const ClassFacts facts{classes, attributes};
  const Truth member = all_member_of(conditions, facts);
  if (member == Truth::kFalse) return Verdict::kMemberOf;
  const Truth has = has_attributes(conditions, facts);
  if (member == Truth::kUnknown || has == Truth::kUnknown) return Verdict::kEachHost;
  return has == Truth::kTrue ? Verdict::kYes : Verdict::kAttribute;
}

Verdict judge_each(const Conditions& conditions, const Facts& host) {
  if (all_member_of(conditions, host) != Truth::kTrue) return Verdict::kMemberOf;
  return has_attributes(conditions, host) == Truth::kTrue ? Verdict::kYes : Verdict::kAttribute;
}

}  // namespace eni::placement
