/// Cells, the groups' shares of them, and fields: what commit and release keep up to date.
#include <algorithm>
#include <utility>

#include "placement/index.h"

namespace eni::placement {

// ---- cells ------------------------------------------------------------------------------------------------

CellId Index::cell_for(const CellKey& key) {
  const auto [known, is_new] = cell_ids_.try_emplace(key, 0);
  if (!is_new) return known->second;
  if (unused_cells_.empty()) {
    unused_cells_.push_back(static_cast<CellId>(cells_.size()));
    cells_.emplace_back();
  }
  const CellId id = unused_cells_.back();
  unused_cells_.pop_back();
  known->second = id;
  if (class_states_.size() <= key.attributes) class_states_.resize(key.attributes + 1);
  ClassState& of_class = class_states_[key.attributes];
  if (of_class.by_memory.empty()) {
    of_class.place = static_cast<std::uint32_t>(live_classes_.size());
    live_classes_.push_back(key.attributes);
  }
  cells_[id].key = key;
  of_class.by_memory.add(id, key.left);
  if (of_class.by_cpu) of_class.by_cpu->add(id, key.left);
  ports_.hold(key.ports);
  return id;
}

void Index::drop_cell(CellId id) {
  const CellKey key = cells_[id].key;
  ClassState& of_class = class_states_[key.attributes];
  of_class.by_memory.remove(id, key.left);
  if (of_class.by_cpu) of_class.by_cpu->remove(id, key.left);
  if (of_class.by_memory.empty()) {
    const ClassId moved = live_classes_.back();
    live_classes_[of_class.place] = moved;
    class_states_[moved].place = of_class.place;
    live_classes_.pop_back();
    of_class = {};
    classes_.forget(key.attributes);
  }
  ports_.let_go(key.ports);
  cell_ids_.erase(key);
  unused_cells_.push_back(id);
}

const CellOrder& Index::cells_of(ClassId id, Axis axis) {
  ClassState& state = class_states_[id];
  if (axis == Axis::kMemory) return state.by_memory;
  if (!state.by_cpu) {
    CellOrder& order = state.by_cpu.emplace(Axis::kCpu);
    state.by_memory.all([&](CellId cell, const Resources& left) { order.add(cell, left); });
  }
  return *state.by_cpu;
}

void Index::enter_class(HostId id, ClassId attributes) {
  facts_[at(id)].place = class_states_[attributes].hosts.add(id);
}

void Index::leave_class(HostId id, ClassId attributes) {
  const std::uint32_t place = facts_[at(id)].place;
  facts_[at(class_states_[attributes].hosts.remove(place))].place = place;
}

void Index::enter(HostId id, const CellKey& key) {
  append(cell_for(key), id);
  enter_class(id, key.attributes);
}

void Index::append(CellId cell, HostId id) {
  HostState& host = hosts_[at(id)];
  host.cell = cell;
  host.place = cells_[cell].hosts.add(id);
}

/// Whoever is last now changes its place when the next one leaves.
void Index::leave(HostId id) {
  const HostState& host = hosts_[at(id)];
  HostList& hosts = cells_[host.cell].hosts;
  hosts_[at(hosts.remove(host.place))].place = host.place;
  if (hosts.empty()) return drop_cell(host.cell);
  prefetch(hosts.back());
}

/// The new cell is there before the old one goes: they may share a class or a set of ports that would go with it.
void Index::move_unlinked(HostId id, const CellKey& key) {
  const CellId target = cell_for(key);
  if (target == host(id).cell) return;
  const ClassId old = this->key(id).attributes;
  if (old != key.attributes) {
    leave_class(id, old);
    enter_class(id, key.attributes);
  }
  leave(id);
  append(target, id);
}

void Index::move(HostId id, const CellKey& key) {
  unlink_groups(id);
  move_unlinked(id, key);
  link_groups(id);
}

// ---- groups -----------------------------------------------------------------------------------------------

std::optional<GroupId> Index::find_group(std::string_view name) const {
  // A task asks twice, once for its place and once as it takes it, and others of its group follow. Unused ids have no name.
  if (latest_group_ < groups_.size() && !name.empty() && groups_[latest_group_].name == name)
    return latest_group_;
  const auto found = group_ids_.find(name);
  if (found == group_ids_.end()) return std::nullopt;
  return latest_group_ = found->second;
}

GroupId Index::group_for(std::string_view name) {
  if (const auto known = find_group(name)) return *known;
  if (unused_groups_.empty()) {
    unused_groups_.push_back(static_cast<GroupId>(groups_.size()));
    groups_.emplace_back();
  }
  const GroupId id = unused_groups_.back();
  unused_groups_.pop_back();
  groups_[id].name = name;
  group_ids_.emplace(name, id);
  return id;
}

void Index::drop_group(GroupId id) {
  group_ids_.erase(groups_[id].name);
  groups_[id] = {};
  unused_groups_.push_back(id);
}

void Index::link_groups(HostId id) {
  for (GroupShare& share : hosts_[at(id)].groups)
    if (groups_[share.group].has_cells) link(id, share);
}

void Index::unlink_groups(HostId id) {
  for (const GroupShare& share : hosts_[at(id)].groups)
    if (groups_[share.group].has_cells) unlink(id, share);
}

/// A share without tasks yet; link_groups follows.
GroupShare& Index::join(HostId id, GroupId group_id) {
  Group& group = groups_[group_id];
  ++group.hosts;
  GroupShares& shares = hosts_[at(id)].groups;
  shares.add({group_id, 0, group.has_cells ? 0 : group.members.add(id)});
  return *(shares.end() - 1);
}

/// The opposite, after unlink_groups.
void Index::part(HostId id, GroupShare& share) {
  Group& group = groups_[share.group];
  --group.hosts;
  if (!group.has_cells) {
    const HostId last = group.members.remove(share.place);
    hosts_[at(last)].groups.find(share.group)->place = share.place;
  }
  hosts_[at(id)].groups.remove(&share);
}

void Index::give_cells(GroupId id) {
  Group& group = groups_[id];
  if (std::exchange(group.has_cells, true)) return;
  for (const HostId member : group.members) link(member, *hosts_[at(member)].groups.find(id));
  group.members = {};
}

void Index::link(HostId id, GroupShare& share) {
  GroupCell& in_cell = groups_[share.group].cells[host(id).cell];
  ++in_cell.hosts;
  auto bucket = std::ranges::find(in_cell.buckets, share.tasks, &Bucket::tasks);
  if (bucket == in_cell.buckets.end()) {
    in_cell.buckets.push_back({share.tasks, {}});
    bucket = std::prev(in_cell.buckets.end());
  }
  share.place = bucket->hosts.add(id);
}

void Index::unlink(HostId id, const GroupShare& share) {
  auto& cells = groups_[share.group].cells;
  const auto in_cell = cells.find(host(id).cell);
  auto& buckets = in_cell->second.buckets;
  const auto bucket = std::ranges::find(buckets, share.tasks, &Bucket::tasks);
  const HostId last = bucket->hosts.remove(share.place);
  hosts_[at(last)].groups.find(share.group)->place = share.place;
  if (!bucket->hosts.empty()) {
    prefetch(bucket->hosts.back());
  } else {
    if (bucket != std::prev(buckets.end())) *bucket = std::move(buckets.back());
    buckets.pop_back();
  }
  if (--in_cell->second.hosts == 0) cells.erase(in_cell);
}

// ---- fields -----------------------------------------------------------------------------------------------

FieldId Index::field(std::string_view attribute) {
  if (const auto known = field_ids_.find(attribute); known != field_ids_.end()) return known->second;
  const auto id = static_cast<FieldId>(fields_.size());
  const NameId name = classes_.names().id(attribute);
  fields_.push_back({name, {}, {}, classes_.generation()});
  field_ids_.emplace(attribute, id);
  const bool was_own = classes_.has_own_values(name);
  classes_.keep_shared(name);  // Whoever spreads over it pays for a class per value.
  if (was_own) reclassify_all();
  return id;
}

void Index::reclassify_all() {
  for (const auto& [unused, host] : by_id_) {
    reclassify(host, classes_.description(key(host).attributes, facts(host).own));
  }
}

std::uint32_t Index::value(FieldId id, ClassId attributes) {
  constexpr std::uint32_t kNotAsked = 0xffffffff;
  Field& field = fields_[id];
  if (field.generation != classes_.generation()) field.value_of_class.clear();
  field.generation = classes_.generation();
  if (field.value_of_class.size() <= attributes) field.value_of_class.resize(classes_.capacity(), kNotAsked);
  std::uint32_t& value = field.value_of_class[attributes];
  if (value != kNotAsked) return value;
  constexpr NameId kNone =
      0xfffffffd;  // Hosts without the attribute are spread over as if they shared a value.
  const NamedValue* found = find_attribute(classes_.of(attributes).attributes, field.name);
  const auto next = static_cast<std::uint32_t>(field.numbers.size());
  return value = field.numbers.try_emplace(found ? found->value : kNone, next).first->second;
}

std::uint32_t Index::tasks_by_value(GroupId group, FieldId field, std::uint32_t value) {
  auto& counts = groups_[group].tasks_by_value;
  if (counts.size() <= field) counts.resize(field + 1);
  if (counts[field].empty()) {
    counts[field].resize(1);
    const auto add = [&](ClassId attributes, std::uint32_t tasks) {
      const std::uint32_t of = this->value(field, attributes);
      if (counts[field].size() <= of) counts[field].resize(of + 1);
      counts[field][of] += tasks;
    };
    for (const HostId member : groups_[group].members)
      add(key(member).attributes, host(member).groups.find(group)->tasks);
    for (const auto& [cell, in_cell] : groups_[group].cells)
      for (const Bucket& b : in_cell.buckets)
        add(cells_[cell].key.attributes, b.tasks * static_cast<std::uint32_t>(b.hosts.size()));
  }
  return value < counts[field].size() ? counts[field][value] : 0;
}

void Index::count_by_value(GroupId group, ClassId attributes, std::uint32_t tasks, int sign) {
  auto& counts = groups_[group].tasks_by_value;
  for (FieldId field = 0; field < counts.size(); ++field) {
    if (counts[field].empty()) continue;
    const std::uint32_t of = value(field, attributes);
    if (counts[field].size() <= of) counts[field].resize(of + 1);
    counts[field][of] += sign > 0 ? tasks : 0 - tasks;
  }
}

}  // namespace eni::placement
