#include "placement/host_facts.h"

#include <algorithm>

namespace eni::placement {

HostView::HostView(const Index& index, HostId id)
    : ClassFacts{index.classes(), index.classes().of(index.key(id).attributes)}, index_{index}, id_{id} {}

Facts::Text HostView::attribute(std::string_view name) const {
  const Text of_class = ClassFacts::attribute(name);
  if (of_class.state != State::kUnknown) return of_class;
  const Names& names = index_.classes().names();
  return {State::kPresent, names.text(find_attribute(index_.facts(id_).own, *names.find(name))->value)};
}

Facts::Text HostView::ec2_instance_id() const {
  const std::string& id = index_.facts(id_).ec2_instance_id;
  return {id.empty() ? State::kAbsent : State::kPresent, id};
}

Facts::Number HostView::registered_at() const { return {State::kPresent, index_.facts(id_).registered_at}; }

Facts::Number HostView::running_tasks_count() const { return {State::kPresent, index_.host(id_).tasks()}; }

Truth HostView::any_task_group(const std::function<bool(std::string_view)>& matches) const {
  const auto is_match = [&](const GroupShare& share) { return matches(index_.group(share.group).name); };
  return std::ranges::any_of(index_.host(id_).groups, is_match) ? Truth::kTrue : Truth::kFalse;
}

}  // namespace eni::placement
