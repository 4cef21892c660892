/// How many rows are read for a page.
#include "sandbox/gateway/batched_rows.h"

#include <gtest/gtest.h>

namespace eni::sandbox {
namespace {

/// Rows 1 to 10,000, as a table would give them.
struct Rows {
  std::size_t read_so_far = 0;

  std::vector<int> read(int after, std::int64_t limit) {
    std::vector<int> batch;
    for (int row = after + 1; row <= 10'000 && std::ssize(batch) < limit; ++row) batch.push_back(row);
    read_so_far += batch.size();
    return batch;
  }
  template <class Fits>
  std::vector<int> page(int after, std::size_t count, Fits fits) {
    return first_fitting<int>(
        after, count, [this](int last, std::int64_t limit) { return read(last, limit); },
        [](int row) { return row; }, fits);
  }
};

TEST(BatchedRows, APageCostsWhatItShows) {
  Rows rows;
  EXPECT_EQ(rows.page(5000, 3, [](int) { return true; }), (std::vector<int>{5001, 5002, 5003}));
  EXPECT_EQ(rows.read_so_far, 256u);
}

TEST(BatchedRows, RowsThatDoNotFitArePassedOver) {
  Rows rows;
  EXPECT_EQ(rows.page(0, 3, [](int row) { return row % 1000 == 0; }), (std::vector<int>{1000, 2000, 3000}));
  EXPECT_LT(rows.read_so_far, 4000u);
}

TEST(BatchedRows, TheEndIsReached) {
  Rows rows;
  EXPECT_EQ(rows.page(9998, 10, [](int) { return true; }), (std::vector<int>{9999, 10'000}));
  EXPECT_EQ(rows.page(0, 1, [](int) { return false; }), std::vector<int>{});
  EXPECT_EQ(rows.page(10'000, 1, [](int) { return true; }), std::vector<int>{});
}

}  // namespace
}  // namespace eni::sandbox
