#pragma once
/// Rows for a page, read some at a time: a page costs about what it shows, whatever else there is.
#include <cstdint>
#include <string>
#include <vector>

namespace eni::sandbox {

/// The first `count` rows that fit.
/// @param after  a key, or where to begin otherwise: as `read` takes it
/// @param read   (after, limit): the rows that come next, in the order of their keys, at most `limit`
/// @param key    of a row
template <class Row, class Key, class Read, class KeyOf, class Fits>
std::vector<Row> first_fitting(Key after, std::size_t count, Read read, KeyOf key, Fits fits) {
  constexpr std::int64_t kAtOnce = 256;
  std::vector<Row> found;
  for (bool is_end = false; !is_end && found.size() < count;) {
    std::vector<Row> batch = read(after, kAtOnce);
    is_end = batch.size() < static_cast<std::size_t>(kAtOnce);
    if (!batch.empty()) after = key(batch.back());
    for (Row& row : batch)
      if (found.size() < count && fits(row)) found.push_back(std::move(row));
  }
  return found;
}

}  // namespace eni::sandbox
