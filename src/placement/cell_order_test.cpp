#include "placement/cell_order.h"

#include <gtest/gtest.h>
#include <map>

#include "base/random.h"

namespace eni::placement {
namespace {

using Cells = std::map<CellId, Resources>;

Cells fitting(const CellOrder& order, const Resources& demand) {
  Cells found;
  std::int32_t last = 0;
  order.fitting(demand, [&](CellId cell, const Resources& left) {
    EXPECT_GE(order.along(left), last) << "least first";
    last = order.along(left);
    EXPECT_TRUE(found.emplace(cell, left).second);
    return true;
  });
  Cells again;
  order.fitting_from(0.7, demand, [&](CellId cell, const Resources& left) {
    EXPECT_TRUE(again.emplace(cell, left).second);
    return true;
  });
  EXPECT_EQ(found, again);
  return found;
}

TEST(CellOrder, FindsWhatASearchOfAllWouldFind) {
  for (const Axis axis : {Axis::kMemory, Axis::kCpu}) {
    SeededRandom random;
    const auto below = [&](std::uint64_t n) { return static_cast<std::int32_t>(random.next() % n); };
    CellOrder order{axis};
    Cells cells;
    for (int step = 0; step < 6000; ++step) {
      const bool grows = step < 3000;
      if (below(10) < (grows ? 8 : 2) || cells.empty()) {
        const Resources left{below(50), below(50), below(4)};
        if (cells.emplace(static_cast<CellId>(step), left).second) order.add(static_cast<CellId>(step), left);
      } else {
        const auto gone = std::next(cells.begin(), below(cells.size()));
        order.remove(gone->first, gone->second);
        cells.erase(gone);
      }
      ASSERT_EQ(order.size(), cells.size());
      if (step % 20 != 0) continue;
      const Resources demand{below(60), below(60), below(5)};
      Cells expected;
      for (const auto& [id, left] : cells) {
        const bool fits = left.cpu_units >= demand.cpu_units && left.memory_mib >= demand.memory_mib &&
                          left.interfaces >= demand.interfaces;
        if (fits) expected.emplace(id, left);
      }
      ASSERT_EQ(fitting(order, demand), expected);
    }
  }
}

TEST(CellOrder, StopsWhenToldSo) {
  CellOrder order{Axis::kMemory};
  for (CellId id = 0; id < 1000; ++id) order.add(id, {1, static_cast<std::int32_t>(1000 - id), 1});
  std::vector<CellId> seen;
  order.fitting({1, 500, 1}, [&](CellId id, const Resources&) {
    seen.push_back(id);
    return seen.size() < 3;
  });
  EXPECT_EQ(seen, (std::vector<CellId>{500, 499, 498}));
}

}  // namespace
}  // namespace eni::placement
