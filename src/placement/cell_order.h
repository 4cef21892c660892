#pragma once
/// The cells of one class in the order of what is left, so that the fullest cell that has room is found without a look at
/// the others.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "placement/host.h"

namespace eni::placement {

using CellId = std::uint32_t;

enum class Axis : std::uint8_t { kMemory, kCpu };

/// A sorted list in blocks. A block knows the most that any of its cells has, so that a search passes over it as a whole.
class CellOrder {
 public:
  explicit CellOrder(Axis axis) : axis_{axis} {}

  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  void add(CellId cell, const Resources& left);
  void remove(CellId cell, const Resources& left);

  /// What the order goes by.
  std::int32_t along(const Resources& r) const { return axis_ == Axis::kMemory ? r.memory_mib : r.cpu_units; }

  /// Calls `visit(CellId, Resources)` for cells that have room for `demand`, least first, until it returns false.
  template <class Visit>
  void fitting(const Resources& demand, Visit visit) const {
    scan(first_block(along(demand)), blocks_.size(), demand, visit);
  }
  /// The same from anywhere on and round, for those who take the first that come.
  template <class Visit>
  void fitting_from(double fraction, const Resources& demand, Visit visit) const {
    const std::size_t first = first_block(along(demand));
    const auto start =
        first + static_cast<std::size_t>(fraction * static_cast<double>(blocks_.size() - first));
    if (scan(start, blocks_.size(), demand, visit)) scan(first, start, demand, visit);
  }
  template <class Visit>
  void all(Visit visit) const {
    for (const Block& block : blocks_) {
      for (const Entry& e : block.entries) visit(e.cell, resources(e));
    }
  }

 private:
  struct Entry {
    std::int32_t along = 0;
    std::int32_t across = 0;  ///< the other of CPU and memory
    std::int32_t interfaces = 0;
    CellId cell = 0;
  };
  struct Block {
    std::vector<Entry> entries;  ///< sorted by `along`, then cell; never empty
    std::int32_t max_across = 0;
    std::int32_t max_interfaces = 0;
  };
  static constexpr std::size_t kMaxEntries = 128;

  Entry entry(CellId cell, const Resources& left) const;
  Resources resources(const Entry& e) const {
    return axis_ == Axis::kMemory ? Resources{e.across, e.along, e.interfaces}
                                  : Resources{e.along, e.across, e.interfaces};
  }
  /// The first whose last entry is not below `along`.
  std::size_t first_block(std::int32_t along) const;
  std::size_t block_of(const Entry& e) const;
  static void measure(Block& block);

  /// @return  whether all were visited
  template <class Visit>
  bool scan(std::size_t begin, std::size_t end, const Resources& demand, Visit& visit) const {
    const Entry min = entry(0, demand);
    for (std::size_t b = begin; b < end; ++b) {
      const Block& block = blocks_[b];
      if (block.max_across < min.across || block.max_interfaces < min.interfaces) continue;
      for (const Entry& e : block.entries) {
        if (e.along < min.along || e.across < min.across || e.interfaces < min.interfaces) continue;
        if (!visit(e.cell, resources(e))) return false;
      }
    }
    return true;
  }

  Axis axis_;
  std::size_t size_ = 0;
  std::vector<Block> blocks_;
};

}  // namespace eni::placement
