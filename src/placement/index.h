#pragma once
/// The state behind Cluster. Hosts that are alike to a task lie in one cell; each group knows in which cells it has
/// tasks. Searches (search.h) look at cells.
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "placement/attribute_classes.h"
#include "placement/cell_order.h"
#include "placement/filters.h"
#include "placement/group_shares.h"
#include "placement/host.h"
#include "placement/host_list.h"
#include "placement/names.h"
#include "placement/port_sets.h"
#include "placement/request.h"

namespace eni::placement {

using FieldId = std::uint32_t;

inline std::size_t at(HostId id) { return static_cast<std::size_t>(id); }

/// What hosts of one cell have in common.
struct CellKey {
  ClassId attributes = 0;
  Resources left;
  PortSetId ports = PortSets::kEmpty;

  bool operator==(const CellKey&) const = default;
};

struct CellKeyHash {
  std::size_t operator()(const CellKey& key) const {
    const auto word = [](auto high, auto low) {
      return (std::uint64_t{static_cast<std::uint32_t>(high)} << 32) | static_cast<std::uint32_t>(low);
    };
    return mix(mix(word(key.left.cpu_units, key.left.memory_mib)) + word(key.attributes, key.ports) +
               static_cast<std::uint64_t>(key.left.interfaces) * 0x9e3779b97f4a7c15ULL);
  }
};

struct Cell {
  CellKey key;
  HostList hosts;  ///< empty: the cell is unused
};

/// Two to a cache line.
struct alignas(32) HostState {
  CellId cell = 0;
  std::uint32_t place = 0;  ///< in Cell::hosts
  GroupShares groups;

  std::uint32_t tasks() const {
    std::uint32_t sum = 0;
    for (const GroupShare& s : groups) sum += s.tasks;
    return sum;
  }
};
static_assert(sizeof(HostState) == 32);

/// What a search hardly asks for.
struct HostFacts {
  std::string container_instance_id;
  std::string ec2_instance_id;
  std::int64_t registered_at = 0;
  Resources registered;
  std::uint32_t place = 0;      ///< in the list of its class
  std::vector<NamedValue> own;  ///< attributes with the host's own value
  std::vector<HostPort> reserved;
};

/// Hosts of one cell with the same number of the group's tasks.
struct Bucket {
  std::uint32_t tasks = 0;
  HostList hosts;
};

struct GroupCell {
  std::uint32_t hosts = 0;  ///< of the cell that have tasks of the group
  std::vector<Bucket> buckets;
};

/// A host of a mixed cluster has tasks of ten groups and changes its cell with each task: keeping every group's cells up
/// to date would cost more than all else. So a group has a plain list of its hosts until a search asks for its cells.
struct Group {
  std::string name;
  std::uint64_t tasks = 0;
  std::size_t hosts = 0;  ///< with a task of the group
  bool has_cells = false;
  HostList members;                                        ///< these hosts, while the group has no cells
  std::unordered_map<CellId, GroupCell> cells;             ///< of these hosts, if it has
  std::vector<std::vector<std::uint32_t>> tasks_by_value;  ///< by FieldId, by value; empty: not counted yet
};

/// An attribute that a strategy spreads over, with the values that classes have of it as numbers from 0.
struct Field {
  NameId name = 0;
  std::unordered_map<NameId, std::uint32_t> numbers;
  std::vector<std::uint32_t> value_of_class;  ///< by ClassId; may be shorter than there are classes
  std::uint64_t generation = 0;               ///< of the classes
};

class Index {
 public:
  HostId add(const Host& host);
  void update(HostId id, const Host& host);
  void remove(HostId id);
  void set_status(HostId id, HostStatus status);
  void set_agent_connected(HostId id, bool connected);
  void occupy(HostId id, std::span<const GroupTasks> tasks, const Demand& total);
  void release(HostId id, std::string_view group, const Demand& demand);

  std::optional<HostId> find(std::string_view container_instance_id) const;
  std::optional<HostId> find_ec2(std::string_view ec2_instance_id) const;
  std::optional<GroupId> find_group(std::string_view name) const;
  std::size_t size() const { return by_id_.size(); }

  const HostState& host(HostId id) const { return hosts_[at(id)]; }
  /// Has the record brought into the processor's cache meanwhile.
  void prefetch(HostId id) const { __builtin_prefetch(&hosts_[at(id)], 1); }
  const HostFacts& facts(HostId id) const { return facts_[at(id)]; }
  const Cell& cell(CellId id) const { return cells_[id]; }
  const CellKey& key(HostId id) const { return cells_[host(id).cell].key; }
  const Group& group(GroupId id) const { return groups_[id]; }
  const PortSets& ports() const { return ports_; }
  const AttributeClasses& classes() const { return classes_; }
  /// Classes that have hosts, and their cells.
  const std::vector<ClassId>& live_classes() const { return live_classes_; }
  const HostList& hosts_of(ClassId id) const { return class_states_[id].hosts; }
  const CellOrder& cells_of(ClassId id) const { return class_states_[id].by_memory; }
  /// By CPU: made at its first use.
  const CellOrder& cells_of(ClassId id, Axis axis);

  /// The field of that attribute. Its first use counts for classes; a group's first use of it counts the group.
  FieldId field(std::string_view attribute);
  std::uint32_t value(FieldId field, ClassId attributes);
  /// Tasks of the group on hosts that have this value. 0 for a group without tasks.
  std::uint32_t tasks_by_value(GroupId group, FieldId field, std::uint32_t value);
  /// Groups the group's hosts by cell from now on. Its first use costs as much as the group has hosts.
  void give_cells(GroupId group);
  /// What the request's constraints say of each class.
  Filter& filter(const Request& request) { return filters_.of(request, classes_.generation()); }

 private:
  struct ClassState {
    CellOrder by_memory{Axis::kMemory};
    std::optional<CellOrder> by_cpu;
    HostList hosts;
    std::uint32_t place = 0;  ///< in live_classes_
  };

  void reclassify(HostId id, const AttributeClass& description);
  void reclassify_all();
  void rebalance();
  void enter(HostId id, const CellKey& key);
  void leave(HostId id);
  void append(CellId cell, HostId id);
  void enter_class(HostId id, ClassId attributes);
  void leave_class(HostId id, ClassId attributes);
  void move(HostId id, const CellKey& key);
  void move_unlinked(HostId id, const CellKey& key);
  void name_ec2(HostId id, const std::string& ec2_instance_id);
  CellId cell_for(const CellKey& key);
  void drop_cell(CellId id);
  void link_groups(HostId id);
  void unlink_groups(HostId id);
  void link(HostId id, GroupShare& share);
  void unlink(HostId id, const GroupShare& share);
  GroupShare& join(HostId id, GroupId group);
  void part(HostId id, GroupShare& share);
  void count_by_value(GroupId group, ClassId attributes, std::uint32_t tasks, int sign);
  GroupId group_for(std::string_view name);
  void drop_group(GroupId id);

  AttributeClasses classes_;
  PortSets ports_;
  std::vector<ClassState> class_states_;
  std::vector<ClassId> live_classes_;

  std::vector<Cell> cells_;
  std::vector<CellId> unused_cells_;
  std::unordered_map<CellKey, CellId, CellKeyHash> cell_ids_;

  std::vector<HostState> hosts_;
  std::vector<HostFacts> facts_;
  std::vector<HostId> unused_hosts_;
  TextMap<HostId> by_id_;
  TextMap<HostId> by_ec2_id_;

  std::vector<Group> groups_;
  std::vector<GroupId> unused_groups_;
  TextMap<GroupId> group_ids_;
  mutable GroupId latest_group_ = 0;  ///< found last

  std::vector<Field> fields_;
  TextMap<FieldId> field_ids_;
  Filters filters_;
};

}  // namespace eni::placement
