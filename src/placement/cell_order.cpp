#include "placement/cell_order.h"

#include <algorithm>
#include <tuple>

namespace eni::placement {
namespace {

constexpr auto kRank = [](const auto& e) { return std::tuple{e.along, e.cell}; };

}  // namespace

CellOrder::Entry CellOrder::entry(CellId cell, const Resources& left) const {
  const std::int32_t across = axis_ == Axis::kMemory ? left.cpu_units : left.memory_mib;
  return {along(left), across, left.interfaces, cell};
}

std::size_t CellOrder::first_block(std::int32_t along) const {
  const auto is_below = [&](const Block& b) { return b.entries.back().along < along; };
  return static_cast<std::size_t>(std::ranges::partition_point(blocks_, is_below) - blocks_.begin());
}

std::size_t CellOrder::block_of(const Entry& e) const {
  const auto is_below = [&](const Block& b) { return kRank(b.entries.back()) < kRank(e); };
  return static_cast<std::size_t>(std::ranges::partition_point(blocks_, is_below) - blocks_.begin());
}

void CellOrder::measure(Block& block) {
  block.max_across = std::ranges::max(block.entries, {}, &Entry::across).across;
  block.max_interfaces = std::ranges::max(block.entries, {}, &Entry::interfaces).interfaces;
}

void CellOrder::add(CellId cell, const Resources& left) {
  const Entry e = entry(cell, left);
  ++size_;
  if (blocks_.empty()) {
    blocks_.push_back({{e}, e.across, e.interfaces});
    return;
  }
  const std::size_t at = std::min(block_of(e), blocks_.size() - 1);
  Block& block = blocks_[at];
  block.entries.insert(std::ranges::upper_bound(block.entries, kRank(e), {}, kRank), e);
  block.max_across = std::max(block.max_across, e.across);
  block.max_interfaces = std::max(block.max_interfaces, e.interfaces);
  if (block.entries.size() <= kMaxEntries) return;
  const auto half = block.entries.begin() + kMaxEntries / 2;
  Block upper{{half, block.entries.end()}, 0, 0};
  block.entries.erase(half, block.entries.end());
  measure(block);
  measure(upper);
  blocks_.insert(blocks_.begin() + static_cast<std::ptrdiff_t>(at) + 1, std::move(upper));
}

void CellOrder::remove(CellId cell, const Resources& left) {
  const Entry e = entry(cell, left);
  const std::size_t at = block_of(e);
  Block& block = blocks_[at];
  block.entries.erase(std::ranges::lower_bound(block.entries, kRank(e), {}, kRank));
  --size_;
  const auto next = blocks_.begin() + static_cast<std::ptrdiff_t>(at) + 1;
  if (block.entries.empty()) {
    blocks_.erase(next - 1);
  } else if (next != blocks_.end() && block.entries.size() + next->entries.size() <= kMaxEntries / 2) {
    block.entries.insert(block.entries.end(), next->entries.begin(), next->entries.end());
    blocks_.erase(next);
    measure(block);
  } else if (e.across == block.max_across || e.interfaces == block.max_interfaces) {
    measure(block);
  }
}

}  // namespace eni::placement
