#pragma once
/// Types summed up by size: one line for all that are large.
#include <string>
#include <vector>

#include "eni_trunking/density/density_rows.h"

namespace eni::command {

/// The types of one size.
struct SizeSummary {
  std::string size;  ///< "large" of "c5.large"
  int without = 0;   ///< tasks, as most types of the size have them
  int with = 0;
  int types_with_these = 0;  ///< of `types`
  int types = 0;
  std::string others_with;  ///< tasks with trunking of the others: "", "10" or "4 to 20"
};

/// From small to large, bare metal last. A type that no source knows counts with what it holds without a trunk.
std::vector<SizeSummary> summarize_by_size(const DensityRows& rows);

}  // namespace eni::command
