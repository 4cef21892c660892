#include "placement/attribute_classes.h"

#include <algorithm>
#include <utility>

namespace eni::placement {

const NamedValue* find_attribute(const std::vector<NamedValue>& sorted, NameId name) {
  const auto found = std::ranges::lower_bound(sorted, name, {}, &NamedValue::name);
  return found != sorted.end() && found->name == name ? &*found : nullptr;
}

std::size_t AttributeClasses::Hash::operator()(const AttributeClass& c) const {
  std::uint64_t hash = mix(c.agent_version * 4ULL + (c.active ? 2 : 0) + (c.agent_connected ? 1 : 0));
  for (const NamedValue& a : c.attributes) hash = mix(hash + (std::uint64_t{a.name} << 32) + a.value);
  return hash;
}

AttributeClasses::AttributeClasses() { give_own_values(names_.id("ecs.awsvpc-trunk-id")); }

AttributeClass AttributeClasses::describe(const Host& host) {
  AttributeClass result{
      host.status == HostStatus::kActive, host.agent_connected, names_.id(host.agent_version), {}};
  result.attributes.reserve(host.attributes.size());
  for (std::size_t i = 0; i < host.attributes.size(); ++i) {
    result.attributes.push_back(number_of(host.attributes[i], i));
  }
  if (!std::ranges::is_sorted(result.attributes, {}, &NamedValue::name)) {
    std::ranges::stable_sort(result.attributes, {}, &NamedValue::name);
  }
  const auto same_name = [](const NamedValue& a, const NamedValue& b) { return a.name == b.name; };
  const auto doubles = std::ranges::unique(result.attributes, same_name);
  result.attributes.erase(doubles.begin(), doubles.end());
  return result;
}

/// Most hosts repeat what the one before had at the same place: comparing is less than looking up.
NamedValue AttributeClasses::number_of(const Attribute& attribute, std::size_t place) {
  if (before_.size() <= place) before_.resize(place + 1);
  auto& [text, numbers] = before_[place];
  if (text == attribute && !text.name.empty()) return numbers;
  text = attribute;
  numbers = {names_.id(attribute.name), attribute.value ? names_.id(*attribute.value) : kNameOnly};
  return numbers;
}

ClassId AttributeClasses::classify(AttributeClass description, std::vector<NamedValue>& own) {
  own.clear();
  for (NamedValue& a : description.attributes) {
    if (a.value == kNameOnly || !has_own_values(a.name)) continue;
    own.push_back(a);
    a.value = kOwnValue;
  }
  if (const auto known = ids_.find(description); known != ids_.end()) return known->second;
  ClassId id{};
  if (unused_.empty()) {
    id = static_cast<ClassId>(classes_.size());
    classes_.push_back(description);
  } else {
    id = unused_.back();
    unused_.pop_back();
    classes_[id] = description;
    ++generation_;
  }
  count_values(description);
  ids_.emplace(std::move(description), id);
  return id;
}

void AttributeClasses::count_values(const AttributeClass& added) {
  for (const NamedValue& a : added.attributes) {
    if (a.value == kNameOnly || a.value == kOwnValue || shared_.contains(a.name)) continue;
    auto& values = values_[a.name];
    values.insert(a.value);
    if (values.size() <= kMaxValues) continue;
    values_.erase(a.name);
    own_.insert(a.name);
    outgrown_.push_back(a.name);
  }
}

void AttributeClasses::keep_shared(NameId name) {
  own_.erase(name);
  values_.erase(name);
  shared_.insert(name);
}

std::vector<NameId> AttributeClasses::take_outgrown() { return std::exchange(outgrown_, {}); }

AttributeClass AttributeClasses::description(ClassId id, const std::vector<NamedValue>& own) const {
  AttributeClass result = classes_[id];
  for (NamedValue& a : result.attributes) {
    if (a.value == kOwnValue) a = *find_attribute(own, a.name);
  }
  return result;
}

void AttributeClasses::forget(ClassId id) {
  ids_.erase(classes_[id]);
  unused_.push_back(id);
}

}  // namespace eni::placement
