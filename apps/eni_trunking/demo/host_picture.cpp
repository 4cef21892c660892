#include "eni_trunking/demo/host_picture.h"

#include "eni_trunking/output/text_layout.h"

namespace eni::command {

namespace {

constexpr std::size_t kWidth = 80;
constexpr std::size_t kBranchesInALine = 3;

std::string first_line(const HostPicture& host) {
  const std::string left = "  " + host.instance_id + "  " + host.instance_type;
  const std::size_t used = left.size() + host.caption.size();
  return left + std::string(used < kWidth ? kWidth - used : 1, ' ') + host.caption + "\n";
}

std::string slot_line(const InterfaceInSlot& slot) {
  return "    eth" + std::to_string(slot.device_index) + "  " + padded(slot.purpose, 7) + "  " +
         padded(slot.interface_id, 21) + "  " + slot.address + "\n";
}

std::string branch_cell(const BranchInterface& branch) {
  return "vlan " + right_aligned(std::to_string(branch.vlan_id), 2) + " " + padded(branch.address, 15);
}

std::string branch_lines(const std::vector<BranchInterface>& branches) {
  std::string out;
  for (std::size_t first = 0; first < branches.size(); first += kBranchesInALine) {
    const std::size_t end = std::min(first + kBranchesInALine, branches.size());
    std::string line = end == branches.size() ? "          `-" : "          |-";
    for (std::size_t i = first; i < end; ++i) line += " " + branch_cell(branches[i]);
    out += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return out;
}

}  // namespace

std::string draw(const HostPicture& host) {
  std::string out = first_line(host);
  for (const InterfaceInSlot& slot : host.slots) {
    out += slot_line(slot);
    if (slot.purpose == "trunk") out += branch_lines(host.branches);
  }
  return out;
}

}  // namespace eni::command
