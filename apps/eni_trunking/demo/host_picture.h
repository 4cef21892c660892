#pragma once
/// The network interfaces of a host as a small picture for a terminal: those in its device slots, and on a trunk the
/// branches with their VLAN ids.
#include <string>
#include <vector>

namespace eni::command {

struct InterfaceInSlot {
  int device_index = 0;
  std::string interface_id;
  std::string purpose;  ///< "primary", "trunk", "task"
  std::string address;
};

struct BranchInterface {
  int vlan_id = 0;
  std::string address;
};

struct HostPicture {
  std::string instance_id;
  std::string instance_type;
  std::string caption;                 ///< what to say of it, at the right of its first line
  std::vector<InterfaceInSlot> slots;  ///< in the order of device indexes
  std::vector<BranchInterface> branches;
};

/// Lines of at most 80 ASCII columns, each with its newline: the host, a line a slot, then the branches four to a line.
std::string draw(const HostPicture& host);

}  // namespace eni::command
